/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network namespace of a process that was asked for. On a stock phone all
 * have one and the same; containers and chroots may not.
 */
#ifndef ADBNET_MODEL_NETNS_H
#define ADBNET_MODEL_NETNS_H

#include <stdint.h>

enum netns_how {
    NETNS_UNKNOWN, /* the link could not be read: the tables decide */
    NETNS_SAME,
    NETNS_OTHER
};

struct netns {
    int32_t pid;
    enum netns_how how;
};

#endif
