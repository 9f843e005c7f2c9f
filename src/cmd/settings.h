/* SPDX-License-Identifier: Apache-2.0 */
/* The command line and the environment as one record. */
#ifndef ADBNET_CMD_SETTINGS_H
#define ADBNET_CMD_SETTINGS_H

#include "base/log.h"
#include "collect/snapshot.h"
#include "enrich/special.h"
#include "judge/diff.h"
#include "judge/expected_path.h"
#include "judge/scan_queue.h"
#include "judge/scan_run.h"
#include "link/link.h"
#include "sink/sink.h"
#include "track/select.h"

/* What the program ends with; the contract scripts rely on. */
enum exit_status {
    EXIT_OK = 0,
    EXIT_ERROR = 1,
    EXIT_USAGE = 2,
    EXIT_NO_PHONE = 3, /* none, unauthorized, ambiguous, not reachable */
    EXIT_PARTIAL = 4,
    EXIT_NEGATIVE = 5 /* the judgement that was asked for */
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };
/* Whose rights are used: auto is root's if the shell already is root. */
enum root_choice { ROOT_AUTO, ROOT_SU, ROOT_NEVER };
enum expectation { EXPECT_NOTHING, EXPECT_NONE, EXPECT_SOME };

#define OUTPUTS_MAX 8
/* Phones that are watched at once. */
#define PHONES_MAX 16
#define WHATS_MAX 64

/* One -o: where the bytes of a format go. */
struct output_choice {
    const struct sink_ops *format;
    const char *file; /* NULL: standard output */
    bool is_json;     /* --json: the command says which JSON it is */
};

/* Prefixes of --treat-as-global. */
#define GLOBAL_MAX 16
/* Files of --mmdb. */
#define MMDB_MAX 4

/* What may be asked about addresses, and whom. */
struct name_settings {
    bool is_numeric; /* -n */
    bool is_offline;
    bool want_private;
    bool want_no_cache;
    bool want_refresh;
    const char *dns;
    uint32_t dns_rate;
    int dns_wait_ms;
    const char *hosts;
    bool want_whois;
    const char *mmdb[MMDB_MAX];
    size_t mmdb_count;
    const char *rdap_url;
    const char *whois_server;
    const char *proxy;
    int whois_wait_ms; /* -1: as the command has it */
    struct special_prefix global[GLOBAL_MAX];
    size_t global_count;
};

/* What watch is to do besides watching. */
struct watch_settings {
    int interval_ms;
    int duration_ms;   /* 0: until it is ended */
    const char *until; /* "none", "PACKAGE-exit", or NULL */
    const char *start; /* "launcher", an activity, a URL; NULL: nothing */
    const char *save;  /* the capture, or NULL */
    bool ignores_baseline;
    bool want_fresh;
    bool want_yes;
    bool want_install; /* wait for it */
    bool want_all_phones;
};

/* What scan does with each package. */
struct scan_settings {
    int dwell_ms;
    const char *file;   /* of names, "-": standard input; or NULL */
    const char *before; /* commands for /bin/sh, or NULL */
    const char *exercise;
    const char *after;
    const char *resume; /* a capture, or NULL */
    bool want_third_party;
    bool keeps; /* --no-stop */
    bool is_attended;
    bool is_dry;
    bool is_on_each;
    int away_ms;       /* how long a phone that went is waited for */
    unsigned min_seen; /* percent */
    unsigned min_samples;
    struct scan_shard shard;
};

struct settings;

struct command {
    const char *name;
    bool is_streaming;     /* --json means jsonl */
    bool takes_phones;     /* several -s */
    const char *arguments; /* for --help: "[WHAT...]" */
    const char *summary;   /* one line */
    const char *details;   /* paragraphs for `COMMAND --help` */
    int (*run)(const struct settings *settings);
};

struct settings {
    char *const *words; /* all of the command line; count below */
    int word_count;
    const struct command *command;
    const char **arguments; /* behind the command; count below */
    int argument_count;

    /* which phone */
    enum link_via via;
    enum adb_select_kind select;
    const char *serial;
    const char *serials[PHONES_MAX]; /* each -s; the last is serial, too */
    size_t serial_count;
    const char *server_host;
    const char *server_port;
    const char *server_socket;
    const char *record;
    const char *replay;
    int timeout_ms;
    int wait_auth_ms; /* 0: as the terminal has it, see keys_wait_ms() */
    const char *vendor_keys;
    const char *home;
    const char *login;
    const char *cache_home;

    /* names */
    struct name_settings names;

    /* what for */
    struct output_choice outputs[OUTPUTS_MAX];
    size_t output_count;
    bool want_force;
    bool is_quiet;
    enum log_level log_level;
    enum when color;
    bool want_help;
    bool want_version;

    /* conns */
    bool want_check; /* devices */
    bool want_all;
    bool want_listening;
    bool want_tcp;
    bool want_udp;
    bool want_raw;
    bool want_local;
    bool want_extended;
    bool want_wide;
    bool want_programs;
    uint32_t states;
    enum user_choice user_choice;
    uint32_t user;
    enum expectation expectation;
    enum expected_path expected_path; /* watch, report, too */
    enum root_choice root;
    enum collect_source source;

    /* watch */
    struct watch_settings watch;

    /* report */
    const char *from;
    const char *to;
    const char *policy;
    const char *policy_out;
    const char *only; /* nothing of other packages leaves; or NULL */
    bool want_redact;
    const char *against; /* the capture in which nothing is new */

    /* diff */
    enum key_by by;
    enum diff_fail fail_on;
    int split; /* arguments in front of "--"; -1: there was none */

    /* scan */
    struct scan_settings scan;

    /* parse */
    const char *as;
    const char *whats[WHATS_MAX];
    int what_count;
};

/* All commands, NULL after the last. */
extern const struct command *const commands[];

#endif
