/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as JUnit XML, for those who read only that: a suite for each
 * phone; a case for each run of a scan, else for each WHAT. What was not
 * judged is an error: green must be earned. What is observed is no failure,
 * unless a policy denies it.
 */
#include "sink/html/html.h"

#include "sink/judged.h"
#include "sink/lookups.h"
#include "sink/report.h"
#include "sink/watch.h"

#include <inttypes.h>
#include <stdlib.h>

struct junit_state {
    const struct report_head *report;
    bool *is_told; /* of each run */
    struct run_number *numbers;
    bool is_begun;
};

static const struct report_head no_file;

/* A case: what is known of it, and which endpoints are its own. */
struct junit_case {
    const char *name;
    const struct scan_run_result *run;   /* NULL: a WHAT, or all */
    struct run_number number;            /* of that run, on its phone */
    const struct target_result *target;  /* NULL: a run, or all */
    const struct watch_summary *summary; /* NULL: none came */
    bool has_own;                        /* summary is of this case alone */
    const struct watch_head *watch;
};

static void junit_open(struct sink *sink)
{
    struct junit_state *state = sink->state;

    state->report = &no_file;
}

static void begin_once(struct sink *sink)
{
    struct junit_state *state = sink->state;

    if (!state->is_begun) {
        state->is_begun = true;
        out_puts(&sink->data, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<testsuites name=\"adbnet\">\n");
    }
}

/* ---- one case ----------------------------------------------------------- */

/* Why it says nothing; NULL: it may be judged. */
static const char *why_not(const struct junit_case *one)
{
    if (one->run != NULL) {
        return scan_run_is_judged(one->run) ? NULL : scan_run_word(one->run);
    }
    if (one->summary != NULL && one->summary->is_partial) {
        return one->summary->is_unstarted   ? "not-started"
               : one->summary->lacks_tables ? "tables-not-read"
                                            : "phone-lost";
    }
    if (one->summary != NULL && one->summary->left_out > 0) {
        return "too-many-sockets";
    }
    return one->target == NULL           ? NULL
           : one->target->installed == 0 ? "not-installed"
           : one->target->is_absent      ? "not-found"
                                         : NULL;
}

