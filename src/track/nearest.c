/* SPDX-License-Identifier: Apache-2.0 */
/* Edit distance over the names of a snapshot. See nearest.h. */
#include "track/nearest.h"

#define NEAREST_NAME_CAP 128
#define NEAREST_EDITS_MAX 3

static size_t min2(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * Optimal string alignment: insert, delete, replace, swap of neighbours.
 * Longer names than the capacity count as infinitely far.
 */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_NAME_CAP + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *now = rows[2];
    size_t a_len = strlen(a);
    size_t b_len = strlen(b);
    size_t i;
    size_t k;

    if (a_len > NEAREST_NAME_CAP || b_len > NEAREST_NAME_CAP) {
        return SIZE_MAX;
    }
    for (k = 0; k <= b_len; k++) {
        last[k] = k;
        before[k] = k;
    }
    for (i = 1; i <= a_len; i++) {
        size_t *spare = before;

        now[0] = i;
        for (k = 1; k <= b_len; k++) {
            size_t cost = a[i - 1] != b[k - 1];

            now[k] = min2(min2(now[k - 1], last[k]) + 1, last[k - 1] + cost);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
                a[i - 2] == b[k - 1]) {
                now[k] = min2(now[k], before[k - 2] + 1);
            }
        }
        before = last;
        last = now;
        now = spare;
    }
    return last[b_len];
}

struct best {
    const char *name;
    size_t distance;
};

static void consider(struct best *best, const char *wanted, const char *name)
{
    size_t a = strlen(wanted);
    size_t b = strlen(name);
    size_t d;

    /* So much has to be inserted or deleted at least. */
    if ((a > b ? a - b : b - a) >= best->distance) {
        return;
    }
    d = distance(wanted, name);
    if (d < best->distance) {
        best->distance = d;
        best->name = name;
    }
}

const char *nearest_name(const char *name, const struct snapshot *snapshot,
                         unsigned among)
{
    struct best best = {.name = NULL};
    size_t i;

    /* Names share long beginnings: beyond three edits it is another name. */
    best.distance = min2(strlen(name) / 4, NEAREST_EDITS_MAX) + 1;

    if ((among & NEAREST_PACKAGES) != 0) {
        for (i = 0; i < snapshot->packages.len; i++) {
            consider(&best, name, snapshot_package(snapshot, i)->name);
        }
    }
    if ((among & NEAREST_PROCESSES) == 0) {
        return best.name;
    }
    for (i = 0; i < snapshot->processes.len; i++) {
        consider(&best, name, snapshot_process(snapshot, i)->name);
    }
    return best.name;
}
