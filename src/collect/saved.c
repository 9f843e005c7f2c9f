/* SPDX-License-Identifier: Apache-2.0 */
/* From bytes to lines to whoever reads lines of that kind. See saved.h. */
#include "collect/saved.h"

#include "collect/dedupe.h"
#include "collect/facts.h"
#include "collect/netstat_head.h"
#include "collect/pasted.h"
#include "collect/saved_lists.h"
#include "collect/saved_table.h"

#include <string.h>

#define RECORDING_MAGIC "adbnet-recording "
#define UTF8_MARK "\xef\xbb\xbf"
#define UTF16_MARK "\xff\xfe"

/* Warnings that are left for what is not about one file. */
#define WARNINGS_SPARE 16

#define EXPECTED                                                  \
    "known are tables of /proc/net, netstat, pm list packages, "  \
    "packages.list, dumpsys package, ps with a header, getprop, " \
    "recordings, output of adbnet script"

enum saved_form saved_sniff(struct str start)
{
    struct cursor cursor = cursor_from(start);
    struct str line;

    if (str_starts(start, RECORDING_MAGIC)) {
        return SAVED_RECORDING;
    }
    while (cursor_line(&cursor, &line)) {
        if (framing_is_begin(line)) {
            return SAVED_ANSWER;
        }
        if (saved_table_is_unix_row(line)) {
            return SAVED_TEXT; /* what follows may be a socket's name */
        }
    }
    return SAVED_TEXT;
}

int saved_init(struct saved *saved, const char *as, struct snapshot *out,
               struct err *err)
{
    memset(saved, 0, sizeof(*saved));
    saved->out = out;
    sections_init(&saved->sections, out);
    netstat_snapshot_init(&saved->netstat, out);
    buf_init(&saved->partial, FRAMING_LINE_MAX);
    if (as != NULL) {
        saved->as = saved_table_by_name(str_from(as));
        if (saved->as == NULL) {
            return err_set(err, ERR_USAGE,
                           "--as %s: no such table; there are tcp, tcp6, "
                           "udp, udp6 and others of /proc/net",
                           as);
        }
    }
    return 0;
}

void saved_fini(struct saved *saved)
{
    buf_fini(&saved->partial);
}

void saved_begin(struct saved *saved, const char *name)
{
    memset(&saved->file, 0, sizeof(saved->file));
    saved->file.name = name;
    saved->from_name = saved_table_of_file(name);
    saved->from_prompt = NULL;
    saved->kind = SAVED_NOTHING;
    saved->is_skipping = false;
    saved->is_behind_unix = false;
    saved->sections.snmp.len = 0;
    packages_dump_init(&saved->sections.dump);
    buf_clear(&saved->partial);
}

/* ---- lines -------------------------------------------------------------- */

static const struct section_kind *named(const struct saved *saved)
{
    return saved->from_prompt != NULL ? saved->from_prompt
           : saved->from_name != NULL ? saved->from_name
                                      : saved->as;
}

/* By the reader of an answer's section. */
static int read_by(struct saved *saved, const struct section_kind *kind,
                   struct str line)
{
    saved->sections.kind = kind;
    return kind->line(&saved->sections, line);
}

static void open_table(struct saved *saved, const struct section_kind *kind)
{
    saved->kind = SAVED_TABLE;
    saved->sections.kind = kind;
    saved->is_behind_unix = kind == &section_unix;
}

/* See saved_table_ends_unix(). Also of a table that was cut, or grepped. */
static bool is_believed(struct saved *saved, struct str line)
{
    if (saved_table_is_unix_row(line)) {
        saved->is_behind_unix = true;
        return true;
    }
    return !saved->is_behind_unix || saved_table_ends_unix(line);
}

/* "uid=2000(shell) gid=2000(shell) ...", what id prints. */
static bool take_id(struct saved *saved, struct str text)
{
    struct cursor cursor = cursor_from(text);
    uint64_t uid;

    if (!cursor_literal(&cursor, "uid=") ||
        !cursor_u64(&cursor, UINT32_MAX, &uid) ||
        !pasted_has(text, " gid=", NULL)) {
        return false;
    }
    saved->out->phone.shell_uid = (int64_t)uid;
    return true;
}

static int take_netstat(struct saved *saved, struct str line)
{
    int rc = netstat_snapshot_line(&saved->netstat, line);

    saved->netstat_others += rc > NETSTAT_INET;
    return rc == ERR_PROTO ? 0 : rc < 0 ? rc : 1;
}

/* What cat was told, or netstat, whose reader begins anew. */
static int take_prompt(struct saved *saved, struct str line)
{
    int rc = netstat_snapshot_line(&saved->netstat, line);

    saved->kind = SAVED_NOTHING;
    saved->from_prompt = saved_table_of_prompt(line);
    return rc < 0 && rc != ERR_PROTO ? rc : SAVED_BETWEEN;
}

