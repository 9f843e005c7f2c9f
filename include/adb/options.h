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

#include <stdint.h>

enum adb_log_level {
    ADB_LOG_WARN = 0, /* something is odd, the work goes on */
    ADB_LOG_INFO = 1, /* connected, closed, fell back */
    ADB_LOG_DEBUG = 2 /* every packet */
};

/* The time a connection and its first answer may take, milliseconds. */
#define ADB_TIMEOUT_DEFAULT_MS 5000

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
     * The largest payload offered to the phone, bytes; direct connections
     * only. 0: 256 KiB, the fastest in measurements; at most 1 MiB, at
     * least 4096, the limits of the protocol.
     */
    uint32_t max_payload;
};

#endif
