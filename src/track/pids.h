/* SPDX-License-Identifier: Apache-2.0 */
/* The processes of a snapshot by pid. */
#ifndef ADBNET_TRACK_PIDS_H
#define ADBNET_TRACK_PIDS_H

#include "model/snapshot.h"

struct pids {
    struct vec list; /* const struct process *, by pid and uid */
};

/* Borrowed from the snapshot. 0 or a negative err_code, then out is empty. */
int pids_init(struct pids *out, const struct snapshot *snapshot);
void pids_fini(struct pids *pids);

/* NULL: none, or more than one uid had it while the list was made. */
const struct process *pids_find(const struct pids *pids, int32_t pid);

/*
 * The process that netstat printed beside this row, if it still was the same
 * when processes were listed: pids are used again, names tell. NULL: netstat
 * printed none, or it was not.
 */
const struct process *pids_of_row(const struct pids *pids,
                                  const struct sock_row *row);

#endif
