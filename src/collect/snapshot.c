/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks once, lets framing and sections read the answer, and then judges what
 * came: enough, part of it, or nothing. See snapshot.h.
 */
#include "collect/snapshot.h"

#include "collect/dedupe.h"
#include "collect/framing.h"
#include "collect/more.h"
#include "collect/netns.h"
#include "collect/script.h"
#include "collect/sections.h"

#include <string.h>

/* The script is 2 KiB; the rest is users. */
#define REQUEST_MAX ((size_t)64 * 1024)
/* What is kept of the phone's stderr, to be shown. */
#define STDERR_CAP 200
/* The script's commands complain in a line or two, if at all. */
#define STDERR_MAX ((uint64_t)1024 * 1024)
/* pm gets most of the time there is until the request would be ended. */
#define WAIT_S_MAX 8
/* su may have to ask somebody. */
#define SU_WAIT_S_MAX 10

struct collector {
    struct framing framing;
    struct sections sections;
    struct err err;                 /* of what was read, not of the runner */
    int64_t begin_at_ms;            /* when the first frame was here */
    char complaint[STDERR_CAP + 1]; /* start of stderr, terminated */
    uint64_t stderr_len;
    enum collect_source source;
    const struct log *log;
};

/* In one line, for people. */
static void keep_complaint(struct collector *collector, const char *bytes,
                           size_t len)
{
    size_t used = strlen(collector->complaint);

    for (size_t i = 0; i < len && used < STDERR_CAP; i++) {
        char c = bytes[i];

        if (c == '\n' || c == '\r' || c == '\0') {
            c = ' ';
        }
        collector->complaint[used++] = c;
    }
}

static int on_bytes(void *ctx, enum runner_stream stream, int64_t at_ms,
                    const char *bytes, size_t len)
{
    struct collector *collector = ctx;
    bool had_begun = collector->sections.has_begun;
    int rc;

    if (stream == RUNNER_STDERR) {
        log_debug(collector->log, "phone's stderr: %.*s",
                  len > 1000 ? 1000 : (int)len, bytes);
        keep_complaint(collector, bytes, len);
        collector->stderr_len += len;
        return collector->stderr_len <= STDERR_MAX
                   ? 0
                   : err_set(&collector->err, ERR_LIMIT,
                             "the phone's shell complained for more than 1 "
                             "MiB, beginning with: %.40s",
                             collector->complaint);
    }
    rc = framing_feed(&collector->framing, bytes, len, &collector->err);
    if (!had_begun && collector->sections.has_begun) {
        collector->begin_at_ms = at_ms;
    }
    if (rc < 0 && collector->err.code == 0) {
        return err_set(&collector->err, rc, "%s",
                       rc == ERR_LIMIT ? "the phone has more of everything "
                                         "than any phone can have"
                                       : "out of memory");
    }
    return rc;
}

/* ---- the request ------------------------------------------------------- */

static unsigned wait_s(const struct collect_options *options, int most)
{
    int least = options->timeout_ms;
    int seconds;

    if (least < 0 || (options->idle_ms >= 0 && options->idle_ms < least)) {
        least = options->idle_ms;
    }
    seconds = least < 0 ? most : least / 10 * 8 / 1000;
    if (seconds > most) {
        seconds = most;
    }
    return seconds < 1 ? 1 : (unsigned)seconds;
}

/* Netstat's sockets alone take the place of those of the tables later on. */
static unsigned parts_of(const struct collect_options *options)
{
    return options->parts | (options->pid_count > 0 ? SCRIPT_PID_NET : 0u) |
           (options->source == COLLECT_PROCFS ? 0 : SCRIPT_NETSTAT);
}

static int run(struct runner *runner, const struct collect_options *options,
               struct request *request, unsigned parts,
               struct collector *collector, struct runner_end *out_end,
               struct err *err)
{
    struct script_params params = {
        .token = options->token,
        .users = options->users,
        .user_count = options->user_count,
        .wait_s = wait_s(options, WAIT_S_MAX),
        .pids = options->pids,
        .pid_count = options->pid_count,
        .parts = parts,
        .su_wait_s = wait_s(options, SU_WAIT_S_MAX),
        .packages = options->packages,
        .package_count = options->package_count,
        .package_user = options->package_user,
    };
    struct buf text;
    int rc = 0;

    buf_init(&text, REQUEST_MAX);
    if (!runner->is_replay) {
        rc = script_snapshot(&text, &params, err);
        request->script = (const char *)text.data;
        request->script_len = text.len;
        request->token = options->token;
    }
    if (rc == 0) {
        rc = framing_init(&collector->framing, request->token, &sections_events,
                          &collector->sections);
        collector->sections.token = collector->framing.token;
    }
    if (rc == 0) {
        rc = runner_run(runner, request, on_bytes, collector, out_end, err);
    }
    buf_fini(&text);
    return rc;
}

