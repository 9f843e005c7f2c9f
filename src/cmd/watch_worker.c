/* SPDX-License-Identifier: Apache-2.0 */
/* Main's side of the worker: starting, ordering, ending. */
#include "cmd/watch_state.h"

#include "cmd/say.h"
#include "collect/script.h"

#include <stdlib.h>

#define ORDERS_MAX 64
/* Seconds of a phone at 20 Hz; of one that has many sockets, few samples. */
#define MESSAGES_MAX 256
#define MESSAGES_BYTES_MAX ((size_t)128 * 1024 * 1024)
#define ASIDE_SCRIPT_MAX ((size_t)8192)

void order_free(struct order *order)
{
    if (order != NULL) {
        buf_fini(&order->script);
        buf_fini(&order->said);
        free(order);
    }
}

void watch_message_free(struct watch_message *message)
{
    if (message != NULL) {
        if (message->base != NULL) {
            snapshot_fini(message->base);
            free(message->base);
        }
        sample_free(message->sample);
        free(message->text);
        free(message);
    }
}

struct queue *watch_queue_new(void)
{
    struct queue *queue = queue_new(MESSAGES_MAX);

    if (queue != NULL) {
        queue_limit(queue, MESSAGES_BYTES_MAX);
    }
    return queue;
}

static void free_worker(struct watch_worker *worker)
{
    struct order *order;

    while (worker->orders != NULL &&
           (order = queue_pop(worker->orders)) != NULL) {
        order_free(order);
    }
    queue_free(worker->orders);
    adb_cancel_free(worker->cancel);
    buf_fini(&worker->script);
    free(worker);
}

int watch_worker_start(const struct watch_options *options,
                       struct watch_worker **out, struct err *err)
{
    struct watch_worker *worker = calloc(1, sizeof(*worker));

    *out = NULL;
    if (worker == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    worker->options = *options;
    worker->settings = *options->settings;
    worker->log = say_log(options->settings);
    buf_init(&worker->script, (size_t)64 * 1024);
    worker->cancel = adb_cancel_new();
    worker->orders = queue_new(ORDERS_MAX);
    if (worker->cancel == NULL || worker->orders == NULL) {
        free_worker(worker);
        return err_set(err, ERR_NOMEM, "out of memory or file descriptors");
    }
    if (pthread_create(&worker->thread, NULL, watch_thread, worker) != 0) {
        free_worker(worker);
        return err_set(err, ERR_IO, "no thread could be started");
    }
    *out = worker;
    return 0;
}

int watch_give(struct watch_worker *worker, struct order *order)
{
    int rc = queue_push(worker->orders, order);

    if (rc < 0) {
        order_free(order);
    }
    return rc;
}

struct order *watch_order_new(enum order_kind kind, unsigned parts)
{
    struct order *order = calloc(1, sizeof(*order));

    if (order != NULL) {
        order->kind = kind;
        order->parts = parts;
        buf_init(&order->script, ASIDE_SCRIPT_MAX);
        buf_init(&order->said, ASIDE_SCRIPT_MAX);
    }
    return order;
}

/* One order is enough for all that is asked for before it is read: so they
 * never fill the queue, in which others must not be lost. */
void watch_worker_ask(struct watch_worker *worker, unsigned parts)
{
    struct order *order;

    if (atomic_fetch_or(&worker->asked, parts) != 0) {
        return;
    }
    order = watch_order_new(ORDER_ASK, 0);
    if (order == NULL || watch_give(worker, order) < 0) {
        atomic_store(&worker->asked, 0);
    }
}

unsigned watch_worker_run(struct watch_worker *worker, const char *kind,
                          const char *script, int timeout_ms, bool wants_lines)
{
    struct order *order = watch_order_new(ORDER_RUN, 0);

    if (order == NULL) {
        return 0;
    }
    if (script_aside_text(&order->script, script) < 0) {
        order_free(order);
        return 0;
    }
    order->name = kind;
    order->timeout_ms = timeout_ms;
    order->wants_lines = wants_lines;
    order->aside = ++worker->last_aside;
    return watch_give(worker, order) < 0 ? 0 : worker->last_aside;
}

void watch_worker_taken(struct watch_worker *worker)
{
    struct order *order = watch_order_new(ORDER_TAKEN, 0);

    if (order == NULL || watch_give(worker, order) < 0) {
        watch_worker_cancel(worker);
    }
}

void watch_worker_stop(struct watch_worker *worker, unsigned parts)
{
    struct order *order = watch_order_new(ORDER_STOP, parts);

    if (order == NULL || watch_give(worker, order) < 0) {
        watch_worker_cancel(worker);
    }
}

void watch_worker_cancel(struct watch_worker *worker)
{
    atomic_store(&worker->is_canceled, true);
    adb_cancel(worker->cancel);
}

void watch_worker_free(struct watch_worker *worker)
{
    if (worker != NULL) {
        adb_cancel(worker->cancel);
        queue_close(worker->orders);
        (void)pthread_join(worker->thread, NULL);
        free_worker(worker);
    }
}
