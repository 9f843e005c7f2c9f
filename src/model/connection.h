/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A socket row joined with its owner: what tables and JSON are made of.
 * Everything in it is borrowed from the snapshot, its owners and lookups.
 */
#ifndef ADBNET_MODEL_CONNECTION_H
#define ADBNET_MODEL_CONNECTION_H

#include "model/holder.h"
#include "model/local_socket.h"
#include "model/lookup.h"
#include "model/network.h"
#include "model/owner.h"
#include "model/sock.h"
#include "model/verdict.h"

enum direction {
    DIRECTION_UNKNOWN,
    DIRECTION_OUT,
    DIRECTION_IN,
    DIRECTION_LISTEN,
    DIRECTION_LOCAL /* both ends on the phone, over loopback */
};

enum proxied {
    PROXIED_UNKNOWN,
    PROXIED_NO,
    PROXIED_YES /* the other end is the proxy, whatever lies behind it */
};

struct connection {
    const struct sock_row *row;
    const struct owner *owner; /* NULL: the kernel named none */
    const char *process;
    /* All that have it open, as far as descriptors could be read. */
    const struct holder *holders;
    const struct net_interface *interface; /* of its local end, or NULL */
    const struct lookup *lookup;   /* of the remote address; NULL: skipped */
    const struct verdict *verdict; /* of the policy; NULL: there is none */
    uint32_t holder_count;
    uint32_t asked_rank; /* the WHAT it answers, for the printing order */
    int32_t pid;         /* -1 unknown */
    uint8_t attribution; /* enum attribution */
    uint8_t direction;   /* enum direction */
    uint8_t pid_how;     /* enum pid_how */
    uint8_t proxied;     /* enum proxied */
    uint8_t path;        /* enum path_verdict; exempt if none is expected */
};

/* The same of a socket without addresses. */
struct local_connection {
    const struct local_socket *socket;
    struct connection who; /* whose it is; it has no row and no direction */
};

/*
 * The remote port is the one that was called, so that its number says
 * something. Not so when the other end called us.
 */
bool connection_is_service_known(const struct connection *connection);

/*
 * A call to another machine's port that is unencrypted by default. That of a
 * proxy says nothing about what goes through it.
 */
bool connection_is_plain_port(const struct connection *connection);

/* A listener that is bound to more than loopback, as far as is known. */
bool connection_is_open_listener(const struct connection *connection);

/* A packet socket that is neither root's nor of the system. */
bool connection_is_sniffer(const struct local_connection *local);

#endif
