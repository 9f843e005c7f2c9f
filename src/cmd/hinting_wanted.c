/* SPDX-License-Identifier: Apache-2.0 */
/* See hinting_wanted.h. */
#include "cmd/hinting_wanted.h"

static int compare(const void *a, const void *b)
{
    const struct wanted *x = a;
    const struct wanted *y = b;
    int order;

    if (x->sample != y->sample) {
        return x->sample < y->sample ? -1 : 1;
    }
    order = hint_place_compare(&x->place, &y->place);
    return order != 0 ? order : (x->hint > y->hint) - (x->hint < y->hint);
}

static int want(struct vec *wanted, const struct hint_report *report,
                size_t hint, uint64_t sample)
{
    const struct wanted one = {.sample = sample,
                               .place = hint_place(&report->hints[hint]),
                               .hint = hint};

    return sample == 0 ? 0 : vec_push(wanted, &one);
}

int wanted_all(struct vec *wanted, const struct hint_report *report)
{
    int rc = 0;

    for (size_t i = 0; i < report->hint_count && rc == 0; i++) {
        const struct endpoint *endpoint = report->hints[i].endpoint;

        rc = want(wanted, report, i, endpoint->first_sample);
        if (rc == 0 && endpoint->last_sample != endpoint->first_sample) {
            rc = want(wanted, report, i, endpoint->last_sample);
        }
    }
    vec_sort(wanted, compare);
    return rc;
}

size_t wanted_first(const struct vec *wanted, size_t begin, size_t end,
                    const struct hint_place *place)
{
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        const struct wanted *one = vec_at(wanted, middle);

        if (hint_place_compare(&one->place, place) < 0) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}
