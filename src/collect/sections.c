/* SPDX-License-Identifier: Apache-2.0 */
/* What all sections have in common. See sections.h. */
#include "collect/facts.h"
#include "collect/packages.h"
#include "collect/section_kind.h"

#include "base/err.h"

#include <string.h>

/* The first are those of sections.tables. */
static const struct section_kind *const kinds[] = {
    &section_tcp,          &section_tcp6,          &section_udp,
    &section_udp6,         &section_processes,     &section_users,
    &section_packages,     &section_facts,         &section_current_user,
    &section_udplite,      &section_udplite6,      &section_raw,
    &section_raw6,         &section_icmp,          &section_icmp6,
    &section_unix,         &section_packet,        &section_netlink,
    &section_sockstat,     &section_sockstat6,     &section_snmp,
    &section_netstat,      &section_packages_dump, &section_fds,
    &section_su,           &section_run_as,        &section_interfaces,
    &section_connectivity, &section_settings,      &section_netns,
    &section_pid_tcp,      &section_pid_tcp6,      &section_pid_udp,
    &section_pid_udp6,     &section_tools,
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct section_kind *section_kind_find(struct str name)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (str_is(name, kinds[i]->name)) {
            return kinds[i];
        }
    }
    return NULL;
}

int section_keep(struct sections *sections, struct str text, const char **out)
{
    struct pool *pool = &sections->out->strings;

    *out = pool_add(pool, text);
    if (*out != NULL) {
        return 0;
    }
    return text.len >= pool->max - pool->used ? ERR_LIMIT : ERR_NOMEM;
}

int section_warn_failed(struct sections *sections, const char *code,
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

const char *sections_open_name(const struct sections *sections)
{
    return sections->kind == NULL ? NULL : sections->kind->name;
}

static int on_begin(void *ctx, const struct framing_begin *begin)
{
    struct sections *sections = ctx;

    if (sections->has_begun) {
        return 0; /* the answer to what was asked besides */
    }
    sections->has_begun = true;
    sections->begin = *begin;
    sections->out->phone.shell_uid = begin->uid;
    sections->out->phone_at_ms = begin->phone_us / 1000;
    return 0;
}

/* 0: no pid. */
static int32_t parse_pid(struct str text)
{
    uint64_t pid;

    return str_to_u64(text, INT32_MAX, &pid) ? (int32_t)pid : 0;
}

/* A section of another version of the script is passed over. */
void section_open(struct sections *sections, struct str name)
{
    size_t i = 0;

    while (i < KINDS && !str_is(name, kinds[i]->name)) {
        i++;
    }
    sections->kind = i < KINDS ? kinds[i] : NULL;
    sections->seen |= i < KINDS ? UINT64_C(1) << i : 0;
    sections->now =
        i < SECTIONS_TABLE_COUNT ? &sections->tables[i] : &sections->other;
    if (sections->kind == &section_su) {
        sections->now = &sections->su;
    }
    memset(sections->now, 0, sizeof(*sections->now));
    sections->now->has_begun = true;
    sections->is_whole = true;
    sections->without_uid = 0;
    sections->holder_pid = -1;
}

static int on_section(void *ctx, struct str name, struct str argument)
{
    struct sections *sections = ctx;
    uint32_t user = 0;

    section_open(sections, name);
    sections->is_in_su = sections->kind == &section_su;
    if (sections->kind == &section_netns) {
        sections->netns_pid = parse_pid(argument);
    }
    sections->is_user_good = facts_parse_user_id(argument, &user) > 0;
    sections->user = user;
    return 0;
}

void sections_keep_sample(char sample[SECTIONS_SAMPLE_CAP + 1], struct str line)
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
    return sections->kind != NULL && sections->kind->is_table;
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

    if (sections->is_in_su) {
        rc = section_su_mark(sections, line);
        if (rc != 0) {
            return rc < 0 ? rc : 0;
        }
    }
    if (sections->kind == NULL) {
        return 0;
    }
    sections->now->has_lines = true;
    rc = sections->kind->line(sections, line);
    if (rc > 0) {
        sections->now->rows++;
    } else if (rc == ERR_PROTO) {
        add_bad(sections, 1);
        if (is_worth_more(sections, line)) {
            sections_keep_sample(sections->now->sample, line);
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

int section_close(struct sections *sections, int status)
{
    struct section *now = sections->now;
    int rc;

    now->is_done = true;
    now->status = status;
    if (sections->kind == NULL) {
        return 0;
    }
    rc = sections->kind->done(sections);
    if (!is_table(sections) && status == 0) {
        sections->lines_bad += now->rows_bad;
    }
    sections->kind = NULL;
    return rc;
}

static int on_done(void *ctx, const struct framing_done *done)
{
    static const struct str too_long = {"a line over 64 KiB", 18};
    struct sections *sections = ctx;
    int rc = sections->is_in_su ? section_su_end(sections) : 0;

    if (done->lines_long > 0) {
        add_bad(sections, done->lines_long);
        if (sections->now->sample[0] == '\0') {
            sections_keep_sample(sections->now->sample, too_long);
        }
    }
    sections->is_whole = !done->has_bytes || done->bytes == done->seen;
    sections->now->is_cut = !sections->is_whole || done->lines_long > 0;
    if (rc == 0 && sections->kind != NULL) {
        rc = check_bytes(sections, done);
    }
    return rc < 0 ? rc : section_close(sections, done->status);
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
    sections->holder_pid = -1;
}

/* A recording has what was asked for when it was made. */
static bool is_due(const struct sections *sections,
                   const struct section_kind *kind)
{
    return !kind->is_optional ||
           (!sections->is_replay && (kind->part & sections->parts) != 0);
}

/* What a recording lacks because nobody asked for it then. */
static int warn_not_recorded(struct sections *sections)
{
    const char *first = NULL;
    size_t count = 0;

    for (size_t i = 0; sections->is_replay && i < KINDS; i++) {
        if ((sections->seen >> i & 1) == 0 &&
            (kinds[i]->part & sections->parts) != 0) {
            first = count++ == 0 ? kinds[i]->name : first;
        }
    }
    if (count == 0) {
        return 0;
    }
    return snapshot_warn(sections->out, "not-recorded", false,
                         "this recording was made without %s%s: its options "
                         "did not ask for %s; conns --record with these ones "
                         "does",
                         first, count > 1 ? " and others" : "",
                         count > 1 ? "them" : "it");
}

int sections_warn_missing(struct sections *sections)
{
    struct snapshot *out = sections->out;
    const char *first = NULL;
    size_t count = 0;
    int rc = warn_not_recorded(sections);

    if (rc < 0) {
        return rc;
    }
    for (size_t i = 0; i < KINDS; i++) {
        if ((sections->seen >> i & 1) == 0 && is_due(sections, kinds[i])) {
            first = count++ == 0 ? kinds[i]->name : first;
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
    return sections->has_netstat || sections->netstat.count > 0;
}
