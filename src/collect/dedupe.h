/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves out what the phone printed twice. Pure. */
#ifndef ADBNET_COLLECT_DEDUPE_H
#define ADBNET_COLLECT_DEDUPE_H

#include "model/snapshot.h"

/*
 * The kernel's tables move while they are read, so a socket may be printed
 * twice: rows of the same table with the same ends and inode are one, and
 * the later one, which is newer, is what stays, where the first one stood.
 * Rows of netstat without inode are all kept.
 * Adds to snapshot->rows_duplicate. 0 or ERR_NOMEM (unchanged).
 */
int dedupe_rows(struct snapshot *snapshot);

/*
 * Sorts the local sockets by local_compare(), leaves out what was printed
 * twice, and marks unix rows that have their inode in common with any other
 * row: call it after dedupe_rows(). 0 or ERR_NOMEM.
 */
int dedupe_local(struct snapshot *snapshot);

/* Vendors let some 300 packages share the system's uid. */
#define PACKAGES_OF_UID_MAX 512

/*
 * Packages by uid and name, each once: some pm print every user's whatever
 * user is asked for. Of a uid the first PACKAGES_OF_UID_MAX, with the warning
 * packages-many (partial). 0 or a negative code.
 */
int dedupe_packages(struct snapshot *snapshot);

/*
 * Leaves out the packages of every name that has several app ids, for one of
 * them is forged; says how many names these are, and one of them.
 */
size_t dedupe_doubtful_packages(struct snapshot *snapshot,
                                const char **out_example);

#endif
