/* SPDX-License-Identifier: Apache-2.0 */
/* See complain.h. */
#include "cmd/complain.h"

#include "base/format.h"
#include "cmd/option_table.h"
#include "track/nearest.h"

#include <getopt.h>

#define SEE_CAP 64
#define NAME_CAP 64

/* "adbnet watch --help" */
static const char *see(const struct command *command, char out[SEE_CAP])
{
    return format_text(out, SEE_CAP, "adbnet%s%s --help",
                       command == NULL ? "" : " ",
                       command == NULL ? "" : command->name);
}

int complain_command(const char *word, struct err *err)
{
    struct nearest nearest;

    nearest_begin(&nearest, word);
    for (size_t i = 0; commands[i] != NULL; i++) {
        /* A beginning is as near as can be. */
        if (nearest.distance > 0 && word[0] != '\0' &&
            str_starts(str_from(commands[i]->name), word)) {
            nearest.distance = 0;
            nearest.name = commands[i]->name;
        }
        nearest_try(&nearest, commands[i]->name);
    }
    return err_set(err, ERR_USAGE,
                   "'%s' is not a command%s%s; see adbnet --help", word,
                   nearest.name == NULL ? "" : "; nearest: ",
                   nearest.name == NULL ? "" : nearest.name);
}

/* "--re" that is short for several: both; else NULL. */
static const char *find_other(const char *name, const char **out_one)
{
    *out_one = NULL;
    for (size_t i = 0; i < option_count; i++) {
        const char *other = option_table[i].name;

        if (other == NULL || !str_starts(str_from(other), name)) {
            continue;
        }
        if (*out_one != NULL) {
            return other;
        }
        *out_one = other;
    }
    return NULL;
}

/* Of the command's own options and those of all. */
static const char *find_nearest(const char *name, const struct command *command)
{
    struct nearest nearest;

    nearest_begin(&nearest, name);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (row->name != NULL && (command == NULL || row->commands == NULL ||
                                  option_is_of(row, command->name))) {
            nearest_try(&nearest, row->name);
        }
    }
    return nearest.name;
}

static int complain_name(const char *word, const struct command *command,
                         struct err *err)
{
    char text[SEE_CAP];
    char name[NAME_CAP];
    const char *one;
    const char *other;
    const char *nearest;

    (void)format_text(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="),
                      word + 2);
    other = find_other(name, &one);
    if (other != NULL) {
        return err_set(err, ERR_USAGE, "%s can be --%s or --%s", word, one,
                       other);
    }
    nearest = find_nearest(name, command);
    return err_set(err, ERR_USAGE, "unknown option %s%s%s; see %s", word,
                   nearest == NULL ? "" : "; nearest: --",
                   nearest == NULL ? "" : nearest, see(command, text));
}

/* What its value is called in --help: "TIME". */
static const char *value_of(int code)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (row->argument != NULL &&
            (code == LONG_BASE + (int)i || code == row->letter)) {
            return row->argument;
        }
    }
    return "a value";
}

int complain_option(int code, const char *word, const struct command *command,
                    struct err *err)
{
    char text[SEE_CAP];

    if (code == ':') {
        return err_set(err, ERR_USAGE, "%s needs %s behind it; see %s", word,
                       value_of(optopt), see(command, text));
    }
    if (optopt > 0 && optopt < LONG_BASE) {
        return err_set(err, ERR_USAGE, "unknown option -%c; see %s", optopt,
                       see(command, text));
    }
    if (optopt >= LONG_BASE) {
        return err_set(err, ERR_USAGE, "--%s takes no value (%s)",
                       option_table[optopt - LONG_BASE].name, word);
    }
    return complain_name(word, command, err);
}
