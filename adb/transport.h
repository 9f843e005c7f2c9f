/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way bytes take between a session and a phone: TCP here, USB and TLS
 * behind the same door, and canned conversations in tests. A transport never
 * waits but in wait(), so that what comes in is taken also while nothing can
 * be sent.
 */
#ifndef ADB_TRANSPORT_H
#define ADB_TRANSPORT_H

#include "budget.h"
#include "session.h"

#include <adb/device.h>
#include <adb/error.h>

#include <stdbool.h>
#include <stddef.h>

struct adb_transport;

struct adb_transport_ops {
    /*
     * Sends of the packet what can be sent without waiting, beginning at
     * byte `from` of header and payload together, and says how much that
     * was (0 is fine). Header and payload are kept apart because USB wants
     * two transfers. The packet stays the same, and its bytes valid, until
     * all of it was sent. ADB_ERR_CLOSED or ADB_ERR_IO.
     */
    int (*send)(struct adb_transport *transport,
                const struct session_packet *packet, size_t from,
                size_t *out_sent);

    /*
     * Gives what has come, in pieces that mean nothing; *out_len 0:
     * nothing yet. ADB_ERR_CLOSED (also the orderly end) or ADB_ERR_IO.
     */
    int (*recv)(struct adb_transport *transport, void *buf, size_t cap,
                size_t *out_len);

    /*
     * Waits until recv() may give something or, if wants_send, send() may
     * take something. As budget_wait(); the sentence starts with name.
     */
    int (*wait)(struct adb_transport *transport, bool wants_send,
                const struct budget *budget, const char *name,
                struct adb_err *err);

    /*
     * Nothing will be sent any more. Where a connection has no end of its
     * own: and the phone has nothing more to say, which was proved.
     */
    void (*end)(struct adb_transport *transport);

    /* Both ends, or ADB_ERR_ARG where there is no such thing. */
    int (*endpoints)(struct adb_transport *transport,
                     struct adb_endpoint *local, struct adb_endpoint *peer);

    /* Closes and frees. */
    void (*close)(struct adb_transport *transport);

    /*
     * The phone does not see when this connection ends (USB). What it still
     * has to say then meets the next host, so it is to be read before.
     */
    bool has_no_end;

    /* What sentences say after "NAME: ". */
    const char *gone_text;   /* it ended, or broke */
    const char *silent_text; /* nothing was ever heard */
};

/* The first member of each kind of transport. */
struct adb_transport {
    const struct adb_transport_ops *ops;
};

#endif
