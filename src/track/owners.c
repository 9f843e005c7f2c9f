/* SPDX-License-Identifier: Apache-2.0 */
/* uid → packages and processes. See owners.h. */
#include "track/owners.h"

#include "base/err.h"
#include "model/uids.h"

#define SDK_SANDBOX_OFFSET 10000u
static int compare_u32(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_packages(const void *a, const void *b)
{
    const struct package *x = a;
    const struct package *y = b;
    int order = compare_u32(x->uid, y->uid);

    return order != 0 ? order : strcmp(x->name, y->name);
}

static int compare_uids(const void *a, const void *b)
{
    return compare_u32(*(const uint32_t *)a, *(const uint32_t *)b);
}

static int compare_owner_uid(const void *a, const void *b)
{
    return compare_u32(((const struct owner *)a)->uid,
                       ((const struct owner *)b)->uid);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Packages sorted by uid and name, each once, and their names alone. */
static int sort_packages(struct owners *owners, const struct snapshot *snapshot)
{
    struct vec all;
    size_t i;
    int rc = 0;

    vec_init(&all, sizeof(struct package), snapshot->packages.max);
    for (i = 0; i < snapshot->packages.len && rc == 0; i++) {
        rc = vec_push(&all, snapshot_package(snapshot, i));
    }
    vec_sort(&all, compare_packages);
    for (i = 0; i < all.len && rc == 0; i++) {
        const struct package *package = vec_at(&all, i);

        if (i > 0 && compare_packages(package, vec_at(&all, i - 1)) == 0) {
            continue;
        }
        rc = vec_push(&owners->keys, package);
        if (rc == 0) {
            rc = vec_push(&owners->names, &package->name);
        }
        if (rc == 0) {
            rc = vec_push(&owners->by_name, &package->name);
        }
    }
    vec_sort(&owners->by_name, compare_names);
    vec_fini(&all);
    return rc;
}

/* Remembers a uid unless it is the one just remembered. */
static int push_uid(struct vec *uids, uint32_t uid)
{
    if (uids->len > 0 &&
        *(const uint32_t *)vec_at(uids, uids->len - 1) == uid) {
        return 0;
    }
    return vec_push(uids, &uid);
}

static int gather_uids(const struct snapshot *snapshot, struct vec *uids)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < snapshot->packages.len && rc == 0; i++) {
        rc = push_uid(uids, snapshot_package(snapshot, i)->uid);
    }
    for (i = 0; i < snapshot->processes.len && rc == 0; i++) {
        rc = push_uid(uids, snapshot_process(snapshot, i)->uid);
    }
    for (i = 0; i < snapshot->rows.len && rc == 0; i++) {
        const struct sock_row *row = snapshot_row(snapshot, i);

        if (!sock_is_unowned(row)) {
            rc = push_uid(uids, row->uid);
        }
    }
    for (i = 0; i < snapshot->local_sockets.len && rc == 0; i++) {
        const struct local_socket *socket = snapshot_local(snapshot, i);

        if (local_has_uid(socket)) {
            rc = push_uid(uids, socket->uid);
        }
    }
    vec_sort(uids, compare_uids);
    return rc;
}

static int compare_user_id(const void *a, const void *b)
{
    return compare_u32(((const struct phone_user *)a)->id,
                       ((const struct phone_user *)b)->id);
}

static bool is_user_listed(const struct snapshot *snapshot, uint32_t user)
{
    struct phone_user key = {.id = user};
    const struct phone_user *known =
        vec_find(&snapshot->users, &key, compare_user_id);

    return known != NULL && known->is_listed;
}

/* Gives the owner the packages listed under uid; false if there are none. */
static bool take_packages(const struct owners *owners, uint32_t uid,
                          struct owner *owner)
{
    size_t first = 0;
    size_t end = owners->keys.len;
    size_t i;

    while (first < end) {
        size_t middle = first + (end - first) / 2;

        if (((const struct package *)vec_at(&owners->keys, middle))->uid <
            uid) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    for (i = first; i < owners->keys.len; i++) {
        const struct package *package = vec_at(&owners->keys, i);

        if (package->uid != uid) {
            break;
        }
        owner->is_user_installed |= package->is_user_installed;
    }
    owner->package_count = i - first;
    owner->packages = i > first ? vec_at(&owners->names, first) : NULL;
    return i > first;
}

/*
 * A user whose packages pm would not list: an app id means the same package
 * in every user, so any listed user can name it.
 */
static void take_by_app_id(const struct owners *owners,
                           const struct snapshot *snapshot, uint32_t app_uid,
                           struct owner *owner)
{
    uint32_t app_id = app_uid % UID_PER_USER;
    size_t end = snapshot->users.len;
    size_t i;

    if (is_user_listed(snapshot, owner->user)) {
        return;
    }
    end = end < OWNERS_USERS_MAX ? end : OWNERS_USERS_MAX;
    for (i = 0; i < end; i++) {
        const struct phone_user *user = snapshot_user(snapshot, i);

        if (user->is_listed && user->id <= UINT32_MAX / UID_PER_USER - 1 &&
            take_packages(owners, user->id * UID_PER_USER + app_id, owner)) {
            owner->is_by_app_id = true;
            return;
        }
    }
}

static int compare_to_name(const void *item, const void *key)
{
    const char *name = *(const char *const *)item;
    const struct str *wanted = key;
    int order = strncmp(name, wanted->ptr, wanted->len);

    return order != 0 ? order : name[wanted->len] != '\0';
}

/*
 * An isolated process has a uid of its own and is named after the package
 * that started it ("com.example.app:sandbox0"). A name is a claim.
 */
static void take_by_process_name(const struct owners *owners,
                                 struct owner *owner)
{
    const char *const *known;
    const char *colon;
    struct str name;

