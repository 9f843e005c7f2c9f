/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists in saved text that are told by what they say: the kernel's counters,
 * packages.list, the package manager's dump. Each line goes to the reader of
 * the section of its kind. Pure. Private to collect/saved*.c and tests.
 */
#ifndef ADBNET_COLLECT_SAVED_LISTS_H
#define ADBNET_COLLECT_SAVED_LISTS_H

#include "collect/section_kind.h"

/* What shows nothing of what a file is, but is no garbage either. */
#define SAVED_BETWEEN 2

/*
 * A line of /proc/net/sockstat, sockstat6 or snmp. 1: it is; SAVED_BETWEEN:
 * names, whose numbers are to come; 0: neither.
 */
int saved_counters_line(struct sections *sections, struct str line);

/* A row of packages.list: 1, taken; 0: it is none; or < 0. */
int saved_package_row(struct sections *sections, struct str line);

/* dumpsys package, or a piece of what it prints, begins with this line. */
bool saved_dump_begins(struct str line);

/* In such a dump this line stands, and not the next thing after it. */
bool saved_dump_goes_on(struct str line);

/* A line of it. 0 or < 0. */
int saved_dump_line(struct sections *sections, struct str line);

/*
 * Lines lack, or the file ends: the package that was open is taken as far as
 * it came, and what comes is not of it. 0 or < 0.
 */
int saved_dump_break(struct sections *sections);

#endif
