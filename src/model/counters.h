/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel counts of all sockets together: /proc/net/sockstat,
 * sockstat6 and snmp. Some are of this moment, the others since the phone
 * started (of its network namespace, and IPv4 and IPv6 together).
 */
#ifndef ADBNET_MODEL_COUNTERS_H
#define ADBNET_MODEL_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum counter {
    COUNTER_SOCKETS_USED,
    COUNTER_TCP_INUSE, /* neither TIME_WAIT nor orphans are in it */
    COUNTER_TCP_ORPHAN,
    COUNTER_TCP_TIME_WAIT,
    COUNTER_TCP_ALLOC,
    COUNTER_TCP_MEM_PAGES,
    COUNTER_UDP_INUSE,
    COUNTER_UDP_MEM_PAGES,
    COUNTER_UDPLITE_INUSE,
    COUNTER_RAW_INUSE,
    COUNTER_TCP6_INUSE,
    COUNTER_UDP6_INUSE,
    COUNTER_UDPLITE6_INUSE,
    COUNTER_RAW6_INUSE,
    COUNTER_TCP_ACTIVE_OPENS, /* outbound calls, refused ones too */
    COUNTER_TCP_PASSIVE_OPENS,
    COUNTER_TCP_ATTEMPT_FAILS,
    COUNTER_TCP_ESTAB_RESETS,
    COUNTER_TCP_CURR_ESTAB,
    COUNTER_TCP_RETRANS_SEGS,
    COUNTER_UDP_IN_DATAGRAMS,
    COUNTER_UDP_NO_PORTS,
    COUNTER_UDP_OUT_DATAGRAMS,
    COUNTER_COUNT
};

struct counters {
    uint64_t values[COUNTER_COUNT];
    uint32_t known; /* a bit for each */
};

static inline bool counters_has(const struct counters *counters,
                                enum counter counter)
{
    return (counters->known >> counter & 1u) != 0;
}

static inline void counters_set(struct counters *counters, enum counter counter,
                                uint64_t value)
{
    counters->values[counter] = value;
    counters->known |= 1u << counter;
}

#endif