static int run_first(struct runner *runner,
                     const struct collect_options *options,
                     struct collector *collector, struct runner_end *out_end,
                     struct err *err)
{
    struct request request = {
        .kind = "snapshot",
        .script = "",
        .token = "",
        .timeout_ms = options->timeout_ms,
        .idle_ms = options->idle_ms,
    };

    return run(runner, options, &request, parts_of(options), collector, out_end,
               err);
}

/* Errors that leave nothing to be kept, whatever came before them. */
static bool is_fatal(int code)
{
    return code == ERR_CANCELED || code == ERR_NOMEM || code == ERR_ARG;
}

/* What is left of the time there was. */
static int time_left(const struct collect_options *options,
                     const struct runner_end *first)
{
    int64_t took = first->ended_at_ms - first->sent_at_ms;

    if (options->timeout_ms < 0 || took <= 0) {
        return options->timeout_ms;
    }
    return took < options->timeout_ms ? options->timeout_ms - (int)took : 0;
}

/*
 * The second request, if one is needed. It cannot spoil the first: what it
 * does not bring stays missing, as has been said.
 */
static int run_more(struct runner *runner,
                    const struct collect_options *options,
                    struct collector *collector, const struct runner_end *first,
                    struct err *err)
{
    unsigned parts = more_parts(&collector->sections, options->source);
    struct request request = {
        .kind = "more",
        .script = "",
        .token = "",
        .timeout_ms = time_left(options, first),
        .idle_ms = options->idle_ms,
    };
    struct framing before = collector->framing;
    struct runner_end end;
    int rc;

    if (parts == 0 || request.timeout_ms == 0) {
        return 0;
    }
    memset(&collector->framing, 0, sizeof(collector->framing));
    rc = run(runner, options, &request, parts, collector, &end, err);
    framing_fini(&collector->framing);
    collector->framing = before;
    if (is_fatal(rc) || is_fatal(collector->err.code)) {
        return rc;
    }
    log_debug(options->log, "the second request: %d %s", rc,
              rc < 0 ? err->text : "");
    memset(&collector->err, 0, sizeof(collector->err));
    memset(err, 0, sizeof(*err));
    return 0;
}

/* ---- the verdict ------------------------------------------------------- */

/* The answer ended by itself, and no table is in it. */
static int no_table(struct collector *collector, struct err *err)
{
    const struct section *tables = collector->sections.tables;
    const char *said = collector->framing.junk_text;
    bool is_denied = false;

    if (said[0] == '\0') {
        said = collector->complaint;
    }
    if (!collector->sections.has_begun) {
        return err_set(err, ERR_PROTO, "the phone did not run the script; %s%s",
                       said[0] == '\0' ? "it said nothing" : "it said: ", said);
    }
    if (collector->source == COLLECT_NETSTAT) {
        said = collector->sections.netstat_said;
        return err_set(err, ERR_REFUSED, "the phone's netstat failed: %s",
                       said[0] == '\0' ? "no reason given" : said);
    }
    for (size_t i = 0; i < SECTIONS_TABLE_COUNT; i++) {
        is_denied =
            is_denied || strstr(tables[i].sample, "Permission denied") != NULL;
    }
    if (is_denied) {
        return err_set(err, ERR_PERM,
                       "the phone lets its shell (uid %lld) read none of its "
                       "socket tables; root may: try \"adb root\"",
                       (long long)collector->sections.begin.uid);
    }
    return err_set(
        err, ERR_REFUSED, "none of the phone's socket tables could be read: %s",
        tables[0].sample[0] == '\0' ? "its answer has none" : tables[0].sample);
}

/* What the phone was telling when it stopped. */
static int warn_open(struct collector *collector, const char *code,
                     const char *text)
{
    const struct sections *sections = &collector->sections;
    const char *name = sections_open_name(sections);

    if (name == NULL) {
        return snapshot_warn(sections->out, code, true,
                             "%s; the rest is missing", text);
    }
    if (sections->is_user_good) {
        return snapshot_warn(sections->out, code, true,
                             "%s, in the middle of %s of user %u; the rest is "
                             "missing",
                             text, name, (unsigned)sections->user);
    }
    return snapshot_warn(sections->out, code, true,
                         "%s, in the middle of %s; the rest is missing", text,
                         name);
}

/* What came is good but not all: say so. */
static int warn_cut(struct collector *collector, int run_rc,
                    const struct err *run_err)
{
    const struct framing *framing = &collector->framing;

    if (run_rc == ERR_LIMIT) {
        return warn_open(collector, "limit-reached", run_err->text);
    }
    if (run_rc == ERR_TIMEOUT) {
        return warn_open(collector, "timed-out", run_err->text);
    }
    if (run_rc < 0) {
        return warn_open(collector, "stream-cut", run_err->text);
    }
    if (framing->state != FRAMING_END) {
        return warn_open(collector, "stream-cut",
                         "the phone's answer ended too early");
    }
    return snapshot_warn(collector->sections.out, "stream-cut", true,
                         "of %llu sections of the phone's answer %llu came",
                         (unsigned long long)framing->sections_claimed,
                         (unsigned long long)framing->sections);
}

