/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the phone says about itself: lines of getprop, of `pm list users`,
 * the answer of `am get-current-user`. Pure.
 */
#ifndef ADBNET_COLLECT_FACTS_H
#define ADBNET_COLLECT_FACTS_H

#include "base/cursor.h"

#include <stdint.h>

struct property_line {
    struct str key;
    struct str value; /* may be empty */
};

struct user_line {
    uint32_t id;
    const char *kind; /* as in struct phone_user; never NULL */
};

/*
 * "[KEY]: [VALUE]". > 0: a property. 0: anything else; a value may have
 * several lines, of which the first and the last are not complete.
 */
int facts_parse_property(struct str line, struct property_line *out);

/*
 * "\tUserInfo{10:Work profile:1030} running". > 0: a user. 0: the headline
 * "Users:" or an empty line. < 0: neither.
 */
int facts_parse_user(struct str line, struct user_line *out);

/* A user id alone. > 0: it is one. 0: an empty line. < 0: neither. */
int facts_parse_user_id(struct str line, uint32_t *out);

#endif
