/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text that is sent to the phone: parameters as plain assignments, then
 * the pieces of the script that were asked for. Pure. Nothing reaches a
 * shell before it has been checked here against a strict pattern.
 */
#ifndef ADBNET_COLLECT_SCRIPT_H
#define ADBNET_COLLECT_SCRIPT_H

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A text up to this size travels in one piece, whatever the phone and the
 * way; the plain snapshot stays below it.
 */
#define SCRIPT_ONE_PIECE_MAX 3900

#define SCRIPT_USERS_MAX 64
/* Named for run-as. */
#define SCRIPT_PACKAGES_MAX 16
#define SCRIPT_PIDS_MAX 16

/*
 * What is asked for beyond the plain look, or instead of it; or-ed. Each adds
 * a piece to the text and its sections to the answer, or leaves one out.
 */
enum script_part {
    SCRIPT_INET = 1 << 0,     /* raw, icmp and udplite tables */
    SCRIPT_LOCAL = 1 << 1,    /* unix, packet and netlink tables */
    SCRIPT_COUNTERS = 1 << 2, /* sockstat, snmp */
    SCRIPT_FDS = 1 << 3,      /* who holds a socket, if the shell is root */
    SCRIPT_SU = 1 << 4,       /* the same, and denied tables, through su */
    SCRIPT_RUN_AS = 1 << 5,   /* the same of the packages that are named */
    SCRIPT_PID_NET = 1 << 6,  /* networks of the pids */
    SCRIPT_TOOLS = 1 << 7,    /* which programs there are */
    SCRIPT_NETSTAT = 1 << 8,
    SCRIPT_PACKAGES_DUMP = 1 << 9, /* packages of a pm that knows no -U */
    SCRIPT_MORE = 1 << 10 /* after a plain look: nothing of that again */
};

struct script_params {
    const char *token; /* see framing_token_is_good() */
    const uint32_t *users;
    size_t user_count;
    /* How long pm may take until its first line; 1 to 60. */
    unsigned wait_s;
    /* For SCRIPT_PID_NET: 1 to INT32_MAX each. */
    const uint32_t *pids;
    size_t pid_count;
    unsigned parts; /* enum script_part, or-ed; 0: the plain look */
    /* With SCRIPT_SU: how long su may take to answer; 1 to 60. */
    unsigned su_wait_s;
    /* With SCRIPT_RUN_AS: at least one, and the user they run in, or -1. */
    const char *const *packages;
    size_t package_count;
    int64_t package_user;
};

/*
 * What may stand on a command line as a package's name: letters, digits, "_"
 * and at least one "." between them.
 */
bool script_package_is_good(struct str name);

/*
 * Appends the request to out, whose maximum is the caller's. 0, ERR_ARG with
 * the sentence in err, ERR_LIMIT or ERR_NOMEM.
 */
int script_snapshot(struct buf *out, const struct script_params *params,
                    struct err *err);

/* A script that goes on looking: see loop.sh and sampling.h. */
struct script_loop_params {
    const char *token;
    const uint32_t *users; /* whose packages are wanted when any are */
    size_t user_count;
    unsigned parts;     /* enum script_part: SCRIPT_INET, SCRIPT_LOCAL */
    unsigned su_wait_s; /* 0: su is not called; else 1 to 60 */
};

/* As above. */
int script_loop_text(struct buf *out, const struct script_loop_params *params,
                     struct err *err);

/*
 * A command that may last, and ends when no line has come on standard input
 * for two seconds: see aside.sh. 0 or ERR_NOMEM, ERR_LIMIT.
 */
int script_aside_text(struct buf *out, const char *command);

#endif
