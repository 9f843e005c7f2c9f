/* SPDX-License-Identifier: Apache-2.0 */
/* Which phones there are. */
#ifndef ADBNET_LINK_DEVICES_H
#define ADBNET_LINK_DEVICES_H

#include "base/vec.h"
#include "link/link.h"
#include "model/device.h"

/* Room for what to do next, with a program's name. */
#define LINK_NEXT_CAP 256

struct link_devices {
    struct device_list list;      /* what to print; borrows from below */
    struct vec devices;           /* struct device */
    struct adb_device_list *from; /* the server's strings */
    struct adb_usb_list *usb;     /* those of USB */
    char (*next)[LINK_NEXT_CAP];  /* one for each of USB */
};

/*
 * Every phone that an adb server knows or that is on USB, usable or not;
 * with options->via only those. A phone that both have is listed once, by
 * the server's way, for only the server can use it then. Asks no phone. No
 * server is not an error unless nothing else was asked for. The caller ends
 * out with link_devices_fini(); on failure it is empty.
 */
int link_devices_list(const struct link_options *options,
                      struct link_devices *out, struct err *err);

/* Adds a phone that is reached directly over TCP; serial is borrowed. */
int link_devices_add_direct(struct link_devices *devices, const char *serial,
                            struct err *err);
void link_devices_fini(struct link_devices *devices);

#endif
