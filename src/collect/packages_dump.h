/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `dumpsys package packages` prints, whole or the lines that matter; it
 * is asked of Android 4 to 7, whose pm tells no uids. Or
 * /data/system/packages.list. Pure.
 *
 *   Packages:
 *     Package [NAME] (HASH):
 *       userId=10093 [gids=[...]]
 *       codePath=/data/app/NAME-1
 *       User 0: [...] installed=true ...
 *   Hidden system packages:
 *
 *   NAME UID DEBUGGABLE DATADIR ...
 *
 * userId is the app id, as which Android 14 prints it: "appId=". Source: AOSP
 * com.android.server.pm.Settings (dumpPackageLPr, writePackageListLPr).
 */
#ifndef ADBNET_COLLECT_PACKAGES_DUMP_H
#define ADBNET_COLLECT_PACKAGES_DUMP_H

#include "base/cursor.h"

#include <stdbool.h>
#include <stdint.h>

#define PACKAGES_DUMP_NAME_CAP 256

struct packages_dump {
    /* Of this block ("": none is open) and of the one before it. */
    char names[2][PACKAGES_DUMP_NAME_CAP];
    uint8_t now;
    uint32_t app_id;
    bool has_app_id;
    bool has_user; /* before Android 4.2 there was one user, and no line */
    bool is_user_installed;
    bool is_passed_over; /* a part of the dump that is no list */
};

struct packages_dump_row {
    const char *name; /* valid until the next call */
    uint32_t uid;
    bool is_user_installed;
};

void packages_dump_init(struct packages_dump *dump);

/*
 * Takes a line. True: *out is a package in a user. A line may end a block and
 * so bring the package before it. Lines of no use are passed over.
 */
bool packages_dump_line(struct packages_dump *dump, struct str line,
                        struct packages_dump_row *out);

/* After the last line, likewise. */
bool packages_dump_end(struct packages_dump *dump,
                       struct packages_dump_row *out);

#endif
