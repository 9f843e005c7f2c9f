/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a cell of CSV is made with. Only for the files of csv: csv.c has the
 * columns, csv_local.c what local sockets have in them.
 */
#ifndef ADBNET_SINK_CSV_CELL_H
#define ADBNET_SINK_CSV_CELL_H

#include "sink/sink_state.h"
#include "sink/words.h"

/*
 * Room at the beginning of a row and after each text: far more than all
 * cells without a text of others can take.
 */
#define ROW_ROOM ((size_t)4096)
/* What fits for certain; longer texts take the long way. */
#define SHORT_MAX (ROW_ROOM / 4)

struct csv_row {
    struct out *out;
    const struct result *phone;
    const struct connection *connection; /* of a local socket its `who` */
    const struct sock_row *sock;         /* NULL: a local socket */
    const struct local_socket *local;    /* NULL: a connection */
    const struct owner *owner;           /* or NULL */
    const char *taken_at;
    const struct lookup *lookup;   /* NULL: nobody was asked */
    const struct tracked *tracked; /* NULL: it is not watched */
};

/* Writes a cell where `to` points into row->out; returns its end. */
typedef char *(*put_cell)(char *to, const struct csv_row *row);

/* csv.c: the cells of a connection, commas between them. */
void csv_put_heads(struct out *out);
char *csv_put_cells(char *to, struct csv_row *row);
/* As many, empty but for those of row->lookup, and who row->owner is. */
char *csv_put_no_cells(char *to, struct csv_row *row);

/* csv_watch.c */
void csv_put_watch_heads(struct out *out);
/* empty: cells behind it, of columns that are not its own. */
void csv_put_event(struct out *out, const struct watch_head *head,
                   const struct event *event, size_t empty);
/* Of a report: one that is of no event, up to the comma behind it. */
void csv_put_run_event(struct out *out, const struct scan_run_result *run);

/* csv_local.c */
char *csv_local_proto(char *to, const struct csv_row *row);
char *csv_local_state(char *to, const struct csv_row *row);
char *csv_local_tx_queue(char *to, const struct csv_row *row);
char *csv_local_rx_queue(char *to, const struct csv_row *row);
char *csv_local_drops(char *to, const struct csv_row *row);
char *csv_local_inode(char *to, const struct csv_row *row);
char *csv_local_source(char *to, const struct csv_row *row);
char *csv_local_flags(char *to, const struct csv_row *row);
char *csv_local_kind(char *to, const struct csv_row *row);
char *csv_local_protocol(char *to, const struct csv_row *row);
char *csv_local_name(char *to, const struct csv_row *row);
char *csv_local_ifindex(char *to, const struct csv_row *row);
char *csv_local_port_id(char *to, const struct csv_row *row);
char *csv_local_groups(char *to, const struct csv_row *row);

/* csv_lookups.c: of the address itself, then of what was found out. */
#define CSV_ADDRESS_COUNT 4
#define CSV_LOOKUP_COUNT 17

struct csv_lookup_column {
    const char *name;
    put_cell put;
};

extern const struct csv_lookup_column csv_lookup[CSV_LOOKUP_COUNT];

/* The cells from column `first` on, commas between them. */
char *csv_put_lookup(char *to, const struct csv_row *row, size_t first);

/*
 * The first character decides: = + - @ and what input methods for Chinese
 * and Japanese make of them (U+FF1D, U+FF0B, U+FF0D, U+FF20). Tabs and line
 * ends, which some programs skip, are escaped and so do not come first.
 */
static inline bool is_formula(const char *text)
{
    const unsigned char *wide = (const unsigned char *)text;

    switch (text[0]) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\'':
        return true;
    default:
        return wide[0] == 0xef && wide[1] == 0xbc &&
               (wide[2] == 0x9d || wide[2] == 0x8b || wide[2] == 0x8d ||
                wide[2] == 0xa0);
    }
}

static inline char *put_bytes(char *to, const char *bytes, size_t len)
{
    memcpy(to, bytes, len);
    return to + len;
}

/* The long way: of any length, with anything in it. */
static inline char *put_quoted(char *to, struct out *out, const char *text)
{
    *to++ = '"';
    if (is_formula(text)) {
        *to++ = '\'';
    }
    out_wrote(out, to);
    out_text(out, str_from(text), TEXT_CELL);
    out_char(out, '"');
    return out_room(out, ROW_ROOM);
}

/* NULL unless it is short and needs no quotation marks. */
static inline char *put_plain(char *to, struct out *out, const char *text)
{
    struct str all = str_from(text);

    if (all.len > SHORT_MAX || !text_is_plain(all, TEXT_CELL)) {
        return NULL;
    }
    if (is_formula(text)) {
        *to++ = '\'';
    }
    out_wrote(out, put_bytes(to, all.ptr, all.len));
    return out_room(out, ROW_ROOM);
}

/* What others wrote; nothing for NULL. */
static inline char *put_text(char *to, struct out *out, const char *text)
{
    char *end;

    if (text == NULL) {
        return to;
    }
    end = put_plain(to, out, text);
    return end == NULL ? put_quoted(to, out, text) : end;
}

/* A word of ours; nothing for NULL. */
static inline char *put_word(char *to, const char *word)
{
    return word == NULL ? to : put_bytes(to, word, strlen(word));
}

static inline char *put_number(char *to, bool is_known, uint64_t value)
{
    if (!is_known) {
        return to;
    }
    if (value < 10) {
        *to = (char)('0' + value);
        return to + 1;
    }
    return out_digits(to, value);
}

static inline char *put_addr(char *to, const struct addr *addr, bool is_known)
{
    char text[ADDR_TEXT_CAP];

    return is_known ? put_word(to, addr_format(addr, text)) : to;
}

/* A list: no word of it has a blank in it, so that blanks part them. */
static inline char *put_list(char *to, struct out *out,
                             const char *const *words, size_t count)
{
    size_t i;

    *to++ = '"';
    for (i = 0; i < count; i++) {
        if (i > 0) {
            *to++ = ' ';
        } else if (is_formula(words[0])) {
            *to++ = '\'';
        }
        out_wrote(out, to);
        out_text(out, str_from(words[i]), TEXT_CELL_WORD);
        to = out_room(out, ROW_ROOM);
    }
    *to++ = '"';
    return to;
}

/* Words of ours, separated by blanks. */
static inline char *put_words(char *to, const char *const *words, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        to = put_word(to, i > 0 ? " " : "");
        to = put_word(to, words[i]);
    }
    return to;
}

#endif
