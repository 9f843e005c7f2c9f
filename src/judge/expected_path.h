/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which way connections are to take, by what the user says, and whether they
 * do. Pure.
 */
#ifndef ADBNET_JUDGE_EXPECTED_PATH_H
#define ADBNET_JUDGE_EXPECTED_PATH_H

#include "model/connection.h"

/* In the order of EXPECTED_PATH_WORDS, which come behind the first. */
enum expected_path { PATH_ANY, PATH_PROXY, PATH_VPN, PATH_WIFI };
#define EXPECTED_PATH_WORDS "proxy|vpn|wifi"

/* "the proxy" */
const char *expected_path_name(enum expected_path expected);
/* "proxy", as it is asked for; NULL: any way is good. */
const char *expected_path_word(enum expected_path expected);

/*
 * network: of the phone, or NULL. Of the proxy DNS, NTP and mDNS are exempt,
 * which none takes; of a VPN they are not: that is a leak as any.
 */
enum path_verdict path_judge(enum expected_path expected,
                             const struct network *network,
                             const struct connection *connection);

/* The same, kept in the connection and counted. */
void path_take(enum expected_path expected, const struct network *network,
               struct connection *connection, struct path_counts *counts);

#endif
