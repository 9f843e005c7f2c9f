/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer of a whois server (RFC 3912) about an address. There is no
 * grammar: one tolerant reader of "Key: value" lines knows the keys of the
 * five registries.
 */
#ifndef ADBNET_ENRICH_WHOIS_H
#define ADBNET_ENRICH_WHOIS_H

#include "enrich/holding.h"

/* More is no answer about one address. */
#define WHOIS_SIZE_MAX ((size_t)128 * 1024)
#define WHOIS_LINES_MAX 2000

/*
 * HOLDING_REFERRAL: out->to has the server it names, as it stands there, or
 * the short name of a registry.
 */
enum holding_outcome whois_read(struct str text, struct holding *out);

#endif