/* The beginning of something: 1; between things: SAVED_BETWEEN; else 0, or < 0.
 */
static int take_head(struct saved *saved, struct str line)
{
    enum saved_header header = saved_table_header(line);

    if (header != SAVED_NO_HEADER) {
        open_table(saved, saved_table_under(header, named(saved)));
        return 1;
    }
    if (pasted_is_ornament(line)) {
        saved->has_gap = saved->has_gap || pasted_is_gap(line);
        saved->kind = pasted_is_fence(line) ? SAVED_NOTHING : saved->kind;
        return SAVED_BETWEEN;
    }
    if (netstat_head_is_one(line)) {
        saved->kind = SAVED_NETSTAT;
        return take_netstat(saved, line);
    }
    if (pasted_is_prompt(line)) {
        return take_prompt(saved, line);
    }
    if (ps_header(&saved->ps, line)) {
        saved->kind = SAVED_PS;
        return 1;
    }
    return 0;
}

/* A line of a list: 1 if it is, 0 if not, SAVED_BETWEEN, or < 0. */
static int take_list(struct saved *saved, struct str text)
{
    struct property_line property;
    const struct section_kind *kind = NULL;
    int rc;

    if (str_starts(text, "package:")) {
        kind = &section_packages;
    } else if (str_starts(text, "UserInfo{") || str_is(text, "Users:")) {
        kind = &section_users;
    } else if (facts_parse_property(text, &property) > 0) {
        kind = &section_facts;
    }
    if (kind == NULL) {
        return take_id(saved, text)
                   ? 1
                   : saved_counters_line(&saved->sections, text);
    }
    saved->kind = SAVED_LIST;
    rc = read_by(saved, kind, text);
    return rc == ERR_PROTO ? 0 : rc < 0 ? rc : 1;
}

static bool is_head(struct saved *saved, struct str line)
{
    return saved_table_header(line) != SAVED_NO_HEADER ||
           saved_table_shape(line) != SAVED_NO_ROW ||
           netstat_head_is_one(line) || ps_header(&saved->ps, line);
}

/* Of a dump, in which much looks like something else: 1, 0 or < 0. */
static int take_dump(struct saved *saved, struct str line)
{
    bool is_open = saved->kind == SAVED_DUMP;
    int rc;

    if (is_open && pasted_is_gap(line)) {
        return saved_dump_break(&saved->sections); /* and a gap it is */
    }
    if (!saved_dump_begins(line) &&
        (!is_open || !saved_dump_goes_on(line) || is_head(saved, line) ||
         str_is(str_trim(line), "Users:"))) {
        return 0;
    }
    saved->kind = SAVED_DUMP;
    rc = saved_dump_line(&saved->sections, line);
    return rc < 0 ? rc : 1;
}

static int take_process(struct saved *saved, struct str line)
{
    struct process_line parsed;
    struct process process;
    int rc = ps_line(&saved->ps, line, &parsed);

    if (rc <= 0) {
        return rc < 0 ? 0 : 1;
    }
    saved->has_init = saved->has_init || parsed.pid == 1;
    process.pid = parsed.pid;
    process.uid = parsed.uid;
    rc = section_keep(&saved->sections, parsed.name, &process.name);
    if (rc == 0) {
        rc = vec_push(&saved->out->processes, &process);
    }
    return rc < 0 ? rc : 1;
}

static int unknown_table(const struct saved *saved, struct err *err)
{
    return err_set(err, ERR_PROTO,
                   "%s, line %zu: a row without its header, which may be of "
                   "udp, raw or another table; name it: --as udp",
                   saved->file.name, saved->file.line);
}

/* A row of the table that names say; 1, 0 or < 0. */
static int take_named_row(struct saved *saved, struct str line)
{
    const struct section_kind *kind = named(saved);
    int rc = kind == NULL ? 0 : read_by(saved, kind, line);

    if (rc > 0) {
        open_table(saved, kind);
    }
    return rc == ERR_PROTO ? 0 : rc;
}

/* A row nothing before which says what it is of. */
static int take_bare_row(struct saved *saved, struct str line, struct err *err)
{
    enum saved_shape shape = saved_table_shape(line);
    int rc = take_named_row(saved, line);

    if (rc != 0) {
        return rc;
    }
    if (shape == SAVED_ANY_ROW) {
        return unknown_table(saved, err);
    }
    if (shape == SAVED_TCP_ROW) {
        open_table(saved, &section_tcp);
        return read_by(saved, &section_tcp, line);
    }
    if (netstat_looks_like(line)) {
        saved->kind = SAVED_NETSTAT;
        return take_netstat(saved, line);
    }
    return 0;
}

