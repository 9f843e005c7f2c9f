/* SPDX-License-Identifier: Apache-2.0 */
/* What had been found out about addresses when the capture was made. */
#include "store/capture_reading.h"

#include <string.h>

static enum lookup_status status_of(struct row_out *row, int column)
{
    const char *text = db_column_text(row->stmt, column);
    int i;

    for (i = LOOKUP_SKIPPED; text != NULL && i <= LOOKUP_ERROR; i++) {
        enum lookup_status status = (enum lookup_status)i;

        if (strcmp(text, lookup_status_name(status)) == 0) {
            return status;
        }
    }
    row->is_bad = true;
    return LOOKUP_ERROR;
}

static void take_ptr(struct capture_reader *reader, struct row_out *row,
                     struct lookup_ptr *ptr)
{
    ptr->status = status_of(row, 4);
    ptr->source = row_string(row, 5, &reader->strings);
    ptr->is_cut = row_bool(row, 6);
    ptr->confirmed = (int8_t)row_int(row, 7, -1, 1);
    ptr->fetched_at_ms = row_int(row, 8, INT64_MIN, INT64_MAX);
}

static void take_network(struct capture_reader *reader, struct row_out *row,
                         struct lookup_network *network)
{
    network->status = status_of(row, 9);
    network->source = row_string(row, 10, &reader->strings);
    network->fetched_at_ms = row_int(row, 11, INT64_MIN, INT64_MAX);
    network->is_reused = row_bool(row, 12);
    network->asn = row_int(row, 13, -1, UINT32_MAX);
    network->prefix = row_string(row, 14, &reader->strings);
    network->name = row_string(row, 15, &reader->strings);
    network->org = row_string(row, 16, &reader->strings);
    network->country = row_string(row, 17, &reader->strings);
    network->holder = status_of(row, 18);
}

static int take_lookup(struct capture_reader *reader, struct row_out *row,
                       void *ctx, struct err *err)
{
    struct addr addr = row_address(row, 0);
    struct lookup lookup;
    int rc;

    (void)ctx;
    lookup_init(&lookup, &addr);
    lookup.inner = row_address(row, 1);
    lookup.wrap = row_string(row, 2, &reader->strings);
    lookup.special = row_string(row, 3, &reader->strings);
    take_ptr(reader, row, &lookup.ptr);
    take_network(reader, row, &lookup.network);
    if (addr.family == ADDR_NONE || lookup.inner.family == ADDR_NONE) {
        row->is_bad = true;
    }
    rc = vec_push(&reader->lookups, &lookup);
    return rc < 0 ? err_set(err, rc, "capture: too many addresses") : 0;
}

static int compare(const void *a, const void *b)
{
    return addr_compare(&((const struct lookup *)a)->addr,
                        &((const struct lookup *)b)->addr);
}

static struct lookup *find(const struct capture_reader *reader,
                           const struct addr *addr)
{
    struct lookup key;

    key.addr = *addr;
    return vec_find(&reader->lookups, &key, compare);
}

/* In the order of their ranks. */
static int take_name(struct capture_reader *reader, struct row_out *row,
                     void *ctx, struct err *err)
{
    struct addr addr = row_address(row, 0);
    struct lookup *lookup = find(reader, &addr);
    const char *name = row_string(row, 1, &reader->strings);

    (void)ctx;
    (void)err;
    if (lookup == NULL || name == NULL ||
        lookup->ptr.name_count == LOOKUP_NAMES_MAX) {
        row->is_bad = true;
        return 0;
    }
    lookup->ptr.names[lookup->ptr.name_count++] = name;
    return 0;
}

/* Sinks print the first name of what is OK. */
static int check(const struct capture_reader *reader, struct err *err)
{
    size_t i;

    for (i = 0; i < reader->lookups.len; i++) {
        const struct lookup *lookup = vec_at(&reader->lookups, i);
        const struct lookup *before =
            i == 0 ? NULL : vec_at(&reader->lookups, i - 1);
        bool has_name = lookup->ptr.name_count > 0;

        if ((lookup->ptr.status == LOOKUP_OK && !has_name) ||
            (before != NULL && compare(before, lookup) == 0)) {
            return capture_damaged("lookup", err);
        }
    }
    return 0;
}

int lookups_read(struct capture_reader *reader, struct err *err)
{
    int rc = rows_each(
        reader,
        "SELECT addr, wrapped, wrap, special, ptr_status, ptr_source,"
        " ptr_is_cut, ptr_confirmed, ptr_fetched_ms, net_status, net_source,"
        " net_fetched_ms, net_is_reused, asn, prefix, name, org, country,"
        " holder_status FROM lookup ORDER BY addr",
        "lookup", -1, take_lookup, NULL, err);

    vec_sort(&reader->lookups, compare);
    if (rc == 0) {
        rc = rows_each(reader,
                       "SELECT addr, name FROM lookup_name"
                       " ORDER BY addr, rank",
                       "lookup_name", -1, take_name, NULL, err);
    }
    return rc < 0 ? rc : check(reader, err);
}

const struct lookup *capture_lookup(const struct capture_reader *reader,
                                    const struct addr *addr)
{
    return find(reader, addr);
}
