/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns of names: '*', '?' and '[a-z]' as in a shell's file names, '[!a-z]'
 * and '[^a-z]' for the others. A '[' without its end is an ordinary one.
 */
#ifndef ADBNET_BASE_GLOB_H
#define ADBNET_BASE_GLOB_H

#include <stdbool.h>

/* The cost is at most the product of the lengths, whatever the pattern. */
bool glob_matches(const char *pattern, const char *name);

#endif
