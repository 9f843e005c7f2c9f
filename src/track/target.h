/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WHAT: what the user asks for. A name (package or process, globs), a bare
 * number (pid), pid:N uid:N pkg:NAME proc:NAME say who; :PORT, an address,
 * a prefix, ADDRESS:PORT say where. Several of one sort are alternatives;
 * who and where together must both hold.
 */
#ifndef ADBNET_TRACK_TARGET_H
#define ADBNET_TRACK_TARGET_H

#include "base/err.h"
#include "model/result.h"
#include "track/owners.h"

enum target_kind {
    TARGET_NAME, /* package, else process */
    TARGET_PACKAGE,
    TARGET_PROCESS,
    TARGET_PID,
    TARGET_UID,
    TARGET_ENDPOINT /* address, prefix, port */
};

struct target {
    enum target_kind kind;
    const char *asked; /* as typed; borrowed */
    const char *name;  /* asked without "pkg:" or "proc:" */
    uint32_t number;   /* pid or uid */
    struct addr addr;  /* ADDR_NONE: any */
    unsigned prefix_len;
    uint16_t port; /* 0: any */
};

/* text must outlive out. 0, or ERR_USAGE with the sentence in err. */
int target_parse(const char *text, struct target *out, struct err *err);

bool target_is_who(const struct target *target);

/* An endpoint in 127.0.0.0/8 or ::1: loopback was asked for by name. */
bool target_is_loopback(const struct target *target);

/* Either end of the row is the endpoint asked for. */
bool target_matches_endpoint(const struct target *target,
                             const struct sock_row *row);

/* It has one of the special characters of base/glob.h. */
bool target_is_glob(const char *name);

/*
 * A "who" looked up in a snapshot: the uids or processes it stands for, and
 * the words for a reader. Strings, uids and pids are freed by
 * target_match_fini().
 */
struct target_match {
    struct target_result result;
    struct vec uids; /* uint32_t, sorted */
    struct vec pids; /* int32_t, sorted; the processes, when is_by_pid */
    bool is_by_pid;  /* rows are told by who holds them, not by uid */
    /* Borrowed: rows are told by what netstat printed; NULL: by the above. */
    const struct target *by_row;
    char applied[48]; /* what result.applied points to, unless asked does */
};

/* Not one Android user, but all of them. */
#define TARGET_ALL_USERS (-1)

/*
 * ERR_NO_MATCH (with the nearest name in the sentence) when it stands for
 * nothing on this phone, or only for what is of other users than the one
 * asked for. On any failure out is empty.
 */
int target_resolve(const struct target *target, const struct snapshot *snapshot,
                   const struct owners *owners, int64_t user,
                   struct target_match *out, struct err *err);
void target_match_fini(struct target_match *match);

bool target_match_has_uid(const struct target_match *match, uint32_t uid);

/* By pid if that can be told, else by uid. */
bool target_match_has(const struct target_match *match,
                      const struct connection *connection);

#endif
