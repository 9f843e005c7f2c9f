/* SPDX-License-Identifier: Apache-2.0 */
/* See watch_names.h. */
#include "cmd/watch_names.h"

#include "cmd/resolve.h"

#include <stdlib.h>

/* Of different addresses; those beyond stay without a name. */
#define NAMES_MAX ((size_t)65536)

_Static_assert(sizeof(struct addr) == 17, "all bytes of an address count");

struct watch_name {
    struct addr addr;
    unsigned phone;
    struct lookup *lookup; /* NULL: not answered */
};

int watch_names_init(struct watch_names *names, const struct settings *settings,
                     struct err *err)
{
    int rc;

    memset(names, 0, sizeof(*names));
    names->settings = settings;
    hosts_init(&names->names.hosts);
    map_init(&names->map, NAMES_MAX);
    vec_init(&names->unasked, sizeof(struct watch_name *), NAMES_MAX);
    if (!names_are_wanted(settings) && !names_want_networks(settings)) {
        return 0;
    }
    rc = names_start(settings, &names->names, err);
    names->is_running = rc == 0;
    return rc;
}

static struct str key_of(const struct addr *addr)
{
    return (struct str){(const char *)addr, sizeof(*addr)};
}

void watch_names_fini(struct watch_names *names)
{
    struct watch_name *name;
    size_t at = 0;

    names_stop(&names->names);
    while ((name = map_next(&names->map, &at)) != NULL) {
        free(name->lookup);
        free(name);
    }
    map_fini(&names->map);
    vec_fini(&names->unasked);
}

/* False: there is no room now. */
static bool ask(struct watch_names *names, const struct watch_name *name)
{
    if (enrich_ask(names->names.enrich, &name->addr) < 0) {
        return false;
    }
    names->waiting++;
    return true;
}

const struct lookup *watch_names_find(struct watch_names *names,
                                      const struct addr *addr, unsigned phone)
{
    struct watch_name *name = map_get(&names->map, key_of(addr));

    if (name != NULL) {
        return name->lookup;
    }
    if (!names->is_running || !resolve_wants(names->settings, addr)) {
        return NULL;
    }
    name = calloc(1, sizeof(*name));
    if (name == NULL) {
        return NULL;
    }
    name->addr = *addr;
    name->phone = phone;
    if (map_put(&names->map, key_of(&name->addr), name) < 0) {
        free(name);
        return NULL;
    }
    if (!ask(names, name)) {
        /* Without memory nobody is asked about it. */
        (void)vec_push(&names->unasked, &name);
    }
    return NULL;
}

unsigned watch_names_phone(const struct watch_names *names,
                           const struct addr *addr)
{
    const struct watch_name *name = map_get(&names->map, key_of(addr));

    return name == NULL ? 0 : name->phone;
}

int watch_names_fd(const struct watch_names *names)
{
    return names->is_running ? enrich_fd(names->names.enrich) : -1;
}

static void ask_the_rest(struct watch_names *names)
{
    while (names->unasked.len > 0 &&
           ask(names, *(struct watch_name **)vec_at(&names->unasked,
                                                    names->unasked.len - 1))) {
        names->unasked.len--;
    }
}

const struct lookup *watch_names_next(struct watch_names *names,
                                      const struct deadline *deadline)
{
    struct watch_name *name;
    struct lookup *lookup;

    if (!names->is_running || names->waiting == 0) {
        return NULL;
    }
    lookup = enrich_poll(names->names.enrich, deadline);
    if (lookup == NULL) {
        return NULL;
    }
    names->waiting--;
    ask_the_rest(names);
    name = map_get(&names->map, key_of(&lookup->addr));
    if (name == NULL || name->lookup != NULL) {
        free(lookup);
        return NULL;
    }
    name->lookup = lookup;
    return lookup;
}
