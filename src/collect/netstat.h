/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a netstat printed, line by line: of toolbox (Android to 5), toybox
 * 0.5.2 to 0.8.12 (Android 6 on), busybox and net-tools, with any of their
 * options, or pasted from a web page with prompts and "...", with or without
 * the header. Pure, no memory. Sources: AOSP toolbox/netstat.c, toybox
 * toys/net/netstat.c, busybox networking/netstat.c, net-tools; each was run.
 *
 * Known and not to be seen from the text: a toolbox before 2013-06 printed
 * Recv-Q and Send-Q swapped; a toybox that looks up names and finds none may
 * print one of an earlier row, which only sometimes shows (is_garbled).
 */
#ifndef ADBNET_COLLECT_NETSTAT_H
#define ADBNET_COLLECT_NETSTAT_H

#include "base/cursor.h"
#include "model/sock.h"

#include <stdbool.h>
#include <stddef.h>

/* Told by the header; what looks the same is held for toybox at first. */
enum netstat_flavour {
    NETSTAT_UNKNOWN, /* no header yet */
    NETSTAT_TOOLBOX,
    NETSTAT_TOYBOX,
    NETSTAT_BUSYBOX,
    NETSTAT_NET_TOOLS /* or a busybox that knows -p */
};

/* Told by the title: which sockets were asked for. */
enum netstat_listing {
    NETSTAT_LISTING_UNKNOWN,
    NETSTAT_CONNECTED, /* "w/o servers" */
    NETSTAT_SERVERS,   /* "only servers" */
    NETSTAT_ALL        /* "servers and established", either way round */
};

enum netstat_section {
    NETSTAT_INTERNET, /* also before the first title */
    NETSTAT_UNIX_SECTION,
    NETSTAT_ELSEWHERE /* routes, Bluetooth: nothing here is a row */
};

/* What a line was; < 0 is none of them. */
enum netstat_line_kind {
    NETSTAT_NOTHING = 0, /* title, header, prompt, "...", empty */
    NETSTAT_INET = 1,    /* tcp or udp */
    NETSTAT_UDPLITE = 2, /* row.proto is not set */
    NETSTAT_RAW = 3,     /* likewise; ports are protocol numbers */
    NETSTAT_UNIX = 4     /* looked at for its shape only: out is not set */
};

/*
 * The slices are borrowed from the line. The texts of row are NULL:
 * netstat_rows.h copies them into a pool and sets them.
 */
struct netstat_row {
    struct sock_row row;
    /*
     * Instead of an address: a name, or the beginning of an address or a
     * name (row.is_remote_cut). With ":SERVICE" behind it if nobody knows
     * the service's number, then perhaps beside a good address. Else empty.
     */
    struct str remote_text;
    struct str local_text; /* likewise; row.is_local_cut: no address */
    struct str process;    /* may be empty where row.pid is not 0 */
    struct str user;       /* a name that has no uid here; or empty */
    bool is_process_cut;   /* it is, or may be, only a beginning */
    bool is_garbled;       /* an end shows text of other rows */
};

struct netstat_reader {
    enum netstat_flavour flavour;
    enum netstat_listing listing;
    enum netstat_section section;
    size_t widths[2];      /* see struct netstat_end_how */
    bool has_header;       /* then the next three are true knowledge */
    bool has_user;         /* -e: columns User and Inode */
    bool has_pid;          /* -p */
    bool has_timer;        /* -o of net-tools */
    bool is_first_toybox;  /* 0.5.2: cuts and hides nothing */
    bool is_old_toybox;    /* 0.7.0 or 0.5.2, by the blanks at the end */
    bool is_new_toybox;    /* 0.7.3 or later */
    bool has_hidden_ports; /* of a text before this one */
    bool is_wide;          /* set by who knows: it was run with -W */
    /* Over all texts: */
    bool has_all_pids; /* no netstat has said that it may not see some */
    size_t garbled;    /* rows with is_garbled: addresses are doubtful */
};

void netstat_init(struct netstat_reader *reader);

/*
 * One line without its newline; a carriage return at its end is fine. > 0:
 * an enum netstat_line_kind, and *out is filled as that says. 0: nothing to
 * be read. < 0: not a line of a netstat.
 */
int netstat_line(struct netstat_reader *reader, struct str line,
                 struct netstat_row *out);

/*
 * Part of what was read came from a toybox without -a, which leaves out one
 * remote port in eight (those with (port & 0x70) == 0: 9090, 5000, 1935).
 */
bool netstat_hides_ports(const struct netstat_reader *reader);

/* A title, a header or a row: this text is a netstat's. */
bool netstat_looks_like(struct str line);

#endif
