/* SPDX-License-Identifier: Apache-2.0 */
/* What is installed on a phone. It may say that this is very much. */
#include "cmd/scanning.h"

#include <string.h>

const struct package *scanned_package(const struct snapshot *snapshot,
                                      uint32_t user, const char *name)
{
    for (size_t i = 0; i < snapshot->packages.len; i++) {
        const struct package *package = snapshot_package(snapshot, i);

        if (package->uid / UID_PER_USER == user &&
            strcmp(package->name, name) == 0) {
            return package;
        }
    }
    return NULL;
}

static int compare(const void *a, const void *b)
{
    return strcmp((*(const struct package *const *)a)->name,
                  (*(const struct package *const *)b)->name);
}

int scanned_sort_packages(struct scanned *scanned)
{
    const struct snapshot *base = scanned->base;
    int rc = 0;

    vec_fini(&scanned->by_name);
    vec_init(&scanned->by_name, sizeof(struct package *), base->packages.max);
    for (size_t i = 0; i < base->packages.len && rc == 0; i++) {
        const struct package *package = snapshot_package(base, i);

        if (package->uid / UID_PER_USER == scanned->user) {
            rc = vec_push(&scanned->by_name, &package);
        }
    }
    vec_sort(&scanned->by_name, compare);
    return rc;
}

const struct package *scanned_installed(const struct scanned *scanned,
                                        const char *name)
{
    const struct package key = {.name = name};
    const struct package *to = &key;
    const struct package *const *found =
        vec_find(&scanned->by_name, &to, compare);

    return found == NULL ? NULL : *found;
}
