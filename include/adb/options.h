/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every call that reaches the outside is told: how long it may take,
 * how it is ended early, and where its messages go. The library prints
 * nothing, reads no environment and keeps no global state.
 */
#ifndef ADB_OPTIONS_H
#define ADB_OPTIONS_H

#include <adb/cancel.h>
#include <adb/export.h>
#include <adb/keys.h>

#include <stdint.h>

enum adb_log_level {
    ADB_LOG_WARN = 0, /* something is odd, the work goes on */
    ADB_LOG_INFO = 1, /* connected, closed, fell back */
    ADB_LOG_DEBUG = 2 /* every packet */
};

/* The time a connection and its first answer may take, milliseconds. */
#define ADB_TIMEOUT_DEFAULT_MS 5000

/* The time the phone's owner has to accept this computer, milliseconds. */
#define ADB_AUTH_TIMEOUT_DEFAULT_MS 10000

/*
 * A zeroed object, and NULL in place of one, mean the defaults. It is copied
 * by the call that gets it, except for what it points to: `cancel` and
 * `log_ctx` must outlive the device.
 */
struct adb_options {
    struct adb_cancel *cancel; /* NULL: calls end by time only */

    /*
     * Gets one line without line break; it may hold bytes of a peer, so
     * escape it before showing it. Called only from inside calls of the
     * library, in the calling thread. It must not call the library. NULL:
     * silence.
     */
    void (*log)(void *ctx, int level, const char *text);
    void *log_ctx;
    int log_level; /* the highest enum adb_log_level that is wanted */

    /*
     * For the whole of the call that gets the options: looking the name up
     * excepted (the system's resolver knows no deadline), so give numeric
     * addresses where that matters. 0: ADB_TIMEOUT_DEFAULT_MS, negative:
     * without end.
     */
    int timeout_ms;

    /*
     * Direct connections only: the keys that are shown to a phone that wants
     * to know who we are. NULL: none, such a phone cannot be used. Borrowed
     * during the call that connects.
     */
    const struct adb_key_places *keys;

    /*
     * Called at most once within the call that connects, as soon as the
     * phone asks its owner whether this computer may use it, with one
     * sentence that says what to do there. As `log` otherwise. NULL:
     * nobody is told.
     */
    void (*on_owner_asked)(void *ctx, const char *text);
    void *on_owner_asked_ctx;

    /*
     * How long the owner may take, from that moment on and in the place of
     * what is left of timeout_ms. 0: ADB_AUTH_TIMEOUT_DEFAULT_MS, negative:
     * without end. Then the call ends with ADB_ERR_UNAUTHORIZED; the phone
     * keeps on asking its owner, and knows us the next time.
     */
    int auth_timeout_ms;

    /*
     * The largest payload offered to the phone, bytes; direct connections
     * only. 0: 256 KiB, the fastest in measurements; at most 1 MiB, at
     * least 4096, the limits of the protocol.
     */
    uint32_t max_payload;
};

#endif
