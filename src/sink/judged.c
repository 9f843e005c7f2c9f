/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts of a policy in words and as JSON. See judged.h. */
#include "sink/judged.h"

#include "base/format.h"
#include "sink/pen.h"
#include "sink/table.h"

#include <inttypes.h>

/* Where the text begins behind the judgement. */
#define TEXT_AT ((size_t)12)
#define COUNTS_CAP 160

bool judged_is_told(const struct connection *connection)
{
    return connection->verdict != NULL &&
           connection->verdict->judgement >= JUDGED_WARN;
}

const char *judged_who(const struct connection *connection,
                       char out[JUDGED_WHO_CAP])
{
    const struct owner *owner = connection->owner;

    if (connection->verdict->package != NULL) {
        return connection->verdict->package;
    }
    if (owner == NULL) {
        return "uid:none";
    }
    if (owner->uid_name[0] != '\0') {
        return format_text(out, JUDGED_WHO_CAP, "uid:%s", owner->uid_name);
    }
    return format_text(out, JUDGED_WHO_CAP, "uid:%" PRIu32, owner->uid);
}

const char *judged_why(const struct verdict *verdict, char out[JUDGED_WHY_CAP])
{
    const char *missing = verdict->missing;

    if (verdict->line == 0) {
        return format_text(out, JUDGED_WHY_CAP, "no line names it%s%s",
                           missing == NULL ? "" : "; not known: ",
                           missing == NULL ? "" : missing);
    }
    return format_text(
        out, JUDGED_WHY_CAP, "line %" PRIu32 "%s%s%s%s", verdict->line,
        verdict->rule == NULL ? "" : ": ",
        verdict->rule == NULL ? "" : verdict->rule,
        missing == NULL ? "" : "; not known: ", missing == NULL ? "" : missing);
}

void judged_put_counts(struct out *out, size_t width,
                       const struct judged *judged)
{
    const size_t *of = judged->of;
    char text[COUNTS_CAP];
    struct para para;

    para_begin(&para, out, width, 0, 0, NULL);
    para_puts(&para, "Policy");
    para_word(&para, "", judged->file, ":");
    para_puts(&para, format_text(text, sizeof(text),
                                 "%zu denied, %zu not judged, %zu warned of, "
                                 "%zu allowed.",
                                 of[JUDGED_DENY], of[JUDGED_NOT],
                                 of[JUDGED_WARN], of[JUDGED_ALLOW]));
    para_end(&para);
}

void judged_put_row(struct out *out, size_t width, size_t first,
                    const struct connection *connection)
{
    const struct verdict *verdict = connection->verdict;
    struct pen pen = {.out = out};
    char who[JUDGED_WHO_CAP];
    char why[JUDGED_WHY_CAP];
    struct para para;

    pen_pad(&pen, first);
    pen_puts(&pen, judgement_name(verdict->judgement));
    pen_pad(&pen, first + TEXT_AT - 1);
    para_resume(&para, out, width, first + TEXT_AT - 1, first + TEXT_AT);
    para_word(&para, "", judged_who(connection, who), ":");
    para_puts(&para, sock_proto_name(connection->row->proto));
    /* An address is one word: it is measured, then written. */
    pen = (struct pen){.out = NULL};
    table_put_remote(&pen, connection->row);
    para_gap(&para, pen.width + 1);
    pen = (struct pen){.out = out};
    table_put_remote(&pen, connection->row);
    out_char(out, ';');
    para_text(&para, judged_why(verdict, why));
    para_end(&para);
}

void judged_put_rows(struct out *out, size_t width, size_t first,
                     const struct watch_summary *summary)
{
    unsigned judgement;
    size_t i;

    for (judgement = JUDGED_DENY; judgement >= JUDGED_WARN; judgement--) {
        for (i = 0; i < summary->endpoint_count; i++) {
            const struct connection *one = &summary->endpoints[i].connection;

            if (judged_is_told(one) && one->verdict->judgement == judgement) {
                judged_put_row(out, width, first, one);
            }
        }
    }
}

void judged_put_json(struct json_writer *json, const struct judged *judged)
{
    if (judged == NULL) {
        json_null(json, "policy");
        return;
    }
    json_open_object(json, "policy", JSON_INLINE);
    json_text(json, "file", judged->file);
    json_u64(json, "deny", judged->of[JUDGED_DENY]);
    json_u64(json, "not_judged", judged->of[JUDGED_NOT]);
    json_u64(json, "warn", judged->of[JUDGED_WARN]);
    json_u64(json, "allow", judged->of[JUDGED_ALLOW]);
    json_close(json);
}

void judged_put_path(struct json_writer *json, const struct path_counts *path)
{
    if (path->expected == NULL) {
        json_null(json, "expected_path");
        return;
    }
    json_open_object(json, "expected_path", JSON_INLINE);
    json_text(json, "expected", path->expected);
    json_u64(json, "taken", path->taken);
    json_u64(json, "missed", path->missed);
    json_u64(json, "not_told", path->not_told);
    json_close(json);
}

void judged_put_run(struct json_run *into, const struct verdict *verdict)
{
    struct json_run run = *into;

    json_run_open(&run, "policy", '{');
    json_run_word(&run, "judgement", judgement_name(verdict->judgement));
    json_run_number(&run, "line", verdict->line != 0, verdict->line);
    json_run_text(&run, "rule", verdict->rule);
    json_run_text(&run, "package", verdict->package);
    json_run_text(&run, "missing", verdict->missing);
    json_run_close(&run, '}');
    *into = run;
}
