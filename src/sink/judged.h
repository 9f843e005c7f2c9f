/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy says, in every format. Only for the files of src/sink. */
#ifndef ADBNET_SINK_JUDGED_H
#define ADBNET_SINK_JUDGED_H

#include "model/tracked.h"
#include "sink/json_run.h"
#include "sink/out.h"

/* It is to be listed: denied, not judged, or warned of. */
bool judged_is_told(const struct connection *connection);

/* "com.example.bank", "uid:system"; may use out. */
#define JUDGED_WHO_CAP 800
const char *judged_who(const struct connection *connection,
                       char out[JUDGED_WHO_CAP]);

/*
 * Why, in words: "line 12: deny port 80", "no line names it", "line 3: allow
 * org "X*"; not known: organisation". Anybody's text.
 */
#define JUDGED_WHY_CAP 1400
const char *judged_why(const struct verdict *verdict, char out[JUDGED_WHY_CAP]);

/* "Policy FILE: 1 denied, 2 not judged, 0 warned of, 7 allowed." */
void judged_put_counts(struct out *out, size_t width,
                       const struct judged *judged);
/* One that is told: a paragraph that begins after so many blanks. */
void judged_put_row(struct out *out, size_t width, size_t first,
                    const struct connection *connection);

/* All of them, the worst first. */
void judged_put_rows(struct out *out, size_t width, size_t first,
                     const struct watch_summary *summary);

/* A member: the counts; null without a policy. */
void judged_put_json(struct json_writer *json, const struct judged *judged);
/* expected_path: the counts; null without any. */
void judged_put_path(struct json_writer *json, const struct path_counts *path);
/* policy: of a connection; null without a policy. */
void judged_put_run(struct json_run *into, const struct verdict *verdict);

#endif
