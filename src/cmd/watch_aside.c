/* SPDX-License-Identifier: Apache-2.0 */
/* Commands beside the samples: `am start`, `pm clear`, logcat's lines. */
#include "cmd/watch_state.h"

#include <stdlib.h>

/* What one prints; what is more is cut, and so is a line. */
#define TEXT_MAX ((size_t)1024 * 1024)
#define START_MS 5000
/* Each ends when it has heard nothing for two seconds. */
#define ALIVE_MS 500
/* Pieces of one command in one go: between them samples get their turn. */
#define PIECES_MAX 4

int watch_aside_end(struct watch_worker *worker, struct aside *aside,
                    int status)
{
    struct watch_message *message = watch_message_new(worker, WATCH_ASIDE);
    int rc = ERR_NOMEM;

    if (message != NULL) {
        message->aside = aside->order->aside;
        message->status = status;
        message->started_ms =
            aside->talk == NULL ? message->at_ms : aside->talk->opened_at_ms;
        message->took_ms = clock_mono_ms(clock_system()) - aside->started_ms;
        message->text =
            watch_copy_text((const char *)aside->text.data, aside->text.len);
        rc = watch_tell(worker, message);
    }
    runner_talk_close(aside->talk);
    order_free(aside->order);
    buf_fini(&aside->text);
    memset(aside, 0, sizeof(*aside));
    return rc;
}

/* Whom on_bytes() fills. */
struct hearing {
    struct watch_worker *worker;
    struct aside *aside;
};

/* Those that are whole, but empty ones. */
static int tell_lines(const struct hearing *hearing, int64_t at_ms)
{
    struct buf *text = &hearing->aside->text;
    size_t told = 0;
    int rc = 0;

    while (rc == 0 && told < text->len) {
        const char *start = (const char *)text->data + told;
        const char *newline = memchr(start, '\n', text->len - told);

        if (newline == NULL) {
            break;
        }
        if (newline > start) {
            struct str line = {start, (size_t)(newline - start)};

            rc = watch_tell_line(hearing->worker, hearing->aside->order->aside,
                                 at_ms, line);
        }
        told += (size_t)(newline - start) + 1;
    }
    buf_drop(text, told);
    return rc;
}

static int on_bytes(void *ctx, enum runner_stream stream, int64_t at_ms,
                    const char *bytes, size_t len)
{
    struct hearing *hearing = ctx;
    struct buf *text = &hearing->aside->text;
    size_t room = buf_room(text);
    int rc = buf_append(text, bytes, len < room ? len : room);

    (void)stream;
    return rc == 0 && hearing->aside->order->wants_lines
               ? tell_lines(hearing, at_ms)
               : rc;
}

static int read_aside(struct watch_worker *worker, struct aside *aside)
{
    struct hearing hearing = {worker, aside};
    struct err err = {.code = 0};
    int pieces = 0;
    int rc;

    do {
        rc = runner_talk_read(aside->talk, 0, on_bytes, &hearing, &err);
    } while (rc > 0 && ++pieces < PIECES_MAX &&
             !deadline_is_over(&aside->deadline));
    if (rc == 0) {
        return watch_aside_end(worker, aside, aside->talk->exit_status);
    }
    if (rc == ERR_CANCELED || rc == ERR_NOMEM) {
        return rc;
    }
    return (rc < 0 && rc != ERR_TIMEOUT) || deadline_is_over(&aside->deadline)
               ? watch_aside_end(worker, aside, -1)
               : 0;
}

static int start_aside(struct watch_worker *worker, struct aside *aside)
{
    struct order *order = worker->waiting;
    struct request request = {
        .kind = order->name,
        .script = (const char *)order->script.data,
        .script_len = order->script.len,
        .token = "",
        .timeout_ms = START_MS,
        .idle_ms = START_MS,
    };
    struct err err = {.code = 0};

    worker->waiting = order->next;
    aside->order = order;
    buf_init(&aside->text, TEXT_MAX);
    aside->started_ms = clock_mono_ms(clock_system());
    aside->deadline = deadline_in(clock_system(), order->timeout_ms);
    aside->alive = deadline_in(clock_system(), ALIVE_MS);
    if (runner_open_talk(worker->phone.link.runner, &request, &aside->talk,
                         &err) < 0) {
        (void)buf_puts(&aside->text, err.text);
        return watch_aside_end(worker, aside, -1);
    }
    if (order->said.len > 0) {
        /* If it has gone, that shows when it is read. */
        (void)runner_talk_write(aside->talk, (const char *)order->said.data,
                                order->said.len, &err);
    }
    return 0;
}

int watch_asides(struct watch_worker *worker)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < ASIDES_MAX; i++) {
        struct aside *aside = &worker->asides[i];

        if (aside->order == NULL && worker->waiting != NULL) {
            rc = start_aside(worker, aside);
        } else if (aside->order != NULL) {
            rc = read_aside(worker, aside);
        }
    }
    return rc;
}

void watch_asides_alive(struct watch_worker *worker)
{
    for (size_t i = 0; i < ASIDES_MAX; i++) {
        struct aside *aside = &worker->asides[i];
        struct err err;

        if (aside->order != NULL && deadline_is_over(&aside->alive)) {
            aside->alive = deadline_in(clock_system(), ALIVE_MS);
            /* One that has ended says so when it is read. */
            (void)runner_talk_write(aside->talk, "\n", 1, &err);
        }
    }
}

bool watch_has_asides(const struct watch_worker *worker)
{
    for (size_t i = 0; i < ASIDES_MAX; i++) {
        if (worker->asides[i].order != NULL) {
            return true;
        }
    }
    return worker->waiting != NULL;
}

void watch_asides_end(struct watch_worker *worker)
{
    for (size_t i = 0; i < ASIDES_MAX; i++) {
        if (worker->asides[i].order != NULL) {
            (void)watch_aside_end(worker, &worker->asides[i], -1);
        }
    }
}

void watch_asides_drop(struct watch_worker *worker)
{
    struct order *order;

    watch_asides_end(worker);
    while ((order = worker->waiting) != NULL) {
        worker->waiting = order->next;
        order_free(order);
    }
}
