/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of the command line. The rows are in option_table.c. */
#include "cmd/options.h"

#include "cmd/complain.h"
#include "cmd/option_table.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define SHORT_CAP 128

static void make_short(char out[SHORT_CAP])
{
    size_t used = 0;
    size_t i;

    /* '-': words come in their place; ':' : we word the errors. */
    out[used++] = '-';
    out[used++] = ':';
    for (i = 0; i < option_count; i++) {
        if (option_table[i].letter != 0) {
            out[used++] = option_table[i].letter;
            if (option_table[i].argument != NULL) {
                out[used++] = ':';
            }
        }
    }
    out[used] = '\0';
}

static int has_argument(const struct option_row *row)
{
    return row->argument == NULL     ? no_argument
           : row->argument[0] == '[' ? optional_argument
                                     : required_argument;
}

static void make_long(struct option out[OPTIONS_CAP])
{
    size_t used = 0;
    size_t i;

    for (i = 0; i < option_count && used + 1 < OPTIONS_CAP; i++) {
        if (option_table[i].name != NULL) {
            out[used].name = option_table[i].name;
            out[used].has_arg = has_argument(&option_table[i]);
            out[used].flag = NULL;
            out[used].val = LONG_BASE + (int)i;
            used++;
        }
    }
    memset(&out[used], 0, sizeof(out[used]));
}

/*
 * The row of what getopt found. A letter can have two: adb's -e in front of
 * the command, netstat's -e behind it.
 */
static const struct option_row *find_row(int code,
                                         const struct command *command)
{
    const struct option_row *found = NULL;
    size_t i;

    if (code >= LONG_BASE) {
        return &option_table[code - LONG_BASE];
    }
    for (i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (row->letter != code) {
            continue;
        }
        if (found == NULL ||
            (command != NULL && option_is_of(row, command->name))) {
            found = row;
        }
    }
    return found;
}

