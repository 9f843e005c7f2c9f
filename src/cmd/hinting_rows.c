/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Raw rows behind hints: of the first and the last sample in which what a
 * hint is about was seen. See hinting.h. Wiring only.
 */
#include "cmd/hinting.h"
#include "cmd/hinting_wanted.h"

#include "collect/evidence.h"

#include <stdlib.h>

/* Of one hint in one sample; the rest is counted. */
#define ROWS_SHOWN ((size_t)4)

/* A row that was found. */
struct found {
    size_t hint;
    struct raw_row row;
};

struct search {
    struct hinting *hinting;
    struct vec wanted; /* struct wanted, by sample, place, hint */
    struct vec found;  /* struct found, by sample */
    size_t begin;      /* of wanted: those of the sample that is read */
    size_t end;
};

static int take_found(struct search *search, struct wanted *wanted,
                      const char *table, struct str line)
{
    struct hinting *hinting = search->hinting;
    struct found found = {.hint = wanted->hint};

    wanted->found++;
    found.row.sample = wanted->sample;
    found.row.table = table;
    found.row.text =
        wanted->found > ROWS_SHOWN ? NULL : pool_add(&hinting->texts, line);
    if (found.row.text == NULL) {
        hinting->shown[wanted->hint].left_out++;
        return 0;
    }
    return vec_push(&search->found, &found);
}

static int take_row(void *ctx, const char *table, struct str line,
                    const struct sock_row *row)
{
    struct search *search = ctx;
    struct hint_place places[HINT_PLACES_OF_ROW];
    size_t count = hint_places_of_row(row, places);
    int rc = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = wanted_first(&search->wanted, search->begin, search->end,
                                 &places[i]);

        for (; at < search->end && rc == 0; at++) {
            struct wanted *wanted = vec_at(&search->wanted, at);

            if (hint_place_compare(&wanted->place, &places[i]) != 0) {
                break;
            }
            if (hint_shows(&search->hinting->report.hints[wanted->hint], row)) {
                rc = take_found(search, wanted, table, line);
            }
        }
    }
    return rc;
}

/* A sample whose text was not kept has nothing to show. */
static int read_samples(struct search *search, struct capture_reader *capture,
                        uint32_t device, struct err *err)
{
    struct buf text;
    int rc = 0;

    buf_init(&text, SAMPLE_RAW_MAX);
    while (search->end < search->wanted.len && rc == 0) {
        const struct wanted *first = vec_at(&search->wanted, search->end);
        const struct wanted *next = first;

        search->begin = search->end;
        while (search->end < search->wanted.len &&
               next->sample == first->sample) {
            search->end++;
            next++;
        }
        buf_clear(&text);
        rc = capture_raw(capture, device, first->sample, &text, err);
        if (rc == 0) {
            rc = evidence_each((struct str){(const char *)text.data, text.len},
                               take_row, search);
            rc = rc < 0 ? err_set(err, rc, "out of memory") : 0;
        }
        rc = rc == ERR_NO_MATCH ? 0 : rc;
    }
    buf_fini(&text);
    return rc;
}

static int compare_found(const void *a, const void *b)
{
    const struct found *x = *(struct found *const *)a;
    const struct found *y = *(struct found *const *)b;

    /* Of one hint they stay as they are. */
    return x->hint != y->hint ? (x->hint < y->hint ? -1 : 1)
                              : (x > y) - (x < y);
}

static int sort_rows(struct search *search)
{
    struct hinting *hinting = search->hinting;
    struct vec order;
    size_t i;
    int rc = 0;

    vec_init(&order, sizeof(struct found *), search->found.len + 1);
    for (i = 0; i < search->found.len && rc == 0; i++) {
        const struct found *one = vec_at(&search->found, i);

        rc = vec_push(&order, &one);
    }
    vec_sort(&order, compare_found);
    for (i = 0; i < order.len && rc == 0; i++) {
        const struct found *one = *(struct found **)vec_at(&order, i);

        rc = vec_push(&hinting->rows, &one->row);
        hinting->shown[one->hint].count++;
    }
    vec_fini(&order);
    return rc;
}

int hinting_rows(struct hinting *hinting, struct capture_reader *capture,
                 uint32_t device, struct err *err)
{
    struct search search = {.hinting = hinting};
    size_t count = hinting->report.hint_count;
    size_t at = 0;
    size_t i;
    int rc;

    hinting->shown = calloc(count + 1, sizeof(*hinting->shown));
    if (hinting->shown == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    vec_init(&search.wanted, sizeof(struct wanted), 2 * HINTS_MAX);
    vec_init(&search.found, sizeof(struct found), 2 * ROWS_SHOWN * HINTS_MAX);
    rc = wanted_all(&search.wanted, &hinting->report);
    rc = rc < 0 ? err_set(err, rc, "out of memory")
                : read_samples(&search, capture, device, err);
    if (rc == 0 && sort_rows(&search) < 0) {
        rc = err_set(err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count && rc == 0; i++) {
        hinting->shown[i].rows =
            hinting->shown[i].count == 0 ? NULL : vec_at(&hinting->rows, at);
        at += hinting->shown[i].count;
    }
    hinting->report.rows = rc == 0 ? hinting->shown : NULL;
    vec_fini(&search.wanted);
    vec_fini(&search.found);
    return rc;
}
