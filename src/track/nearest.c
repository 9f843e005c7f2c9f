/* SPDX-License-Identifier: Apache-2.0 */
/* Edit distance over the names of a snapshot. See nearest.h. */
#include "track/nearest.h"

#define NEAREST_NAME_CAP 128
#define NEAREST_EDITS_MAX 3
/* So many names are compared: a phone has some thousand. */
#define NEAREST_TRIES_MAX 32768

static size_t min2(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* More than any distance, and still a number to add one to. */
#define FAR (SIZE_MAX / 2)

struct rows {
    size_t cells[3][NEAREST_NAME_CAP + 1];
    size_t *before;
    size_t *last;
    size_t *now;
};

static size_t cost_at(const struct rows *rows, const char *a, const char *b,
                      size_t i, size_t k)
{
    size_t cost = min2(min2(rows->now[k - 1], rows->last[k]) + 1,
                       rows->last[k - 1] + (a[i - 1] != b[k - 1]));

    if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
        cost = min2(cost, rows->before[k - 2] + 1);
    }
    return cost;
}

/* Row i, as far as it can be below the limit; its smallest cell. */
static size_t fill_row(struct rows *rows, const char *a, const char *b,
                       size_t i, size_t limit)
{
    size_t b_len = strlen(b);
    size_t from = i > limit ? i - limit : 1;
    size_t to = min2(b_len, i + limit);
    size_t least;

    rows->now[from - 1] = from == 1 ? i : FAR;
    least = rows->now[from - 1];
    for (size_t k = from; k <= to; k++) {
        rows->now[k] = cost_at(rows, a, b, i, k);
        least = min2(least, rows->now[k]);
    }
    if (to < b_len) {
        rows->now[to + 1] = FAR;
    }
    return least;
}

/*
 * Optimal string alignment: insert, delete, replace, swap of neighbours. At
 * least the limit when it is not below; what cannot come out below it is not
 * looked at, for a phone can invent hundreds of thousands of names. Their
 * lengths differ by less than the limit. Longer names than the capacity
 * count as infinitely far.
 */
static size_t distance(const char *a, const char *b, size_t limit)
{
    struct rows rows;
    size_t a_len = strlen(a);
    size_t b_len = strlen(b);
    size_t least[2] = {0, 0};

    if (a_len > NEAREST_NAME_CAP || b_len > NEAREST_NAME_CAP) {
        return FAR;
    }
    for (size_t k = 0; k <= b_len; k++) {
        rows.cells[0][k] = k;
        rows.cells[1][k] = k;
    }
    rows.before = rows.cells[0];
    rows.last = rows.cells[1];
    rows.now = rows.cells[2];
    for (size_t i = 1; i <= a_len; i++) {
        size_t *spare = rows.before;

        least[i % 2] = fill_row(&rows, a, b, i, limit);
        if (min2(least[0], least[1]) >= limit) {
            return FAR;
        }
        rows.before = rows.last;
        rows.last = rows.now;
        rows.now = spare;
    }
    return rows.last[b_len];
}

void nearest_begin(struct nearest *nearest, const char *wanted)
{
    *nearest = (struct nearest){
        .wanted = wanted,
        /* Names share long beginnings: beyond three edits it is another. */
        .distance = min2(strlen(wanted) / 4, NEAREST_EDITS_MAX) + 1,
    };
}

void nearest_try(struct nearest *nearest, const char *name)
{
    size_t a = strlen(nearest->wanted);
    size_t b = strlen(name);
    size_t d;

    /* So much has to be inserted or deleted at least. */
    if ((a > b ? a - b : b - a) >= nearest->distance ||
        nearest->tries == NEAREST_TRIES_MAX) {
        return;
    }
    nearest->tries++;
    d = distance(nearest->wanted, name, nearest->distance);
    if (d < nearest->distance) {
        nearest->distance = d;
        nearest->name = name;
    }
}

const char *nearest_name(const char *name, const struct snapshot *snapshot,
                         unsigned among)
{
    struct nearest nearest;
    size_t i;

    nearest_begin(&nearest, name);
    if ((among & NEAREST_PACKAGES) != 0) {
        for (i = 0; i < snapshot->packages.len; i++) {
            nearest_try(&nearest, snapshot_package(snapshot, i)->name);
        }
    }
    if ((among & NEAREST_PROCESSES) == 0) {
        return nearest.name;
    }
    for (i = 0; i < snapshot->processes.len; i++) {
        nearest_try(&nearest, snapshot_process(snapshot, i)->name);
    }
    return nearest.name;
}
