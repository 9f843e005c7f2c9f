/* SPDX-License-Identifier: Apache-2.0 */
/* What stands above the figures of a report. Only for the files of src/sink. */
#ifndef ADBNET_SINK_REPORT_H
#define ADBNET_SINK_REPORT_H

#include "sink/json_writer.h"
#include "sink/sink.h"

struct out;

/* What it is of. */
void report_put_head(struct out *out, const struct sink_options *options,
                     const struct report_head *report);
/* When, and which phone. */
void report_put_phone(struct out *out, const struct sink_options *options,
                      const struct report_head *report,
                      const struct watch_head *head);

/* Members of the object that is open. */
void report_put_json(struct json_writer *json,
                     const struct report_head *report);

#endif
