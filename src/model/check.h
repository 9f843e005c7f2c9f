/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone allows, or does not, and what that means for its tester. */
#ifndef ADBNET_MODEL_CHECK_H
#define ADBNET_MODEL_CHECK_H

#include "base/pool.h"
#include "base/vec.h"

#include <stdbool.h>

#define CHECKS_MAX ((size_t)64 * 1024)
#define CHECKS_STRINGS_MAX ((size_t)16 * 1024 * 1024)

struct check {
    const char *name; /* static: "tables"; one phone has each once */
    bool is_good;
    const char *text; /* what was found */
    const char *next; /* static: what can be done; NULL: nothing need be */
};

/* Checks of all phones, one after the other; the strings are in the pool. */
struct checks {
    struct vec all; /* struct check */
    struct pool strings;
};

#endif
