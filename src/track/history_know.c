/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a history knows of its phone besides the rows, as the newest reading
 * of each part has it, and whom that makes the ones asked for.
 */
#include "track/history_state.h"

#include <string.h>

#define ALL_PARTS (SAMPLE_PACKAGES | SAMPLE_PROCESSES | SAMPLE_HOLDERS)

static void selections_fini(struct history *history)
{
    if (history->has_selection) {
        selection_fini(&history->selection);
        selection_fini(&history->anybody);
        history->has_selection = false;
    }
}

int know_init(struct history *history)
{
    const struct select_options *select = &history->options.select;
    int rc = 0;

    snapshot_init(&history->known);
    vec_init(&history->elsewhere, sizeof(struct target), select->target_count);
    for (size_t i = 0; i < select->target_count && rc == 0; i++) {
        if (!target_is_who(&select->targets[i])) {
            rc = vec_push(&history->elsewhere, &select->targets[i]);
        }
    }
    return rc;
}

void know_fini(struct history *history)
{
    selections_fini(history);
    if (history->has_owners) {
        owners_fini(&history->owners);
    }
    snapshot_fini(&history->known);
    vec_fini(&history->elsewhere);
}

/* *text is NULL or replaced by a copy. */
static int copy_text(struct snapshot *to, const char **text)
{
    if (*text == NULL) {
        return 0;
    }
    *text = pool_add(&to->strings, str_from(*text));
    return *text == NULL ? ERR_NOMEM : 0;
}

static int copy_packages(struct snapshot *to, const struct snapshot *from)
{
    int rc = 0;

    to->has_all_packages = from->has_all_packages;
    for (size_t i = 0; i < from->packages.len && rc == 0; i++) {
        struct package package = *snapshot_package(from, i);

        rc = copy_text(to, &package.name);
        if (rc == 0) {
            rc = vec_push(&to->packages, &package);
        }
    }
    return rc;
}

static int copy_processes(struct snapshot *to, const struct snapshot *from)
{
    int rc = 0;

    to->has_all_processes = from->has_all_processes;
    for (size_t i = 0; i < from->processes.len && rc == 0; i++) {
        struct process process = *snapshot_process(from, i);

        rc = copy_text(to, &process.name);
        if (rc == 0) {
            rc = vec_push(&to->processes, &process);
        }
    }
    return rc;
}

static int copy_holders(struct snapshot *to, const struct snapshot *from)
{
    int rc = 0;

    to->has_all_holders = from->has_all_holders;
    for (size_t i = 0; i < from->holders.len && rc == 0; i++) {
        struct holder holder = *snapshot_holder(from, i);

        holder.process = NULL;
        rc = vec_push(&to->holders, &holder);
    }
    return rc;
}

static int copy_all(struct vec *to, const struct vec *from)
{
    int rc = 0;

    for (size_t i = 0; i < from->len && rc == 0; i++) {
        rc = vec_push(to, vec_at(from, i));
    }
    return rc;
}

static int copy_proxies(struct snapshot *to, const struct network *from)
{
    int rc = 0;

    for (size_t i = 0; i < from->proxies.len && rc == 0; i++) {
        struct net_proxy proxy = *network_proxy(from, i);

        rc = copy_text(to, &proxy.interface);
        rc = rc < 0 ? rc : copy_text(to, &proxy.host);
        rc = rc < 0 ? rc : copy_text(to, &proxy.pac);
        rc = rc < 0 ? rc : vec_push(&to->network.proxies, &proxy);
    }
    return rc;
}

static int copy_network(struct snapshot *to, const struct network *from)
{
    struct network *network = &to->network;
    int rc = 0;

    network->has_interfaces = from->has_interfaces;
    network->has_networks = from->has_networks;
    network->has_settings = from->has_settings;
    for (size_t i = 0; i < from->interfaces.len && rc == 0; i++) {
        struct net_interface interface = *network_interface(from, i);

        rc = copy_text(to, &interface.name);
        rc = rc < 0 ? rc : vec_push(&network->interfaces, &interface);
    }
    rc = rc < 0 ? rc : copy_all(&network->addrs, &from->addrs);
    return rc < 0 ? rc : copy_proxies(to, from);
}

static int copy_users(struct snapshot *to, const struct snapshot *from)
{
    int rc = 0;

    for (size_t i = 0; i < from->users.len && rc == 0; i++) {
        struct phone_user user = *(struct phone_user *)vec_at(&from->users, i);

        user.kind = NULL;
        rc = vec_push(&to->users, &user);
    }
    return rc;
}

/* Of the phone and its users only numbers are looked at. */
static int copy_facts(struct snapshot *to, const struct snapshot *from)
{
    int rc = copy_users(to, from);

    to->phone.sdk = from->phone.sdk;
    to->phone.shell_uid = from->phone.shell_uid;
    to->phone.is_su_root = from->phone.is_su_root;
    to->phone.current_user = from->phone.current_user;
    return rc < 0 ? rc : copy_network(to, &from->network);
}

