/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an RDAP server may send us: to another registry, by https. What
 * the name of it leads to is judged again at the socket (net_web.c).
 */
#ifndef ADBNET_ENRICH_REFERRAL_H
#define ADBNET_ENRICH_REFERRAL_H

#include "base/err.h"

#define REFERRAL_HOST_CAP 254

/*
 * The registry an URL leads to. Negative: refused, and err says why. Also
 * -- own_host not NULL -- REFERRAL_OWN for that host.
 */
#define REFERRAL_OWN 1000
int referral_of_url(const char *url, const char *own_host, struct err *err);

/*
 * The host of an URL that the user gave; https only, no user in it. 0 or
 * ERR_USAGE.
 */
int referral_own_host(const char *url, char out[REFERRAL_HOST_CAP],
                      struct err *err);

#endif
