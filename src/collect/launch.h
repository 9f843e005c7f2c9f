/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an app: what is sent to the phone for it, and what am, pm and
 * cmd answer. Pure. Nothing reaches a shell before it has been checked here
 * against a strict pattern. That they ended well is read off their words:
 * their exit status is 0 whatever happened.
 *
 * Source: AOSP ActivityManagerShellCommand.java, Intent.java
 * (parseCommandArgs), PackageManagerShellCommand.java.
 */
#ifndef ADBNET_COLLECT_LAUNCH_H
#define ADBNET_COLLECT_LAUNCH_H

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

#include <stdint.h>

enum launch_kind {
    LAUNCH_LAUNCHER, /* what a tap on its icon opens */
    LAUNCH_ACTIVITY, /* ".LoginActivity", "com.example.bank.LoginActivity" */
    LAUNCH_URL       /* a link, opened by this app */
};

struct launch {
    enum launch_kind kind;
    const char *text; /* of the last two */
};

/*
 * "launcher", an activity's class, a URL. The text is borrowed. ERR_USAGE
 * with the sentence when it is none of them, or holds what has no place on
 * a command line.
 */
int launch_parse(const char *text, struct launch *out, struct err *err);

/* Room for each of these texts. */
#define LAUNCH_TEXT_MAX ((size_t)3072)

/* "com.example.bank/.LoginActivity" */
#define LAUNCH_COMPONENT_CAP 512

/* user: its number. 0, ERR_ARG for what is not to be sent, ERR_NOMEM ... */
int launch_put_resolve(struct buf *out, const char *package, uint32_t user);
int launch_put_clear(struct buf *out, const char *package, uint32_t user);
/* component: of launch_read_component(); unused when a URL is opened. */
int launch_put_start(struct buf *out, const struct launch *launch,
                     const char *package, const char *component, uint32_t user);

/*
 * What a launcher would start, from the answer to launch_put_resolve(). False
 * when there is nothing, or nothing of this package.
 */
bool launch_read_component(struct str answer, const char *package,
                           char out[LAUNCH_COMPONENT_CAP]);

/* The same answer says that there is none; else it is no answer at all. */
bool launch_has_no_activity(struct str answer);

/*
 * Neither: this phone has no such command (Android 6 and before). What an
 * icon opens is then left to monkey, which sends no event, but turns the
 * screen's rotation free when it ends: what was set is put back. It knows the
 * first user alone.
 */
bool launch_is_unknown(struct str answer);
int launch_put_monkey(struct buf *out, const char *package);

/* "com.example.bank/.LoginActivity" from a class. False: too long. */
bool launch_component(const struct launch *launch, const char *package,
                      char out[LAUNCH_COMPONENT_CAP]);

struct launch_answer {
    bool is_started;
    const char *state; /* static: "cold", "warm", "hot"; NULL: not said */
    int64_t total_ms;  /* -1: not said */
    struct str why;    /* of what was not started: am's own words, or empty */
};

void launch_read_start(struct str answer, struct launch_answer *out);
/* monkey's; out_is_missing: there is nothing to open. */
void launch_read_monkey(struct str answer, struct launch_answer *out,
                        bool *out_is_missing);

/*
 * What has come to the front, from a line of the event log:
 * "[0,com.example.bank/.LoginActivity,resumed]". False: it is no such line.
 */
bool launch_read_front(struct str line, char out[LAUNCH_COMPONENT_CAP]);

/* pm has cleared it; else its own words are in out_why. */
bool launch_read_clear(struct str answer, struct str *out_why);

#endif