int know_take(struct history *history, const struct snapshot *from,
              unsigned parts, bool has_facts)
{
    const struct snapshot *old = &history->known;
    struct snapshot fresh;
    int rc;

    if ((parts & ALL_PARTS) == 0 && !has_facts) {
        return 0;
    }
    snapshot_init(&fresh);
    rc = copy_packages(&fresh, parts & SAMPLE_PACKAGES ? from : old);
    rc = rc < 0 ? rc
                : copy_processes(&fresh, parts & SAMPLE_PROCESSES ? from : old);
    rc =
        rc < 0 ? rc : copy_holders(&fresh, parts & SAMPLE_HOLDERS ? from : old);
    rc = rc < 0 ? rc : copy_facts(&fresh, has_facts ? from : old);
    if (rc < 0) {
        snapshot_fini(&fresh);
        return rc;
    }
    if (history->has_owners) {
        owners_fini(&history->owners);
        history->has_owners = false;
    }
    snapshot_fini(&history->known);
    history->known = fresh;
    return 0;
}

void know_forget_processes(struct history *history)
{
    struct snapshot *known = &history->known;

    if (history->has_owners) {
        owners_fini(&history->owners);
        history->has_owners = false;
    }
    known->processes.len = 0;
    known->holders.len = 0;
    known->has_all_processes = false;
    known->has_all_holders = false;
}

static int64_t wanted_user(const struct history *history)
{
    const struct select_options *select = &history->options.select;

    return select->user_choice == USER_ALL ? TARGET_ALL_USERS
           : select->user_choice == USER_ONE
               ? (int64_t)select->user
               : history->known.phone.current_user;
}

static void no_match(const struct target *target, struct target_match *out)
{
    memset(out, 0, sizeof(*out));
    vec_init(&out->uids, sizeof(uint32_t), SNAPSHOT_PROCESSES_MAX);
    vec_init(&out->pids, sizeof(int32_t), SNAPSHOT_PROCESSES_MAX);
    out->result.asked = target->asked;
    out->result.applied = target->asked;
    out->result.is_exact = true;
    out->result.installed = -1;
    out->result.running = -1;
    out->result.is_absent = true;
}

/*
 * The match of an earlier reading, if it has one that is to be kept: a pid
 * means the process it was when it was asked for, and who has gone since is
 * still the one that is meant.
 */
static bool take_before(struct history *history, size_t i, bool is_gone,
                        struct target_match *out)
{
    struct target_match *before =
        history->has_selection ? vec_at(&history->selection.matches, i) : NULL;

    if (before == NULL || before->uids.len == 0 ||
        (!is_gone && history->options.select.targets[i].kind != TARGET_PID)) {
        return false;
    }
    *out = *before;
    if (is_gone) {
        out->result.running = history->known.has_all_processes ? 0 : -1;
    }
    memset(before, 0, sizeof(*before));
    return true;
}

static int match_one(struct history *history, size_t i,
                     struct target_match *out, struct err *err)
{
    const struct target *target = &history->options.select.targets[i];
    int rc;

    if (take_before(history, i, false, out)) {
        return 0;
    }
    rc = target_resolve(target, &history->view, &history->owners,
                        wanted_user(history), out, err);
    if (rc != ERR_NO_MATCH || take_before(history, i, true, out)) {
        return rc == ERR_NO_MATCH ? 0 : rc;
    }
    if (!history->options.may_be_absent) {
        return rc;
    }
    no_match(target, out);
    return 0;
}

static int match_all(struct history *history, struct selection *out,
                     struct err *err)
{
    size_t count = history->options.select.target_count;
    int rc = 0;

    vec_init(&out->matches, sizeof(struct target_match), count);
    vec_init(&out->targets, sizeof(struct target_result), count);
    for (size_t i = 0; i < count && rc == 0; i++) {
        struct target_match match;

        rc = match_one(history, i, &match, err);
        if (rc == 0) {
            rc = vec_push(&out->matches, &match);
            if (rc < 0) {
                target_match_fini(&match);
            }
        }
    }
    for (size_t i = 0; i < count && rc == 0; i++) {
        struct target_match *match = vec_at(&out->matches, i);

        if (!match->result.is_exact) {
            match->result.applied = match->applied;
        }
        rc = vec_push(&out->targets, &match->result);
    }
    return rc;
}

static int select_anew(struct history *history, bool has_rows, struct err *err)
{
    struct select_options nobody = history->options.select;
    struct selection fresh;
    struct selection anybody;
    int rc;

    nobody.target_count = 0;
    rc = select_begin(&nobody, &history->view, &history->owners, &fresh, err);
    if (rc < 0) {
        return rc;
    }
    rc = select_begin(&nobody, &history->view, &history->owners, &anybody, err);
    if (rc < 0) {
        selection_fini(&fresh);
        return rc;
    }
    if (history->has_own) {
        fresh.own = history->selection.own;
    }
    anybody.own = fresh.own;
    rc = match_all(history, &fresh, err);
    if (rc < 0) {
        selection_fini(&fresh);
        selection_fini(&anybody);
        return rc;
    }
    selections_fini(history);
    history->selection = fresh;
    history->anybody = anybody;
    history->has_selection = true;
    history->has_own = has_rows;
    return 0;
}

int know_rebuild(struct history *history, const struct snapshot *rows,
                 struct err *err)
{
    int rc;

    history->view = history->known;
    if (rows != NULL) {
        history->view.rows = rows->rows;
        history->view.taken_at_ms = rows->taken_at_ms;
    }
    if (history->has_owners) {
        owners_fini(&history->owners);
    }
    rc = owners_init(&history->owners, &history->view);
    history->has_owners = rc == 0;
    if (rc == 0) {
        rc = select_anew(history, rows != NULL || history->has_own, err);
    }
    return rc;
}
