/* SPDX-License-Identifier: Apache-2.0 */
/* Every option: its row for --help and the function that takes it. */
#include "cmd/option_table.h"

#include "cmd/option_choice.h"
#include "cmd/option_names.h"
#include "cmd/option_phone.h"
#include "cmd/option_report.h"
#include "cmd/option_scan.h"
#include "cmd/option_watch.h"

#include <stdio.h>

static int need_text(const char *option, const char *argument, struct err *err)
{
    return argument[0] != '\0'
               ? 0
               : err_set(err, ERR_USAGE, "%s: its value is empty", option);
}

static int add_output(struct settings *out, const struct sink_ops *format,
                      const char *file, struct err *err)
{
    size_t i;

    for (i = 0; i < out->output_count; i++) {
        const char *other = out->outputs[i].file;

        if (file == NULL && other == NULL) {
            return err_set(err, ERR_USAGE,
                           "two formats for standard output; give one of "
                           "them a file: -o FORMAT:FILE");
        }
        if (file != NULL && other != NULL && strcmp(file, other) == 0) {
            return err_set(err, ERR_USAGE, "two outputs to the same file %s",
                           file);
        }
    }
    if (out->output_count == OUTPUTS_MAX) {
        return err_set(err, ERR_USAGE, "more than %d outputs", OUTPUTS_MAX);
    }
    out->outputs[out->output_count].format = format;
    out->outputs[out->output_count].file = file;
    out->output_count++;
    return 0;
}

#define FORMAT_CAP 16
#define FORMATS_CAP 128

/* "table, json": what there is. */
static const char *format_names(char out[FORMATS_CAP])
{
    const struct sink_ops *const *format;
    size_t used = 0;

    out[0] = '\0';
    for (format = sink_all(); *format != NULL; format++) {
        const char *comma = used > 0 ? ", " : "";
        size_t room = FORMATS_CAP - used;

        if (strlen((*format)->name) + strlen(comma) < room) {
            used += (size_t)snprintf(out + used, room, "%s%s", comma,
                                     (*format)->name);
        }
    }
    return out;
}

static int take_output(const char *argument, struct settings *out,
                       struct err *err)
{
    char name[FORMAT_CAP];
    char names[FORMATS_CAP];
    const char *colon = strchr(argument, ':');
    size_t len = colon == NULL ? strlen(argument) : (size_t)(colon - argument);
    const struct sink_ops *format = NULL;

    if (len < sizeof(name)) {
        memcpy(name, argument, len);
        name[len] = '\0';
        format = sink_by_name(name);
    }
    if (format == NULL) {
        return err_set(err, ERR_USAGE, "-o %s: no such format; there are %s",
                       argument, format_names(names));
    }
    if (colon != NULL && colon[1] == '\0') {
        return err_set(err, ERR_USAGE, "-o %s: the file's name is missing",
                       argument);
    }
    return add_output(out, format, colon == NULL ? NULL : colon + 1, err);
}

static int take_json(const char *argument, struct settings *out,
                     struct err *err)
{
    int rc = add_output(out, sink_by_name("json"), NULL, err);

    (void)argument;
    if (rc == 0) {
        out->outputs[out->output_count - 1].is_json = true;
    }
    return rc;
}

#define COLOR_WORDS "auto|always|never"

static int take_color(const char *argument, struct settings *out,
                      struct err *err)
{
    static const enum when choices[] = {WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER};
    int chosen = option_choose("--color", COLOR_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->color = choices[chosen];
    return 0;
}

static int take_quiet(const char *argument, struct settings *out,
                      struct err *err)
{
    (void)argument;
    (void)err;
    out->is_quiet = true;
    return 0;
}

static int take_verbose(const char *argument, struct settings *out,
                        struct err *err)
{
    (void)argument;
    (void)err;
    if (out->log_level < LOG_DEBUG) {
        out->log_level++;
    }
    return 0;
}

static int take_state(const char *argument, struct settings *out,
                      struct err *err)
{
    struct cursor cursor = cursor_from(str_from(argument));
    struct str word;

