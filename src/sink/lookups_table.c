/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups as tables, and names in the tables of others. See lookups.h. */
#include "sink/lookups.h"

#include "sink/table.h"

/* Before a column of names that is not filled to its width. */
#define GAP 2

void lookups_put_name(struct pen *pen, const struct lookup *lookup,
                      enum text_escape escape)
{
    const struct lookup_ptr *ptr = &lookup->ptr;

    switch (ptr->status) {
    case LOOKUP_OK:
        if (escape == TEXT_VISIBLE) {
            pen_puts(pen,
                     ptr->source != NULL && strcmp(ptr->source, "list") == 0
                         ? "="
                     : ptr->confirmed == 1 ? ""
                                           : "~");
        }
        pen_text(pen, ptr->names[0], escape);
        break;
    case LOOKUP_NONE:
        pen_puts(pen, "-");
        break;
    case LOOKUP_ERROR:
        pen_puts(pen, "?");
        break;
    case LOOKUP_PENDING:
        pen_puts(pen, "...");
        break;
    case LOOKUP_SKIPPED:
        if (lookup->special != NULL && escape == TEXT_VISIBLE) {
            pen_puts(pen, "(");
            pen_puts(pen, lookup->special);
            pen_puts(pen, ")");
        }
        break;
    }
}

const char *lookups_name_ok(const struct lookup *lookup)
{
    if (lookup == NULL || lookup->ptr.status != LOOKUP_OK) {
        return "-";
    }
    if (lookup->ptr.source != NULL && strcmp(lookup->ptr.source, "list") == 0) {
        return "list";
    }
    return lookup->ptr.confirmed == 1 ? "yes" : "no";
}

void lookups_mark(struct lookup_marks *marks, const struct lookup *lookup)
{
    const char *ok = lookups_name_ok(lookup);

    if (lookup == NULL) {
        return;
    }
    marks->has_unconfirmed |= strcmp(ok, "no") == 0;
    marks->has_listed |= strcmp(ok, "list") == 0;
    marks->has_none |= lookup->ptr.status == LOOKUP_NONE;
    marks->has_error |= lookup->ptr.status == LOOKUP_ERROR;
}

void lookups_put_legend(struct out *out, const struct lookup_marks *marks)
{
    static const char *const words[] = {"~ name not confirmed",
                                        "= name of your list", "- no name",
                                        "? no answer"};
    const bool wants[] = {marks->has_unconfirmed, marks->has_listed,
                          marks->has_none, marks->has_error};
    bool is_begun = false;
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (wants[i]) {
            out_puts(out, is_begun ? "   " : "");
            out_puts(out, words[i]);
            is_begun = true;
        }
    }
    out_puts(out, is_begun ? "\n" : "");
}

static void put_addr(struct pen *pen, const struct lookup *lookup)
{
    char text[ADDR_TEXT_CAP];

    pen_puts(pen, addr_format(&lookup->addr, text));
}

static void put_name(struct pen *pen, const struct lookup *lookup)
{
    lookups_put_name(pen, lookup, TEXT_VISIBLE);
}

void lookups_put_network(struct pen *pen, const struct lookup *lookup)
{
    const struct lookup_network *network = &lookup->network;

    if (network->status == LOOKUP_ERROR || network->status == LOOKUP_NONE) {
        pen_puts(pen, network->status == LOOKUP_NONE ? "-" : "?");
        return;
    }
    if (network->asn >= 0) {
        pen_puts(pen, "AS");
        pen_u64(pen, (uint64_t)network->asn);
    }
    if (network->org != NULL || network->name != NULL) {
        pen_puts(pen, network->asn >= 0 ? " " : "");
        pen_text(pen, network->org != NULL ? network->org : network->name,
                 TEXT_VISIBLE);
    }
    if (network->country != NULL) {
        pen_puts(pen, ", reg. ");
        pen_text(pen, network->country, TEXT_VISIBLE);
    }
}

typedef void (*put_cell)(struct pen *pen, const struct lookup *lookup);

struct column {
    const char *heading;
    put_cell put;
};

static size_t width_of(const struct lookup_list *list,
                       const struct column *column)
{
    size_t widest = strlen(column->heading);
    size_t i;

    for (i = 0; i < list->count; i++) {
        struct pen pen = {.out = NULL};

        column->put(&pen, list->lookups[i]);
        widest = pen.width > widest ? pen.width : widest;
    }
    return widest;
}

