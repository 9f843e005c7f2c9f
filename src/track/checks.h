/* SPDX-License-Identifier: Apache-2.0 */
/* What a look at a phone says about what the phone allows. Pure. */
#ifndef ADBNET_TRACK_CHECKS_H
#define ADBNET_TRACK_CHECKS_H

#include "model/check.h"
#include "model/snapshot.h"

void checks_init(struct checks *checks);
void checks_fini(struct checks *checks);

/*
 * Adds a check; text is copied. 0 or a negative err_code. name and next are
 * static.
 */
int checks_add(struct checks *checks, const char *name, bool is_good,
               const char *text, const char *next);

/* Adds those of one phone that answered. */
int checks_make(struct checks *checks, const struct snapshot *snapshot);

#endif
