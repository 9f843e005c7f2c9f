/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which phone, by which way. Opens the one phone that the user means and
 * gives a runner that asks it; everything else here are facts about the way.
 */
#ifndef ADBNET_LINK_LINK_H
#define ADBNET_LINK_LINK_H

#include "base/clock.h"
#include "base/log.h"
#include "model/addr.h"
#include "model/runner.h"

#include <adb/adb.h>

enum link_via {
    LINK_AUTO,   /* a running server that knows the phone, else direct */
    LINK_SERVER, /* a running adb server, nothing else */
    LINK_USB,    /* directly over USB */
    LINK_TCP     /* directly to adbd over TCP */
};

struct link_options {
    enum link_via via;
    /* ADB_SELECT_ANY, _SERIAL (with serial), _USB or _LOCAL. */
    enum adb_select_kind select;
    const char *serial; /* borrowed */
    struct adb_server_addr server;
    const struct adb_key_places *keys; /* borrowed, NULL: none */
    int wait_auth_ms;                  /* for the phone's owner */
    /* See struct adb_options; called in the thread that opens. */
    void (*on_owner_asked)(void *ctx, const char *text);
    void *on_owner_asked_ctx;
    /*
     * Called at most once, with one sentence, when a request keeps a phone
     * on USB from all other programs for longer than people overlook; in the
     * thread that asks. NULL: nobody is told.
     */
    void (*on_held)(void *ctx, const char *text);
    void *on_held_ctx;
    struct adb_cancel *cancel; /* borrowed, may be NULL */
    struct log *log;           /* borrowed, may be NULL */
    const struct clock *clock; /* borrowed */
};

#define LINK_SERIAL_CAP 300

struct link {
    struct runner *runner;        /* NULL after link_close() */
    char serial[LINK_SERIAL_CAP]; /* as one would type it after -s, or "" */
    const char *via;              /* static: "server", "usb", "tcp", "replay" */
    /*
     * Our own connection, as the laptop has it; ADDR_NONE and port 0 where
     * nothing is known (see struct own_connection in track/).
     */
    struct addr own_laptop;
    uint16_t own_laptop_port;
    struct addr own_phone;
    uint16_t own_phone_port;
};

/*
 * Fills out, which the caller ends with link_close(). On failure out is
 * empty and err says what to do: no phone, several, unauthorized, no server.
 */
int link_open(const struct link_options *options, struct link *out,
              struct err *err);

/* Lets the phone go; the facts stay. Accepts a zeroed link, and twice. */
void link_close(struct link *link);

/* What the library calls an error is one here too: same codes, same text. */
int link_error(const struct adb_err *from, struct err *to);

/* Whether the user said where the adb server is: then it should be there. */
bool link_is_server_named(const struct link_options *options);

/* What the library is told: cancel and log. Borrows from options. */
struct adb_options link_library_options(const struct link_options *options);

#endif