static void count_bad(struct saved *saved, struct str line)
{
    struct saved_file *file = &saved->file;
    bool is_row = saved->kind == SAVED_TABLE || saved->kind == SAVED_NETSTAT;

    file->rows_bad += is_row;
    file->lines_bad += !is_row;
    saved->out->rows_bad += is_row;
    saved->processes_bad += saved->kind == SAVED_PS;
    if (file->first_bad == 0) {
        file->first_bad = file->line;
        sections_keep_sample(file->sample, line);
    }
}

/* What some editors and shells put in front of a text. */
static int take_mark(const struct saved *saved, struct str *line,
                     struct err *err)
{
    if (str_starts(*line, UTF16_MARK)) {
        return err_set(err, ERR_PROTO,
                       "%s is UTF-16, as PowerShell's \">\" writes it; save "
                       "it as UTF-8",
                       saved->file.name);
    }
    if (str_starts(*line, UTF8_MARK)) {
        line->ptr += strlen(UTF8_MARK);
        line->len -= strlen(UTF8_MARK);
    }
    return 0;
}

/* Whatever is not a row of the table that is open. */
static int on_other_line(struct saved *saved, struct str line, struct err *err)
{
    struct str text;
    int rc = saved->file.line == 1 ? take_mark(saved, &line, err) : 0;

    text = str_trim(line);
    if (rc < 0 || text.len == 0) {
        return rc;
    }
    if (!is_believed(saved, line)) {
        saved->unix_behind++;
        count_bad(saved, line);
        return 0;
    }
    /* First, for a process that is called "#" or "PID UID NAME" is no head. */
    rc = saved->kind == SAVED_PS ? take_process(saved, line) : 0;
    if (rc == 0) {
        rc = take_dump(saved, line);
    }
    if (rc == 0) {
        rc = take_head(saved, line);
    }
    if (rc == 0) {
        rc = take_list(saved, text);
    }
    if (rc == 0 && saved->kind == SAVED_NETSTAT) {
        rc = take_netstat(saved, line);
    }
    if (rc == 0) {
        rc = saved_package_row(&saved->sections, line);
    }
    if (rc == 0) {
        rc = take_bare_row(saved, line, err);
    }
    if (rc == 0) {
        count_bad(saved, line);
    }
    saved->file.known += rc == 1;
    return rc < 0 ? rc : 0;
}

/* A whole line. Those of tables come by the million, so they come first. */
static int on_line(struct saved *saved, struct str line, struct err *err)
{
    saved->file.line++;
    if (saved->kind == SAVED_TABLE) {
        const struct section_kind *kind = saved->sections.kind;
        int rc = kind->line(&saved->sections, line);

        if (rc > 0) {
            saved->file.known++;
            return 0;
        }
        if (rc < 0 && rc != ERR_PROTO) {
            return rc;
        }
    }
    return on_other_line(saved, line, err);
}

/* ---- bytes -------------------------------------------------------------- */

/* The rest of a line whose beginning is in partial, or is skipped. */
static int end_partial(struct saved *saved, struct str rest, struct err *err)
{
    static const struct str too_long = {"a line over 64 KiB", 18};
    struct buf *partial = &saved->partial;
    struct str line;
    int rc;

    if (saved->is_skipping || rest.len > buf_room(partial)) {
        saved->is_skipping = false;
        buf_clear(partial);
        saved->file.line++;
        count_bad(saved, too_long);
        return 0;
    }
    rc = buf_append(partial, rest.ptr, rest.len);
    if (rc < 0) {
        return rc;
    }
    line.ptr = (const char *)partial->data;
    line.len = partial->len;
    rc = on_line(saved, line, err);
    buf_clear(partial);
    return rc;
}

static int keep_partial(struct saved *saved, struct str start)
{
    if (saved->is_skipping || start.len == 0) {
        return 0;
    }
    if (start.len > buf_room(&saved->partial)) {
        saved->is_skipping = true;
        return 0;
    }
    return buf_append(&saved->partial, start.ptr, start.len);
}

static int feed(struct saved *saved, const char *bytes, const char *end,
                struct err *err)
{
    int rc = 0;

    while (rc == 0 && bytes < end) {
        struct str line = {bytes, (size_t)(end - bytes)};
        const char *newline = memchr(bytes, '\n', line.len);

        if (newline == NULL) {
            return keep_partial(saved, line);
        }
        line.len = (size_t)(newline - bytes);
        bytes = newline + 1;
        rc = saved->partial.len > 0 || saved->is_skipping ||
                     line.len > FRAMING_LINE_MAX
                 ? end_partial(saved, line, err)
                 : on_line(saved, line, err);
    }
    return rc;
}

