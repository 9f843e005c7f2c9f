/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting for a descriptor within a budget. See budget.h. */
#include "budget.h"

#include "cancel.h"
#include "fail.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

struct budget budget_start(const struct clock *clock, int timeout_ms,
                           const struct adb_cancel *cancel)
{
    struct budget budget;

    budget.deadline = deadline_in(clock, timeout_ms);
    budget.timeout_ms = timeout_ms;
    budget.cancel_fd = cancel_fd(cancel);
    return budget;
}

const char *budget_span(const struct budget *budget, char out[BUDGET_SPAN_CAP])
{
    int ms = budget->timeout_ms;

    if (ms >= 1000 && ms % 1000 == 0) {
        (void)snprintf(out, BUDGET_SPAN_CAP, "%d s", ms / 1000);
    } else {
        (void)snprintf(out, BUDGET_SPAN_CAP, "%d ms", ms);
    }
    return out;
}

int budget_is_over(const struct budget *budget, const char *name,
                   struct adb_err *err)
{
    char span[BUDGET_SPAN_CAP];

    return fail_with(err, ADB_ERR_TIMEOUT, "%s: no answer within %s", name,
                     budget_span(budget, span));
}

static int canceled(const char *name, struct adb_err *err)
{
    return fail_with(err, ADB_ERR_CANCELED, "%s: canceled", name);
}

int budget_wait_any(const struct budget *budget, struct pollfd *fds,
                    size_t count, const char *name, struct adb_err *err)
{
    fds[0].fd = budget->cancel_fd;
    fds[0].events = POLLIN;
    for (;;) {
        int ready =
            poll(fds, (nfds_t)count, deadline_poll_ms(&budget->deadline));

        if (ready < 0 && errno != EINTR) {
            return fail_with(err, ADB_ERR_IO, "%s: waiting failed (error %d)",
                             name, errno);
        }
        if (ready > 0) {
            return fds[0].revents != 0 ? canceled(name, err) : 0;
        }
        if (deadline_is_over(&budget->deadline)) {
            return budget_is_over(budget, name, err);
        }
    }
}

int budget_wait(const struct budget *budget, int fd, short events,
                const char *name, struct adb_err *err)
{
    struct pollfd fds[2] = {{.fd = -1}, {.fd = fd, .events = events}};

    return budget_wait_any(budget, fds, 2, name, err);
}

int budget_check(const struct budget *budget, const char *name,
                 struct adb_err *err)
{
    struct pollfd fd = {.fd = budget->cancel_fd, .events = POLLIN};

    if (budget->cancel_fd < 0) {
        return 0;
    }
    return poll(&fd, 1, 0) > 0 ? canceled(name, err) : 0;
}
