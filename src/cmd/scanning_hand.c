/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shell on a phone that stops, looks, opens: one for the whole scan. It
 * also closes what was opened when adbnet, the cable or the server has gone.
 */
#include "cmd/scanning.h"

#define KIND "scan-hand"

static bool open_hand(struct scanned *scanned)
{
    struct buf text;

    if (scanned->hand == 0) {
        buf_init(&text, HAND_TEXT_MAX);
        if (hand_put_script(&text) == 0) {
            scanned->hand = watch_worker_open(
                scanned->worker, KIND, (const char *)text.data, text.len);
        }
        buf_fini(&text);
        buf_clear(&scanned->hand_text);
    }
    return scanned->hand != 0;
}

unsigned scanned_hand_ask(struct scanned *scanned, struct buf *text, int rc)
{
    unsigned number = ++scanned->last_asked;
    struct buf lines;

    buf_init(&lines, HAND_TEXT_MAX);
    if (rc == 0) {
        rc = buf_putc(text, '\0');
    }
    if (rc == 0) {
        rc = hand_put(&lines, number, (const char *)text->data);
    }
    if (rc < 0 || !open_hand(scanned)) {
        number = 0;
    } else {
        watch_worker_say(scanned->worker, scanned->hand,
                         (const char *)lines.data, lines.len);
    }
    buf_fini(&lines);
    buf_fini(text);
    return number;
}

void scanned_hand_arm(struct scanned *scanned, const char *package)
{
    struct buf stop;
    struct buf line;
    int rc = 0;

    if (package == NULL && !scanned->is_armed) {
        return;
    }
    buf_init(&stop, SCAN_ASK_TEXT_MAX);
    buf_init(&line, SCAN_ASK_TEXT_MAX);
    if (package != NULL) {
        rc = scan_put_stop(&stop, package, scanned->user);
        rc = rc < 0 ? rc : buf_putc(&stop, '\0');
    }
    if (rc == 0) {
        rc = hand_put_last(&line,
                           package == NULL ? NULL : (const char *)stop.data);
    }
    if (rc == 0 && open_hand(scanned)) {
        scanned->is_armed = package != NULL;
        watch_worker_say(scanned->worker, scanned->hand,
                         (const char *)line.data, line.len);
    }
    buf_fini(&stop);
    buf_fini(&line);
}

void scanned_hand_drop(struct scanned *scanned)
{
    if (scanned->hand != 0) {
        watch_worker_drop(scanned->worker, scanned->hand);
        scanned->hand = 0;
        scanned->is_armed = false;
    }
}

static void take_end(struct scanned *scanned, const struct hand_end *end)
{
    const struct buf *all = &scanned->hand_text;
    struct str text = {all->len == 0 ? "" : (const char *)all->data, all->len};
    struct scanned_run *job = scanned->job;
    struct scanned_run *next = scanned->next;

    if (job != NULL && job->order == end->number) {
        job->order = 0;
        scanned_answer(scanned, text, end->took_ms);
    } else if (next != NULL && next->order == end->number) {
        next->order = 0;
        scanned_next_answer(scanned, text);
    } else if (scanned->scanning->dry_order == end->number) {
        scanning_dry_take(scanned->scanning, text);
    }
    buf_clear(&scanned->hand_text);
}

/*
 * It has ended by itself, and closed what was open. What it was to do is said
 * anew when a phone that went has come back; else time will tell.
 */
static void take_over(struct scanned *scanned)
{
    const struct scan_news news = {.told = SCAN_TOLD_CLOSED,
                                   .why = "the shell on the phone has ended"};
    bool was_armed = scanned->is_armed;

    scanned->hand = 0;
    scanned->is_armed = false;
    scanned_next_drop(scanned);
    if (was_armed) {
        scanned_tell(scanned, &news);
    } else if (scanned->scanning->settings->scan.is_dry) {
        scanned_give_up(scanned, ERR_CLOSED, news.why);
    }
}

bool scanned_hand_take(struct scanned *scanned,
                       const struct watch_message *message)
{
    struct buf *text = &scanned->hand_text;
    const char *line = message->text == NULL ? "" : message->text;
    struct hand_end end;

    if (scanned->hand == 0 || message->aside != scanned->hand) {
        return false;
    }
    if (message->kind == WATCH_ASIDE) {
        take_over(scanned);
    } else if (hand_read_end(str_from(line), &end)) {
        take_end(scanned, &end);
    } else if (buf_puts(text, line) == 0) {
        /* What is too much is cut: no answer needs that much. */
        (void)buf_putc(text, '\n');
    }
    return true;
}
