/* SPDX-License-Identifier: Apache-2.0 */
/* A list of names from any bytes: what is taken is harmless. */
#include "enrich/hosts.h"

#include <stdlib.h>

static void check_name(const char *name)
{
    if (*name == '\0' || strlen(name) > 253) {
        abort();
    }
    for (; *name != '\0'; name++) {
        if (*name <= ' ' || *name > '~' || strchr("\"'`$;|&<>\\/=,@", *name)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct hosts hosts;
    struct err err;
    size_t i;

    hosts_init(&hosts);
    (void)hosts_read(&hosts, text, &err);
    for (i = 0; i < hosts.hosts.len; i++) {
        const struct host *host = vec_at(&hosts.hosts, i);

        if (host->addr.family == ADDR_NONE) {
            abort();
        }
        check_name(host->name);
    }
    for (i = 0; i < hosts.names.len; i++) {
        check_name(*(const char **)vec_at(&hosts.names, i));
    }
    hosts_fini(&hosts);
    return 0;
}
