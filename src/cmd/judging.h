/* SPDX-License-Identifier: Apache-2.0 */
/* --policy: its file, and what it says of what was seen. */
#ifndef ADBNET_CMD_JUDGING_H
#define ADBNET_CMD_JUDGING_H

#include "cmd/settings.h"
#include "judge/policy.h"
#include "model/tracked.h"

/*
 * Reads the file, before anything else: what is wrong in it shall not cost a
 * run. *out is NULL without --policy. 0 or a negative code with FILE:LINE.
 */
int judging_read(const struct settings *settings, struct policy **out,
                 struct err *err);

/* Of connections of an answer. */
struct judging {
    struct judged judged;
    struct verdict *verdicts;
};

/* 0 or ERR_NOMEM; free(verdicts) is due when nobody prints any more. */
int judging_rows(const struct settings *settings, const struct policy *policy,
                 struct connection *connections, size_t count,
                 struct judging *out);

/* The same of endpoints: those asked for, none of services or others. */
int judging_endpoints(const struct settings *settings,
                      const struct policy *policy, struct endpoint *endpoints,
                      size_t count, struct judging *out);

/* more is NULL: nothing was judged. */
void judging_add(struct judged *to, const struct judged *more);

/* The counts in a note, if something is not allowed and no table says so. */
void judging_say(const struct settings *settings, const struct judged *judged);

/* The worse of a command's status and of what was judged: 5, then 4. */
int judging_status(int status, const struct judged *judged);

#endif
