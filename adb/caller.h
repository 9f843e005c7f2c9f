/* SPDX-License-Identifier: Apache-2.0 */
/* What a user of the library gave with `struct adb_options`, checked. */
#ifndef ADB_CALLER_H
#define ADB_CALLER_H

#include "budget.h"

#include <adb/error.h>
#include <adb/options.h>

#include "base/log.h"

/* Stays where it is once it is filled in: log points into it. */
struct caller {
    struct adb_options options; /* with the defaults filled in */
    const struct clock *clock;
    struct log log;
};

/* options NULL: the defaults. ADB_ERR_ARG for what no option can be. */
int caller_init(struct caller *caller, const struct adb_options *options,
                const struct clock *clock, struct adb_err *err);

/* NULL when nobody listens. */
const struct log *caller_log(const struct caller *caller);

/* For one call; timeout_ms as the public headers have it. */
struct budget caller_budget(const struct caller *caller, int timeout_ms);

#endif
