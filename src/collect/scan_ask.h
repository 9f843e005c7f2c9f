/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scan asks of a phone beside its samples, and what the answers say:
 * once, whom it had better leave alone; for each app, whether the screen can
 * show it, what would be opened, its version. Pure. An answer has parts,
 * each behind a line "== NAME"; what a phone has no answer to is unknown.
 *
 * Waking the screen and putting away a keyguard that asks for nothing is all
 * that these requests change on a phone.
 */
#ifndef ADBNET_COLLECT_SCAN_ASK_H
#define ADBNET_COLLECT_SCAN_ASK_H

#include "base/vec.h"
#include "collect/launch.h"

#define SCAN_ASK_TEXT_MAX ((size_t)3072)
#define SCAN_GUARDED_MAX ((size_t)4096)
#define SCAN_PACKAGE_CAP 256
#define SCAN_VERSION_CAP 64

/* A package that is left alone unless it is named by itself. */
struct scan_guarded {
    char package[SCAN_PACKAGE_CAP];
    const char *why; /* static: "the keyboard" */
};

struct scan_guard {
    struct vec list; /* struct scan_guarded; each once */
    bool is_awake;
    bool has_keyguard;
    bool is_secure; /* it asks for a PIN or the like */
};

void scan_guard_init(struct scan_guard *guard);
void scan_guard_fini(struct scan_guard *guard);

int scan_put_guard(struct buf *out, uint32_t user);
/* 0 or ERR_NOMEM. */
int scan_read_guard(struct str answer, struct scan_guard *guard);

/* Why it is to be left alone; NULL: it need not be. */
const char *scan_guard_why(const struct scan_guard *guard, const char *package);
/* Stopping it would end the scan itself: not even when it is named. */
bool scan_is_vital(const char *package);

struct scan_look {
    bool is_awake;
    bool is_locked;  /* a keyguard is in front, and did not go away */
    bool is_missing; /* nothing that a launcher could start */
    bool is_unknown; /* the phone cannot tell: see launch_put_monkey() */
    char component[LAUNCH_COMPONENT_CAP]; /* "": nothing was to be opened */
    char version[SCAN_VERSION_CAP];       /* "": unknown */
};

/*
 * wants_launcher: what a tap on the icon would open is asked, too. wakes: the
 * screen is woken before. 0, ERR_ARG for what is not to be sent, ERR_NOMEM ...
 */
int scan_put_look(struct buf *out, const char *package, uint32_t user,
                  bool wants_launcher, bool wakes);
void scan_read_look(struct str answer, const char *package, bool wants_launcher,
                    struct scan_look *out);

int scan_put_stop(struct buf *out, const char *package, uint32_t user);
/* It did; else the phone's own words. */
bool scan_read_stop(struct str answer, struct str *out_why);

/*
 * An app that crashed or does not answer, from a line of the event log:
 * "[4242,0,com.example.game,8961,..." False: it is no such line.
 */
bool scan_read_crash(struct str line, char out[SCAN_PACKAGE_CAP]);

#endif
