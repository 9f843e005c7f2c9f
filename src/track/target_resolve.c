/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a WHAT stands for on one phone: uids, and honest words about how
 * exactly it could be obeyed. See target.h.
 */
#include "track/target.h"

#include "base/format.h"
#include "base/glob.h"
#include "track/nearest.h"

#include <inttypes.h>

static int compare_uids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

bool target_match_has_uid(const struct target_match *match, uint32_t uid)
{
    return vec_find(&match->uids, &uid, compare_uids) != NULL;
}

static int compare_pids(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

static bool has_pid(const struct target_match *match, int32_t pid)
{
    return vec_find(&match->pids, &pid, compare_pids) != NULL;
}

static bool matches_name(const struct target *target, const char *name)
{
    return target_is_glob(target->name) ? glob_matches(target->name, name)
                                        : strcmp(target->name, name) == 0;
}

/* The process as netstat printed it, which may be its beginning only. */
static bool matches_row(const struct target *target, const struct sock_row *row)
{
    if (target->kind == TARGET_PID) {
        return row->pid > 0 && (uint32_t)row->pid == target->number;
    }
    return row->process != NULL &&
           (matches_name(target, row->process) ||
            (row->is_process_cut &&
             str_starts(str_from(target->name), row->process)));
}

bool target_match_has(const struct target_match *match,
                      const struct connection *connection)
{
    if (match->by_row != NULL) {
        return matches_row(match->by_row, connection->row);
    }
    if (!match->is_by_pid) {
        return connection->owner != NULL &&
               target_match_has_uid(match, connection->owner->uid);
    }
    for (size_t i = 0; i < connection->holder_count; i++) {
        if (has_pid(match, connection->holders[i].pid)) {
            return true;
        }
    }
    return connection->pid >= 0 && has_pid(match, connection->pid);
}

static int add_uid(struct target_match *match, uint32_t uid)
{
    return target_match_has_uid(match, uid) ? 0 : vec_push(&match->uids, &uid);
}

static bool has_package(const struct owner *owner, const struct target *target)
{
    for (size_t i = 0; i < owner->package_count; i++) {
        if (matches_name(target, owner->packages[i])) {
            return true;
        }
    }
    return false;
}

/*
 * All uids under which a package of that name is, or may be, installed.
 * Owners come sorted by uid.
 */
static int match_packages(const struct target *target,
                          const struct owners *owners,
                          struct target_match *match)
{
    int rc = 0;

    for (size_t i = 0; i < owners->list.len && rc == 0; i++) {
        const struct owner *owner = owners_at(owners, i);

        if (has_package(owner, target)) {
            match->result.installed = 1;
            /* A shared uid: its other packages come along. */
            if (owner->package_count > 1) {
                match->result.is_exact = false;
            }
            rc = add_uid(match, owner->uid);
        }
    }
    return rc;
}

/*
 * A process is told apart only when it is alone under its uid; else its
 * whole uid is what can be shown.
 */
static int match_process(const struct owners *owners,
                         const struct process *process,
                         struct target_match *match)
{
    const struct owner *owner = owners_find(owners, process->uid);
    int rc;

    match->result.running = 1;
    if (match->is_by_pid) {
        rc = vec_push(&match->pids, &process->pid);
        if (rc < 0) {
            return rc;
        }
    } else if (owner == NULL || owner->only_pid != process->pid) {
        match->result.is_exact = false;
    }
    return vec_push(&match->uids, &process->uid);
}

/* Sorted, each once: in one go, for a phone may list very many processes. */
static void tidy_uids(struct vec *uids)
{
    uint32_t *items = uids->items;
    size_t kept = 0;

    vec_sort(uids, compare_uids);
    for (size_t i = 0; i < uids->len; i++) {
        if (kept == 0 || items[kept - 1] != items[i]) {
            items[kept++] = items[i];
        }
    }
    uids->len = kept;
}

static int match_processes(const struct target *target,
                           const struct snapshot *snapshot,
                           const struct owners *owners,
                           struct target_match *match)
{
    size_t i;
    int rc = 0;

    match->is_by_pid = owners->has_all_holders;
    for (i = 0; i < snapshot->processes.len && rc == 0; i++) {
        const struct process *process = snapshot_process(snapshot, i);

        if (target->kind == TARGET_PID
                ? (uint32_t)process->pid == target->number
                : matches_name(target, process->name)) {
            rc = match_process(owners, process, match);
        }
    }
    tidy_uids(&match->uids);
    vec_sort(&match->pids, compare_pids);
    return rc;
}

static int match_any(const struct target *target,
                     const struct snapshot *snapshot,
                     const struct owners *owners, struct target_match *match)
{
    int rc = 0;

    if (target->kind == TARGET_UID) {
        return owners_find(owners, target->number) == NULL
                   ? 0
                   : add_uid(match, target->number);
    }
    if (target->kind == TARGET_NAME || target->kind == TARGET_PACKAGE) {
        match->result.installed = 0;
        rc = match_packages(target, owners, match);
    }
    /* A name that is a package is not also looked for as a process. */
    if (rc == 0 && match->uids.len == 0 && target->kind != TARGET_PACKAGE) {
        rc = match_processes(target, snapshot, owners, match);
    }
    return rc;
}

/* result.running for packages and uids: any process of any of the uids. */
static void find_running(const struct snapshot *snapshot,
                         const struct owners *owners,
                         struct target_match *match)
{
    size_t i;

    for (i = 0; i < match->uids.len && match->result.running != 1; i++) {
        const uint32_t *uid = vec_at(&match->uids, i);
        const struct owner *owner = owners_find(owners, *uid);

        if (owner != NULL && owner->process_count > 0) {
            match->result.running = 1;
        } else {
            match->result.running = snapshot->has_all_processes ? 0 : -1;
        }
    }
}

static void say_applied(const struct target *target, struct target_match *match)
{
    match->result.applied = target->asked;
    if (!match->result.is_exact) {
        const uint32_t *uid = vec_at(&match->uids, 0);

        (void)format_text(match->applied, sizeof(match->applied),
                          match->uids.len == 1 ? "uid:%u" : "uid:%u and others",
                          *uid);
        match->result.applied = match->applied;
    }
    match->result.uids = match->uids.items;
    match->result.uid_count = match->uids.len;
}

static bool has_unlisted_user(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->users.len; i++) {
        if (!snapshot_user(snapshot, i)->is_listed) {
            return true;
        }
    }
    return false;
}

