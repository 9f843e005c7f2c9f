/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the completion for bash. See docs.h. */
#include "dist/docs.h"

/* "-s | --serial" of what a command line can have. */
static void put_names(const struct option_row *row, FILE *out)
{
    if (row->letter != 0) {
        (void)fprintf(out, "-%c | ", row->letter);
    }
    (void)fprintf(out, "--%s", row->name);
}

static void put_value(const struct option_row *row, FILE *out)
{
    static const char *const kinds[] = {
        [DOCS_TEXT] = "text",       [DOCS_WORDS] = "words ",
        [DOCS_FORMAT] = "format ",  [DOCS_FILE] = "file",
        [DOCS_PROGRAM] = "program",
    };
    enum docs_value value = docs_value_of(row);

    if (value == DOCS_NONE || value == DOCS_OPTIONAL) {
        return;
    }
    (void)fputs("    ", out);
    put_names(row, out);
    (void)fprintf(out, ") echo '%s", kinds[value]);
    if (value == DOCS_WORDS || value == DOCS_FORMAT) {
        docs_print_words(row, out);
    }
    (void)fputs("' ;;\n", out);
}

/* Those of one command, or of every command (NULL). */
static void put_options(const char *command, FILE *out)
{
    const char *before = "";
    size_t i;

    for (i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (command == NULL ? row->commands != NULL
                            : !option_is_of(row, command)) {
            continue;
        }
        (void)fprintf(out, "%s--%s", before, row->name);
        before = " ";
        if (row->letter != 0) {
            (void)fprintf(out, " -%c", row->letter);
        }
    }
}

void docs_bash(FILE *out)
{
    size_t i;

    (void)fputs("_adbnet_commands='", out);
    for (i = 0; commands[i] != NULL; i++) {
        (void)fprintf(out, "%s%s", i > 0 ? " " : "", commands[i]->name);
    }
    (void)fputs("'\n\n_adbnet_value() {\n    case $1 in\n", out);
    for (i = 0; i < option_count; i++) {
        put_value(&option_table[i], out);
    }
    (void)fputs("    *) return 1 ;;\n    esac\n}\n\n"
                "_adbnet_options() {\n    case $1 in\n",
                out);
    for (i = 0; commands[i] != NULL; i++) {
        (void)fprintf(out, "    %s) echo '", commands[i]->name);
        put_options(commands[i]->name, out);
        (void)fputs("' ;;\n", out);
    }
    (void)fputs("    esac\n    echo '", out);
    put_options(NULL, out);
    (void)fputs("'\n}\n\n_adbnet_argument() {\n    case $1 in\n", out);
    for (i = 0; commands[i] != NULL; i++) {
        if (docs_arguments_of(commands[i]) == DOCS_FILE) {
            (void)fprintf(out, "    %s) echo file ;;\n", commands[i]->name);
        }
    }
    (void)fputs("    *) echo text ;;\n    esac\n}\n", out);
}
