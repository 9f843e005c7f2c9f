/* SPDX-License-Identifier: Apache-2.0 */
/* See dedupe.h. Rows go through a hash table of indexes. */
#include "collect/dedupe.h"

#include "base/err.h"
#include "model/owner.h"

#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static uint64_t mix_addr(uint64_t hash, const struct addr *addr)
{
    uint64_t words[2];

    memcpy(words, addr->bytes, sizeof(words));
    return mix(mix(hash, words[0]), words[1]);
}

/* The two last rounds spread the high bits, which are not looked at. */
static uint64_t hash_row(uint64_t seed, const struct sock_row *row)
{
    uint64_t ports = (uint64_t)row->local_port << 16 | row->remote_port;
    uint64_t hash = mix(mix(seed, row->inode), ports);

    hash = mix_addr(mix_addr(hash, &row->local), &row->remote);
    return mix(mix(hash, seed), 0);
}

static bool is_same(const struct sock_row *a, const struct sock_row *b)
{
    return a->source == b->source && a->net_pid == b->net_pid &&
           a->inode == b->inode && a->local_port == b->local_port &&
           a->remote_port == b->remote_port && a->proto == b->proto &&
           a->family == b->family && addr_compare(&a->local, &b->local) == 0 &&
           addr_compare(&a->remote, &b->remote) == 0;
}

/*
 * Without inodes two sockets may look the same: several of UDP on one port,
 * or two whose ends netstat cut.
 */
static bool can_be_told_apart(const struct sock_row *row)
{
    return row->source != SOCK_FROM_NETSTAT || row->inode != 0;
}

struct table {
    uint32_t *places; /* an index + 1; 0 is free */
    size_t mask;
    uint64_t seed; /* unknown to who makes rows, so no pile can be planned */
};

/*
 * The row in the table that equals rows[index], or index itself, which then
 * is in it.
 */
static size_t find_or_add(struct table *table, const struct sock_row *rows,
                          size_t index)
{
    size_t at = (size_t)hash_row(table->seed, &rows[index]) & table->mask;

    while (table->places[at] != 0) {
        size_t other = table->places[at] - 1;

        if (is_same(&rows[other], &rows[index])) {
            return other;
        }
        at = (at + 1) & table->mask;
    }
    table->places[at] = (uint32_t)index + 1;
    return index;
}

int dedupe_rows(struct snapshot *snapshot)
{
    struct sock_row *rows = snapshot->rows.items;
    size_t count = snapshot->rows.len;
    size_t places = 16;
    size_t kept = 0;
    struct table table;

    while (places < count * 2) {
        places *= 2;
    }
    table.places = calloc(places, sizeof(*table.places));
    if (table.places == NULL) {
        return ERR_NOMEM;
    }
    table.mask = places - 1;
    table.seed = (uint64_t)(uintptr_t)table.places;
    /* kept <= i: a row moves down, and what is compared has moved before. */
    for (size_t i = 0; i < count; i++) {
        size_t first;

        rows[kept] = rows[i];
        if (!can_be_told_apart(&rows[kept])) {
            kept++;
            continue;
        }
        first = find_or_add(&table, rows, kept);
        if (first == kept) {
            kept++;
        } else {
            rows[first] = rows[kept];
        }
    }
    free(table.places);
    snapshot->rows.len = kept;
    snapshot->rows_duplicate += count - kept;
    return 0;
}

static int compare_packages(const void *a, const void *b)
{
    const struct package *left = a;
    const struct package *right = b;

    if (left->uid != right->uid) {
        return left->uid < right->uid ? -1 : 1;
    }
    return strcmp(left->name, right->name);
}

/* Every row of a uid names all its packages. */
static int leave_many_out(struct snapshot *snapshot)
{
    struct package *packages = snapshot->packages.items;
    size_t count = snapshot->packages.len;
    size_t kept = 0;
    size_t of_uid = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_next = kept > 0 && packages[kept - 1].uid == packages[i].uid;

        of_uid = is_next ? of_uid + 1 : 1;
        if (of_uid <= PACKAGES_OF_UID_MAX) {
            packages[kept++] = packages[i];
        }
    }
    snapshot->packages.len = kept;
    if (kept == count) {
        return 0;
    }
    snapshot->has_all_packages = false;
    return snapshot_warn(snapshot, "packages-many", true,
                         "of uids with more than %d packages, which no phone "
                         "has, %zu packages are left out",
                         PACKAGES_OF_UID_MAX, count - kept);
}

int dedupe_packages(struct snapshot *snapshot)
{
    struct package *packages = snapshot->packages.items;
    size_t kept = 0;

    vec_sort(&snapshot->packages, compare_packages);
    for (size_t i = 0; i < snapshot->packages.len; i++) {
        if (kept > 0 &&
            compare_packages(&packages[kept - 1], &packages[i]) == 0) {
            /* Not every list tells it. */
            packages[kept - 1].is_user_installed |=
                packages[i].is_user_installed;
            continue;
        }
        packages[kept++] = packages[i];
    }
    snapshot->packages.len = kept;
    return leave_many_out(snapshot);
}

static int compare_by_name(const void *a, const void *b)
{
    int order = strcmp(((const struct package *)a)->name,
                       ((const struct package *)b)->name);

    return order != 0 ? order : compare_packages(a, b);
}

/* Where the packages of the same name as the one at i end. */
static size_t end_of_name(const struct vec *packages, size_t i, bool *out_one)
{
    const struct package *first = vec_at(packages, i);

    *out_one = true;
    for (; i < packages->len; i++) {
        const struct package *package = vec_at(packages, i);

        if (strcmp(package->name, first->name) != 0) {
            break;
        }
        *out_one = *out_one &&
                   package->uid % UID_PER_USER == first->uid % UID_PER_USER;
    }
    return i;
}

size_t dedupe_doubtful_packages(struct snapshot *snapshot,
                                const char **out_example)
{
    struct vec *packages = &snapshot->packages;
    struct package *items = packages->items;
    size_t kept = 0;
    size_t names = 0;
    size_t end;

    vec_sort(packages, compare_by_name);
    for (size_t i = 0; i < packages->len; i = end) {
        bool is_one;

        end = end_of_name(packages, i, &is_one);
        if (!is_one) {
            *out_example = items[i].name;
            names++;
            continue;
        }
        memmove(items + kept, items + i, (end - i) * sizeof(*items));
        kept += end - i;
    }
    packages->len = kept;
    return names;
}
