/* SPDX-License-Identifier: Apache-2.0 */
/* A process that has a socket open, as its descriptors tell. */
#ifndef ADBNET_MODEL_HOLDER_H
#define ADBNET_MODEL_HOLDER_H

#include "model/process.h"

#include <stdbool.h>
#include <stdint.h>

struct holder {
    uint64_t inode;
    int32_t pid;
    /*
     * Read from the text of a link, which an app may shape for descriptors
     * of its own: believed only of sockets of the process's own uid.
     */
    bool is_claim;
    const struct process *process; /* NULL: not among the processes listed */
};

#endif
