/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What connections borrow must outlive the lists it was read from: owners
 * and interfaces are kept for good, names of processes as long as somebody
 * has them.
 */
#include "track/history_state.h"

#include <stdlib.h>
#include <string.h>

static uint64_t uid_hash(const struct history *history, uint32_t uid)
{
    uint64_t word = uid;

    return nodes_hash(history->options.secret, &word, 1);
}

static struct kept_owner *find(const struct history *history, uint32_t uid)
{
    struct node *node =
        nodes_first(&history->owner_nodes, uid_hash(history, uid));

    while (node != NULL && ((struct kept_owner *)node)->owner.uid != uid) {
        node = nodes_next(node);
    }
    return (struct kept_owner *)node;
}

/* Names and their texts in one piece. NULL: no memory, no room, no names. */
static void *copy_names(struct history *history, const struct owner *owner)
{
    size_t size = owner->package_count * sizeof(char *);
    const char **names;
    char *text;

    for (size_t i = 0; i < owner->package_count; i++) {
        size += strlen(owner->packages[i]) + 1;
    }
    if (size > history->options.max_names - history->names_size) {
        history->is_without_room = true;
        return NULL;
    }
    history->names_size += size;
    names = size == 0 ? NULL : malloc(size);
    if (names == NULL) {
        return NULL;
    }
    text = (char *)(names + owner->package_count);
    for (size_t i = 0; i < owner->package_count; i++) {
        size_t len = strlen(owner->packages[i]) + 1;

        memcpy(text, owner->packages[i], len);
        names[i] = text;
        text += len;
    }
    return names;
}

static bool is_same_set(const struct owner *a, const struct owner *b)
{
    if (a->package_count != b->package_count) {
        return false;
    }
    for (size_t i = 0; i < a->package_count; i++) {
        if (strcmp(a->packages[i], b->packages[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* All but the names; of its only process nothing stays that could change. */
static void take_facts(struct kept_owner *kept, const struct owner *owner)
{
    const char *const *packages = kept->owner.packages;
    size_t count = kept->owner.package_count;

    kept->owner = *owner;
    kept->owner.packages = packages;
    kept->owner.package_count = count;
    kept->owner.only_pid = -1;
    kept->owner.only_process = NULL;
}

static bool take_names(struct history *history, struct kept_owner *kept,
                       const struct owner *owner)
{
    kept->names = copy_names(history, owner);
    kept->owner.packages = kept->names;
    kept->owner.package_count = kept->names == NULL ? 0 : owner->package_count;
    return kept->names != NULL || owner->package_count == 0;
}

static struct kept_owner *add(struct history *history,
                              const struct owner *owner)
{
    struct kept_owner *kept = calloc(1, sizeof(*kept));

    if (kept == NULL) {
        return NULL;
    }
    if (!take_names(history, kept, owner) ||
        vec_push(&history->kept_owners, &kept) < 0) {
        free(kept->names);
        free(kept);
        return NULL;
    }
    take_facts(kept, owner);
    if (nodes_add(&history->owner_nodes, &kept->node,
                  uid_hash(history, owner->uid)) < 0) {
        history->kept_owners.len--;
        free(kept->names);
        free(kept);
        return NULL;
    }
    return kept;
}

/*
 * A uid whose packages become known, or which loses them, stays the same
 * owner; with others it is another one, and older connections keep theirs.
 * NULL: no memory, or too many.
 */
const struct owner *keep_owner(struct history *history,
                               const struct owner *owner)
{
    struct kept_owner *kept = find(history, owner->uid);

    history->is_without_room = history->kept_owners.len >= HISTORY_OWNERS_MAX;
    if (kept == NULL) {
        kept = add(history, owner);
    } else if (is_same_set(&kept->owner, owner)) {
        take_facts(kept, owner);
    } else if (kept->owner.package_count == 0) {
        if (!take_names(history, kept, owner)) {
            return NULL;
        }
        take_facts(kept, owner);
    } else if (owner->package_count > 0) {
        struct kept_owner *old = kept;

        kept = add(history, owner);
        if (kept != NULL) {
            nodes_remove(&history->owner_nodes, &old->node);
        }
    }
    return kept == NULL ? NULL : &kept->owner;
}

static bool is_same_interface(const struct net_interface *a,
                              const struct net_interface *b)
{
    return strcmp(a->name, b->name) == 0 && a->kind == b->kind &&
           a->is_vpn == b->is_vpn && a->owner_uid == b->owner_uid &&
           a->is_described == b->is_described;
}

/* NULL when there is no room: then it is not said. */
const struct net_interface *keep_interface(struct history *history,
                                           const struct net_interface *from)
{
    struct net_interface *kept;
    size_t size;

    if (from == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < history->interfaces.len; i++) {
        kept = *(struct net_interface **)vec_at(&history->interfaces, i);
        if (is_same_interface(kept, from)) {
            return kept;
        }
    }
    size = strlen(from->name) + 1;
    kept = malloc(sizeof(*kept) + size);
    if (kept == NULL || vec_push(&history->interfaces, &kept) < 0) {
        free(kept);
        return NULL;
    }
    *kept = *from;
    memcpy(kept + 1, from->name, size);
    kept->name = (const char *)(kept + 1);
    return kept;
}

static char *copy_text(const char *text)
{
    size_t size = text == NULL ? 0 : strlen(text) + 1;
    char *copy = text == NULL ? NULL : malloc(size);

    if (copy != NULL) {
        memcpy(copy, text, size);
    }
    return copy;
}

static bool copy_holders(struct held *held, const struct connection *from)
{
    size_t count = from->holder_count;

    held->holders = calloc(count, sizeof(*held->holders));
    held->processes = calloc(count, sizeof(*held->processes));
    if (held->holders == NULL || held->processes == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct process *process = from->holders[i].process;

        held->holder_count++;
        held->holders[i] = from->holders[i];
        if (process == NULL) {
            continue;
        }
        held->processes[i] = *process;
        held->processes[i].name = copy_text(process->name);
        held->holders[i].process = &held->processes[i];
        if (held->processes[i].name == NULL && process->name != NULL) {
            return false;
        }
    }
    return true;
}

/* What the connection borrows, copied; NULL: no memory. */
struct held *held_new(const struct connection *connection)
{
    struct held *held = calloc(1, sizeof(*held));

    if (held == NULL) {
        return NULL;
    }
    held->refs = 1;
    held->process = copy_text(connection->process);
    if ((held->process == NULL && connection->process != NULL) ||
        (connection->holder_count > 0 && !copy_holders(held, connection))) {
        held_drop(held);
        return NULL;
    }
    return held;
}

struct held *held_use(struct held *held)
{
    if (held != NULL) {
        held->refs++;
    }
    return held;
}

void held_drop(struct held *held)
{
    if (held == NULL || --held->refs > 0) {
        return;
    }
    for (uint32_t i = 0; i < held->holder_count; i++) {
        free((char *)(uintptr_t)held->processes[i].name);
    }
    free(held->processes);
    free(held->holders);
    free(held->process);
    free(held);
}

void keep_fini(struct history *history)
{
    for (size_t i = 0; i < history->kept_owners.len; i++) {
        struct kept_owner *kept =
            *(struct kept_owner **)vec_at(&history->kept_owners, i);

        free(kept->names);
        free(kept);
    }
    for (size_t i = 0; i < history->interfaces.len; i++) {
        free(*(struct net_interface **)vec_at(&history->interfaces, i));
    }
    vec_fini(&history->kept_owners);
    vec_fini(&history->interfaces);
    nodes_fini(&history->owner_nodes);
}
