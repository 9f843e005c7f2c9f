/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docs TEMPLATE OUT: copies TEMPLATE and puts in the place of each line
 * "@name@" what the tables of the program say. What the tables have for
 * everybody is here, the writing in man.c, bash.c, zsh.c, fish.c.
 */
#include "dist/docs.h"

#include <string.h>

#define LINE_CAP 1024

static const struct {
    const char *line;
    void (*print)(FILE *out);
} parts[] = {
    {"@man-title@\n", docs_man_title},
    {"@man-synopsis@\n", docs_man_synopsis},
    {"@man-commands@\n", docs_man_commands},
    {"@man-options@\n", docs_man_options},
    {"@bash@\n", docs_bash},
    {"@zsh@\n", docs_zsh},
    {"@fish@\n", docs_fish},
};

static bool is_word(struct str word)
{
    size_t i;

    for (i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
            return false;
        }
    }
    return word.len > 0;
}

/*
 * The next word that can be typed as it stands out of "auto|su|PACKAGE";
 * false behind the last one.
 */
static bool next_word(struct cursor *argument, struct str *out)
{
    while (!cursor_is_end(argument)) {
        if (!cursor_until(argument, '|', out)) {
            *out = cursor_rest(argument);
            argument->at = argument->end;
        }
        if (is_word(*out)) {
            return true;
        }
    }
    return false;
}

enum docs_value docs_value_of(const struct option_row *row)
{
    struct cursor words;
    struct str word;

    if (row->argument == NULL) {
        return DOCS_NONE;
    }
    if (row->argument[0] == '[') {
        return DOCS_OPTIONAL;
    }
    if (strncmp(row->argument, "FORMAT", strlen("FORMAT")) == 0) {
        return DOCS_FORMAT;
    }
    words = cursor_from(str_from(row->argument));
    if (next_word(&words, &word)) {
        return DOCS_WORDS;
    }
    if (strstr(row->argument, "FILE") != NULL ||
        strcmp(row->argument, "LIST") == 0) {
        return DOCS_FILE;
    }
    return strcmp(row->argument, "CMD") == 0 ? DOCS_PROGRAM : DOCS_TEXT;
}

enum docs_value docs_arguments_of(const struct command *command)
{
    static const char *const no_files[] = {"WHAT", "PACKAGE", "ADDR"};
    size_t i;

    for (i = 0; i < sizeof(no_files) / sizeof(no_files[0]); i++) {
        if (strstr(command->arguments, no_files[i]) != NULL) {
            return DOCS_TEXT;
        }
    }
    return command->arguments[0] == '\0' ? DOCS_TEXT : DOCS_FILE;
}

void docs_print_words(const struct option_row *row, FILE *out)
{
    struct cursor words = cursor_from(str_from(row->argument));
    struct str word;
    const char *blank = "";
    size_t i;

    if (docs_value_of(row) == DOCS_FORMAT) {
        for (i = 0; sink_all()[i] != NULL; i++) {
            (void)fprintf(out, "%s%s", i > 0 ? " " : "", sink_all()[i]->name);
        }
        return;
    }
    while (next_word(&words, &word)) {
        (void)fprintf(out, "%s%.*s", blank, (int)word.len, word.ptr);
        blank = " ";
    }
}

const char *docs_letter_lost_to(const struct option_row *row)
{
    size_t i;

    for (i = 0; i < option_count; i++) {
        const struct option_row *other = &option_table[i];

        if (row->letter != 0 && row->commands == NULL && other != row &&
            other->letter == row->letter) {
            return other->commands;
        }
    }
    return NULL;
}

void docs_print_text(const char *text, void (*put)(char c, FILE *out),
                     FILE *out)
{
    for (; *text != '\0'; text++) {
        put(*text == '\n' ? ' ' : *text, out);
    }
}

/* 0, or -1 for a "@name@" that nobody knows. */
static int put_line(const char *line, FILE *out)
{
    size_t i;

    for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (strcmp(line, parts[i].line) == 0) {
            parts[i].print(out);
            return 0;
        }
    }
    if (line[0] == '@') {
        (void)fprintf(stderr, "docs: not known: %s", line);
        return -1;
    }
    return fputs(line, out) < 0 ? -1 : 0;
}

static int copy(FILE *in, FILE *out)
{
    char line[LINE_CAP];
    int rc = 0;

    while (rc == 0 && fgets(line, sizeof(line), in) != NULL) {
        rc = put_line(line, out);
    }
    return rc < 0 || ferror(in) || ferror(out) ? -1 : 0;
}

int main(int argc, char **argv)
{
    FILE *in = NULL;
    FILE *out = NULL;
    int rc = -1;

    if (argc != 3) {
        (void)fputs("docs TEMPLATE OUT\n", stderr);
        return EXIT_USAGE;
    }
    in = fopen(argv[1], "r");
    out = in == NULL ? NULL : fopen(argv[2], "w");
    if (out == NULL) {
        perror(in == NULL ? argv[1] : argv[2]);
    } else {
        rc = copy(in, out);
    }
    if (out != NULL && fclose(out) != 0) {
        perror(argv[2]);
        rc = -1;
    }
    if (in != NULL) {
        (void)fclose(in);
    }
    return rc < 0 ? EXIT_ERROR : EXIT_OK;
}
