/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one blocking call may spend: its time, and the descriptor that ends
 * it early. Passed down by pointer, so that the whole call has one.
 */
#ifndef ADB_BUDGET_H
#define ADB_BUDGET_H

#include <adb/cancel.h>
#include <adb/error.h>

#include "base/deadline.h"

#include <stddef.h>

struct budget {
    struct deadline deadline;
    int timeout_ms; /* as it was given, for sentences */
    int cancel_fd;  /* -1: none */
};

struct budget budget_start(const struct clock *clock, int timeout_ms,
                           const struct adb_cancel *cancel);

/*
 * Waits until fd is ready for events (of poll(2)) or has failed. 0,
 * ADB_ERR_TIMEOUT, ADB_ERR_CANCELED or ADB_ERR_IO; the sentence starts with
 * name. Being canceled comes before being ready.
 */
int budget_wait(const struct budget *budget, int fd, short events,
                const char *name, struct adb_err *err);

struct pollfd;

/*
 * The same for any of several descriptors. fds[0] is left free for the one
 * that cancels; count includes it.
 */
int budget_wait_any(const struct budget *budget, struct pollfd *fds,
                    size_t count, const char *name, struct adb_err *err);

/* ADB_ERR_CANCELED if it is, without waiting. */
int budget_check(const struct budget *budget, const char *name,
                 struct adb_err *err);

#define BUDGET_SPAN_CAP 24

/* How long it was at first, for sentences: "10 s", "1200 ms". */
const char *budget_span(const struct budget *budget, char out[BUDGET_SPAN_CAP]);

/* The sentence for time that is over; returns ADB_ERR_TIMEOUT. */
int budget_is_over(const struct budget *budget, const char *name,
                   struct adb_err *err);

#endif
