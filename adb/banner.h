/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The greeting inside a CNXN packet, `TYPE::KEY=VALUE;KEY=VALUE...`, and
 * comma separated lists of features, which a server gives as well. Pure.
 *
 * Source: AOSP packages/modules/adb, adb.cpp parse_banner, transport.cpp
 * FeatureSet. Android 8 and older end the text with ';' and a NUL and have
 * no features.
 */
#ifndef ADB_BANNER_H
#define ADB_BANNER_H

#include "adb_limits.h"

#include <stdbool.h>
#include <stddef.h>

struct banner_prop {
    const char *key;
    const char *value;
};

/* Strings point into text. A zeroed object is an empty greeting. */
struct banner {
    char *text;       /* owned */
    const char *type; /* NULL only in a zeroed object */
    struct banner_prop props[LIMIT_BANNER_PROPS];
    size_t prop_count;
};

/*
 * Never fails for what the text says: a greeting without properties is one
 * too, a property without '=' has the value "", more than fit are left out.
 * ADB_ERR_NOMEM. The caller calls banner_fini().
 */
int banner_parse(struct banner *banner, const void *bytes, size_t len);

void banner_fini(struct banner *banner);

/* NULL if there is none. The first one counts. */
const char *banner_prop(const struct banner *banner, const char *key);

/* Whether a list "a,b,c" (or NULL) has the name as a whole element. */
bool features_have(const char *list, const char *name);

#endif
