/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `pm list packages -f -U` prints, of every Android. Pure.
 *
 *   package:[PATH=]NAME[ versionCode:N][ stopped=B][  installer=X]
 *       [ uid:N[,N...]]
 *
 * Paths hold "=" themselves (/data/app/~~k3==/name-9==/base.apk), names do
 * not. Source: AOSP PackageManagerShellCommand.java.
 */
#ifndef ADBNET_COLLECT_PACKAGES_H
#define ADBNET_COLLECT_PACKAGES_H

#include "base/cursor.h"

#include <stdbool.h>
#include <stdint.h>

struct package_line {
    struct str name;
    struct str path; /* may be empty */
    struct str uids; /* "10093,1010093", or empty: this pm does not tell */
    bool is_user_installed;
};

/* A package can be called that. */
bool packages_is_name(struct str name);

/* What was put there after the phone was made. */
bool packages_is_user_path(struct str path);

/* > 0: a row. 0: an empty line. < 0: neither, e.g. what pm says on failing. */
int packages_parse(struct str line, struct package_line *out);

/* Takes the next of the uids; false after the last. All have been checked. */
bool packages_next_uid(struct str *uids, uint32_t *out);

enum packages_failure {
    PACKAGES_REFUSED,        /* this shell may not see that user */
    PACKAGES_OPTION_UNKNOWN, /* pm is too old */
    PACKAGES_OTHER
};

/* What a line means that pm printed instead of packages. */
enum packages_failure packages_why(struct str text);

#endif
