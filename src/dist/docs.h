/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the man page and the completions are made of: the table of options
 * and the list of commands, as the program has them. Only the build runs
 * this; it is not installed.
 */
#ifndef ADBNET_DIST_DOCS_H
#define ADBNET_DIST_DOCS_H

#include "cmd/option_table.h"

#include <stdio.h>

/* What stands behind an option, or behind a command. */
enum docs_value {
    DOCS_NONE,
    DOCS_OPTIONAL, /* --start[=WHAT] */
    DOCS_TEXT,     /* nothing a shell could know */
    DOCS_WORDS,    /* "auto|su|never", see docs.c */
    DOCS_FORMAT,   /* FORMAT[:FILE] */
    DOCS_FILE,
    DOCS_PROGRAM
};

enum docs_value docs_value_of(const struct option_row *row);

/* DOCS_FILE, or DOCS_TEXT where files would be out of place. */
enum docs_value docs_arguments_of(const struct command *command);

/* The words of a row with DOCS_WORDS or DOCS_FORMAT, a blank between two. */
void docs_print_words(const struct option_row *row, FILE *out);

/*
 * Of a letter with two rows, one for every command and one for some: those
 * of the other row, for which this letter means something else. NULL: none.
 */
const char *docs_letter_lost_to(const struct option_row *row);

/* One line, whatever help has; each character as put() writes it. */
void docs_print_text(const char *text, void (*put)(char c, FILE *out),
                     FILE *out);

void docs_man_title(FILE *out);
void docs_man_synopsis(FILE *out);
void docs_man_commands(FILE *out);
void docs_man_options(FILE *out);
void docs_bash(FILE *out);
void docs_zsh(FILE *out);
void docs_fish(FILE *out);

#endif
