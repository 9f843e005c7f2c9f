/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns as in a shell's file names. See glob.h. */
#include "base/glob.h"

#include <stddef.h>

/* Matches one "[...]" at pattern[0]; *out_next is behind it. */
static bool glob_class(const char *pattern, char c, const char **out_next)
{
    const char *p = pattern + 1;
    bool is_negated = *p == '!' || *p == '^';
    bool is_hit = false;

    p += is_negated;
    do {
        if (*p == '\0') {
            /* No end: an ordinary '['. */
            *out_next = pattern + 1;
            return c == '[';
        }
        if (p[1] == '-' && p[2] != ']' && p[2] != '\0') {
            is_hit |= c >= p[0] && c <= p[2];
            p += 3;
        } else {
            is_hit |= c == *p;
            p++;
        }
    } while (*p != ']');
    *out_next = p + 1;
    return is_hit != is_negated;
}

static bool glob_one(const char *pattern, char c, const char **out_next)
{
    if (*pattern == '[') {
        return glob_class(pattern, c, out_next);
    }
    *out_next = pattern + 1;
    return *pattern == '?' || *pattern == c;
}

/* Goes back to the last star only, so the cost is length times length. */
bool glob_matches(const char *pattern, const char *name)
{
    const char *star = NULL;
    const char *star_name = NULL;
    const char *next;

    while (*name != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            star_name = name;
        } else if (*pattern != '\0' && glob_one(pattern, *name, &next)) {
            pattern = next;
            name++;
        } else if (star != NULL) {
            pattern = star;
            name = ++star_name;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}
