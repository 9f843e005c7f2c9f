/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Other people's text made safe for where it goes: a terminal or a plain
 * table, a field of a flat table, a JSON string. Whatever could move a
 * cursor, hide, turn the direction or forge a line is shown as an escape;
 * nothing is dropped. Everything else is UTF-8 as it came.
 */
#ifndef ADBNET_SINK_TEXT_H
#define ADBNET_SINK_TEXT_H

#include "base/buf.h"
#include "base/cursor.h"

#include <stdbool.h>
#include <stdint.h>

enum text_escape {
    /*
     * \x1b for control bytes and bytes that are not UTF-8, \u{202e} for
     * characters nobody would see, \\ for a backslash.
     */
    TEXT_VISIBLE,
    /* The same, and \x20 and \x2c: one word of a list in a flat table. */
    TEXT_FIELD,
    /*
     * The same as TEXT_VISIBLE, and a quotation mark doubled: the inside of
     * a CSV cell in quotation marks (RFC 4180). What has nothing to escape,
     * no blank, comma or semicolon either needs no marks: text_is_plain().
     */
    TEXT_CELL,
    /* The same, and \x20: one word of a list in a CSV cell. */
    TEXT_CELL_WORD,
    /*
     * The inside of a JSON string (RFC 8259). What TEXT_VISIBLE escapes is
     * \uNNNN here too; each ill-formed sequence becomes one U+FFFD.
     */
    TEXT_JSON,
    /*
     * The same as TEXT_VISIBLE, and & < > " ' ` as references: text and the
     * inside of an attribute in quotation marks, of HTML and of XML.
     */
    TEXT_HTML
};

/* What text_decode() gives for bytes that are not UTF-8. */
#define TEXT_ILL_FORMED UINT32_MAX

/*
 * Takes the first character of a text that is not empty: the number of its
 * bytes, or of those that belong to one ill-formed sequence (Unicode 3.9,
 * "maximal subpart").
 */
size_t text_decode(struct str text, uint32_t *out);

/*
 * Nothing is escaped; stricter for cells, see there, and never true of
 * text that is not ASCII.
 */
bool text_is_plain(struct str text, enum text_escape escape);

/* Appends the escaped text. 0 or what buf_append() returns. */
int text_append(struct buf *buf, struct str text, enum text_escape escape);

/*
 * Columns that the escaped text takes on a terminal: none for a combining
 * mark, two for a wide East Asian character, else one. A small rule of its
 * own, because wcwidth() depends on the locale. Not for
 * TEXT_JSON and cells.
 */
size_t text_width(struct str text, enum text_escape escape);

/*
 * The longest beginning of at most max bytes (max >= 4) that does not cut a
 * character in two; all of a shorter text.
 */
size_t text_piece(struct str text, size_t max);

#endif
