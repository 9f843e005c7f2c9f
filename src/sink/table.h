/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table for people, in its two forms: on a terminal collapsed per
 * endpoint and grouped by owner, piped flat with one socket per line. Only
 * for the files of the table.
 */
#ifndef ADBNET_SINK_TABLE_H
#define ADBNET_SINK_TABLE_H

#include "base/vec.h"
#include "sink/pen.h"
#include "sink/sink.h"

/* A terminal is taken to be at least so wide; people's lines when piped. */
#define TABLE_WIDTH_MIN ((size_t)80)

/* Why the kernel names no owner; groups of their own, in this order. */
enum unowned_reason {
    UNOWNED_NOT,
    UNOWNED_NOT_PRINTED,  /* netstat was not asked for owners */
    UNOWNED_OTHER,        /* of the kernel itself, or not told */
    UNOWNED_NOT_ACCEPTED, /* a child nobody called accept() for yet */
    UNOWNED_CLOSING,      /* closed by its process, not by the network */
    UNOWNED_TIME_WAIT
};

struct table_view {
    const struct sink_options *options;
    const struct result *result;
    size_t width;
    bool is_collapsed;
    bool is_listening; /* local ends only: no row has another */
    bool has_names;    /* of remote ends: somebody was asked */
    bool has_networks; /* whose they are was asked */
    bool has_local;    /* the terminal form has a column LOCAL too */
    struct vec order;  /* const struct connection *: sorted within owners */
};

/* What one line of a table shows. */
struct table_row {
    const struct connection *first;
    size_t count; /* sockets */
    uint64_t rx_queue;
    uint64_t tx_queue;
    size_t local_addrs; /* different ones among neighbours */
    size_t local_ports;
};

/* 0 or ERR_NOMEM; result and options are borrowed. */
int table_view_init(struct table_view *view, const struct sink_options *options,
                    const struct result *result);
void table_view_fini(struct table_view *view);

const struct connection *table_view_at(const struct table_view *view,
                                       size_t index);

/*
 * Fills out with the row that begins at index; returns the index of the
 * next, at most view->order.len.
 */
size_t table_view_row(const struct table_view *view, size_t index,
                      struct table_row *out);

/* The owner at index, or the reason for none, is not the one before. */
bool table_view_begins_group(const struct table_view *view, size_t index);

enum unowned_reason table_unowned_reason(const struct connection *connection);

/*
 * "203.0.113.10:443", "[2001:db8::1]:443", "-" when there is none; where
 * netstat printed no more, "host.example..:443" for the beginning of a name,
 * "..:443" for no address, "203.0.113.10:*" for no port.
 */
void table_put_local(struct pen *pen, const struct sock_row *row);
void table_put_remote(struct pen *pen, const struct sock_row *row);

/*
 * "/dev/socket/zygote" or "-"; "all:5" with the number of an interface, "*"
 * for every one; "route:24685" with the port id. One word, as ss has it.
 */
void table_put_local_name(struct pen *pen, const struct local_socket *socket);

/*
 * As it is up to 99 999, then 128.9k, 2.4M by powers of 1000, rounded down:
 * never more than six columns.
 */
void table_put_bytes(struct pen *pen, uint64_t bytes);

/* table_title.c: whose rows follow. */
void table_put_title(struct out *out, const struct table_view *view,
                     const struct connection *connection);
void table_put_local_title(struct out *out, const struct table_view *view,
                           const struct connection *who);

/* table_columns.c: the rows on a terminal, with groups. */
void table_put_columns(struct out *out, const struct table_view *view);

/* table_local.c: the sockets without addresses, on a terminal. */
void table_put_sockets(struct out *out, const struct table_view *view);

/* table_flat.c: the rows when piped. */
void table_put_flat(struct out *out, const struct table_view *view,
                    bool want_header);

/* table_network.c: what of the phone's network changes what rows mean. */
void table_put_network(struct out *out, const struct table_view *view);

/* table_notes.c: what stands before and after the rows. */
void table_put_head(struct out *out, const struct table_view *view);
void table_put_foot(struct out *out, const struct table_view *view);

#endif