/* A name that nothing has, by the kinds of names that were looked at. */
static int no_name(const struct target *target, const struct snapshot *snapshot,
                   struct err *err)
{
    static const struct {
        const char *what;
        const char *what_glob;
        unsigned among;
    } kinds[] = {
        [TARGET_NAME] = {", and no process of that name",
                         "matches no package and no process",
                         NEAREST_PACKAGES + NEAREST_PROCESSES},
        [TARGET_PACKAGE] = {"", "matches no package", NEAREST_PACKAGES},
        [TARGET_PROCESS] = {"no such process is running",
                            "matches no running process", NEAREST_PROCESSES},
    };
    bool is_glob = target_is_glob(target->name);
    const char *nearest = is_glob ? NULL
                                  : nearest_name(target->name, snapshot,
                                                 kinds[target->kind].among);
    const char *installed = is_glob || target->kind == TARGET_PROCESS ? ""
                            : has_unlisted_user(snapshot)
                                ? "not installed for the users that may be "
                                  "listed"
                                : "not installed";

    return err_set(
        err, ERR_NO_MATCH, "%s: %s%s%s%s", target->name, installed,
        is_glob ? kinds[target->kind].what_glob : kinds[target->kind].what,
        nearest == NULL ? "" : "; nearest: ", nearest == NULL ? "" : nearest);
}

static int no_match(const struct target *target,
                    const struct snapshot *snapshot,
                    const struct owners *owners, struct err *err)
{
    if (target->kind == TARGET_UID) {
        return err_set(err, ERR_NO_MATCH,
                       "no package, process or socket has uid %u",
                       target->number);
    }
    if (target->kind == TARGET_PID) {
        return owners_find(owners, target->number) == NULL
                   ? err_set(err, ERR_NO_MATCH,
                             "no process %u is running; nothing has uid %u "
                             "either",
                             target->number, target->number)
                   : err_set(err, ERR_NO_MATCH,
                             "no process %u is running; did you mean uid:%u?",
                             target->number, target->number);
    }
    if (!snapshot->has_all_packages && target->kind != TARGET_PROCESS) {
        return err_set(err, ERR_NO_MATCH,
                       "%s: %swhether it is installed is unknown: the "
                       "package list could not be read",
                       target->name,
                       target->kind == TARGET_PACKAGE
                           ? ""
                           : "nothing of that name is running, and ");
    }
    return no_name(target, snapshot, err);
}