static bool has_package(const struct owner *owner, const char *package)
{
    size_t i;

    for (i = 0; owner != NULL && i < owner->package_count; i++) {
        if (strcmp(owner->packages[i], package) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_uid(const struct target_result *target, uint32_t uid)
{
    size_t i;

    for (i = 0; i < target->uid_count; i++) {
        if (target->uids[i] == uid) {
            return true;
        }
    }
    return false;
}

static bool is_of(const struct junit_case *one, const struct endpoint *endpoint)
{
    const struct owner *owner = endpoint->connection.owner;
    const struct scan_run_result *run = one->run;

    if (endpoint->is_service) {
        return false;
    }
    if (one->has_own) {
        return true;
    }
    if (run != NULL) {
        return run->package != NULL && has_package(owner, run->package) &&
               endpoint->last_ms >= run->started_ms &&
               (run->ended_ms < 0 || endpoint->first_ms <= run->ended_ms);
    }
    if (one->target == NULL ||
        (one->target->uid_count == 0 && !one->target->is_absent)) {
        return true;
    }
    return owner != NULL && has_uid(one->target, owner->uid);
}

static void put_endpoint(struct out *out, const struct watch_head *watch,
                         const struct endpoint *endpoint)
{
    const struct lookup *lookup = endpoint->connection.lookup;
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    out_puts(out, connection_is_plain_port(&now.connection) ? "! " : "  ");
    html_since(out, watch, endpoint->first_ms);
    html_put(out, " %s ", sock_proto_name(now.row.proto));
    if (sock_has_remote(&now.row)) {
        html_addr(out, &now.row.remote, sock_has_ports(&now.row),
                  now.row.remote_port);
    } else {
        out_puts(out, "on ");
        html_addr(out, &now.row.local, sock_has_ports(&now.row),
                  now.row.local_port);
    }
    if (lookup != NULL && lookup->ptr.status == LOOKUP_OK) {
        out_char(out, ' ');
        html_text(out, lookup->ptr.names[0]);
        html_put(out, " (name confirmed: %s)", lookups_name_ok(lookup));
    }
    html_put(
        out, ", %" PRIu64 " connection%s, owner known: %s\n",
        endpoint->connections, endpoint->connections == 1 ? "" : "s",
        attribution_name((enum attribution)endpoint->connection.attribution));
}

static void put_endpoints(struct out *out, const struct junit_case *one)
{
    size_t count = 0;
    size_t i;

    if (one->summary == NULL) {
        return;
    }
    out_puts(out, "      <system-out>");
    for (i = 0; i < one->summary->endpoint_count; i++) {
        if (is_of(one, &one->summary->endpoints[i])) {
            put_endpoint(out, one->watch, &one->summary->endpoints[i]);
            count++;
        }
    }
    out_puts(out, count == 0 ? "no connection was observed\n" : "");
    out_puts(out, "</system-out>\n");
}

/* "30.118" */
static void put_seconds(struct out *out, int64_t ms)
{
    ms = ms < 0 ? 0 : ms;
    html_put(out, " time=\"%" PRId64 ".%03d\"", ms / 1000, (int)(ms % 1000));
}

/* Endpoints that a policy says that of. */
static size_t count_judged(const struct junit_case *one, unsigned judgement)
{
    size_t count = 0;
    size_t i;

    for (i = 0; one->summary != NULL && i < one->summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &one->summary->endpoints[i];
        const struct verdict *verdict = endpoint->connection.verdict;

        count += verdict != NULL && verdict->judgement == judgement &&
                 is_of(one, endpoint);
    }
    return count;
}

/* Of all that a policy says that of, a line for each. */
static void put_judged(struct out *out, const struct junit_case *one,
                       unsigned judgement)
{
    char text[JUDGED_WHY_CAP];
    size_t i;

    for (i = 0; i < one->summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &one->summary->endpoints[i];
        const struct verdict *verdict = endpoint->connection.verdict;

        if (verdict != NULL && verdict->judgement == judgement &&
            is_of(one, endpoint)) {
            html_put(out, "%s ", sock_proto_name(endpoint->row.proto));
            html_addr(out, &endpoint->row.remote,
                      sock_has_ports(&endpoint->row),
                      endpoint->row.remote_port);
            out_puts(out, "; ");
            html_text(out, judged_why(verdict, text));
            out_char(out, '\n');
        }
    }
}

static bool has_path(const struct junit_case *one, size_t i,
                     enum path_verdict verdict)
{
    const struct endpoint *endpoint = &one->summary->endpoints[i];

    return endpoint->connection.path == verdict && is_of(one, endpoint);
}

static size_t count_path(const struct junit_case *one,
                         enum path_verdict verdict)
{
    size_t count = 0;
    size_t i;

    for (i = 0; one->summary != NULL && i < one->summary->endpoint_count; i++) {
        count += has_path(one, i, verdict);
    }
    return count;
}

/* Not by the way that --expect-path wants, or nobody knows which. */
static void put_path(struct out *out, const struct junit_case *one,
                     const char *element, enum path_verdict verdict)
{
    size_t i;

    html_put(out, "      <%s type=\"path\" message=\"%zu %s\">", element,
             count_path(one, verdict),
             verdict == PATH_MISSED ? "not by the way that was expected"
                                    : "of which it is not known which way");
    for (i = 0; i < one->summary->endpoint_count; i++) {
        if (has_path(one, i, verdict)) {
            put_endpoint(out, one->watch, &one->summary->endpoints[i]);
        }
    }
    html_put(out, "</%s>\n", element);
}

enum outcome { OUTCOME_OK, OUTCOME_FAILURE, OUTCOME_ERROR };

/* What is wrong for certain comes before what is not known. */
static enum outcome outcome_of(const struct junit_case *one)
{
    return count_judged(one, JUDGED_DENY) + count_path(one, PATH_MISSED) > 0
               ? OUTCOME_FAILURE
           : why_not(one) != NULL || count_judged(one, JUDGED_NOT) > 0 ||
                   count_path(one, PATH_NOT_TOLD) > 0
               ? OUTCOME_ERROR
               : OUTCOME_OK;
}

static void put_policy(struct out *out, const struct junit_case *one,
                       const char *element, unsigned judgement)
{
    html_put(out, "      <%s type=\"policy\" message=\"%zu %s\">", element,
             count_judged(one, judgement),
             judgement == JUDGED_DENY ? "not allowed by the policy"
                                      : "not judged by the policy");
    put_judged(out, one, judgement);
    html_put(out, "</%s>\n", element);
}

static void put_outcome(struct out *out, const struct junit_case *one)
{
    const char *why = why_not(one);

    if (count_judged(one, JUDGED_DENY) > 0) {
        put_policy(out, one, "failure", JUDGED_DENY);
    } else if (count_path(one, PATH_MISSED) > 0) {
        put_path(out, one, "failure", PATH_MISSED);
    } else if (why != NULL) {
        html_put(out, "      <error type=\"%s\" message=\"not judged: ", why);
        html_text(out, one->run != NULL && one->run->reason != NULL
                           ? one->run->reason
                           : why);
        out_puts(out, "\"/>\n");
    } else if (count_judged(one, JUDGED_NOT) > 0) {
        put_policy(out, one, "error", JUDGED_NOT);
    } else if (count_path(one, PATH_NOT_TOLD) > 0) {
        put_path(out, one, "error", PATH_NOT_TOLD);
    }
}

static void put_case(struct out *out, const struct junit_case *one)
{
    out_puts(out, "    <testcase classname=\"adbnet.");
    out_puts(out, one->run != NULL ? "scan" : "watch");
    out_puts(out, "\" name=\"");
    html_text(out, one->name);
    if (one->run != NULL && one->run->version != NULL) {
        out_char(out, ' ');
        html_text(out, one->run->version);
    }
    if (one->number.of > 1) {
        html_put(out, " (run %zu of %zu)", one->number.number, one->number.of);
    }
    out_char(out, '"');
    put_seconds(out, one->run != NULL
                         ? one->run->watched_ms
                         : one->summary->to_ms - one->summary->from_ms);
    out_puts(out, ">\n");
    put_outcome(out, one);
    put_endpoints(out, one);
    out_puts(out, "    </testcase>\n");
}

/* ---- suites ------------------------------------------------------------- */

struct tally {
    size_t tests;
    size_t failures;
    size_t errors;
};

static void count_case(struct tally *tally, const struct junit_case *one)
{
    enum outcome outcome = outcome_of(one);

    tally->tests++;
    tally->failures += outcome == OUTCOME_FAILURE;
    tally->errors += outcome == OUTCOME_ERROR;
}

static void begin_suite(struct out *out, const char *serial,
                        const struct tally *tally)
{
    out_puts(out, "  <testsuite name=\"adbnet ");
    html_serial(out, serial);
    html_put(out,
             "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
             "skipped=\"0\"",
             tally->tests, tally->failures, tally->errors);
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* A run that is not told yet, of that phone. */
static bool find_run(const struct junit_state *state, size_t i,
                     const char *serial, const struct watch_head *watch,
                     struct watch_head *mine, struct junit_case *out)
{
    *out = (struct junit_case){.watch = watch, .has_own = true};
    out->run = report_run_at(state->report, i, &out->summary);
    out->number = state->numbers[i];
    out->name = out->run->package == NULL ? "?" : out->run->package;
    if (state->is_told[i] || !is_same(out->run->serial, serial)) {
        return false;
    }
    if (watch == NULL) {
        out->summary = NULL;
    } else {
        *mine = *watch;
        mine->start_ms = out->run->started_ms;
        out->watch = mine;
    }
    return true;
}

/* Those of a phone; watch NULL: nothing came of it. */
static void put_runs(struct sink *sink, const char *serial,
                     const struct watch_head *watch)
{
    struct junit_state *state = sink->state;
    size_t count = report_run_count(state->report);
    struct tally tally = {.tests = 0};
    struct watch_head mine;
    struct junit_case one;
    int64_t ms = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        if (find_run(state, i, serial, watch, &mine, &one)) {
            count_case(&tally, &one);
            ms += one.run->watched_ms > 0 ? one.run->watched_ms : 0;
        }
    }
    if (tally.tests == 0) {
        return; /* told with what the phone was watched for before */
    }
    begin_suite(&sink->data, serial, &tally);
    put_seconds(&sink->data, ms);
    out_puts(&sink->data, ">\n");
    for (i = 0; i < count; i++) {
        if (find_run(state, i, serial, watch, &mine, &one)) {
            state->is_told[i] = true;
            put_case(&sink->data, &one);
        }
    }
    out_puts(&sink->data, "  </testsuite>\n");
}

static struct junit_case target_case(const struct watch_head *watch,
                                     const struct watch_summary *summary,
                                     size_t i)
{
    const struct result *result = watch->result;
    struct junit_case one = {
        .name = "all apps", .summary = summary, .watch = watch};

    if (i < result->target_count) {
        one.target = &result->targets[i];
        one.name = one.target->asked;
    }
    return one;
}

static void put_targets(struct sink *sink, const struct watch_head *watch,
                        const struct watch_summary *summary)
{
    size_t count = watch->result->target_count;
    struct tally tally = {.tests = 0};
    struct junit_case one;
    size_t i;

    count = count == 0 ? 1 : count;
    for (i = 0; i < count; i++) {
        one = target_case(watch, summary, i);
        count_case(&tally, &one);
    }
    begin_suite(&sink->data, watch->result->serial, &tally);
    put_seconds(&sink->data, summary->to_ms - summary->from_ms);
    out_puts(&sink->data, ">\n");
    for (i = 0; i < count; i++) {
        one = target_case(watch, summary, i);
        put_case(&sink->data, &one);
    }
    out_puts(&sink->data, "  </testsuite>\n");
}

static int take_report(struct junit_state *state,
                       const struct report_head *report)
{
    state->report = report;
    state->is_told =
        calloc(report_run_count(report) + 1, sizeof(*state->is_told));
    return state->is_told == NULL
               ? ERR_NOMEM
               : report_number_runs(report, true, &state->numbers);
}

static int junit_put(struct sink *sink, const struct record *record)
{
    struct junit_state *state = sink->state;

    if (record->kind == RECORD_REPORT) {
        return take_report(state, record->of.report);
    }
    if (record->kind == RECORD_SUMMARY) {
        begin_once(sink);
        if (report_run_count(state->report) > 0) {
            put_runs(sink, record->watch->result->serial, record->watch);
        } else {
            put_targets(sink, record->watch, record->of.summary);
        }
    }
    return 0;
}

static void junit_close(struct sink *sink)
{
    struct junit_state *state = sink->state;
    size_t i;

    begin_once(sink);
    /* Phones of which nothing came: their runs are not left out. */
    for (i = 0; i < report_run_count(state->report); i++) {
        const struct watch_summary *unused;

        if (!state->is_told[i]) {
            put_runs(sink, report_run_at(state->report, i, &unused)->serial,
                     NULL);
        }
    }
    out_puts(&sink->data, "</testsuites>\n");
}

static void junit_fini(struct sink *sink)
{
    struct junit_state *state = sink->state;

    free(state->is_told);
    free(state->numbers);
}

const struct sink_ops sink_junit = {
    .name = "junit",
    .kinds = RECORD_REPORT | RECORD_WATCHING,
    .state_size = sizeof(struct junit_state),
    .open = junit_open,
    .put = junit_put,
    .close = junit_close,
    .fini = junit_fini,
};
