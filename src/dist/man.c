/* SPDX-License-Identifier: Apache-2.0 */
/* What adbnet.1 says of commands and options. See docs.h. */
#include "dist/docs.h"

#include <string.h>

/* Anything but a control line: those begin with a dot or an apostrophe. */
static void put_char(char c, FILE *out)
{
    switch (c) {
    case '\\':
        (void)fputs("\\e", out);
        break;
    case '-':
        (void)fputs("\\-", out);
        break;
    case '\'':
        (void)fputs("\\(aq", out);
        break;
    case '`':
        (void)fputs("\\(ga", out);
        break;
    case '~':
        (void)fputs("\\(ti", out);
        break;
    case '^':
        (void)fputs("\\(ha", out);
        break;
    case '.':
        (void)fputs("\\&.", out);
        break;
    default:
        (void)fputc(c, out);
        break;
    }
}

static void put_text(const char *text, FILE *out)
{
    docs_print_text(text, put_char, out);
}

static void put_font(char font, const char *text, FILE *out)
{
    (void)fprintf(out, "\\f%c", font);
    put_text(text, out);
    (void)fputs("\\fR", out);
}

void docs_man_title(FILE *out)
{
    (void)fputs(".TH ADBNET 1 \"\" \"adbnet " ADBNET_VERSION "\"\n", out);
}

/* "[WHAT...]": words in italics, the rest as it stands. */
static void put_arguments(const char *arguments, FILE *out)
{
    for (; *arguments != '\0'; arguments++) {
        bool is_upper = *arguments >= 'A' && *arguments <= 'Z';

        if (is_upper) {
            (void)fputs("\\fI", out);
        }
        for (; *arguments >= 'A' && *arguments <= 'Z'; arguments++) {
            (void)fputc(*arguments, out);
        }
        if (is_upper) {
            (void)fputs("\\fR", out);
        }
        if (*arguments == '\0') {
            return;
        }
        put_char(*arguments, out);
    }
}

void docs_man_synopsis(FILE *out)
{
    size_t i;

    for (i = 0; commands[i] != NULL; i++) {
        (void)fprintf(out, "%s\\fBadbnet\\fR [options] ", i > 0 ? ".br\n" : "");
        put_font('B', commands[i]->name, out);
        (void)fputc(' ', out);
        put_arguments(commands[i]->arguments, out);
        (void)fputc('\n', out);
    }
}

/* "-  what it means": how far the first word reaches, 0 for prose. */
static size_t item_len(const char *line)
{
    size_t len = strcspn(line, " \n");

    return len > 0 && strncmp(line + len, "  ", 2) == 0 ? len : 0;
}

static void put_span(const char *text, size_t len, FILE *out)
{
    while (len-- > 0) {
        put_char(*text++, out);
    }
    (void)fputc('\n', out);
}

/* Lines that are indented are examples and keep their ends. */
static void put_details(const char *text, FILE *out)
{
    bool is_example = false;

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        bool was_example = is_example;
        size_t item = item_len(text);

        is_example = strncmp(text, "  ", 2) == 0 || (is_example && len == 0);
        if (is_example != was_example) {
            (void)fputs(is_example ? ".PP\n.EX\n" : ".EE\n.PP\n", out);
        }
        if (len == 0) {
            (void)fputs(is_example || text[1] == ' ' ? "" : ".PP\n", out);
        } else if (item > 0 && !is_example) {
            (void)fputs(".TP\n", out);
            put_span(text, item, out);
            put_span(text + item + 2, len - item - 2, out);
        } else {
            put_span(text, len, out);
        }
        text += len + (text[len] == '\n');
    }
    (void)fputs(is_example ? ".EE\n" : "", out);
}

/* Where to read on: the options that no other part of the page repeats. */
static void put_own_options(const char *command, FILE *out)
{
    const char *before = ".PP\nOptions of its own: ";
    size_t i;

    for (i = 0; i < option_count; i++) {
        if (option_is_of(&option_table[i], command)) {
            (void)fprintf(out, "%s\\fB\\-\\-", before);
            put_text(option_table[i].name, out);
            (void)fputs("\\fR", out);
            before = ",\n";
        }
    }
    (void)fputs(before[0] == ',' ? ".\n" : "", out);
}

void docs_man_commands(FILE *out)
{
    size_t i;

    for (i = 0; commands[i] != NULL; i++) {
        (void)fputs(".SS ", out);
        put_text(commands[i]->name, out);
        (void)fputc(' ', out);
        put_arguments(commands[i]->arguments, out);
        (void)fputc('\n', out);
        put_font('I', commands[i]->summary, out);
        (void)fputs("\n.PP\n", out);
        put_details(commands[i]->details, out);
        put_own_options(commands[i]->name, out);
    }
}

static void put_option(const struct option_row *row, FILE *out)
{
    size_t len = strlen(row->help);

    (void)fputs(".TP\n", out);
    if (row->letter != 0) {
        (void)fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
    }
    (void)fputs("\\fB\\-\\-", out);
    put_text(row->name, out);
    (void)fputs("\\fR", out);
    if (row->argument != NULL) {
        (void)fputs(row->argument[0] == '[' ? "" : " ", out);
        put_arguments(row->argument, out);
    }
    (void)fputc('\n', out);
    put_text(row->help, out);
    (void)fputs(len > 0 && row->help[len - 1] == '.' ? "\n" : ".\n", out);
}

static bool is_same_group(const struct option_row *a,
                          const struct option_row *b)
{
    return a->commands == NULL || b->commands == NULL
               ? a->commands == b->commands
               : strcmp(a->commands, b->commands) == 0;
}

/* Above the first option of those commands that has not been told yet. */
static bool is_first_of_group(size_t row)
{
    size_t i;

    for (i = 0; i < row; i++) {
        if (is_same_group(&option_table[i], &option_table[row])) {
            return false;
        }
    }
    return true;
}

static void put_group(const char *names, FILE *out)
{
    if (names == NULL) {
        (void)fputs(".SS For every command\n", out);
        return;
    }
    (void)fputs(".SS Of ", out);
    for (; *names != '\0'; names++) {
        (void)fputs(*names == ' ' ? "," : "", out);
        (void)fputc(*names, out);
    }
    (void)fputc('\n', out);
}

void docs_man_options(FILE *out)
{
    size_t i;
    size_t k;

    for (i = 0; i < option_count; i++) {
        if (!is_first_of_group(i)) {
            continue;
        }
        put_group(option_table[i].commands, out);
        for (k = i; k < option_count; k++) {
            if (is_same_group(&option_table[i], &option_table[k])) {
                put_option(&option_table[k], out);
            }
        }
    }
}
