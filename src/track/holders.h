/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which processes hold a socket: what was read of descriptors, sorted by
 * inode, with the processes it names.
 */
#ifndef ADBNET_TRACK_HOLDERS_H
#define ADBNET_TRACK_HOLDERS_H

#include "model/holder.h"
#include "model/snapshot.h"
#include "track/pids.h"

/* So many are kept of an inode that more than one socket claims to have. */
#define HOLDERS_OF_REPEATED_MAX 16

struct holders {
    struct vec list; /* struct holder, by inode and pid, each once */
    size_t left_out; /* of repeated inodes, beyond those that are kept */
};

/*
 * Processes are borrowed from the snapshot. Claims that no row bears out
 * are left out. 0 or a negative err_code, then out is empty.
 */
int holders_init(struct holders *out, const struct snapshot *snapshot,
                 const struct pids *pids);
void holders_fini(struct holders *holders);

/* All that hold the inode, and how many; NULL: none is known. */
const struct holder *holders_find(const struct holders *holders, uint64_t inode,
                                  uint32_t *out_count);

/* The one to name where only one can be: of the socket's own uid if any. */
const struct holder *holders_first(const struct holder *list, size_t count,
                                   uint32_t uid);

#endif
