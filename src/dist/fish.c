/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the completion for fish. See docs.h. */
#include "dist/docs.h"

/* Within '...'. */
static void put_char(char c, FILE *out)
{
    if (c == '\'' || c == '\\') {
        (void)fputc('\\', out);
    }
    (void)fputc(c, out);
}

static void put_value(const struct option_row *row, FILE *out)
{
    switch (docs_value_of(row)) {
    case DOCS_NONE:
    case DOCS_OPTIONAL:
        return;
    case DOCS_TEXT:
        (void)fputs(" -x", out);
        return;
    case DOCS_FILE:
        (void)fputs(" -r -F", out);
        return;
    case DOCS_PROGRAM:
        (void)fputs(" -x -a '(__fish_complete_command)'", out);
        return;
    case DOCS_FORMAT:
        (void)fputs(" -x -a '(__adbnet_outputs ", out);
        docs_print_words(row, out);
        (void)fputs(")'", out);
        return;
    case DOCS_WORDS:
        (void)fputs(" -x -a '", out);
        docs_print_words(row, out);
        (void)fputc('\'', out);
        return;
    }
}

/* One line of the script, for whom condition says ("": always). */
static void put_line(const struct option_row *row, const char *condition,
                     const char *names, bool has_letter, FILE *out)
{
    (void)fputs("complete -c adbnet", out);
    if (names != NULL) {
        (void)fprintf(out, " -n '%s %s'", condition, names);
    }
    if (has_letter) {
        (void)fprintf(out, " -s %c", row->letter);
    }
    (void)fprintf(out, " -l %s", row->name);
    put_value(row, out);
    (void)fputs(" -d '", out);
    docs_print_text(row->help, put_char, out);
    (void)fputs("'\n", out);
}

static void put_option(const struct option_row *row, FILE *out)
{
    const char *lost_to = docs_letter_lost_to(row);

    if (lost_to != NULL) {
        put_line(row, "__adbnet_is", lost_to, false, out);
        put_line(row, "not __adbnet_is", lost_to, true, out);
    } else {
        put_line(row, "__adbnet_is", row->commands, row->letter != 0, out);
    }
}

static void put_valued(FILE *out)
{
    size_t i;

    (void)fputs("set -g __adbnet_valued", out);
    for (i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        enum docs_value value = docs_value_of(row);

        if (value == DOCS_NONE || value == DOCS_OPTIONAL) {
            continue;
        }
        (void)fprintf(out, " --%s", row->name);
        if (row->letter != 0) {
            (void)fprintf(out, " -%c", row->letter);
        }
    }
    (void)fputc('\n', out);
}

void docs_fish(FILE *out)
{
    size_t i;

    put_valued(out);
    (void)fputs("set -g __adbnet_commands", out);
    for (i = 0; commands[i] != NULL; i++) {
        (void)fprintf(out, " %s", commands[i]->name);
    }
    (void)fputs("\n\n", out);
    for (i = 0; commands[i] != NULL; i++) {
        (void)fprintf(out, "complete -c adbnet -n __adbnet_has_none -a %s -d '",
                      commands[i]->name);
        docs_print_text(commands[i]->summary, put_char, out);
        (void)fputs("'\n", out);
        if (docs_arguments_of(commands[i]) == DOCS_FILE) {
            (void)fprintf(out, "complete -c adbnet -n '__adbnet_is %s' -F\n",
                          commands[i]->name);
        }
    }
    for (i = 0; i < option_count; i++) {
        put_option(&option_table[i], out);
    }
}
