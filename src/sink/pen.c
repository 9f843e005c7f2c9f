/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and paragraphs. See pen.h. */
#include "sink/pen.h"

#include <string.h>

void pen_puts(struct pen *pen, const char *ascii)
{
    if (pen->out != NULL) {
        out_puts(pen->out, ascii);
    }
    pen->width += strlen(ascii);
}

void pen_text(struct pen *pen, const char *text, enum text_escape escape)
{
    if (pen->out != NULL) {
        out_text(pen->out, str_from(text), escape);
    }
    pen->width += text_width(str_from(text), escape);
}

void pen_u64(struct pen *pen, uint64_t value)
{
    if (pen->out != NULL) {
        out_u64(pen->out, value);
    }
    do {
        pen->width++;
        value /= 10;
    } while (value > 0);
}

void pen_pad(struct pen *pen, size_t width)
{
    if (pen->width < width) {
        if (pen->out != NULL) {
            out_spaces(pen->out, width - pen->width);
        }
        pen->width = width;
    }
}

static void begin_line(struct para *para, size_t blanks)
{
    out_spaces(para->out, blanks);
    if (para->sgr != NULL) {
        out_puts(para->out, para->sgr);
    }
    para->at = blanks;
    para->has_words = false;
}

static void end_line(struct para *para)
{
    if (para->sgr != NULL) {
        out_puts(para->out, PEN_RESET);
    }
    out_char(para->out, '\n');
}

void para_begin(struct para *para, struct out *out, size_t width, size_t first,
                size_t indent, const char *sgr)
{
    para->out = out;
    para->width = width;
    para->indent = indent;
    para->sgr = sgr;
    para->at = first;
    para->has_words = false;
    para->is_begun = false;
}

void para_resume(struct para *para, struct out *out, size_t width, size_t at,
                 size_t indent)
{
    para_begin(para, out, width, at, indent, NULL);
    para->has_words = true;
    para->is_begun = true;
}

static bool fits(const struct para *para, size_t width)
{
    return para->at + para->has_words + width <= para->width;
}

void para_gap(struct para *para, size_t width)
{
    if (!para->is_begun) {
        begin_line(para, para->at);
        para->is_begun = true;
    } else if (!fits(para, width)) {
        end_line(para);
        begin_line(para, para->indent);
    } else {
        out_char(para->out, ' ');
        para->at++;
    }
    para->has_words = true;
    para->at += width;
}

void para_word(struct para *para, const char *before, const char *text,
               const char *after)
{
    para_gap(para, strlen(before) + strlen(after) +
                       text_width(str_from(text), TEXT_FIELD));
    out_puts(para->out, before);
    out_text(para->out, str_from(text), TEXT_FIELD);
    out_puts(para->out, after);
}

/* The next word of a text in which blanks separate; false at its end. */
static bool next_word(const char **text, struct str *out)
{
    *text += strspn(*text, " ");
    out->ptr = *text;
    out->len = strcspn(*text, " ");
    *text += out->len;
    return out->len > 0;
}

void para_puts(struct para *para, const char *ascii)
{
    struct str word;

    while (next_word(&ascii, &word)) {
        para_gap(para, word.len);
        out_bytes(para->out, word.ptr, word.len);
    }
}

void para_text(struct para *para, const char *text)
{
    struct str word;

    while (next_word(&text, &word)) {
        para_gap(para, text_width(word, TEXT_VISIBLE));
        out_text(para->out, word, TEXT_VISIBLE);
    }
}

void para_end(struct para *para)
{
    if (para->is_begun) {
        end_line(para);
    }
}
