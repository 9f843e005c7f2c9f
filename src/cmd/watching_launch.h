/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of watching_open.c that do something to the phone. */
#ifndef ADBNET_CMD_WATCHING_LAUNCH_H
#define ADBNET_CMD_WATCHING_LAUNCH_H

#include "cmd/watching_open.h"

/* In opening.next_ms: nothing is due. */
#define OPENING_NEVER INT64_MAX

/*
 * "SERIAL: PACKAGE WHAT: WHY; NEXT", and the phone is given up. next NULL:
 * why says it, too.
 */
void opening_fail(struct watched *watched, const char *what, struct str why,
                  const char *next);

/* am has not opened it, and said this. */
void opening_fail_start(struct watched *watched, struct str why);

/* The package that is to be opened, in its user; NULL: not installed. */
const struct package *opening_package(const struct watched *watched,
                                      const struct snapshot *snapshot);

/* Its data is cleared, if that is wanted and allowed; then what follows. */
void opening_clear(struct watched *watched, const struct package *package);

/* What is to be opened is found out; then the baseline is awaited. */
void opening_resolve(struct watched *watched);

/* am has answered that it was opened. */
void opening_tell_start(struct watched *watched);

#endif
