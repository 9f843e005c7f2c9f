/* SPDX-License-Identifier: Apache-2.0 */
/* See survey.h. */
#include "track/survey.h"

#include "base/err.h"

#include <string.h>

void survey_init(struct survey *survey, struct snapshot *snapshot)
{
    memset(survey, 0, sizeof(*survey));
    survey->snapshot = snapshot;
    vec_init(&survey->uids, sizeof(uint32_t), SURVEY_UIDS_MAX);
}

void survey_fini(struct survey *survey)
{
    vec_fini(&survey->uids);
}

static int compare_uids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* > 0: it is the first of this uid. */
static int note_uid(struct survey *survey, uint32_t uid)
{
    uint64_t *recent = &survey->recent[uid % SURVEY_CACHE];
    int rc;

    if (*recent == (uint64_t)uid + 1) {
        return 0;
    }
    *recent = (uint64_t)uid + 1;
    if (vec_find(&survey->uids, &uid, compare_uids) != NULL) {
        return 0;
    }
    rc = vec_push(&survey->uids, &uid);
    if (rc < 0) {
        return rc;
    }
    vec_sort(&survey->uids, compare_uids);
    return 1;
}

/* > 0: this row stays. */
static int note_row(struct survey *survey, const struct sock_row *row)
{
    int rc = sock_is_unowned(row) ? 0 : note_uid(survey, row->uid);

    if (row->proto == SOCK_TCP && row->state == SOCK_LISTEN) {
        survey->listeners++;
        if (survey->listeners > SURVEY_LISTENERS_MAX) {
            return ERR_LIMIT;
        }
        return rc < 0 ? rc : 1;
    }
    return rc;
}

int survey_take(struct survey *survey)
{
    struct vec *vec = &survey->snapshot->rows;
    struct sock_row *rows = vec->items;

    for (size_t i = survey->kept; i < vec->len; i++) {
        int rc = note_row(survey, &rows[i]);

        if (rc < 0) {
            return rc;
        }
        survey->rows++;
        if (rc > 0) {
            rows[survey->kept++] = rows[i];
        }
    }
    vec->len = survey->kept;
    return 0;
}
