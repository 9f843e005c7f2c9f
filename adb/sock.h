/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stream sockets, the way both kinds of connection need them: never
 * blocking, never raising SIGPIPE, closed on exec.
 */
#ifndef ADB_SOCK_H
#define ADB_SOCK_H

#include "budget.h"

#include <adb/device.h>
#include <adb/error.h>

#include <stddef.h>
#include <stdint.h>

/*
 * Connects to the first address of host that answers; each gets its share of
 * the time. Errors hold the bare reason, for the caller to build a sentence
 * around it: ADB_ERR_REFUSED when nothing listens there, ADB_ERR_NO_DEVICE
 * when the name is unknown, ADB_ERR_TIMEOUT, ADB_ERR_CANCELED, ADB_ERR_IO.
 */
int sock_connect(const char *host, uint16_t port, const struct budget *budget,
                 int *out_fd, struct adb_err *err);

/* The same for a local socket in the file system. */
int sock_connect_path(const char *path, const struct budget *budget,
                      int *out_fd, struct adb_err *err);

/* Makes a descriptor as described above; for ones made elsewhere too. */
int sock_prepare(int fd);

/*
 * As much as goes without waiting, of both pieces in turn. ADB_ERR_CLOSED:
 * the peer is gone; ADB_ERR_IO.
 */
int sock_send(int fd, const void *first, size_t first_len, const void *second,
              size_t second_len, size_t *out_sent);

/*
 * What is there without waiting; *out_len 0: nothing. ADB_ERR_CLOSED: the
 * peer closed in order or is gone; ADB_ERR_IO.
 */
int sock_recv(int fd, void *buf, size_t cap, size_t *out_len);

/* Both ends of a TCP connection. ADB_ERR_ARG if it is none. */
int sock_endpoints(int fd, struct adb_endpoint *local,
                   struct adb_endpoint *peer);

/* NULL-safe close: -1 is fine. */
void sock_close(int fd);

#endif