/* What need not make the result partial. */
static int warn_small(struct collector *collector)
{
    struct snapshot *out = collector->sections.out;
    const struct framing *framing = &collector->framing;
    int rc = 0;

    if (out->rows_bad > 0) {
        rc = snapshot_warn(out, "rows-bad", false,
                           "%zu line%s of the tables %s skipped, being no "
                           "row; one is \"%s\"",
                           out->rows_bad, out->rows_bad == 1 ? "" : "s",
                           out->rows_bad == 1 ? "was" : "were",
                           collector->sections.rows_sample);
    }
    if (rc == 0 && collector->sections.lines_bad > 0) {
        rc = snapshot_warn(out, "lines-bad", false,
                           "%zu line%s of the phone's answer could not be "
                           "read",
                           collector->sections.lines_bad,
                           collector->sections.lines_bad == 1 ? "" : "s");
    }
    if (rc == 0 && framing->junk > 0) {
        rc = snapshot_warn(
            out, "junk-text", false, "%llu bytes that nobody asked for: %s",
            (unsigned long long)framing->junk, framing->junk_text);
    }
    if (rc == 0 && collector->complaint[0] != '\0') {
        rc = snapshot_warn(out, "phone-stderr", false,
                           "the phone complained: %s", collector->complaint);
    }
    return rc;
}

/*
 * The phone's time was printed between the sending of the request and the
 * coming of the first frame; in the middle, for all that is known.
 */
static void set_clock(struct collector *collector, const struct runner_end *end)
{
    struct snapshot *out = collector->sections.out;
    int64_t round_trip = collector->begin_at_ms - end->sent_at_ms;
    int64_t middle;

    out->taken_at_ms = end->sent_at_ms;
    if (!collector->sections.has_begun || end->sent_at_ms <= 0 ||
        round_trip < 0) {
        return;
    }
    middle = end->sent_at_ms + round_trip / 2;
    out->taken_at_ms = middle;
    out->clock.is_known = true;
    out->clock.phone_minus_laptop_ms = out->phone_at_ms - middle;
    out->clock.uncertainty_ms = (round_trip + 1) / 2;
}

static int compare_users(const void *a, const void *b)
{
    const struct phone_user *left = a;
    const struct phone_user *right = b;

    return left->id < right->id ? -1 : left->id > right->id;
}

static int finish(struct collector *collector, int run_rc,
                  const struct err *run_err)
{
    struct snapshot *out = collector->sections.out;
    bool has_end = run_rc >= 0 && framing_is_complete(&collector->framing);
    int rc = has_end ? sections_warn_missing(&collector->sections)
                     : warn_cut(collector, run_rc, run_err);

    if (rc == 0) {
        rc = netns_settle(out);
    }
    if (rc == 0) {
        rc = dedupe_rows(out);
    }
    if (rc == 0) {
        rc = dedupe_local(out);
    }
    if (rc == 0) {
        rc = more_settle(&collector->sections, collector->source);
    }
    if (rc == 0) {
        rc = warn_small(collector);
    }
    out->has_all_packages = has_end && out->packages.len > 0 &&
                            !collector->sections.has_package_failure;
    if (rc == 0) {
        rc = dedupe_packages(out);
    }
    vec_sort(&out->users, compare_users);
    return rc;
}

static int judge(struct collector *collector, int run_rc, struct err *err)
{
    int rc;

    if (collector->err.code != 0) {
        *err = collector->err;
        run_rc = err->code;
    }
    if (is_fatal(run_rc) || collector->err.code == ERR_PROTO) {
        return run_rc;
    }
    if (!sections_have_table(&collector->sections) ||
        (collector->source == COLLECT_NETSTAT &&
         collector->sections.netstat.count == 0 &&
         !collector->sections.has_netstat)) {
        return run_rc < 0 ? run_rc : no_table(collector, err);
    }
    rc = finish(collector, run_rc, err);
    return rc < 0 ? err_set(err, rc, "no room for what came") : 0;
}

int collect_snapshot(struct runner *runner,
                     const struct collect_options *options,
                     struct snapshot *out, struct err *err)
{
    struct collector collector = {.log = options->log,
                                  .source = options->source};
    struct runner_end end = {.exit_status = -1};
    struct err unused;
    int rc;

    if (err == NULL) {
        err = &unused;
    }
    memset(err, 0, sizeof(*err));
    sections_init(&collector.sections, out);
    collector.sections.parts = options->parts;
    collector.sections.is_replay = runner->is_replay != 0;
    rc = run_first(runner, options, &collector, &end, err);
    set_clock(&collector, &end);
    if (rc == 0 && framing_is_complete(&collector.framing)) {
        rc = run_more(runner, options, &collector, &end, err);
    }
    rc = judge(&collector, rc, err);
    log_debug(options->log,
              "snapshot: %llu bytes, %zu rows, %zu processes, %zu packages",
              (unsigned long long)collector.framing.total, out->rows.len,
              out->processes.len, out->packages.len);
    framing_fini(&collector.framing);
    return rc;
}