/* Those that have no sentence yet. */
static int explain(const struct saved *saved, int rc, struct err *err)
{
    if (rc == ERR_LIMIT) {
        return err_set(err, rc, "%s, line %zu: more than any phone can have",
                       saved->file.name, saved->file.line);
    }
    return rc == ERR_NOMEM ? err_set(err, rc, "out of memory") : rc;
}

int saved_feed(struct saved *saved, const char *bytes, size_t len,
               struct err *err)
{
    return explain(saved, feed(saved, bytes, bytes + len, err), err);
}

/* ---- ends --------------------------------------------------------------- */

static bool has_room(const struct vec *warnings)
{
    return warnings->len + WARNINGS_SPARE <= warnings->max;
}

static int warn_bad(struct saved *saved)
{
    const struct saved_file *file = &saved->file;
    size_t count = file->rows_bad + file->lines_bad;

    if (count == 0) {
        return 0;
    }
    if (!has_room(&saved->out->warnings)) {
        saved->files_unsaid++;
        return 0;
    }
    return snapshot_warn(saved->out,
                         file->rows_bad > 0 ? "rows-bad" : "lines-bad", false,
                         "%s: %zu line%s skipped, being no row of anything "
                         "known; the first is line %zu: \"%s\"",
                         file->name, count, count == 1 ? " was" : "s were",
                         file->first_bad, file->sample);
}

int saved_end(struct saved *saved, struct err *err)
{
    struct str nothing = {"", 0};
    int rc = 0;

    if (saved->partial.len > 0 || saved->is_skipping) {
        rc = end_partial(saved, nothing, err);
    }
    if (rc == 0) {
        rc = saved_dump_break(&saved->sections);
    }
    if (rc == 0 && saved->file.line == 0) {
        return err_set(err, ERR_PROTO, "%s is empty; " EXPECTED,
                       saved->file.name);
    }
    if (rc == 0 && saved->file.known == 0) {
        return err_set(
            err, ERR_PROTO,
            "%s: nothing in it is known, line %zu is \"%.40s\"; " EXPECTED,
            saved->file.name, saved->file.first_bad, saved->file.sample);
    }
    if (rc == 0) {
        rc = warn_bad(saved);
    }
    return explain(saved, rc, err);
}

int saved_leave_out(struct saved *saved, const struct err *why)
{
    if (!has_room(&saved->out->warnings)) {
        saved->files_out++;
        return 0;
    }
    return snapshot_warn(saved->out, "file-unknown", false, "not read: %s",
                         why->text);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static int warn_lists(struct saved *saved)
{
    size_t without_uid = saved->sections.without_uid;
    struct snapshot *out = saved->out;
    int rc = 0;

    if (without_uid > 0) {
        rc = snapshot_warn(out, "packages-no-uid", false,
                           "%zu package%s without a uid: pm list packages "
                           "tells it with -U",
                           without_uid, plural(without_uid));
    }
    if (rc == 0 && saved->netstat_others > 0) {
        rc = snapshot_warn(out, "rows-other", false,
                           "%zu row%s of netstat, raw, udplite or unix, %s "
                           "left out",
                           saved->netstat_others, plural(saved->netstat_others),
                           saved->netstat_others == 1 ? "was" : "were");
    }
    if (rc == 0 && saved->unix_behind > 0) {
        rc = snapshot_warn(out, "unix-behind", false,
                           "%zu line%s behind a table of unix sockets %s not "
                           "believed, because any app can forge some there: "
                           "save other things before it, or in another file",
                           saved->unix_behind, plural(saved->unix_behind),
                           saved->unix_behind == 1 ? "was" : "were");
    }
    if (rc == 0 && saved->files_unsaid > 0) {
        rc = snapshot_warn(out, "lines-bad", false,
                           "in %zu more file%s lines were skipped",
                           saved->files_unsaid, plural(saved->files_unsaid));
    }
    if (rc == 0 && saved->files_out > 0) {
        rc = snapshot_warn(out, "file-unknown", false,
                           "nor were %zu more file%s read", saved->files_out,
                           plural(saved->files_out));
    }
    return rc;
}

int saved_finish(struct saved *saved)
{
    struct snapshot *out = saved->out;
    int rc = netstat_snapshot_warn(&saved->netstat);

    out->has_all_processes =
        saved->has_init && !saved->has_gap && saved->processes_bad == 0;
    if (rc == 0) {
        rc = dedupe_packages(out);
    }
    if (rc == 0) {
        rc = dedupe_local(out);
    }
    if (rc == 0 && saved->sections.has_dump) {
        rc = section_warn_doubtful(out, false);
    }
    return rc < 0 ? rc : warn_lists(saved);
}
