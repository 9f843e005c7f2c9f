/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A transport whose phone says what was written down: a line of the phone is
 * there once everything before it was said; the host's lines come in their
 * order, but may come before lines of the phone. Nothing waits: where the
 * real thing would, a clock of its own jumps to the deadline.
 */
#ifndef TESTS_ADB_CANNED_H
#define TESTS_ADB_CANNED_H

#include "device.h"
#include "transport.h"

#include <adb/cancel.h>

#include <stddef.h>
#include <stdint.h>

enum canned_kind {
    CANNED_GONE = 0, /* the phone closes the connection; so does the end */
    CANNED_PHONE,    /* the phone sends this packet */
    CANNED_HOST,     /* the next packet of the host is this */
    CANNED_TICK,     /* arg0 milliseconds pass */
    CANNED_SILENT,   /* nothing more happens */
    CANNED_CANCEL,   /* somebody cancels */
    CANNED_BROKEN    /* the system says no */
};

struct canned_line {
    enum canned_kind kind;
    uint32_t command;
    uint32_t arg0;
    uint32_t arg1;
    const char *text;
    size_t len;
};

#define PHONE(command, arg0, arg1, literal)                      \
    {                                                            \
        CANNED_PHONE, WIRE_##command, (arg0), (arg1), (literal), \
            sizeof(literal) - 1                                  \
    }
#define HOST(command, arg0, arg1, literal)                      \
    {                                                           \
        CANNED_HOST, WIRE_##command, (arg0), (arg1), (literal), \
            sizeof(literal) - 1                                 \
    }
#define TICK(ms)                          \
    {                                     \
        .kind = CANNED_TICK, .arg0 = (ms) \
    }
#define SILENT                \
    {                         \
        .kind = CANNED_SILENT \
    }
#define CANCEL                \
    {                         \
        .kind = CANNED_CANCEL \
    }
#define BROKEN                \
    {                         \
        .kind = CANNED_BROKEN \
    }
#define GONE                \
    {                       \
        .kind = CANNED_GONE \
    }

#define CANNED_GREETING                                        \
    HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"), \
        PHONE(CNXN, 0x01000001, 1048576,                       \
              "device::ro.product.model=Test;features=shell_v2,cmd")

/* What the calls of a test are made with. */
struct canned {
    struct adb_transport transport;
    const struct canned_line *first;
    const struct canned_line *line; /* the phone's next */
    const struct canned_line *host; /* the host's next */
    size_t every;                   /* bytes at a time, both ways; 0: all */

    /* Nothing is allocated after the start: see test_nomem.c. */
    unsigned char *in; /* the phone's line that is being said */
    size_t in_len;
    size_t in_at;
    unsigned char *out; /* of the host, up to a whole packet */
    size_t out_len;
    size_t cap;
    bool is_lenient; /* the host may leave lines out */

    struct adb_transport_ops ops; /* a test may make others of them */

    int64_t now_ms;
    struct clock clock;
    struct adb_cancel *cancel;
    bool has_ended; /* the host has said that it is done */
    bool is_closed;
    char log[4096];
    size_t log_len;
    struct adb_options options;
};

void canned_init(struct canned *canned, const struct canned_line *lines,
                 size_t every);

/* Greets; device NULL and err filled in if that fails. */
struct adb_device *canned_connect(struct canned *canned, struct adb_err *err);

/* The test fails unless every line was said and the transport closed. */
void canned_fini(struct canned *canned);

#endif
