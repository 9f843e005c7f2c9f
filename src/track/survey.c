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

/* Where it is, or belongs. */
static size_t place_of(const struct vec *uids, uint32_t uid)
{
    const uint32_t *items = uids->items;
    size_t first = 0;
    size_t end = uids->len;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (items[middle] < uid) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first;
}

/* > 0: it is the first of this uid. */
static int note_uid(struct survey *survey, uint32_t uid)
{
    uint64_t *recent = &survey->recent[uid % SURVEY_CACHE];
    struct vec *uids = &survey->uids;
    uint32_t *items = uids->items;
    size_t at;
    int rc;

    if (*recent == (uint64_t)uid + 1) {
        return 0;
    }
    *recent = (uint64_t)uid + 1;
    at = place_of(uids, uid);
    if (at < uids->len && items[at] == uid) {
        return 0;
    }
    rc = vec_push(uids, &uid);
    if (rc < 0) {
        return rc;
    }
    items = uids->items;
    memmove(items + at + 1, items + at, (uids->len - 1 - at) * sizeof(*items));
    items[at] = uid;
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
    if (rc == 0 && row->pid > 0 && !survey->has_pid) {
        survey->has_pid = true;
        return 1;
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
