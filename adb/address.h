/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses as people write them. Pure: nothing is looked up. The public
 * half is in <adb/device.h> and <adb/server.h>.
 */
#ifndef ADB_ADDRESS_H
#define ADB_ADDRESS_H

#include <adb/server.h>

#include <stddef.h>
#include <stdint.h>

/* Room for "[HOST]:PORT" and for a socket's path. */
#define ADDRESS_TEXT_CAP (ADB_SERVER_HOST_CAP + 10)

/* "HOST:PORT", with brackets around a host that holds colons. */
void address_format(char *out, size_t cap, const char *host, uint16_t port);

/* What sentences call the server. */
void address_format_server(char out[ADDRESS_TEXT_CAP],
                           const struct adb_server_addr *addr);

#endif
