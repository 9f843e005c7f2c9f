/* SPDX-License-Identifier: Apache-2.0 */
/* See judging.h. Wiring only. */
#include "cmd/judging.h"

#include "base/format.h"
#include "cmd/file_in.h"
#include "cmd/say.h"

#include <stdlib.h>

int judging_read(const struct settings *settings, struct policy **out,
                 struct err *err)
{
    struct buf text;
    struct str whole;
    int rc;

    *out = NULL;
    if (settings->policy == NULL) {
        return 0;
    }
    buf_init(&text, POLICY_TEXT_MAX + 1);
    rc = file_in_read(settings->policy, &text, err);
    if (rc == 0) {
        whole.ptr = text.data == NULL ? "" : (const char *)text.data;
        whole.len = text.len;
        rc = policy_parse(whole, settings->policy, out, err);
        if (rc == ERR_LIMIT) {
            err->code = ERR_USAGE;
            rc = ERR_USAGE;
        }
    }
    buf_fini(&text);
    return rc;
}

int judging_rows(const struct settings *settings, const struct policy *policy,
                 struct connection *connections, size_t count,
                 struct judging *out)
{
    *out = (struct judging){.judged = {.file = settings->policy}};
    out->verdicts = calloc(count + 1, sizeof(*out->verdicts));
    if (out->verdicts == NULL) {
        return ERR_NOMEM;
    }
    policy_judge_all(policy, connections, count, out->verdicts, &out->judged);
    return 0;
}

int judging_endpoints(const struct settings *settings,
                      const struct policy *policy, struct endpoint *endpoints,
                      size_t count, struct judging *out)
{
    size_t i;

    *out = (struct judging){.judged = {.file = settings->policy}};
    out->verdicts = calloc(count + 1, sizeof(*out->verdicts));
    if (out->verdicts == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < count; i++) {
        if (endpoints[i].is_selected) {
            policy_judge_all(policy, &endpoints[i].connection, 1,
                             &out->verdicts[i], &out->judged);
        }
    }
    return 0;
}

void judging_add(struct judged *to, const struct judged *more)
{
    size_t i;

    for (i = 0; more != NULL && i < JUDGEMENTS; i++) {
        to->of[i] += more->of[i];
    }
}

void judging_say(const struct settings *settings, const struct judged *judged)
{
    const size_t *of = judged->of;
    char text[4400];
    bool has_table = settings->output_count == 0;

    for (size_t i = 0; i < settings->output_count; i++) {
        has_table |= settings->outputs[i].format == sink_by_name("table");
    }
    if (!has_table && of[JUDGED_DENY] + of[JUDGED_NOT] + of[JUDGED_WARN] > 0) {
        say_note(settings,
                 format_text(text, sizeof(text),
                             "policy %s: %zu denied, %zu not judged, %zu "
                             "warned of",
                             settings->policy, of[JUDGED_DENY], of[JUDGED_NOT],
                             of[JUDGED_WARN]));
    }
}

int judging_status(int status, const struct judged *judged)
{
    int judged_as = judged == NULL ? EXIT_OK : judged_status(judged);

    return (status == EXIT_OK || status == EXIT_PARTIAL) && judged_as > status
               ? judged_as
               : status;
}
