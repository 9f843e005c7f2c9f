/* SPDX-License-Identifier: Apache-2.0 */
/* Commands beside the samples that are told what to do while they run. */
#include "cmd/watch_state.h"

void watch_worker_soon(struct watch_worker *worker, unsigned parts)
{
    struct order *order = watch_order_new(ORDER_SOON, parts);

    if (order != NULL) {
        (void)watch_give(worker, order);
    }
}

unsigned watch_worker_open(struct watch_worker *worker, const char *kind,
                           const char *script, size_t len)
{
    struct order *order = watch_order_new(ORDER_RUN, 0);

    if (order == NULL) {
        return 0;
    }
    if (buf_append(&order->script, script, len) < 0) {
        order_free(order);
        return 0;
    }
    order->name = kind;
    order->timeout_ms = -1;
    order->wants_lines = true;
    order->aside = ++worker->last_aside;
    return watch_give(worker, order) < 0 ? 0 : worker->last_aside;
}

void watch_worker_say(struct watch_worker *worker, unsigned aside,
                      const char *text, size_t len)
{
    struct order *order = watch_order_new(ORDER_SAY, 0);

    if (order == NULL || buf_append(&order->script, text, len) < 0) {
        order_free(order);
        return;
    }
    order->aside = aside;
    (void)watch_give(worker, order);
}

void watch_worker_drop(struct watch_worker *worker, unsigned aside)
{
    struct order *order = watch_order_new(ORDER_DROP, 0);

    if (order != NULL) {
        order->aside = aside;
        (void)watch_give(worker, order);
    }
}

/* ---- the thread's side --------------------------------------------------- */

static struct aside *running(struct watch_worker *worker, unsigned number)
{
    for (size_t i = 0; i < ASIDES_MAX; i++) {
        if (worker->asides[i].order != NULL &&
            worker->asides[i].order->aside == number) {
            return &worker->asides[i];
        }
    }
    return NULL;
}

static struct order *waiting(struct watch_worker *worker, unsigned number)
{
    struct order *order = worker->waiting;

    while (order != NULL && order->aside != number) {
        order = order->next;
    }
    return order;
}

void watch_say_order(struct watch_worker *worker, struct order *order)
{
    struct aside *aside = running(worker, order->aside);
    struct order *later = waiting(worker, order->aside);
    struct err err;

    worker->brisk_ms = clock_mono_ms(clock_system()) + BRISK_MS;
    if (aside != NULL && order->kind == ORDER_DROP) {
        (void)watch_aside_end(worker, aside, -1);
    } else if (aside != NULL) {
        /* If it has gone, that shows when it is read. */
        (void)runner_talk_write(aside->talk, (const char *)order->script.data,
                                order->script.len, &err);
    } else if (later != NULL && order->kind == ORDER_SAY) {
        (void)buf_append(&later->said, order->script.data, order->script.len);
    }
}
