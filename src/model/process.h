/* SPDX-License-Identifier: Apache-2.0 */
/* A process of the phone. */
#ifndef ADBNET_MODEL_PROCESS_H
#define ADBNET_MODEL_PROCESS_H

#include <stdint.h>

struct process {
    int32_t pid;
    uint32_t uid;
    const char *name; /* argv[0], bytes outside [A-Za-z0-9._:@/-] replaced */
};

#endif
