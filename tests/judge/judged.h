/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up owners, lookups and endpoints for the tests of judge/. */
#ifndef ADBNET_TESTS_JUDGE_JUDGED_H
#define ADBNET_TESTS_JUDGE_JUDGED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/observed.h"

static const char *const bank_packages[] = {"com.example.bank"};
static const char *const shared_packages[] = {"com.example.push",
                                              "com.example.sync"};

static const struct owner bank = {.uid = 10093,
                                  .uid_kind = UID_APP,
                                  .attribution = ATTRIBUTION_UID,
                                  .uid_name = "u0_a93",
                                  .packages = bank_packages,
                                  .package_count = 1};
static const struct owner shared = {.uid = 10121,
                                    .uid_kind = UID_APP,
                                    .attribution = ATTRIBUTION_UID_SHARED,
                                    .uid_name = "u0_a121",
                                    .packages = shared_packages,
                                    .package_count = 2};
static const struct owner android = {.uid = 1000,
                                     .uid_kind = UID_SYSTEM,
                                     .attribution = ATTRIBUTION_SYSTEM,
                                     .uid_name = "system",
                                     .packages = shared_packages,
                                     .package_count = 2};
static const struct owner nameless = {
    .uid = 23456, .uid_kind = UID_OTHER, .attribution = ATTRIBUTION_NONE};

static inline struct addr addr_of(const char *text)
{
    struct addr addr = {.family = ADDR_NONE};

    assert_true(addr_parse(str_from(text), &addr));
    return addr;
}

/* A lookup that is complete: name may be NULL, confirmed as in lookup.h. */
static inline struct lookup looked_up(const char *addr, const char *name,
                                      int confirmed, const char *prefix,
                                      const char *org, int64_t asn)
{
    struct addr parsed = addr_of(addr);
    struct lookup lookup;

    lookup_init(&lookup, &parsed);
    lookup.ptr.status = name == NULL ? LOOKUP_NONE : LOOKUP_OK;
    lookup.ptr.source = "dns";
    lookup.ptr.names[0] = name;
    lookup.ptr.name_count = name != NULL;
    lookup.ptr.confirmed = (int8_t)confirmed;
    lookup.network.status = prefix == NULL ? LOOKUP_NONE : LOOKUP_OK;
    lookup.network.prefix = prefix;
    lookup.network.org = org;
    lookup.network.holder = org == NULL ? LOOKUP_SKIPPED : LOOKUP_OK;
    lookup.network.asn = asn;
    return lookup;
}

/* A TCP connection of the owner's, seen in 16 samples from 1000 ms on. */
static inline void make_endpoint(struct endpoint *out,
                                 const struct owner *owner, const char *remote,
                                 unsigned port, const struct lookup *lookup)
{
    memset(out, 0, sizeof(*out));
    out->row.local = addr_of("192.0.2.17");
    out->row.local_port = 51822;
    out->row.remote = addr_of(remote);
    out->row.remote_port = (uint16_t)port;
    out->row.state = SOCK_ESTABLISHED;
    out->row.uid = owner == NULL ? 0 : owner->uid;
    out->connection.row = &out->row;
    out->connection.owner = owner;
    out->connection.lookup = lookup;
    out->connection.direction = DIRECTION_OUT;
    out->connection.attribution =
        owner == NULL ? ATTRIBUTION_NONE : (uint8_t)owner->attribution;
    out->connection.pid = -1;
    out->connections = 1;
    out->open = 1;
    out->first_ms = 1000;
    out->last_ms = 4190;
    out->samples = 16;
    out->states = 1u << SOCK_ESTABLISHED;
    out->state = SOCK_ESTABLISHED;
    out->is_selected = true;
}

#endif
