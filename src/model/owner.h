/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who a socket belongs to, and how that is known. One owner per uid of a
 * snapshot; connections point to it.
 */
#ifndef ADBNET_MODEL_OWNER_H
#define ADBNET_MODEL_OWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From proven to unknown; see DESIGN "What is true, said honestly". */
enum attribution {
    ATTRIBUTION_PID,        /* inode found among a process's descriptors */
    ATTRIBUTION_UID,        /* the uid of exactly one package */
    ATTRIBUTION_UID_SHARED, /* the uid of several: the set is given */
    ATTRIBUTION_HISTORY,    /* an earlier row of the same connection */
    ATTRIBUTION_SYSTEM,     /* a named Android id: system, dns, root */
    ATTRIBUTION_NONE
};

enum pid_how {
    PID_UNKNOWN,
    PID_BY_FD,        /* inode found among the process's descriptors */
    PID_ONLY_PROCESS, /* the uid has no other process */
    PID_BY_NETSTAT    /* netstat -p printed it */
};

/* What kind of uid it is, by its number (android_filesystem_config.h). */
enum uid_kind {
    UID_SYSTEM,      /* 0..9999 */
    UID_APP,         /* 10000..19999 */
    UID_SDK_SANDBOX, /* 20000..29999: the app's uid is 10000 less */
    UID_ISOLATED,    /* 90000..99999 */
    UID_OTHER
};

#define UID_PER_USER 100000u
#define UID_NAME_CAP 24

struct owner {
    uint32_t uid;
    uint32_t user;
    enum uid_kind uid_kind;
    enum attribution attribution; /* of a row that carries this uid */
    char uid_name[UID_NAME_CAP];  /* "system", "u10_a93"; "" unknown */
    /* Borrowed from the snapshot, sorted, each once. */
    const char *const *packages;
    size_t package_count;
    bool is_user_installed; /* at least one package is */
    /*
     * pm was refused this user: names are those that the app id has in
     * another user.
     */
    bool is_by_app_id;
    /* The package is read off the isolated process's name: a claim. */
    bool is_by_process_name;
    /* Processes of this uid; pid and name only if it is exactly one. */
    size_t process_count;
    int32_t only_pid; /* -1 */
    const char *only_process;
};

const char *attribution_name(enum attribution attribution); /* "uid-shared" */

#endif
