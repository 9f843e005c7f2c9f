/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone answered to what a run wanted. */
#include "base/format.h"
#include "cmd/scanning.h"

/* Behind all that a command printed. What the shell says later is not its. */
#define END_LINE "== end"

static void answer_start(struct scanned *scanned, struct str text,
                         const struct watch_message *message)
{
    struct scanned_run *job = scanned->job;
    struct launch_answer answer;
    char why[120];

    launch_read_start(text, &answer);
    if (answer.is_started) {
        job->start_took_ms = message->took_ms;
        scanned->scanning->starts_ms += message->took_ms;
    }
    history_tell(job->history, EVENT_START, job->started_ms, job->package);
    scanned_done(scanned, answer.is_started,
                 format_text(why, sizeof(why), "%.*s",
                             (int)(answer.why.len < 100 ? answer.why.len : 100),
                             answer.why.len > 0 ? answer.why.ptr : ""));
}

/* Up to the line that says so; empty: it was cut. */
static struct str whole(const char *text)
{
    struct str all = str_from(text == NULL ? "" : text);
    struct cursor lines = cursor_from(all);
    struct str line;

    while (cursor_line(&lines, &line)) {
        if (str_is(line, END_LINE)) {
            return (struct str){all.ptr, (size_t)(line.ptr - all.ptr)};
        }
    }
    return (struct str){NULL, 0};
}

void scanned_answer(struct scanned *scanned,
                    const struct watch_message *message)
{
    struct scanned_run *job = scanned->job;
    struct str why = {"", 0};
    struct str text;
    char copy[120];
    bool is_ok;

    if (job == NULL || job->aside == 0 || message->aside != job->aside) {
        return;
    }
    job->aside = 0;
    text = whole(message->text);
    if (text.ptr == NULL) {
        return; /* the phone went, or took too long: time will tell */
    }
    if (job->doing == SCAN_LOOK) {
        scan_read_look(text, job->package,
                       !scanned->scanning->is_passive &&
                           scanned->scanning->launch.kind == LAUNCH_LAUNCHER,
                       &job->look);
        scanned_await(scanned);
        return;
    }
    if (job->doing == SCAN_START) {
        answer_start(scanned, text, message);
        return;
    }
    is_ok = job->doing == SCAN_CLEAR ? launch_read_clear(text, &why)
                                     : scan_read_stop(text, &why);
    scanned_done(scanned, is_ok,
                 format_text(copy, sizeof(copy), "%.*s",
                             (int)(why.len < 100 ? why.len : 100), why.ptr));
}
