/* SPDX-License-Identifier: Apache-2.0 */
/* What a format sees of its sink. Only for the files of src/sink. */
#ifndef ADBNET_SINK_SINK_STATE_H
#define ADBNET_SINK_SINK_STATE_H

#include "sink/out.h"
#include "sink/sink.h"

struct sink {
    const struct sink_ops *ops;
    struct sink_options options;
    struct out data;
    struct out people;
    int rc;           /* the first failure of either */
    size_t put_count; /* records so far */
    /* Between RECORD_PHONE and RECORD_END, which no RECORD_RESULT parts. */
    const struct result *phone;
    void *state; /* ops->state_size zeroed bytes */
};

extern const struct sink_ops sink_table;
extern const struct sink_ops sink_json;
extern const struct sink_ops sink_jsonl;
extern const struct sink_ops sink_csv;
extern const struct sink_ops sink_html;
extern const struct sink_ops sink_junit;

#endif
