/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An allocator that fails when told to, for programs linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc: every call of our own
 * code goes through it, those of libraries do not.
 */
#ifndef ADBNET_TESTS_BASE_FAILMALLOC_H
#define ADBNET_TESTS_BASE_FAILMALLOC_H

#include <stddef.h>

/* The n-th call from now on (0: the next) gives NULL, once. */
void failmalloc_at(size_t n);

/* No more failures. True when the one that was ordered has happened. */
int failmalloc_off(void);

/* Sum of all sizes asked for since the last call of this function. */
size_t failmalloc_total(void);

#endif
