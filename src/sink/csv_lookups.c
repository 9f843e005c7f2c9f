/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of lookups: a list of their own, and the end of a connection. */
#include "sink/csv_cell.h"
#include "sink/stamp.h"

/* Of an address nobody was asked about: "skipped", the rest is empty. */
static char *put_ptr_status(char *to, const struct csv_row *row)
{
    return put_word(to, lookup_status_name(row->lookup->ptr.status));
}

static char *put_ptr_names(char *to, const struct csv_row *row)
{
    const struct lookup_ptr *ptr = &row->lookup->ptr;

    return ptr->name_count == 0
               ? to
               : put_list(to, row->out, ptr->names, ptr->name_count);
}

static char *put_ptr_confirmed(char *to, const struct csv_row *row)
{
    int confirmed = row->lookup->ptr.confirmed;

    return put_word(to, confirmed < 0    ? NULL
                        : confirmed == 0 ? "false"
                                         : "true");
}

static char *put_ptr_source(char *to, const struct csv_row *row)
{
    return put_word(to, row->lookup->ptr.source);
}

static char *put_time(char *to, int64_t ms)
{
    char text[STAMP_CAP];

    return put_word(to, ms < 0 ? NULL : stamp_utc(ms, text));
}

static char *put_ptr_time(char *to, const struct csv_row *row)
{
    return put_time(to, row->lookup->ptr.fetched_at_ms);
}

static char *put_network_status(char *to, const struct csv_row *row)
{
    return put_word(to, lookup_status_name(row->lookup->network.status));
}

static char *put_network_source(char *to, const struct csv_row *row)
{
    return put_word(to, row->lookup->network.source);
}

static char *put_network_asn(char *to, const struct csv_row *row)
{
    return put_number(to, row->lookup->network.asn >= 0,
                      (uint64_t)row->lookup->network.asn);
}

static char *put_network_prefix(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->lookup->network.prefix);
}

static char *put_network_name(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->lookup->network.name);
}

static char *put_network_org(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->lookup->network.org);
}

static char *put_network_country(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->lookup->network.country);
}

static char *put_network_time(char *to, const struct csv_row *row)
{
    return put_time(to, row->lookup->network.fetched_at_ms);
}

static char *put_lookup_addr(char *to, const struct csv_row *row)
{
    return put_addr(to, &row->lookup->addr, true);
}

static char *put_lookup_inner(char *to, const struct csv_row *row)
{
    return put_addr(to, &row->lookup->inner, true);
}

static char *put_lookup_wrap(char *to, const struct csv_row *row)
{
    return put_word(to, row->lookup->wrap);
}

static char *put_lookup_special(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->lookup->special);
}

/* None is added, for conns has others behind; none is moved or taken away. */
const struct csv_lookup_column csv_lookup[CSV_LOOKUP_COUNT] = {
    {"addr", put_lookup_addr},
    {"inner", put_lookup_inner},
    {"wrap", put_lookup_wrap},
    {"special", put_lookup_special},
    {"ptr_status", put_ptr_status},
    {"ptr_names", put_ptr_names},
    {"ptr_confirmed", put_ptr_confirmed},
    {"ptr_source", put_ptr_source},
    {"ptr_fetched_at", put_ptr_time},
    {"network_status", put_network_status},
    {"network_source", put_network_source},
    {"network_asn", put_network_asn},
    {"network_prefix", put_network_prefix},
    {"network_name", put_network_name},
    {"network_org", put_network_org},
    {"network_country", put_network_country},
    {"network_fetched_at", put_network_time},
};

char *csv_put_lookup(char *to, const struct csv_row *row, size_t first)
{
    struct csv_row copy = *row;
    struct lookup unknown;
    size_t i;

    if (row->lookup == NULL) {
        struct addr none = {.family = ADDR_NONE};

        lookup_init(&unknown, &none);
        copy.lookup = &unknown;
    }
    for (i = first; i < CSV_LOOKUP_COUNT; i++) {
        if (i > first) {
            *to++ = ',';
        }
        to = row->local != NULL ? to : csv_lookup[i].put(to, &copy);
    }
    return to;
}