#define COLUMNS_MAX 9

/* One line, without blanks at its end; lookup NULL: the headings. */
static void put_line(struct out *out, const struct lookup *lookup,
                     const struct column *columns, size_t count,
                     const size_t ends[COLUMNS_MAX], const char *empty)
{
    struct pen pen = {.out = out};
    size_t k;

    for (k = 0; k < count; k++) {
        struct pen cell = {.out = NULL};

        if (lookup != NULL) {
            columns[k].put(&cell, lookup);
        }
        if (lookup != NULL && cell.width == 0 && *empty == '\0') {
            continue;
        }
        pen_pad(&pen, k > 0 ? ends[k - 1] : 0);
        if (lookup == NULL) {
            pen_puts(&pen, columns[k].heading);
        } else if (cell.width == 0) {
            pen_puts(&pen, empty);
        } else {
            columns[k].put(&pen, lookup);
        }
    }
    out_char(out, '\n');
}

static void put_columns(struct out *out, const struct lookup_list *list,
                        const struct column *columns, size_t count,
                        const char *empty)
{
    size_t ends[COLUMNS_MAX];
    size_t end = 0;
    size_t i;
    size_t k;

    for (k = 0; k < count; k++) {
        end += width_of(list, &columns[k]) + GAP;
        ends[k] = end;
    }
    for (i = 0; i <= list->count; i++) {
        put_line(out, i == 0 ? NULL : list->lookups[i - 1], columns, count,
                 ends, empty);
    }
}

static void put_flat_name(struct pen *pen, const struct lookup *lookup)
{
    lookups_put_name(pen, lookup, TEXT_FIELD);
}

static void put_status(struct pen *pen, const struct lookup *lookup)
{
    pen_puts(pen, lookup_status_name(lookup->ptr.status));
}

static void put_ok(struct pen *pen, const struct lookup *lookup)
{
    pen_puts(pen, lookups_name_ok(lookup));
}

static void put_special(struct pen *pen, const struct lookup *lookup)
{
    if (lookup->special != NULL) {
        pen_text(pen, lookup->special, TEXT_FIELD);
    }
}

void lookups_put_asn(struct pen *pen, const struct lookup *lookup)
{
    if (lookup->network.asn >= 0) {
        pen_u64(pen, (uint64_t)lookup->network.asn);
    }
}

static void put_text(struct pen *pen, const char *text)
{
    if (text != NULL) {
        pen_text(pen, text, TEXT_FIELD);
    }
}

static void put_prefix(struct pen *pen, const struct lookup *lookup)
{
    put_text(pen, lookup->network.prefix);
}

void lookups_put_org(struct pen *pen, const struct lookup *lookup)
{
    put_text(pen, lookup->network.org);
}

static void put_country(struct pen *pen, const struct lookup *lookup)
{
    put_text(pen, lookup->network.country);
}

/* New columns are added at the end: scripts count from the left. */
static const struct column flat[] = {
    {"ADDRESS", put_addr},  {"STATUS", put_status},   {"NAME", put_flat_name},
    {"NAME-OK", put_ok},    {"SPECIAL", put_special}, {"ASN", lookups_put_asn},
    {"PREFIX", put_prefix}, {"ORG", lookups_put_org}, {"COUNTRY", put_country},
};

static const struct column shown[] = {
    {"ADDRESS", put_addr},
    {"NAME", put_name},
    {"NETWORK", lookups_put_network},
};

void lookups_put_table(struct out *out, const struct lookup_list *list,
                       size_t width)
{
    struct lookup_marks marks = {.has_none = false};
    bool has_networks = false;
    size_t i;

    if (width == 0) {
        put_columns(out, list, flat, sizeof(flat) / sizeof(flat[0]), "-");
        return;
    }
    for (i = 0; i < list->count; i++) {
        lookups_mark(&marks, list->lookups[i]);
        has_networks =
            has_networks || list->lookups[i]->network.status != LOOKUP_SKIPPED;
    }
    put_columns(out, list, shown, has_networks ? 3 : 2, "");
    lookups_put_legend(out, &marks);
}
