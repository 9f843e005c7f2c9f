/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups as messages: one piece of memory each. See lookup.h. */
#include "model/lookup.h"

#include <stdlib.h>

void lookup_init(struct lookup *lookup, const struct addr *addr)
{
    memset(lookup, 0, sizeof(*lookup));
    lookup->addr = *addr;
    lookup->inner = *addr;
    lookup->ptr.confirmed = -1;
    lookup->ptr.fetched_at_ms = -1;
    lookup->network.asn = -1;
    lookup->network.fetched_at_ms = -1;
}

static size_t size_of(const char *text)
{
    return text == NULL ? 0 : strlen(text) + 1;
}

/* Moves the text to *at, which goes behind it. */
static void take(const char **text, char **at)
{
    size_t len = size_of(*text);

    if (len > 0) {
        memcpy(*at, *text, len);
        *text = *at;
        *at += len;
    }
}

struct lookup *lookup_copy(const struct lookup *lookup)
{
    const struct lookup_network *network = &lookup->network;
    size_t size = sizeof(*lookup) + size_of(network->prefix) +
                  size_of(network->name) + size_of(network->org) +
                  size_of(network->country);
    struct lookup *copy;
    char *at;
    size_t i;

    for (i = 0; i < lookup->ptr.name_count; i++) {
        size += size_of(lookup->ptr.names[i]);
    }
    copy = malloc(size);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *lookup;
    at = (char *)(copy + 1);
    for (i = 0; i < copy->ptr.name_count; i++) {
        take(&copy->ptr.names[i], &at);
    }
    take(&copy->network.prefix, &at);
    take(&copy->network.name, &at);
    take(&copy->network.org, &at);
    take(&copy->network.country, &at);
    return copy;
}

const char *lookup_status_name(enum lookup_status status)
{
    static const char *const names[] = {"skipped", "pending", "ok", "none",
                                        "error"};

    return names[status];
}
