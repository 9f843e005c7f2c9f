/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Talking to an adb server: one connection per question, never two requests
 * at once (the server throws away what follows a request to switch to a
 * phone, and the client would wait for ever; seen with 29 and 34).
 *
 * Nothing here ever asks a server to end, or to change its list of devices.
 */
#ifndef ADB_SERVER_IMPL_H
#define ADB_SERVER_IMPL_H

#include "address.h"
#include "budget.h"

#include <adb/device.h>
#include <adb/error.h>
#include <adb/server.h>

#include "base/buf.h"

struct server {
    struct adb_server_addr addr;
    char name[ADDRESS_TEXT_CAP];
};

/* addr NULL: the default. */
void server_init(struct server *server, const struct adb_server_addr *addr);

/*
 * Asks one question about the server itself (device "") or a phone; the
 * answer goes into out, which may hold LIMIT_SERVER_REPLY bytes.
 */
int server_ask(const struct server *server, const char *device,
               const char *text, const struct budget *budget, struct buf *out,
               struct adb_err *err);

/* The version; ADB_ERR_PROTO if it is older than what is used here. */
int server_ask_version(const struct server *server, const struct budget *budget,
                       int *out, struct adb_err *err);

/*
 * Switches to a phone ("host:transport..."), then opens one of its services.
 * From then on *out_fd carries the service's bytes.
 */
int server_open(const struct server *server, const char *device,
                const char *transport, const char *service,
                const struct budget *budget, int *out_fd, struct adb_err *err);

#endif
