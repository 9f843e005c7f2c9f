/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a user, checked. See caller.h. */
#include "caller.h"

#include "adb_limits.h"
#include "fail.h"

#include <string.h>

static void pass_on(void *ctx, enum log_level level, const char *text)
{
    const struct caller *caller = ctx;

    caller->options.log(caller->options.log_ctx, (int)level, text);
}

static void init_log(struct caller *caller)
{
    int level = caller->options.log_level;

    if (level > (int)LOG_DEBUG) {
        level = (int)LOG_DEBUG;
    }
    caller->log.level = (enum log_level)level;
    caller->log.write = pass_on;
    caller->log.ctx = caller;
}

int caller_init(struct caller *caller, const struct adb_options *options,
                const struct clock *clock, struct adb_err *err)
{
    struct adb_options *own = &caller->options;

    memset(caller, 0, sizeof(*caller));
    caller->clock = clock;
    if (options != NULL) {
        *own = *options;
    }
    if (own->timeout_ms == 0) {
        own->timeout_ms = ADB_TIMEOUT_DEFAULT_MS;
    }
    if (own->auth_timeout_ms == 0) {
        own->auth_timeout_ms = ADB_AUTH_TIMEOUT_DEFAULT_MS;
    }
    if (own->max_payload == 0) {
        own->max_payload = LIMIT_PAYLOAD_DEFAULT;
    }
    if (own->max_payload < LIMIT_PAYLOAD_V1 ||
        own->max_payload > LIMIT_PAYLOAD_MAX) {
        return fail_with(err, ADB_ERR_ARG,
                         "packets of %u bytes cannot be offered, only %u to "
                         "%u",
                         (unsigned)own->max_payload, LIMIT_PAYLOAD_V1,
                         LIMIT_PAYLOAD_MAX);
    }
    init_log(caller);
    return 0;
}

const struct log *caller_log(const struct caller *caller)
{
    return caller->options.log == NULL || caller->options.log_level < 0
               ? NULL
               : &caller->log;
}

struct budget caller_budget(const struct caller *caller, int timeout_ms)
{
    return budget_start(caller->clock, timeout_ms, caller->options.cancel);
}
