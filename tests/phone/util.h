/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the rig's small programs share. Not for the tests and not for adbnet:
 * these may print and exit.
 */
#ifndef RIG_UTIL_H
#define RIG_UTIL_H

#include <stddef.h>

/* Prints "rig: WHAT: errno's text" and ends with status 1. */
void die(const char *what) __attribute__((noreturn));

void wait_ms(long ms);
long now_ms(void);

/* The decimal number at the start of text; *end, unless NULL, is set to what
 * follows it, to text itself when there is none. */
long number(const char *text, const char **end);

/* DIR/NAME in one of eight buffers used in turn. */
const char *path(const char *dir, const char *name);

#endif
