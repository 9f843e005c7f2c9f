/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of netstat's output that are no rows, and what they tell about
 * the rows. Private to netstat.c, saved.c and the tests.
 */
#ifndef ADBNET_COLLECT_NETSTAT_HEAD_H
#define ADBNET_COLLECT_NETSTAT_HEAD_H

#include "collect/netstat.h"

/* The line is a title, a header or nothing; the reader has learnt from it. */
bool netstat_head_take(struct netstat_reader *reader, struct str line);

/* A title or a header. */
bool netstat_head_is_one(struct str line);

/* Of the text that is being read now. */
bool netstat_head_hides_ports(const struct netstat_reader *reader);

#endif
