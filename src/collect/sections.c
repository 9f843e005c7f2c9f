/* SPDX-License-Identifier: Apache-2.0 */
/* One small reader per kind of section. See sections.h. */
#include "collect/sections.h"

#include "collect/facts.h"
#include "collect/packages.h"
#include "collect/processes.h"
#include "collect/procnet.h"

#include "base/err.h"

#include <string.h>

/* How the script says that a command kept silent and was killed. */
#define STATUS_KILLED 143

struct section_kind {
    const char *name;
    unsigned proto; /* of a table */
    /* > 0: a row, taken. 0: nothing to take. ERR_PROTO: not one of its. */
    int (*line)(struct sections *sections, struct str line);
    int (*done)(struct sections *sections);
};

/* A copy in the snapshot's pool; NULL is out of memory or over a limit. */
static int keep(struct sections *sections, struct str text, const char **out)
{
    struct pool *pool = &sections->out->strings;

    *out = pool_add(pool, text);
    if (*out != NULL) {
        return 0;
    }
    return text.len >= pool->max - pool->used ? ERR_LIMIT : ERR_NOMEM;
}

/* ---- tables ------------------------------------------------------------ */

static int table_line(struct sections *sections, struct str line)
{
    struct sock_row row;
    int rc = procnet_parse(line, sections->kind->proto, &row);

    if (rc <= 0) {
        return rc;
    }
    rc = vec_push(&sections->out->rows, &row);
    return rc < 0 ? rc : 1;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* cat failed: its last line says why, and is no bad row. */
static int table_failed(struct sections *sections)
{
    struct section *now = sections->now;
    const char *name = sections->kind->name;

    if (now->rows_bad > 0) {
        now->rows_bad--;
        sections->out->rows_bad--;
    }
    if (ends_with(now->sample, "No such file or directory")) {
        return snapshot_warn(sections->out, "table-missing", false,
                             "this phone's kernel has no table %s", name);
    }
    if (ends_with(now->sample, "Permission denied")) {
        return snapshot_warn(sections->out, "table-denied", true,
                             "the phone does not let its shell read "
                             "/proc/net/%s: its sockets are missing here",
                             name);
    }
    return snapshot_warn(sections->out, "table-failed", true,
                         "reading /proc/net/%s on the phone failed with "
                         "status %d: %s",
                         name, now->status,
                         now->sample[0] == '\0' ? "no reason given"
                                                : now->sample);
}

static int table_done(struct sections *sections)
{
    struct section *now = sections->now;

    if (now->status != 0) {
        return table_failed(sections);
    }
    if (now->rows_bad > 0) {
        memcpy(sections->rows_sample, now->sample, sizeof(now->sample));
    }
    return 0;
}

/* ---- processes --------------------------------------------------------- */

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
    rc = keep(sections, parsed.name, &process.name);
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

/* ---- users and packages ------------------------------------------------ */

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

/* Status and the best line of what has failed, for the end of a sentence. */
static int warn_failed(struct sections *sections, const char *code,
                       const char *text)
{
    const struct section *now = sections->now;

    if (now->status == STATUS_KILLED) {
        return snapshot_warn(sections->out, code, false,
                             "%s: it kept silent for too long", text);
    }
    return snapshot_warn(
        sections->out, code, false, "%s (status %d): %s", text, now->status,
        now->sample[0] == '\0' ? "no reason given" : now->sample);
}

static int user_done(struct sections *sections)
{
    return sections->now->status == 0 && sections->now->rows > 0
               ? 0
               : warn_failed(sections, "users-failed",
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
    rc = keep(sections, parsed.name, &package.name);
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

/* ---- facts ------------------------------------------------------------- */

static int fact_line(struct sections *sections, struct str line)
{
    struct phone *phone = &sections->out->phone;
    const struct {
        const char *key;
        const char **out;
    } texts[] = {
        {"ro.product.model", &phone->model},
        {"ro.product.manufacturer", &phone->manufacturer},
        {"ro.build.version.release", &phone->android},
    };
    struct property_line property;
    uint64_t sdk;
    int rc;

    if (facts_parse_property(line, &property) == 0 || property.value.len == 0) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (str_is(property.key, texts[i].key)) {
            rc = keep(sections, property.value, texts[i].out);
            return rc < 0 ? rc : 1;
        }
    }
    if (str_is(property.key, "ro.build.version.sdk") &&
        str_to_u64(property.value, INT32_MAX, &sdk)) {
        phone->sdk = (int32_t)sdk;
        return 1;
    }
    return 0;
}

static int fact_done(struct sections *sections)
{
    if (sections->now->status != 0 || sections->now->rows == 0) {
        return snapshot_warn(sections->out, "facts-failed", false,
                             "the phone's properties could not be read "
                             "(status %d)",
                             sections->now->status);
    }
    return 0;
}

static int current_user_line(struct sections *sections, struct str line)
{
    uint32_t user;
    int rc = facts_parse_user_id(line, &user);

    if (rc > 0) {
        sections->out->phone.current_user = (int32_t)user;
    }
    return rc;
}

static int current_user_done(struct sections *sections)
{
    return sections->now->status == 0 && sections->now->rows > 0
               ? 0
               : warn_failed(sections, "facts-failed",
                             "the phone's activity manager did not say which "
                             "user is in front");
}

/* ---- all of them ------------------------------------------------------- */

/* The tables come first, in the order of sections.tables. */
static const struct section_kind kinds[] = {
    {"tcp", SOCK_TCP, table_line, table_done},
    {"tcp6", SOCK_TCP, table_line, table_done},
    {"udp", SOCK_UDP, table_line, table_done},
    {"udp6", SOCK_UDP, table_line, table_done},
    {"processes", 0, process_line, process_done},
    {"users", 0, user_line, user_done},
    {"packages", 0, package_line, package_done},
    {"facts", 0, fact_line, fact_done},
    {"current-user", 0, current_user_line, current_user_done},
};

const char *sections_open_name(const struct sections *sections)
{
    return sections->kind == NULL ? NULL : sections->kind->name;
}

static int on_begin(void *ctx, const struct framing_begin *begin)
{
    struct sections *sections = ctx;

    sections->has_begun = true;
    sections->begin = *begin;
    sections->out->phone.shell_uid = begin->uid;
    sections->out->phone_at_ms = begin->phone_us / 1000;
    return 0;
}

/* A section of another version of the script is passed over. */
static int on_section(void *ctx, struct str name, struct str argument)
{
    struct sections *sections = ctx;
    uint32_t user = 0;
    size_t count = sizeof(kinds) / sizeof(kinds[0]);
    size_t i = 0;

    while (i < count && !str_is(name, kinds[i].name)) {
        i++;
    }
    sections->kind = i < count ? &kinds[i] : NULL;
    sections->seen |= i < count ? 1u << i : 0;
    sections->now =
        i < SECTIONS_TABLE_COUNT ? &sections->tables[i] : &sections->other;
    memset(sections->now, 0, sizeof(*sections->now));
    sections->now->has_begun = true;
    sections->without_uid = 0;
    sections->is_user_good = facts_parse_user_id(argument, &user) > 0;
    sections->user = user;
    return 0;
}

static void keep_sample(char sample[SECTIONS_SAMPLE_CAP + 1], struct str line)
{
    size_t len =
        line.len > SECTIONS_SAMPLE_CAP ? SECTIONS_SAMPLE_CAP : line.len;

    for (size_t i = 0; i < len; i++) {
        sample[i] = line.ptr[i];
        if (sample[i] == '\0') {
            sample[i] = ' ';
        }
    }
    sample[len] = '\0';
}

static bool is_table(const struct sections *sections)
{
    return sections->now != &sections->other;
}

static void add_bad(struct sections *sections, size_t count)
{
    sections->now->rows_bad += count;
    if (is_table(sections)) {
        sections->out->rows_bad += count;
    }
}

/*
 * Of a table the last bad line is shown, because cat fails at the end. Else
 * the first, unless a later one says more: a Java exception has a headline,
 * then the reason, then lines of places.
 */
static bool is_worth_more(const struct sections *sections, struct str line)
{
    const char *sample = sections->now->sample;

    return is_table(sections) || sample[0] == '\0' ||
           (packages_why(str_from(sample)) == PACKAGES_OTHER &&
            packages_why(line) != PACKAGES_OTHER);
}

static int on_line(void *ctx, struct str line)
{
    struct sections *sections = ctx;
    int rc;

    if (sections->kind == NULL) {
        return 0;
    }
    rc = sections->kind->line(sections, line);
    if (rc > 0) {
        sections->now->rows++;
    } else if (rc == ERR_PROTO) {
        add_bad(sections, 1);
        if (is_worth_more(sections, line)) {
            keep_sample(sections->now->sample, line);
        }
    } else if (rc < 0) {
        return rc;
    }
    return 0;
}

static int check_bytes(struct sections *sections,
                       const struct framing_done *done)
{
    if (!done->has_bytes || done->bytes == done->seen || done->lines_long > 0) {
        return 0;
    }
    return snapshot_warn(sections->out, "section-cut", true,
                         "the phone printed %llu bytes of %s, %llu came",
                         (unsigned long long)done->bytes, sections->kind->name,
                         (unsigned long long)done->seen);
}

static int on_done(void *ctx, const struct framing_done *done)
{
    static const struct str too_long = {"a line over 64 KiB", 18};
    struct sections *sections = ctx;
    struct section *now = sections->now;
    int rc;

    now->is_done = true;
    now->status = done->status;
    if (done->lines_long > 0) {
        add_bad(sections, done->lines_long);
        if (now->sample[0] == '\0') {
            keep_sample(now->sample, too_long);
        }
    }
    if (sections->kind == NULL) {
        return 0;
    }
    sections->is_whole = !done->has_bytes || done->bytes == done->seen;
    rc = check_bytes(sections, done);
    if (rc == 0) {
        rc = sections->kind->done(sections);
    }
    if (!is_table(sections) && done->status == 0) {
        sections->lines_bad += now->rows_bad;
    }
    sections->kind = NULL;
    return rc;
}

static int on_end(void *ctx, int64_t phone_us)
{
    (void)ctx;
    (void)phone_us;
    return 0;
}

const struct framing_events sections_events = {
    .begin = on_begin,
    .section = on_section,
    .line = on_line,
    .done = on_done,
    .end = on_end,
};

void sections_init(struct sections *sections, struct snapshot *out)
{
    memset(sections, 0, sizeof(*sections));
    sections->out = out;
    sections->now = &sections->other;
}

int sections_warn_missing(struct sections *sections)
{
    struct snapshot *out = sections->out;
    const char *first = NULL;
    size_t count = 0;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if ((sections->seen >> i & 1u) == 0) {
            first = count++ == 0 ? kinds[i].name : first;
        }
    }
    if (count > 0) {
        return snapshot_warn(out, "section-missing", true,
                             "the phone's answer has its end, but lacks %zu "
                             "sections: %s%s",
                             count, first, count > 1 ? " and others" : "");
    }
    if (sections->users_told < out->users.len) {
        sections->has_package_failure = true;
        return snapshot_warn(out, "section-missing", true,
                             "the phone's answer has its end, but the "
                             "packages of %zu users only, of %zu",
                             sections->users_told, out->users.len);
    }
    return 0;
}

bool sections_have_table(const struct sections *sections)
{
    for (size_t i = 0; i < SECTIONS_TABLE_COUNT; i++) {
        const struct section *table = &sections->tables[i];

        if (table->rows > 0 || (table->is_done && table->status == 0)) {
            return true;
        }
    }
    return false;
}
