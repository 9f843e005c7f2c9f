/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An answer in RDAP (RFC 9083): the network object of an address, and what
 * a registry says instead of one. JSON in, record out; nothing of it is
 * believed but by its form.
 */
#ifndef ADBNET_ENRICH_RDAP_H
#define ADBNET_ENRICH_RDAP_H

#include "enrich/holding.h"

/* Real answers have up to 20 KB and a depth of 10. */
#define RDAP_SIZE_MAX ((size_t)256 * 1024)
#define RDAP_DEPTH_MAX 24

enum holding_outcome rdap_read(const char *bytes, size_t len,
                               struct holding *out);

#endif
