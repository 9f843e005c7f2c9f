/* SPDX-License-Identifier: Apache-2.0 */
/* A capture that is observed. Only for the files observe*.c. */
#ifndef ADBNET_CMD_OBSERVE_STATE_H
#define ADBNET_CMD_OBSERVE_STATE_H

#include "cmd/observe.h"
#include "cmd/report_runs.h"
#include "store/said_json.h"

struct observation {
    char *file; /* without "@MARK" */
    struct capture_reader *capture;
    struct said *said; /* of JSON: instead of a capture */
    struct target *targets;
    struct report_play play;
    struct report_runs scan; /* its runs; none: it was a watching */
    struct observed *runs;
    const struct observed **list;
    size_t count;
    bool is_cut;
};

/* observe_list.c: what was played as runs. 0 or ERR_NOMEM. */
int observe_list(struct observation *observation, const char *source,
                 struct err *err);

/*
 * observe_said.c: JSON, if the file is that: 1. 0: it is something else; or a
 * negative code.
 */
int observe_said(struct observation *observation, const char *source,
                 struct err *err);

#endif