static const struct command *find_command(const char *name)
{
    size_t i;

    for (i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int take_word(const char *word, struct settings *out, struct err *err)
{
    if (out->command != NULL) {
        out->arguments[out->argument_count++] = word;
        return 0;
    }
    out->command = find_command(word);
    if (out->command == NULL && strcmp(word, "help") == 0) {
        out->want_help = true;
        return 0;
    }
    return out->command == NULL ? complain_command(word, err) : 0;
}

/* An option of another command must not be passed over in silence. */
static int check_commands(const struct settings *settings,
                          const bool seen[OPTIONS_CAP], struct err *err)
{
    size_t i;

    for (i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (!seen[i] || row->commands == NULL || settings->command == NULL ||
            option_is_of(row, settings->command->name)) {
            continue;
        }
        return err_set(err, ERR_USAGE, "--%s is no option of %s, but of: %s",
                       row->name, settings->command->name, row->commands);
    }
    return 0;
}

/* The last would win, and nobody would hear of the others. */
static int check_phones(const struct settings *settings, struct err *err)
{
    return settings->serial_count < 2 || settings->command == NULL ||
                   settings->command->takes_phones
               ? 0
               : err_set(err, ERR_USAGE,
                         "-s was given %zu times: %s takes one phone, "
                         "watch and scan take several",
                         settings->serial_count, settings->command->name);
}

static bool is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* A file that is written for two reasons would be lost. */
static int check_files(const struct settings *settings, struct err *err)
{
    const char *save = settings->watch.save;
    size_t i;

    if (is_same(save, settings->record)) {
        return err_set(err, ERR_USAGE,
                       "--save and --record name the same file %s", save);
    }
    for (i = 0; i < settings->output_count; i++) {
        const char *file = settings->outputs[i].file;
        bool is_saved = is_same(file, save);

        if (is_saved || is_same(file, settings->record)) {
            return err_set(err, ERR_USAGE, "%s and -o name the same file %s",
                           is_saved ? "--save" : "--record", file);
        }
    }
    return 0;
}

static int take_options(int argc, char **argv, struct settings *out,
                        bool seen[OPTIONS_CAP], struct err *err)
{
    char letters[SHORT_CAP];
    struct option names[OPTIONS_CAP];
    int code;
    int rc = 0;

    make_short(letters);
    make_long(names);
    opterr = 0;
    while (rc == 0 &&
           (code = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        const struct option_row *row;

        if (code == 1) {
            rc = take_word(optarg, out, err);
        } else if (code == '?' || code == ':') {
            rc = complain_option(code, argv[optind - 1], out->command, err);
        } else {
            row = find_row(code, out->command);
            assert(row != NULL);
            seen[row - option_table] = true;
            rc = row->take(optarg, out, err);
        }
    }
    out->split = -1;
    if (rc == 0 && optind > 1 && strcmp(argv[optind - 1], "--") == 0) {
        out->split = out->argument_count;
    }
    for (; rc == 0 && optind < argc; optind++) {
        rc = take_word(argv[optind], out, err);
    }
    return rc;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || value[0] == '\0' ? NULL : value;
}

/* As adb: the command line wins, then these. */
static void take_environment(struct settings *out)
{
    if (out->select == ADB_SELECT_ANY) {
        out->serial = environment("ANDROID_SERIAL");
        if (out->serial != NULL) {
            out->select = ADB_SELECT_SERIAL;
        }
    }
    if (out->server_socket == NULL && out->server_host == NULL &&
        out->server_port == NULL) {
        out->server_socket = environment("ADB_SERVER_SOCKET");
    }
    if (out->server_host == NULL) {
        out->server_host = environment("ANDROID_ADB_SERVER_ADDRESS");
    }
    if (out->server_port == NULL) {
        out->server_port = environment("ANDROID_ADB_SERVER_PORT");
    }
    out->vendor_keys = environment("ADB_VENDOR_KEYS");
    out->home = environment("HOME");
    out->login = environment("LOGNAME");
    out->cache_home = environment("XDG_CACHE_HOME");
    if (out->color == WHEN_AUTO && environment("NO_COLOR") != NULL) {
        out->color = WHEN_NEVER;
    }
}

static void set_defaults(struct settings *out)
{
    memset(out, 0, sizeof(*out));
    out->timeout_ms = SETTINGS_TIMEOUT_MS;
    out->names.dns_rate = SETTINGS_DNS_RATE;
    out->names.dns_wait_ms = SETTINGS_DNS_WAIT_MS;
    out->names.whois_wait_ms = -1;
    out->scan.dwell_ms = SETTINGS_DWELL_MS;
    out->scan.away_ms = SCAN_AWAY_MS;
    out->scan.min_seen = SCAN_MIN_SEEN;
    out->scan.min_samples = SCAN_MIN_SAMPLES;
}

/* What --json is depends on the command, which may stand behind it. */
static void choose_json(struct settings *settings)
{
    size_t i;

    for (i = 0; i < settings->output_count; i++) {
        if (settings->outputs[i].is_json && settings->command != NULL &&
            settings->command->is_streaming) {
            settings->outputs[i].format = sink_by_name("jsonl");
        }
    }
}

/* A scan is short, and is to miss nothing: it looks twice as often. */
static void choose_interval(struct settings *settings)
{
    if (settings->watch.interval_ms == 0) {
        settings->watch.interval_ms =
            settings->command != NULL &&
                    strcmp(settings->command->name, "scan") == 0
                ? SETTINGS_SCAN_INTERVAL_MS
                : SETTINGS_INTERVAL_MS;
    }
}

int options_parse(int argc, char **argv, struct settings *out, struct err *err)
{
    bool seen[OPTIONS_CAP] = {false};
    int rc;

    set_defaults(out);
    out->arguments = calloc((size_t)argc + 1, sizeof(*out->arguments));
    if (out->arguments == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = take_options(argc, argv, out, seen, err);
    if (rc == 0) {
        rc = check_commands(out, seen, err);
    }
    if (rc == 0) {
        rc = check_phones(out, err);
    }
    if (rc == 0) {
        rc = check_files(out, err);
    }
    if (rc == 0) {
        choose_json(out);
        choose_interval(out);
        take_environment(out);
    }
    return rc;
}