    if (owner->only_process == NULL) {
        return;
    }
    name = str_from(owner->only_process);
    colon = strchr(name.ptr, ':');
    if (colon != NULL) {
        name.len = (size_t)(colon - name.ptr);
    }
    known = vec_find(&owners->by_name, &name, compare_to_name);
    if (known != NULL) {
        owner->packages = known;
        owner->package_count = 1;
        owner->is_by_process_name = true;
    }
}

static void find_packages(const struct owners *owners,
                          const struct snapshot *snapshot, struct owner *owner)
{
    uint32_t app_uid = owner->uid;

    if (owner->uid_kind == UID_ISOLATED) {
        take_by_process_name(owners, owner);
        return;
    }
    if (owner->uid_kind == UID_SDK_SANDBOX) {
        app_uid -= SDK_SANDBOX_OFFSET;
    }
    if (!take_packages(owners, app_uid, owner) &&
        owner->uid_kind != UID_SYSTEM && owner->uid_kind != UID_OTHER) {
        take_by_app_id(owners, snapshot, app_uid, owner);
    }
}

static enum attribution judge(const struct owner *owner)
{
    if (owner->uid_kind == UID_SYSTEM && owner->uid_name[0] != '\0') {
        return ATTRIBUTION_SYSTEM;
    }
    return owner->package_count == 0   ? ATTRIBUTION_NONE
           : owner->package_count == 1 ? ATTRIBUTION_UID
                                       : ATTRIBUTION_UID_SHARED;
}

static int add_owners(struct owners *owners, const struct vec *uids)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < uids->len && rc == 0; i++) {
        struct owner owner = {.uid = *(const uint32_t *)vec_at(uids, i),
                              .only_pid = -1};

        if (owners->list.len > 0 &&
            owners_at(owners, owners->list.len - 1)->uid == owner.uid) {
            continue;
        }
        owner.user = owner.uid / UID_PER_USER;
        owner.uid_kind = uid_kind_of(owner.uid);
        (void)uid_name(owner.uid, owner.uid_name);
        rc = vec_push(&owners->list, &owner);
    }
    return rc;
}

static struct owner *find(const struct owners *owners, uint32_t uid)
{
    struct owner key = {.uid = uid};

    return vec_find(&owners->list, &key, compare_owner_uid);
}

/* Only a complete list can say "exactly one". */
static void count_processes(struct owners *owners,
                            const struct snapshot *snapshot)
{
    size_t i;

    for (i = 0; i < snapshot->processes.len; i++) {
        const struct process *process = snapshot_process(snapshot, i);
        struct owner *owner = find(owners, process->uid);
        bool is_only;

        owner->process_count++;
        is_only = owner->process_count == 1 && snapshot->has_all_processes;
        owner->only_pid = is_only ? process->pid : -1;
        owner->only_process = is_only ? process->name : NULL;
    }
}

int owners_init(struct owners *owners, const struct snapshot *snapshot)
{
    struct vec uids;
    size_t i;
    int rc;

    vec_init(&owners->list, sizeof(struct owner), SIZE_MAX / 1024);
    vec_init(&owners->names, sizeof(const char *), snapshot->packages.max);
    vec_init(&owners->by_name, sizeof(const char *), snapshot->packages.max);
    vec_init(&owners->keys, sizeof(struct package), snapshot->packages.max);
    vec_init(&uids, sizeof(uint32_t), SIZE_MAX / 1024);
    vec_init(&owners->holders.list, sizeof(struct holder), 0);
    owners->has_all_holders = snapshot->has_all_holders;
    rc = pids_init(&owners->pids, snapshot);
    if (rc == 0) {
        rc = holders_init(&owners->holders, snapshot, &owners->pids);
    }
    if (rc == 0) {
        rc = sort_packages(owners, snapshot);
    }
    if (rc == 0) {
        rc = gather_uids(snapshot, &uids);
    }
    if (rc == 0) {
        rc = add_owners(owners, &uids);
    }
    vec_fini(&uids);
    if (rc < 0) {
        owners_fini(owners);
        return rc;
    }
    count_processes(owners, snapshot);
    for (i = 0; i < owners->list.len; i++) {
        struct owner *owner = vec_at(&owners->list, i);

        find_packages(owners, snapshot, owner);
        owner->attribution = judge(owner);
    }
    return 0;
}

bool owners_cut_users(const struct snapshot *snapshot)
{
    bool is_cut = false;

    for (size_t i = 0; snapshot->users.len > OWNERS_USERS_MAX &&
                       i < snapshot->users.len && !is_cut;
         i++) {
        is_cut = !snapshot_user(snapshot, i)->is_listed;
    }
    return is_cut;
}

int owners_warn(const struct owners *owners, struct snapshot *snapshot)
{
    size_t count = owners->holders.left_out;
    int rc = 0;

    if (count > 0) {
        rc = snapshot_warn(snapshot, "holders-many", true,
                           "of sockets whose inode stands in more than one "
                           "row, which no phone has, %zu processes beyond the "
                           "first %d are left out",
                           count, HOLDERS_OF_REPEATED_MAX);
    }
    if (rc == 0 && owners_cut_users(snapshot)) {
        rc = snapshot_warn(snapshot, "users-many", true,
                           "of %zu users, " OWNERS_CUT_USERS_TEXT,
                           snapshot->users.len, OWNERS_USERS_MAX);
    }
    return rc;
}

void owners_fini(struct owners *owners)
{
    vec_fini(&owners->list);
    vec_fini(&owners->names);
    vec_fini(&owners->by_name);
    vec_fini(&owners->keys);
    holders_fini(&owners->holders);
    pids_fini(&owners->pids);
}

const struct owner *owners_find(const struct owners *owners, uint32_t uid)
{
    return find(owners, uid);
}
