/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison of runs in every format. Only for the files of src/sink. */
#ifndef ADBNET_SINK_DIFFERENCES_H
#define ADBNET_SINK_DIFFERENCES_H

#include "model/difference.h"
#include "sink/json_writer.h"
#include "sink/out.h"
#include "sink/sink.h"

void differences_put_table(struct out *out, size_t width,
                           const struct difference_report *report);

/* The members of an array: an object for each difference. */
void differences_put_json(struct json_writer *json,
                          const struct difference_report *report);
/* Members of an object: by, sides, notes, summary. */
void differences_put_json_head(struct json_writer *json,
                               const struct difference_report *report);

/* jsonl: lines of runs, notes, differences; by and summary of the last. */
void differences_put_lines(struct json_writer *json,
                           const struct difference_report *report);
void differences_put_json_summary(struct json_writer *json,
                                  const struct difference_report *report);

/* differences_csv.c */
void csv_put_differences(struct out *out,
                         const struct difference_report *report);

#endif
