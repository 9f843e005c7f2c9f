/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Internet addresses as values: family and bytes in network order, one
 * parser and one formatter (RFC 5952) for the whole program. Zone ids are
 * not part of an address. A v4-mapped address is IPv4 here; that its socket
 * was IPv6 is kept beside it (enum sock_family).
 */
#ifndef ADBNET_MODEL_ADDR_H
#define ADBNET_MODEL_ADDR_H

#include "base/cursor.h"

#include <stdbool.h>
#include <stdint.h>

enum addr_family { ADDR_NONE = 0, ADDR_V4 = 4, ADDR_V6 = 6 };

struct addr {
    uint8_t family;    /* enum addr_family */
    uint8_t bytes[16]; /* the first 4 or all 16; the rest is zero */
};

/* The longest text, "ffff:…:255.255.255.255", and its terminator. */
#define ADDR_TEXT_CAP 46

struct addr addr_v4(const uint8_t bytes[4]);

/* ::ffff:a.b.c.d becomes ADDR_V4 and *out_is_mapped true. */
struct addr addr_v6(const uint8_t bytes[16], bool *out_is_mapped);

/* "-" for ADDR_NONE. Returns out. */
const char *addr_format(const struct addr *addr, char out[ADDR_TEXT_CAP]);

/*
 * Strict: dotted quad without leading zeros, or RFC 4291 text without zone
 * id and brackets. v4-mapped text gives ADDR_V4.
 */
bool addr_parse(struct str text, struct addr *out);

/* A total order: family, then bytes. */
int addr_compare(const struct addr *a, const struct addr *b);

bool addr_is_unspecified(const struct addr *addr); /* 0.0.0.0, :: */
bool addr_is_loopback(const struct addr *addr);    /* 127.0.0.0/8, ::1 */

/* The family agrees, and the first prefix_len bits, which it has. */
bool addr_in_prefix(const struct addr *addr, const struct addr *prefix,
                    unsigned prefix_len);

#endif
