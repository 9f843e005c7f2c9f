/* SPDX-License-Identifier: Apache-2.0 */
/* The way to a phone over a connection of our own: session and transport. */
#ifndef ADB_DIRECT_H
#define ADB_DIRECT_H

#include "device.h"
#include "transport.h"

/* What we can do, of the features a phone may offer. */
#define DIRECT_FEATURES "shell_v2"

/*
 * Greets the phone at the other end of the transport. device has a name and
 * no way yet. On success the device has this one; on failure it is as it
 * was. The transport is taken over either way.
 */
int direct_start(struct adb_device *device, struct adb_transport *transport,
                 const struct budget *budget, struct adb_err *err);

#endif
