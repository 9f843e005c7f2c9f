/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing for people: cells, which are measured by the very code that
 * writes them, and paragraphs, which are wrapped between words and never
 * inside one.
 */
#ifndef ADBNET_SINK_PEN_H
#define ADBNET_SINK_PEN_H

#include "sink/out.h"

/* Select Graphic Rendition; only where colour is wanted. */
#define PEN_BOLD "\x1b[1m"
#define PEN_DIM "\x1b[2m"
#define PEN_RED "\x1b[31m"
#define PEN_RESET "\x1b[0m"

struct pen {
    struct out *out; /* NULL: only measures */
    size_t width;    /* columns so far */
};

void pen_puts(struct pen *pen, const char *ascii);
void pen_text(struct pen *pen, const char *text, enum text_escape escape);
void pen_u64(struct pen *pen, uint64_t value);
/* Blanks until the width is reached; none if it is. */
void pen_pad(struct pen *pen, size_t width);

struct para {
    struct out *out;
    size_t width;    /* of the line */
    size_t indent;   /* of every line but the first */
    const char *sgr; /* of all of it, or NULL */
    size_t at;       /* columns so far in this line */
    bool has_words;  /* in this line */
    bool is_begun;
};

/* The first line begins after `first` blanks. */
void para_begin(struct para *para, struct out *out, size_t width, size_t first,
                size_t indent, const char *sgr);

/* Goes on in a line that has `at` columns already; a blank comes between. */
void para_resume(struct para *para, struct out *out, size_t width, size_t at,
                 size_t indent);

/* ASCII words separated by one blank each, wrapped between them. */
void para_puts(struct para *para, const char *ascii);

/*
 * One word that is never broken: ASCII, anybody's text (its blanks become
 * escapes), ASCII. Each may be "".
 */
void para_word(struct para *para, const char *before, const char *text,
               const char *after);

/*
 * The blank or line break in front of a word of that width, which the caller
 * writes next.
 */
void para_gap(struct para *para, size_t width);

/* Anybody's text, wrapped at its blanks. */
void para_text(struct para *para, const char *text);

/* Ends the last line; a paragraph without words leaves no trace. */
void para_end(struct para *para);

#endif
