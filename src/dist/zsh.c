/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the completion for zsh. See docs.h. */
#include "dist/docs.h"

/* Within '...', and within the brackets of a specification. */
static void put_char(char c, FILE *out)
{
    if (c == '\'') {
        (void)fputs("'\\''", out);
        return;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') {
        (void)fputc('\\', out);
    }
    (void)fputc(c, out);
}

static void put_action(const struct option_row *row, FILE *out)
{
    switch (docs_value_of(row)) {
    case DOCS_NONE:
        return;
    case DOCS_WORDS:
        (void)fputc('(', out);
        docs_print_words(row, out);
        (void)fputc(')', out);
        return;
    case DOCS_FORMAT:
        (void)fputs("->format", out);
        return;
    case DOCS_FILE:
        (void)fputs("_files", out);
        return;
    case DOCS_PROGRAM:
        (void)fputs("_command_names -e", out);
        return;
    case DOCS_TEXT:
    case DOCS_OPTIONAL:
        (void)fputc(' ', out);
        return;
    }
}

/* name with how its value is joined: "--via=", "--start=-", "-s+". */
static void put_spec(const struct option_row *row, bool is_letter, FILE *out)
{
    enum docs_value value = docs_value_of(row);

    (void)fputs("'*", out);
    if (is_letter) {
        (void)fprintf(out, "-%c%s", row->letter, value == DOCS_NONE ? "" : "+");
    } else {
        (void)fprintf(out, "--%s%s", row->name,
                      value == DOCS_NONE       ? ""
                      : value == DOCS_OPTIONAL ? "=-"
                                               : "=");
    }
    (void)fputc('[', out);
    docs_print_text(row->help, put_char, out);
    (void)fputc(']', out);
    if (value != DOCS_NONE) {
        (void)fputs(value == DOCS_OPTIONAL ? "::" : ":", out);
        docs_print_text(row->argument, put_char, out);
        (void)fputc(':', out);
        put_action(row, out);
    }
    (void)fputc('\'', out);
}

/* "conns parse" as a pattern of case. */
static void put_case(const char *names, const char *then, FILE *out)
{
    (void)fputs("    case $command in\n    ", out);
    for (; *names != '\0'; names++) {
        (void)fputc(*names == ' ' ? '|' : *names, out);
    }
    (void)fputs(then, out);
}

static void put_option(const struct option_row *row, FILE *out)
{
    const char *lost_to = docs_letter_lost_to(row);

    if (row->commands != NULL) {
        put_case(row->commands, ")\n", out);
    }
    (void)fputs("    specs+=(", out);
    put_spec(row, false, out);
    (void)fputs(")\n", out);
    if (lost_to != NULL) {
        put_case(lost_to, ") ;;\n    *)\n", out);
    }
    if (row->letter != 0) {
        (void)fputs("    specs+=(", out);
        put_spec(row, true, out);
        (void)fputs(")\n", out);
    }
    if (row->commands != NULL || lost_to != NULL) {
        (void)fputs("    ;;\n    esac\n", out);
    }
}

/* The options whose value is the next word. */
static void put_valued(FILE *out)
{
    size_t i;

    (void)fputs("    valued=(", out);
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
    (void)fputs(")\n", out);
}

void docs_zsh(FILE *out)
{
    size_t i;

    (void)fputs("_adbnet_words() {\n    commands=(\n", out);
    for (i = 0; commands[i] != NULL; i++) {
        (void)fprintf(out, "        '%s:", commands[i]->name);
        docs_print_text(commands[i]->summary, put_char, out);
        (void)fputs("'\n", out);
    }
    (void)fputs("    )\n    with_files=(", out);
    for (i = 0; commands[i] != NULL; i++) {
        if (docs_arguments_of(commands[i]) == DOCS_FILE) {
            (void)fprintf(out, " %s", commands[i]->name);
        }
    }
    (void)fputs(")\n    formats=(", out);
    for (i = 0; sink_all()[i] != NULL; i++) {
        (void)fprintf(out, " %s", sink_all()[i]->name);
    }
    (void)fputs(")\n", out);
    put_valued(out);
    (void)fputs("}\n\n_adbnet_specs() {\n", out);
    for (i = 0; i < option_count; i++) {
        put_option(&option_table[i], out);
    }
    (void)fputs("}\n", out);
}
