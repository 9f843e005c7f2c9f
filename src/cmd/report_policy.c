/* SPDX-License-Identifier: Apache-2.0 */
/* See report_policy.h. Wiring only. */
#include "cmd/report_policy.h"

#include "base/format.h"
#include "cmd/file_in.h"
#include "cmd/observe.h"
#include "cmd/report.h"
#include "cmd/say.h"
#include "judge/policy.h"

#include <inttypes.h>

#define LINE_CAP 1600

/* Before anything else: what is wrong in it shall not cost a run. */
static int read_policy(const char *file, struct policy **out, struct err *err)
{
    struct buf text;
    struct str whole;
    int rc;

    *out = NULL;
    buf_init(&text, POLICY_TEXT_MAX + 1);
    rc = file_in_read(file, &text, err);
    if (rc == 0) {
        whole.ptr = text.data == NULL ? "" : (const char *)text.data;
        whole.len = text.len;
        rc = policy_parse(whole, file, out, err);
        if (rc == ERR_LIMIT) {
            err->code = ERR_USAGE;
            rc = ERR_USAGE;
        }
    }
    buf_fini(&text);
    return rc;
}

static void tell(const struct settings *settings, const struct verdict *verdict,
                 const struct connection *connection)
{
    char line[LINE_CAP];
    char where[KEY_CAP];
    char place[16] = "";
    char id[SUBJECT_CAP];

    if (verdict->line > 0) {
        (void)format_text(place, sizeof(place), ":%" PRIu32, verdict->line);
    }
    (void)end_key(connection, KEY_BY_ADDR, where);
    (void)format_text(
        line, sizeof(line), "%s%s: %s: %s, %s port %u %s%s%s", settings->policy,
        place, policy_judgement_name(verdict->judgement),
        verdict->package != NULL ? verdict->package
                                 : key_subject(connection, 0, id),
        where, key_port(connection), sock_proto_name(connection->row->proto),
        verdict->missing != NULL ? "; not known: "
        : verdict->line == 0     ? "; no line names it"
                                 : "",
        verdict->missing != NULL ? verdict->missing : "");
    say_note(settings, line);
}

static void judge_run(const struct settings *settings,
                      const struct policy *policy, const struct observed *run,
                      struct policy_counts *counts)
{
    size_t i;

    for (i = 0; i < run->summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &run->summary->endpoints[i];
        struct verdict verdict;

        if (!endpoint->is_selected) {
            continue;
        }
        policy_judge(policy, &endpoint->connection, &verdict);
        counts->of[verdict.judgement]++;
        if (verdict.judgement >= JUDGED_WARN) {
            tell(settings, &verdict, &endpoint->connection);
        }
    }
}

/* The worse of what the report ended with and what the policy says. */
static int judge(const struct settings *settings, const struct policy *policy,
                 int status)
{
    struct policy_counts counts = {.of = {0}};
    struct observation *observation;
    struct err err = {.text = ""};
    const struct observed *const *runs;
    int judged;
    size_t count;
    size_t i;

    if (observe_capture(settings->arguments[0], settings, &observation, &err) <
        0) {
        say_error(&err);
        return say_exit_status(&err, false);
    }
    runs = observe_runs(observation, &count);
    for (i = 0; i < count; i++) {
        judge_run(settings, policy, runs[i], &counts);
    }
    observe_free(observation);
    judged = policy_status(&counts);
    return judged > status ? judged : status;
}

static int run_judged(const struct settings *settings)
{
    struct policy *policy = NULL;
    struct err err = {.text = ""};
    int status;

    if (settings->from != NULL || settings->to != NULL) {
        (void)err_set(&err, ERR_USAGE,
                      "--policy judges whole captures: not with --from, --to");
    } else {
        (void)read_policy(settings->policy, &policy, &err);
    }
    if (err.code < 0) {
        say_error(&err);
        return say_exit_status(&err, false);
    }
    status = report_plain(settings);
    if (status == EXIT_OK || status == EXIT_PARTIAL) {
        status = judge(settings, policy, status);
    }
    policy_free(policy);
    return status;
}

int report_policy_run(const struct settings *settings)
{
    return settings->policy_out != NULL ? report_learn(settings)
           : settings->policy != NULL   ? run_judged(settings)
                                        : report_plain(settings);
}
