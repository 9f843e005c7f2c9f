/* SPDX-License-Identifier: Apache-2.0 */
/* Names and plain questions about socket rows. See sock.h. */
#include "model/sock.h"

#include <stdio.h>

static const char *const state_names[] = {
    [SOCK_ESTABLISHED] = "ESTABLISHED",
    [SOCK_SYN_SENT] = "SYN_SENT",
    [SOCK_SYN_RECV] = "SYN_RECV",
    [SOCK_FIN_WAIT1] = "FIN_WAIT1",
    [SOCK_FIN_WAIT2] = "FIN_WAIT2",
    [SOCK_TIME_WAIT] = "TIME_WAIT",
    [SOCK_CLOSE] = "CLOSE",
    [SOCK_CLOSE_WAIT] = "CLOSE_WAIT",
    [SOCK_LAST_ACK] = "LAST_ACK",
    [SOCK_LISTEN] = "LISTEN",
    [SOCK_CLOSING] = "CLOSING",
    [SOCK_NEW_SYN_RECV] = "SYN_RECV",
};

#define STATE_COUNT (sizeof(state_names) / sizeof(state_names[0]))

const char *sock_state_name(const struct sock_row *row,
                            char out[SOCK_STATE_TEXT_CAP])
{
    const char *name = NULL;

    if (row->proto != SOCK_TCP && row->state == SOCK_ESTABLISHED) {
        name = "CONNECTED";
    } else if (row->proto != SOCK_TCP && row->state == SOCK_CLOSE) {
        name = "UNCONNECTED";
    } else if (row->state > 0 && row->state < STATE_COUNT) {
        name = state_names[row->state];
    }
    if (name == NULL) {
        (void)snprintf(out, SOCK_STATE_TEXT_CAP, "UNKNOWN(0x%02x)", row->state);
        return out;
    }
    return name;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Lower case, without '-' and '_', so that fin-wait-1 equals FIN_WAIT1. */
static bool is_same_name(struct str typed, const char *name)
{
    size_t i = 0;

    while (true) {
        while (i < typed.len && (typed.ptr[i] == '-' || typed.ptr[i] == '_')) {
            i++;
        }
        while (*name == '_' || *name == '-') {
            name++;
        }
        if (i == typed.len || *name == '\0') {
            return i == typed.len && *name == '\0';
        }
        if (lower(typed.ptr[i]) != lower(*name)) {
            return false;
        }
        i++;
        name++;
    }
}

unsigned sock_state_from_name(struct str name)
{
    unsigned i;

    for (i = 1; i <= SOCK_CLOSING; i++) {
        if (is_same_name(name, state_names[i])) {
            return i;
        }
    }
    return is_same_name(name, "closed")        ? SOCK_CLOSE
           : is_same_name(name, "unconnected") ? SOCK_CLOSE
           : is_same_name(name, "listening")   ? SOCK_LISTEN
                                               : 0;
}

const char *sock_proto_name(unsigned proto)
{
    static const char *const names[] = {"tcp", "udp", "udplite", "raw", "icmp"};

    return proto < sizeof(names) / sizeof(names[0]) ? names[proto] : "unknown";
}

const char *sock_family_name(unsigned family)
{
    static const char *const names[] = {"ipv4", "ipv6", "ipv4-mapped",
                                        "packet"};

    return family < sizeof(names) / sizeof(names[0]) ? names[family]
                                                     : "unknown";
}

const char *sock_timer_name(unsigned timer)
{
    static const char *const names[] = {NULL, "retransmit", "keepalive",
                                        "time-wait", "probe"};

    return timer < sizeof(names) / sizeof(names[0]) ? names[timer] : NULL;
}

bool sock_is_udp_without_peer(const struct sock_row *row)
{
    return row->proto == SOCK_UDP && row->state != SOCK_ESTABLISHED;
}

bool sock_is_other_without_peer(const struct sock_row *row)
{
    return row->proto != SOCK_TCP && row->proto != SOCK_UDP &&
           row->state != SOCK_ESTABLISHED;
}

bool sock_has_ports(const struct sock_row *row)
{
    return row->proto != SOCK_RAW_IP && row->proto != SOCK_ICMP;
}

bool sock_is_loopback(const struct sock_row *row)
{
    return addr_is_loopback(&row->local) || addr_is_loopback(&row->remote);
}

bool sock_is_unowned(const struct sock_row *row)
{
    return row->is_uid_unknown || (row->uid == 0 && row->inode == 0);
}

bool sock_has_remote(const struct sock_row *row)
{
    return row->remote_port != 0 || row->remote_text != NULL ||
           !addr_is_unspecified(&row->remote);
}
