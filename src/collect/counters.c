/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of names and numbers. See counters.h. */
#include "collect/counters.h"

#include "base/err.h"

struct known {
    const char *group;
    const char *name;
    enum counter counter;
};

static const struct known sockstat[] = {
    {"sockets", "used", COUNTER_SOCKETS_USED},
    {"TCP", "inuse", COUNTER_TCP_INUSE},
    {"TCP", "orphan", COUNTER_TCP_ORPHAN},
    {"TCP", "tw", COUNTER_TCP_TIME_WAIT},
    {"TCP", "alloc", COUNTER_TCP_ALLOC},
    {"TCP", "mem", COUNTER_TCP_MEM_PAGES},
    {"UDP", "inuse", COUNTER_UDP_INUSE},
    {"UDP", "mem", COUNTER_UDP_MEM_PAGES},
    {"UDPLITE", "inuse", COUNTER_UDPLITE_INUSE},
    {"RAW", "inuse", COUNTER_RAW_INUSE},
    {"TCP6", "inuse", COUNTER_TCP6_INUSE},
    {"UDP6", "inuse", COUNTER_UDP6_INUSE},
    {"UDPLITE6", "inuse", COUNTER_UDPLITE6_INUSE},
    {"RAW6", "inuse", COUNTER_RAW6_INUSE},
};

static const struct known snmp_known[] = {
    {"Tcp", "ActiveOpens", COUNTER_TCP_ACTIVE_OPENS},
    {"Tcp", "PassiveOpens", COUNTER_TCP_PASSIVE_OPENS},
    {"Tcp", "AttemptFails", COUNTER_TCP_ATTEMPT_FAILS},
    {"Tcp", "EstabResets", COUNTER_TCP_ESTAB_RESETS},
    {"Tcp", "CurrEstab", COUNTER_TCP_CURR_ESTAB},
    {"Tcp", "RetransSegs", COUNTER_TCP_RETRANS_SEGS},
    {"Udp", "InDatagrams", COUNTER_UDP_IN_DATAGRAMS},
    {"Udp", "NoPorts", COUNTER_UDP_NO_PORTS},
    {"Udp", "OutDatagrams", COUNTER_UDP_OUT_DATAGRAMS},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* "Tcp:", up to the colon. */
static bool take_group(struct cursor *cursor, struct str *out)
{
    struct str token;

    if (!cursor_token(cursor, &token) || token.len < 2 ||
        token.ptr[token.len - 1] != ':') {
        return false;
    }
    token.len--;
    *out = token;
    return true;
}

/* 1 when the number is one of ours, and taken. */
static int take(const struct known *known, size_t count, struct str group,
                struct str name, int64_t value, struct counters *out)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(group, known[i].group) && str_is(name, known[i].name)) {
            if (value < 0) {
                return 0; /* the kernel's "none", as in MaxConn */
            }
            counters_set(out, known[i].counter, (uint64_t)value);
            return 1;
        }
    }
    return 0;
}

static bool take_number(struct cursor *cursor, int64_t *out)
{
    cursor_skip_blanks(cursor);
    return cursor_i64(cursor, out) &&
           (cursor_is_end(cursor) || *cursor->at == ' ');
}

int counters_parse_sockstat(struct str line, struct counters *out)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str group;
    struct str name;
    int64_t value;
    int taken = 0;

    if (cursor_is_end(&cursor)) {
        return 0;
    }
    if (!take_group(&cursor, &group)) {
        return ERR_PROTO;
    }
    while (cursor_token(&cursor, &name)) {
        if (!take_number(&cursor, &value)) {
            return ERR_PROTO;
        }
        taken += take(sockstat, COUNT(sockstat), group, name, value, out);
    }
    return taken;
}

static int keep_names(struct counters_snmp *snmp, struct str line)
{
    struct cursor cursor = cursor_from(line);
    struct str group;

    /* Groups are capitalised; "cat:" begins a complaint. */
    if (line.len > sizeof(snmp->names) || !take_group(&cursor, &group) ||
        group.ptr[0] < 'A' || group.ptr[0] > 'Z') {
        return ERR_PROTO;
    }
    memcpy(snmp->names, line.ptr, line.len);
    snmp->len = line.len;
    return 0;
}

static int take_pairs(struct str names_line, struct str line,
                      struct counters *out)
{
    struct cursor names = cursor_from(names_line);
    struct cursor cursor = cursor_from(line);
    struct str names_group;
    struct str group;
    struct str name;
    int64_t value;
    int taken = 0;

    if (!take_group(&names, &names_group) || !take_group(&cursor, &group) ||
        !str_eq(names_group, group)) {
        return ERR_PROTO;
    }
    while (cursor_token(&names, &name)) {
        if (!take_number(&cursor, &value)) {
            return ERR_PROTO;
        }
        taken += take(snmp_known, COUNT(snmp_known), group, name, value, out);
    }
    cursor_skip_blanks(&cursor);
    return cursor_is_end(&cursor) ? taken : ERR_PROTO;
}

int counters_parse_snmp(struct counters_snmp *snmp, struct str line,
                        struct counters *out)
{
    struct str names = {snmp->names, snmp->len};

    line = str_trim(line);
    if (line.len == 0) {
        return 0;
    }
    if (names.len == 0) {
        return keep_names(snmp, line);
    }
    snmp->len = 0;
    return take_pairs(names, line, out);
}
