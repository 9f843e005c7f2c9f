/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plain look has shown to be missing and can be asked for in another
 * way; and whose rows are kept when there are two sources. Pure. Private to
 * snapshot.c and the tests.
 */
#ifndef ADBNET_COLLECT_MORE_H
#define ADBNET_COLLECT_MORE_H

#include "collect/sections.h"
#include "collect/snapshot.h"

/* enum script_part, or-ed, of a second request. 0: none is needed. */
unsigned more_parts(const struct sections *sections,
                    enum collect_source source);

/*
 * After everything has come: takes back what was warned of and has been
 * answered otherwise since, merges the sources or leaves one out, and says
 * what is to be said of that. 0 or a negative code.
 */
int more_settle(struct sections *sections, enum collect_source source);

#endif
