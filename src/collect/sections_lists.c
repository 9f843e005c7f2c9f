/* SPDX-License-Identifier: Apache-2.0 */
/* Processes, users and their packages. See section_kind.h. */
#include "collect/facts.h"
#include "collect/packages.h"
#include "collect/processes.h"
#include "collect/section_kind.h"

static int process_line(struct sections *sections, struct str line)
{
    struct process_line parsed;
    struct process process;
    int rc = processes_parse(line, &parsed);

    if (rc <= 0) {
        return rc;
    }
    process.pid = parsed.pid;
    process.uid = parsed.uid;
    rc = section_keep(sections, parsed.name, &process.name);
    if (rc == 0) {
        rc = vec_push(&sections->out->processes, &process);
    }
    return rc < 0 ? rc : 1;
}

static int process_done(struct sections *sections)
{
    if (sections->now->status != 0 || sections->now->rows == 0) {
        return snapshot_warn(sections->out, "processes-failed", true,
                             "the phone's processes could not be listed "
                             "(status %d): no process is named here",
                             sections->now->status);
    }
    sections->out->has_all_processes =
        sections->now->rows_bad == 0 && sections->is_whole;
    return 0;
}

static int find_user(struct sections *sections, uint32_t id,
                     struct phone_user **out)
{
    struct vec *users = &sections->out->users;
    struct phone_user user = {.id = id};
    int rc;

    for (size_t i = 0; i < users->len; i++) {
        *out = vec_at(users, i);
        if ((*out)->id == id) {
            return 0;
        }
    }
    rc = vec_push(users, &user);
    if (rc < 0) {
        return rc;
    }
    *out = vec_at(users, users->len - 1);
    return 0;
}

static int user_line(struct sections *sections, struct str line)
{
    struct phone_user *user;
    struct user_line parsed;
    int rc = facts_parse_user(line, &parsed);

    if (rc <= 0) {
        return rc;
    }
    rc = find_user(sections, parsed.id, &user);
    if (rc < 0) {
        return rc;
    }
    user->kind = parsed.kind;
    return 1;
}

static int user_done(struct sections *sections)
{
    return sections->now->status == 0 && sections->now->rows > 0
               ? 0
               : section_warn_failed(
                     sections, "users-failed",
                     "the phone's package manager did not say which "
                     "users there are");
}

static int package_line(struct sections *sections, struct str line)
{
    struct package package = {0};
    struct package_line parsed;
    int rc = packages_parse(line, &parsed);

    if (rc <= 0) {
        return rc;
    }
    if (parsed.uids.len == 0) {
        sections->without_uid++;
        return 1;
    }
    rc = section_keep(sections, parsed.name, &package.name);
    package.is_user_installed = parsed.is_user_installed;
    while (rc == 0 && packages_next_uid(&parsed.uids, &package.uid)) {
        rc = vec_push(&sections->out->packages, &package);
    }
    return rc < 0 ? rc : 1;
}

static int package_failed(struct sections *sections)
{
    struct section *now = sections->now;
    unsigned user = (unsigned)sections->user;
    bool had_failure = sections->has_package_failure;

    sections->has_package_failure = true;
    if (now->status == STATUS_KILLED) {
        return snapshot_warn(sections->out, "packages-hang", true,
                             "the phone's package manager did not answer: "
                             "packages of user %u are missing here",
                             user);
    }
    switch (packages_why(str_from(now->sample))) {
    case PACKAGES_REFUSED:
        sections->has_package_failure = had_failure;
        return snapshot_warn(sections->out, "user-refused", false,
                             "the phone does not let its shell list the "
                             "packages of user %u",
                             user);
    case PACKAGES_OPTION_UNKNOWN:
        return snapshot_warn(sections->out, "options-unknown", true,
                             "this phone's pm is too old to tell uids (%s): "
                             "packages of user %u are missing here",
                             now->sample, user);
    case PACKAGES_OTHER:
        break;
    }
    return snapshot_warn(sections->out, "packages-failed", true,
                         "listing the packages of user %u failed with status "
                         "%d: %s",
                         user, now->status,
                         now->sample[0] == '\0' ? "no reason given"
                                                : now->sample);
}

static int package_done(struct sections *sections)
{
    struct section *now = sections->now;
    struct phone_user *user;
    int rc;

    if (!sections->is_user_good) {
        return 0;
    }
    rc = find_user(sections, sections->user, &user);
    if (rc < 0) {
        return rc;
    }
    sections->users_told++;
    /* Android 16 refuses with status 0 and a sentence. */
    if (now->status != 0 || now->rows == 0) {
        now->rows_bad = 0;
        return package_failed(sections);
    }
    if (sections->without_uid == now->rows) {
        sections->has_package_failure = true;
        return snapshot_warn(sections->out, "options-unknown", true,
                             "this phone's pm does not tell uids: packages "
                             "of user %u are missing here",
                             (unsigned)sections->user);
    }
    user->is_listed = true;
    return 0;
}

const struct section_kind section_processes = {
    .name = "processes",
    .line = process_line,
    .done = process_done,
};

const struct section_kind section_users = {
    .name = "users",
    .line = user_line,
    .done = user_done,
};

const struct section_kind section_packages = {
    .name = "packages",
    .line = package_line,
    .done = package_done,
};