static uint32_t user_of(const struct owners *owners, uint32_t uid)
{
    const struct owner *owner = owners_find(owners, uid);

    return owner == NULL ? uid / UID_PER_USER : owner->user;
}

/* pm was refused this user: what it has is known only of what runs. */
static bool is_unlisted(const struct snapshot *snapshot, int64_t user)
{
    for (size_t i = 0; i < snapshot->users.len; i++) {
        const struct phone_user *other = snapshot_user(snapshot, i);

        if (other->id == user) {
            return !other->is_listed;
        }
    }
    return false;
}

/* Only the uids of one user stay. */
static int narrow(const struct snapshot *snapshot, const struct owners *owners,
                  int64_t user, struct target_match *match, struct err *err)
{
    uint32_t *items = match->uids.items;
    bool is_package = match->result.installed == 1;
    size_t kept = 0;

    for (size_t i = 0; i < match->uids.len; i++) {
        if (user_of(owners, items[i]) == user) {
            items[kept++] = items[i];
        }
    }
    if (kept == 0 && !(is_package && is_unlisted(snapshot, user))) {
        return err_set(err, ERR_NO_MATCH,
                       "%s: %s user %" PRId64 ", but %s user %" PRIu32
                       "; without --user every user's are shown",
                       match->result.asked,
                       is_package ? "not installed for" : "not of", user,
                       is_package ? "for" : "of", user_of(owners, items[0]));
    }
    if (kept == 0) {
        match->result.installed = -1;
        match->result.running = snapshot->has_all_processes ? 0 : -1;
        match->result.is_exact = true;
    }
    match->uids.len = kept;
    return 0;
}

/*
 * Of a netstat that somebody saved: nothing lists the processes, but the
 * rows name theirs.
 */
static bool is_for_rows(const struct target *target,
                        const struct snapshot *snapshot)
{
    if (snapshot->processes.len > 0 ||
        (target->kind != TARGET_PID && target->kind != TARGET_NAME &&
         target->kind != TARGET_PROCESS)) {
        return false;
    }
    for (size_t i = 0; i < snapshot->rows.len; i++) {
        const struct sock_row *row = vec_at(&snapshot->rows, i);

        if (row->pid > 0) {
            return true;
        }
    }
    return false;
}

int target_resolve(const struct target *target, const struct snapshot *snapshot,
                   const struct owners *owners, int64_t user,
                   struct target_match *out, struct err *err)
{
    int rc;

    memset(out, 0, sizeof(*out));
    vec_init(&out->uids, sizeof(uint32_t), SNAPSHOT_PROCESSES_MAX);
    vec_init(&out->pids, sizeof(int32_t), SNAPSHOT_PROCESSES_MAX);
    out->result.asked = target->asked;
    out->result.is_exact = true;
    out->result.installed = -1;
    out->result.running = -1;
    if (!target_is_who(target)) {
        out->result.applied = target->asked;
        return 0;
    }
    rc = match_any(target, snapshot, owners, out);
    if (rc < 0) {
        target_match_fini(out);
        return err_set(err, rc, "out of memory");
    }
    if (out->uids.len == 0 && is_for_rows(target, snapshot)) {
        out->by_row = target;
        out->result.installed = -1;
        out->result.applied = target->asked;
        return 0;
    }
    if (out->uids.len == 0) {
        target_match_fini(out);
        return no_match(target, snapshot, owners, err);
    }
    if (user != TARGET_ALL_USERS) {
        rc = narrow(snapshot, owners, user, out, err);
    }
    if (rc < 0) {
        target_match_fini(out);
        return rc;
    }
    find_running(snapshot, owners, out);
    say_applied(target, out);
    return 0;
}

void target_match_fini(struct target_match *match)
{
    vec_fini(&match->uids);
    vec_fini(&match->pids);
}
