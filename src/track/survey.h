/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of rows has to be known before the first of them can be shown, for
 * files whose rows are never all in memory: whose they are (a row for each
 * uid is enough for struct owners) and who listens (connections.h tells
 * directions by that). Pure.
 */
#ifndef ADBNET_TRACK_SURVEY_H
#define ADBNET_TRACK_SURVEY_H

#include "model/snapshot.h"

/* Far more of either than a phone has. */
#define SURVEY_UIDS_MAX ((size_t)65536)
#define SURVEY_LISTENERS_MAX ((size_t)262144)

#define SURVEY_CACHE 1024

struct survey {
    struct snapshot *snapshot;     /* borrowed */
    struct vec uids;               /* uint32_t, sorted */
    uint64_t recent[SURVEY_CACHE]; /* uid + 1 of a late row, by its end */
    size_t kept;                   /* rows of the snapshot that stay */
    size_t listeners;
    bool has_pid; /* a row that tells its process stays */
    size_t rows;  /* seen */
};

void survey_init(struct survey *survey, struct snapshot *snapshot);
void survey_fini(struct survey *survey);

/*
 * Takes those rows out of the snapshot that came since the last call and
 * need not stay. 0, ERR_LIMIT or ERR_NOMEM.
 */
int survey_take(struct survey *survey);

#endif
