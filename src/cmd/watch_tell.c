/* SPDX-License-Identifier: Apache-2.0 */
/* What the thread tells main, and what main asks of it. */
#include "cmd/watch_state.h"

#include <poll.h>
#include <stdlib.h>

/* While main does not take what it is told. */
#define FULL_MS 10
/* Between two looks whether it is canceled, which wakes nobody. */
#define TAKEN_MS 50

/* ---- to main ------------------------------------------------------------ */

struct watch_message *watch_message_new(struct watch_worker *worker,
                                        enum watch_kind kind)
{
    struct watch_message *message = calloc(1, sizeof(*message));

    if (message == NULL) {
        (void)err_set(&worker->err, ERR_NOMEM, "out of memory");
        return NULL;
    }
    message->kind = kind;
    message->phone = worker->options.phone;
    message->at_ms = clock_wall_ms(clock_system());
    message->status = -1;
    return message;
}

void watch_wait(struct watch_worker *worker, int timeout_ms)
{
    struct pollfd fd = {.fd = queue_fd(worker->orders), .events = POLLIN};

    (void)poll(&fd, 1, timeout_ms);
}

char *watch_copy_text(const char *bytes, size_t len)
{
    char *text = malloc(len + 1);

    if (text != NULL) {
        if (len > 0) {
            memcpy(text, bytes, len);
        }
        text[len] = '\0';
    }
    return text;
}

/* Nothing of a recording is read on before main has had its say. */
static int wait_taken(struct watch_worker *worker)
{
    worker->is_taken = false;
    for (;;) {
        watch_take_orders(worker);
        if (worker->is_taken) {
            return 0;
        }
        if (queue_is_closed(worker->orders) ||
            atomic_load(&worker->is_canceled)) {
            return err_set(&worker->err, ERR_CANCELED, "canceled");
        }
        watch_wait(worker, TAKEN_MS);
    }
}

static size_t size_of(const struct watch_message *message)
{
    return sizeof(*message) +
           (message->base == NULL ? 0 : snapshot_size(message->base)) +
           (message->sample == NULL ? 0 : sample_size(message->sample)) +
           (message->text == NULL ? 0 : strlen(message->text));
}

int watch_tell(struct watch_worker *worker, struct watch_message *message)
{
    bool is_last = message->kind == WATCH_END;
    size_t size = size_of(message);
    int rc;

    while ((rc = queue_push_sized(worker->options.queue, message, size)) ==
               ERR_LIMIT &&
           !queue_is_closed(worker->orders)) {
        worker->has_waited = true;
        (void)poll(NULL, 0, FULL_MS);
    }
    if (rc < 0) {
        watch_message_free(message);
        return err_set(&worker->err, ERR_CANCELED, "canceled");
    }
    return is_last || worker->settings.replay == NULL ? 0 : wait_taken(worker);
}

int watch_tell_text(struct watch_worker *worker, enum watch_kind kind,
                    const char *text)
{
    struct watch_message *message = watch_message_new(worker, kind);

    if (message == NULL) {
        return ERR_NOMEM;
    }
    message->text = watch_copy_text(text, strlen(text));
    return watch_tell(worker, message);
}

int watch_tell_line(struct watch_worker *worker, unsigned aside, int64_t at_ms,
                    struct str line)
{
    struct watch_message *message = watch_message_new(worker, WATCH_LINE);

    if (message == NULL) {
        return ERR_NOMEM;
    }
    line = str_trim(line);
    message->aside = aside;
    message->at_ms = at_ms;
    message->text = watch_copy_text(line.ptr, line.len);
    return watch_tell(worker, message);
}

int watch_on_sample(void *ctx, struct sample *sample)
{
    struct watch_worker *worker = ctx;
    struct watch_message *message = watch_message_new(worker, WATCH_SAMPLE);

    worker->has_heard = true;
    if (message == NULL) {
        sample_free(sample);
        return ERR_NOMEM;
    }
    message->at_ms = sample->at_ms;
    message->sample = sample;
    return watch_tell(worker, message);
}

int watch_on_gap(void *ctx, const struct gap *gap)
{
    struct watch_worker *worker = ctx;
    struct watch_message *message = watch_message_new(worker, WATCH_GAP);

    if (message == NULL) {
        return ERR_NOMEM;
    }
    message->gap = *gap;
    return watch_tell(worker, message);
}

/* ---- from main ---------------------------------------------------------- */

static void wait_to_start(struct watch_worker *worker, struct order *order)
{
    struct order **last = &worker->waiting;

    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = order;
}

void watch_take_orders(struct watch_worker *worker)
{
    struct order *order;

    while ((order = queue_pop(worker->orders)) != NULL) {
        if (order->kind == ORDER_RUN) {
            wait_to_start(worker, order);
            continue;
        }
        if (order->kind == ORDER_SAY || order->kind == ORDER_DROP) {
            watch_say_order(worker, order);
        } else if (order->kind == ORDER_SOON) {
            worker->brisk_ms = clock_mono_ms(clock_system()) + BRISK_MS;
            sampling_soon(worker->sampling, order->parts);
        } else if (order->kind == ORDER_TAKEN) {
            worker->is_taken = true;
        } else if (order->kind == ORDER_ASK) {
            sampling_ask(worker->sampling, atomic_exchange(&worker->asked, 0));
        } else if (!worker->is_stopping) {
            worker->is_stopping = true;
            worker->stop_at = deadline_in(clock_system(), WATCH_STOP_MS);
            sampling_hurry(worker->sampling, order->parts);
        }
        order_free(order);
    }
}
