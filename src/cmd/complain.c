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

/* What people who know adb may type. */
static const struct {
    const char *word;
    const char *instead;
} of_adb[] = {
    {"connect", "a phone on TCP is named, as in adbnet -s HOST:PORT conns"},
    {"pair", "`adb pair` does that, and adbnet then uses the adb server"},
    {"shell", "`adb shell` does that"},
    {"logcat", "`adb logcat` does that"},
    {"install", "`adb install` does that"},
    {"netstat", "adbnet conns is it"},
    {"ss", "adbnet conns is it"},
    {"list", "adbnet devices is it"},
};

static bool complain_of_adb(const char *word, struct err *err)
{
    for (size_t i = 0; i < sizeof(of_adb) / sizeof(of_adb[0]); i++) {
        if (strcmp(word, of_adb[i].word) == 0) {
            (void)err_set(err, ERR_USAGE, "'%s' is not a command; %s", word,
                          of_adb[i].instead);
            return true;
        }
    }
    return false;
}

int complain_command(const char *word, struct err *err)
{
    struct nearest nearest;

    if (complain_of_adb(word, err)) {
        return err->code;
    }
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

/*
 * Of the command's own options and those of all, or of their beginnings of
 * that length, for a name may be mistyped and short.
 */
static const char *find_nearest(const char *name, const struct command *command,
                                size_t length)
{
    const char *found = NULL;
    struct nearest nearest;
    char part[NAME_CAP];

    nearest_begin(&nearest, name);
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];
        size_t before = nearest.distance;

        if (row->name != NULL && (command == NULL || row->commands == NULL ||
                                  option_is_of(row, command->name))) {
            (void)format_text(part, sizeof(part), "%.*s", (int)length,
                              row->name);
            nearest_try(&nearest, part);
            found = nearest.distance < before ? row->name : found;
        }
    }
    return found;
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
    nearest = find_nearest(name, command, NAME_CAP);
    for (size_t more = 0; nearest == NULL && more < 2; more++) {
        nearest = find_nearest(name, command, strlen(name) + more);
    }
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
