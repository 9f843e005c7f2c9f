/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an adb server says, as text: framing, the list of devices, and what
 * its failures mean for people. Pure; server.c does the talking.
 *
 * Source: AOSP packages/modules/adb, sockets.cpp (framing), transport.cpp
 * (append_transport, acquire_one_transport), adb.cpp.
 */
#ifndef ADB_SERVER_REPLY_H
#define ADB_SERVER_REPLY_H

#include <adb/error.h>
#include <adb/server.h>

#include "base/cursor.h"

#include <stddef.h>

/* A status is four letters, a length four hexadecimal digits. */
#define SERVER_WORD_LEN 4u

enum server_status {
    SERVER_OKAY,
    SERVER_FAIL,
    SERVER_NONSENSE /* no adb server says that */
};

enum server_status server_reply_status(const char word[SERVER_WORD_LEN]);

/* 0, or ADB_ERR_PROTO for what is not four hexadecimal digits. */
int server_reply_length(const char word[SERVER_WORD_LEN], size_t *out);

/* The answer to host:version. ADB_ERR_PROTO for what is no number. */
int server_reply_version(struct str text, int *out);

/*
 * The answer to host:devices-l. Lines that say nothing are counted and left
 * out. ADB_ERR_NOMEM.
 */
int server_reply_devices(struct str text, struct adb_device_list **out);

/* What a request was about, for sentences. */
struct server_question {
    const char *server;  /* the server's address */
    const char *device;  /* serial, "" for any */
    const char *service; /* a service of the phone, NULL for the server's */
};

/*
 * Puts the text after FAIL into one sentence: what failed, on which device,
 * what to do next. Returns its code, which is never 0.
 */
int server_reply_failure(const struct server_question *question,
                         struct str text, struct adb_err *err);

#endif