    do {
        uint32_t states;

        if (!cursor_until(&cursor, ',', &word)) {
            word = cursor_rest(&cursor);
            cursor.at = cursor.end;
        }
        states = select_states_from_name(word);
        if (states == 0) {
            return err_set(err, ERR_USAGE,
                           "--state %.*s: no such state; ss's and netstat's "
                           "names are known, and all, connected, "
                           "synchronized, bucket, big",
                           (int)word.len, word.ptr);
        }
        out->states |= states;
    } while (!cursor_is_end(&cursor));
    return 0;
}

static int take_user(const char *argument, struct settings *out,
                     struct err *err)
{
    uint64_t value;

    if (strcmp(argument, "all") == 0) {
        out->user_choice = USER_ALL;
    } else if (strcmp(argument, "current") == 0) {
        out->user_choice = USER_CURRENT;
    } else if (str_to_u64(str_from(argument), UINT32_MAX / UID_PER_USER,
                          &value)) {
        out->user_choice = USER_ONE;
        out->user = (uint32_t)value;
    } else {
        return err_set(err, ERR_USAGE,
                       "--user %s: not a user's number, all or current",
                       argument);
    }
    return 0;
}

static int take_check(const char *argument, struct settings *out,
                      struct err *err)
{
    (void)argument;
    (void)err;
    out->want_check = true;
    return 0;
}

#define EXPECT_WORDS "none|some"

static int take_expect(const char *argument, struct settings *out,
                       struct err *err)
{
    static const enum expectation choices[] = {EXPECT_NONE, EXPECT_SOME};
    int chosen = option_choose("--expect", EXPECT_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->expectation = choices[chosen];
    return 0;
}

static int take_expect_path(const char *argument, struct settings *out,
                            struct err *err)
{
    static const enum expected_path choices[] = {PATH_PROXY, PATH_VPN,
                                                 PATH_WIFI};
    int chosen =
        option_choose("--expect-path", EXPECTED_PATH_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->expected_path = choices[chosen];
    return 0;
}

#define SOURCE_WORDS "procfs|netstat|both"

static int take_source(const char *argument, struct settings *out,
                       struct err *err)
{
    static const enum collect_source choices[] = {
        COLLECT_PROCFS, COLLECT_NETSTAT, COLLECT_BOTH};
    int chosen = option_choose("--source", SOURCE_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->source = choices[chosen];
    return 0;
}

#define ROOT_WORDS "auto|su|never"

static int take_root(const char *argument, struct settings *out,
                     struct err *err)
{
    static const enum root_choice choices[] = {ROOT_AUTO, ROOT_SU, ROOT_NEVER};
    int chosen = option_choose("--root", ROOT_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->root = choices[chosen];
    return 0;
}

static int take_what(const char *argument, struct settings *out,
                     struct err *err)
{
    if (out->what_count == WHATS_MAX) {
        return err_set(err, ERR_USAGE, "more than %d --what", WHATS_MAX);
    }
    out->whats[out->what_count++] = argument;
    return need_text("--what", argument, err);
}

static int take_as(const char *argument, struct settings *out, struct err *err)
{
    out->as = argument;
    return need_text("--as", argument, err);
}

/* Takers of plain switches, which all look alike. */
#define SWITCH(function, member)                                    \
    static int function(const char *argument, struct settings *out, \
                        struct err *err)                            \
    {                                                               \
        (void)argument;                                             \
        (void)err;                                                  \
        out->member = true;                                         \
        return 0;                                                   \
    }

SWITCH(take_force, want_force)

static int take_from(const char *argument, struct settings *out,
                     struct err *err)
{
    out->from = argument;
    return need_text("--from", argument, err);
}

static int take_to(const char *argument, struct settings *out, struct err *err)
{
    out->to = argument;
    return need_text("--to", argument, err);
}

static int take_policy(const char *argument, struct settings *out,
                       struct err *err)
{
    out->policy = argument;
    return need_text("--policy", argument, err);
}

static int take_policy_out(const char *argument, struct settings *out,
                           struct err *err)
{
    out->policy_out = argument;
    return need_text("--policy-out", argument, err);
}

static int take_against(const char *argument, struct settings *out,
                        struct err *err)
{
    out->against = argument;
    return need_text("--against", argument, err);
}

static int take_by(const char *argument, struct settings *out, struct err *err)
{
    if (!key_by_from_name(str_from(argument), &out->by)) {
        return err_set(err, ERR_USAGE, "--by %s: not addr, prefix, org or name",
                       argument);
    }
    return 0;
}

static int take_fail_on(const char *argument, struct settings *out,
                        struct err *err)
{
    if (!diff_fail_from_name(str_from(argument), &out->fail_on)) {
        return err_set(err, ERR_USAGE,
                       "--fail-on %s: not added, removed or any", argument);
    }
    return 0;
}

SWITCH(take_help, want_help)
SWITCH(take_version, want_version)
SWITCH(take_all, want_all)
SWITCH(take_listening, want_listening)
SWITCH(take_tcp, want_tcp)
SWITCH(take_udp, want_udp)
SWITCH(take_raw, want_raw)
SWITCH(take_local_sockets, want_local)
SWITCH(take_extended, want_extended)
SWITCH(take_wide, want_wide)
SWITCH(take_programs, want_programs)

const struct option_row option_table[] = {
    {NULL, 's', "serial", "SERIAL",
     "the phone: a serial of `adbnet devices`, or HOST:PORT; watch, scan: "
     "several",
     option_take_serial},
    {NULL, 'd', "usb", NULL, "the only phone on USB", option_take_usb},
    {NULL, 'e', "emulator", NULL,
     "the only emulator or phone on TCP (in front of the command)",
     option_take_local},
    {NULL, 0, "via", VIA_WORDS,
     "which way to the phone; auto (default): a running adb server that "
     "knows it, else directly: TCP if SERIAL is HOST:PORT, or USB",
     option_take_via},
    {NULL, 'H', "host", "HOST", "the adb server's host (127.0.0.1)",
     option_take_host},
    {NULL, 'P', "port", "PORT", "the adb server's port (5037)",
     option_take_port},
    {NULL, 'L', "server-socket", "SOCKET",
     "the adb server as adb's -L names it: tcp:HOST:PORT", option_take_socket},
    {NULL, 'o', "output", "FORMAT[:FILE]",
     "table (default), json, jsonl, csv, html, junit; may be repeated",
     take_output},
    {NULL, 0, "json", NULL, "short for -o json (watch, scan: -o jsonl)",
     take_json},
    {NULL, 0, "record", "FILE", "keep what the phone printed",
     option_take_record},
    {NULL, 0, "replay", "FILE", "ask a recording instead of a phone",
     option_take_replay},
    {NULL, 0, "force", NULL, "overwrite files that exist", take_force},
    {NULL, 0, "timeout", "TIME",
     "for one look at the phone: 30, 500ms, 2m (30s)", option_take_timeout},
    {NULL, 0, "wait-auth", "TIME",
     "for a phone to accept this computer (on a terminal 60s, else 10s)",
     option_take_wait_auth},
    {NULL, 'n', "numeric", NULL, "addresses only, look up no names",
     option_take_numeric},
    {NULL, 0, "hosts", "FILE",
     "your own names: lines ADDRESS NAME, or NAME alone", option_take_hosts},
    {NULL, 0, "dns", "SERVER[:PORT]",
     "the name server (the system's); several: A,B", option_take_dns},
    {NULL, 0, "dns-rate", "N", "questions a second (500); 0: no limit",
     option_take_dns_rate},
    {NULL, 0, "dns-wait", "TIME",
     "for names, when the rows of conns are there (1s)", option_take_dns_wait},
    {NULL, 0, "resolve-private", NULL,
     "ask also for the names of private addresses", option_take_private},
    {NULL, 0, "treat-as-global", "PREFIX",
     "ask about special-purpose addresses of a lab, too", option_take_global},
    {NULL, 0, "offline", NULL, "open no socket for names", option_take_offline},
    {NULL, 0, "no-cache", NULL, "neither read nor write the cache of names",
     option_take_no_cache},
    {NULL, 0, "refresh", NULL, "write the cache, do not read it",
     option_take_refresh},
    {NULL, 0, "whois", NULL,
     "whose network addresses are in: tells them to Team Cymru and "
     "to the registries, unless --mmdb is given",
     option_take_whois},
    {NULL, 0, "mmdb", "FILE",
     "a MaxMind-format database for that, asking nobody; trusted like "
     "a program; may be repeated",
     option_take_mmdb},
    {NULL, 0, "rdap-url", "URL", "one RDAP server instead of the registries'",
     option_take_rdap_url},
    {NULL, 0, "whois-server", "HOST[:PORT]",
     "one whois server where RDAP fails", option_take_whois_server},
    {NULL, 0, "proxy", "URL",
     "for --whois (none; the environment's is not used)", option_take_proxy},
    {NULL, 0, "whois-wait", "TIME",
     "for holders of networks (lookup 60s, else 10s)", option_take_whois_wait},
    {NULL, 0, "color", COLOR_WORDS,
     "auto (default): on a terminal, unless NO_COLOR is set", take_color},
    {NULL, 'q', "quiet", NULL, "no warnings, no footer of piped tables",
     take_quiet},
    {NULL, 'v', "verbose", NULL, "say what is done; twice: every packet",
     take_verbose},
    {NULL, 'h', "help", NULL,
     "what there is; behind a command: its own options", take_help},
    {NULL, 'V', "version", NULL, "versions of program, formats and libraries",
     take_version},

    {"conns parse watch scan", 'a', "all", NULL,
     "all sockets: listening, loopback, without a peer; without -t -u "
     "-w -x: all that have addresses, raw ones too. scan: all packages",
     take_all},
    {"conns parse watch", 'l', "listening", NULL, "listening sockets only",
     take_listening},
    {"conns parse watch", 't', "tcp", NULL,
     "TCP only (-t -u: both, and so with all four)", take_tcp},
    {"conns parse watch", 'u', "udp", NULL, "UDP only", take_udp},
    {"conns parse", 'w', "raw", NULL, "raw, ping and UDP-Lite sockets only",
     take_raw},
    {"conns parse", 'x', "unix", NULL, "unix, packet and netlink sockets only",
     take_local_sockets},
    {"conns parse", 0, "state", "STATE[,STATE]",
     "sockets in these states: established, time-wait, FIN_WAIT2 ...",
     take_state},
    {"conns parse watch scan", 0, "user", "N|current|all",
     "one Android user: its number, current, or all (default)", take_user},
    {"conns parse", 0, "expect", EXPECT_WORDS,
     "exit status 5 if there are some (none)", take_expect},
    {"conns watch report", 0, "expect-path", EXPECTED_PATH_WORDS,
     "status 5 if a connection of who was asked for goes another way, 4 "
     "if that cannot be told",
     take_expect_path},
    {"conns", 0, "source", SOURCE_WORDS,
     "who on the phone tells the sockets: procfs (default), netstat, or "
     "both, compared",
     take_source},
    {"conns watch scan", 0, "root", ROOT_WORDS,
     "who holds a socket is root's to see: auto (default: if the phone's "
     "shell is root), su (call it), never",
     take_root},
    {"devices", 0, "check", NULL, "ask each phone that is ready what it allows",
     take_check},
    {"conns parse", 'W', "wide", NULL,
     "one line for each socket, with its local address", take_wide},
    {"conns parse", 'e', "extend", NULL,
     "also process, inode and timer of each socket", take_extended},
    {"conns", 'p', "programs", NULL,
     "the process of each socket, and of how many it is not known",
     take_programs},

    {"parse", 0, "what", "WHAT",
     "only what conns shows for this WHAT; may be repeated", take_what},
    {"parse", 0, "as", "TABLE",
     "what rows are of whose header and file name do not say it: "
     "tcp, tcp6, udp, udp6 ...",
     take_as},

    {"watch scan", 0, "start", "[=WHAT]",
     "open the app when all is ready: launcher (default), an activity's "
     "class (.LoginActivity), or a URL; scan: or none",
     option_take_start},
    {"watch scan", 0, "fresh", NULL,
     "clear the app's data before (pm clear); asks, unless --yes",
     option_take_fresh},
    {"watch scan", 0, "yes", NULL, "do not ask", option_take_yes},
    {"watch", 0, "wait-install", NULL, "wait until the app is installed",
     option_take_wait_install},
    {"watch", 0, "duration", "TIME", "end after it: 30, 2m, 1h",
     option_take_duration},
    {"watch", 0, "until", "none|PACKAGE-exit",
     "end when nothing is open any more, or the app's last process is gone",
     option_take_until},
    {"watch scan", 0, "interval", "TIME",
     "between two looks, 50ms to 60s (200ms; scan: 100ms)",
     option_take_interval},
    {"watch", 0, "baseline", BASELINE_WORDS,
     "what was open before the start (show)", option_take_baseline},
    {"watch scan", 0, "save", "FILE",
     "keep all of it, for adbnet report (scan: adbnet-DATE-TIME.adbnet)",
     option_take_save},
    {"watch scan", 0, "all-devices", NULL, "every phone that is ready",
     option_take_all_devices},

    {"report", 0, "from", "MARK|TIME",
     "only from then on: a mark, seconds since the start, a time", take_from},
    {"report", 0, "to", "MARK|TIME", "only up to then", take_to},
    {"conns report scan", 0, "policy", "FILE",
     "status 5 if it denies what was observed, 4 if that cannot be told",
     take_policy},
    {"report", 0, "policy-out", "FILE",
     "no report, but a policy that allows what the captures show",
     take_policy_out},
    {"report", 0, "only", "PACKAGE", "nothing of other apps leaves but counts",
     option_take_only},
    {"report", 0, "redact", NULL,
     "no serial, own addresses, proxy, paths, raw rows", option_take_redact},
    {"report", 0, "against", "CAPTURE",
     "what is not in that one is a hint: new (see --by)", take_against},
    {"diff report", 0, "by", "addr|prefix|org|name",
     "how ends are told apart; default: addr", take_by},
    {"diff", 0, "fail-on", "added|removed|any",
     "status 5 if there is such an end", take_fail_on},

    {"scan", 0, "file", "LIST", "packages, one on a line; -: standard input",
     option_take_file},
    {"scan", 0, "third-party", NULL, "all packages that users installed",
     option_take_third_party},
    {"scan", 0, "dwell", "TIME", "how long each is watched (20s)",
     option_take_dwell},
    {"scan", 0, "no-stop", NULL, "neither before nor afterwards",
     option_take_no_stop},
    {"scan", 0, "attended", NULL,
     "wait for Enter before each is opened: log in, say", option_take_attended},
    {"scan", 0, "before", "CMD", "run by /bin/sh before each package",
     option_take_before},
    {"scan", 0, "exercise", "CMD",
     "while it is watched; lines \"mark: TEXT\" of its output are marks",
     option_take_exercise},
    {"scan", 0, "after", "CMD", "behind each package", option_take_after},
    {"scan", 0, "min-seen", "PERCENT",
     "of TCP connects that did not fail; below, nothing is judged (90)",
     option_take_min_seen},
    {"scan", 0, "min-samples", "PERCENT",
     "of samples, below which nothing is judged (80)", option_take_min_samples},
    {"scan", 0, "wait-phone", "TIME",
     "for a phone that went away, before others run its package (90s)",
     option_take_wait_phone},
    {"scan", 0, "on", "any|each",
     "several phones: share the packages (any), or each runs all",
     option_take_on},
    {"scan", 0, "shard", "K/N", "only the Kth of N parts of the list",
     option_take_shard},
    {"scan", 0, "resume", "FILE",
     "go on where the scan of this capture ended, in the same file",
     option_take_resume},
    {"scan", 0, "dry-run", NULL, "say what would be done, open nothing",
     option_take_dry_run},
};

const size_t option_count = sizeof(option_table) / sizeof(option_table[0]);

_Static_assert(sizeof(option_table) / sizeof(option_table[0]) < OPTIONS_CAP,
               "getopt's table and the list of what was seen have room");

bool option_is_of(const struct option_row *row, const char *command)
{
    struct cursor cursor;
    struct str word;

    if (row->commands == NULL) {
        return false;
    }
    cursor = cursor_from(str_from(row->commands));
    while (cursor_token(&cursor, &word)) {
        if (str_is(word, command)) {
            return true;
        }
    }
    return false;
}
