/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of /proc/net/{sockstat,sockstat6,snmp}. Pure. Sources of the
 * formats: Linux net/ipv4/proc.c, net/ipv6/proc.c.
 */
#ifndef ADBNET_COLLECT_COUNTERS_H
#define ADBNET_COLLECT_COUNTERS_H

#include "base/cursor.h"
#include "model/counters.h"

/*
 * "TCP: inuse 5 orphan 0 ...". > 0: so many counters were taken. 0: a line
 * of the kind that has none of ours. < 0: no such line.
 */
int counters_parse_sockstat(struct str line, struct counters *out);

/* A line of names, to be remembered until that of the numbers has come. */
#define COUNTERS_NAMES_CAP 1024

struct counters_snmp {
    char names[COUNTERS_NAMES_CAP]; /* "Tcp: RtoAlgorithm ..." */
    size_t len;                     /* 0: a line of names comes next */
};

/*
 * Lines come in pairs, names and numbers. As above; a line of names is 0.
 */
int counters_parse_snmp(struct counters_snmp *snmp, struct str line,
                        struct counters *out);

#endif
