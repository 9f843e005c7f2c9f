/* SPDX-License-Identifier: Apache-2.0 */
/* Which phones there are. */
#ifndef ADBNET_LINK_DEVICES_H
#define ADBNET_LINK_DEVICES_H

#include "base/vec.h"
#include "link/link.h"
#include "model/device.h"

struct link_devices {
    struct device_list list;      /* what to print; borrows from below */
    struct vec devices;           /* struct device */
    struct adb_device_list *from; /* the server's strings */
};

/*
 * Every phone that the adb server knows, usable or not. Asks no phone. The
 * caller ends out with link_devices_fini(); on failure it is empty.
 */
int link_devices_list(const struct link_options *options,
                      struct link_devices *out, struct err *err);
void link_devices_fini(struct link_devices *devices);

/* The word for a state and the next step for its user (NULL: none). */
const char *link_state_name(enum adb_state state);
const char *link_state_next(enum adb_state state);

#endif
