/* SPDX-License-Identifier: Apache-2.0 */
/* Queues between threads: order, maximum, waiting, closing. */
#include "base/queue.h"

#include "base/err.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static bool is_readable(const struct queue *queue)
{
    struct pollfd pollfd = {.fd = queue_fd(queue), .events = POLLIN};

    return poll(&pollfd, 1, 0) == 1;
}

static void what_is_pushed_first_comes_first(void **state)
{
    struct queue *queue = queue_new(3);
    int items[8];
    int round;
    int i;

    (void)state;
    assert_non_null(queue);
    assert_null(queue_pop(queue));
    for (round = 0; round < 5; round++) {
        for (i = 0; i < 3; i++) {
            assert_int_equal(queue_push(queue, &items[i]), 0);
        }
        assert_int_equal(queue_push(queue, &items[3]), ERR_LIMIT);
        for (i = 0; i < 2; i++) {
            assert_ptr_equal(queue_pop(queue), &items[i]);
        }
        assert_int_equal(queue_push(queue, &items[3]), 0);
        assert_ptr_equal(queue_pop(queue), &items[2]);
        assert_ptr_equal(queue_pop(queue), &items[3]);
        assert_null(queue_pop(queue));
    }
    queue_free(queue);
}

static void of_many_as_many_as_fit_are_pushed(void **state)
{
    struct queue *queue = queue_new(3);
    int numbers[5];
    void *items[5];
    int i;

    (void)state;
    for (i = 0; i < 5; i++) {
        items[i] = &numbers[i];
    }
    assert_int_equal(queue_push_all(queue, items, 0), 0);
    assert_false(is_readable(queue));
    assert_int_equal(queue_push_all(queue, items, 2), 2);
    assert_true(is_readable(queue));
    assert_ptr_equal(queue_pop(queue), items[0]);
    assert_int_equal(queue_push_all(queue, items + 2, 3), 2);
    for (i = 1; i < 4; i++) {
        assert_ptr_equal(queue_pop(queue), items[i]);
    }
    assert_false(is_readable(queue));
    queue_close(queue);
    assert_int_equal(queue_push_all(queue, items, 1), 0);
    queue_free(queue);
}

static void its_descriptor_is_readable_while_something_is_in_it(void **state)
{
    struct queue *queue = queue_new(2);
    int item;

    (void)state;
    assert_false(is_readable(queue));
    assert_int_equal(queue_push(queue, &item), 0);
    assert_int_equal(queue_push(queue, &item), 0);
    assert_true(is_readable(queue));
    (void)queue_pop(queue);
    assert_true(is_readable(queue));
    (void)queue_pop(queue);
    assert_false(is_readable(queue));
    queue_free(queue);
}

static void a_closed_queue_takes_nothing_and_gives_what_it_has(void **state)
{
    struct queue *queue = queue_new(2);
    int item;

    (void)state;
    assert_int_equal(queue_push(queue, &item), 0);
    assert_false(queue_is_closed(queue));
    queue_close(queue);
    assert_true(queue_is_closed(queue));
    assert_int_equal(queue_push(queue, &item), ERR_CLOSED);
    assert_ptr_equal(queue_pop(queue), &item);
    assert_null(queue_pop(queue));
    assert_true(is_readable(queue));
    queue_free(queue);
}

static void it_is_full_of_bytes_before_it_is_full_of_items(void **state)
{
    struct queue *queue = queue_new(4);
    int item;

    (void)state;
    queue_limit(queue, 100);
    assert_int_equal(queue_push_sized(queue, &item, 60), 0);
    assert_int_equal(queue_push_sized(queue, &item, 41), ERR_LIMIT);
    assert_int_equal(queue_push_sized(queue, &item, 40), 0);
    assert_int_equal(queue_push_sized(queue, &item, 1), ERR_LIMIT);
    assert_int_equal(queue_push(queue, &item), 0);
    (void)queue_pop(queue);
    assert_int_equal(queue_push_sized(queue, &item, 61), ERR_LIMIT);
    assert_int_equal(queue_push_sized(queue, &item, SIZE_MAX), ERR_LIMIT);
    assert_int_equal(queue_push_sized(queue, &item, 60), 0);
    while (queue_pop(queue) != NULL) {
    }
    /* Otherwise it would never come through. */
    assert_int_equal(queue_push_sized(queue, &item, SIZE_MAX), 0);
    assert_int_equal(queue_push_sized(queue, &item, 1), ERR_LIMIT);
    (void)queue_pop(queue);
    assert_int_equal(queue_push_sized(queue, &item, 100), 0);
    queue_free(queue);
}

#define ITEMS 20000

static void *push_all(void *arg)
{
    struct queue *queue = arg;
    intptr_t i;

    for (i = 1; i <= ITEMS; i++) {
        while (queue_push(queue, (void *)i) == ERR_LIMIT) {
        }
    }
    queue_close(queue);
    return NULL;
}

static void nothing_is_lost_between_two_threads(void **state)
{
    struct queue *queue = queue_new(7);
    struct pollfd pollfd = {.events = POLLIN};
    pthread_t thread;
    intptr_t next = 1;
    void *item;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, push_all, queue), 0);
    pollfd.fd = queue_fd(queue);
    for (;;) {
        assert_int_equal(poll(&pollfd, 1, 10000), 1);
        item = queue_pop(queue);
        if (item == NULL && queue_is_closed(queue)) {
            break;
        }
        if (item != NULL) {
            assert_int_equal((intptr_t)item, next);
            next++;
        }
    }
    assert_int_equal(next, ITEMS + 1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_pushed_first_comes_first),
        cmocka_unit_test(of_many_as_many_as_fit_are_pushed),
        cmocka_unit_test(its_descriptor_is_readable_while_something_is_in_it),
        cmocka_unit_test(it_is_full_of_bytes_before_it_is_full_of_items),
        cmocka_unit_test(a_closed_queue_takes_nothing_and_gives_what_it_has),
        cmocka_unit_test(nothing_is_lost_between_two_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
