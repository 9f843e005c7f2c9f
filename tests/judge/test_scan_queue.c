/* SPDX-License-Identifier: Apache-2.0 */
/* Packages and phones: who takes what, and what becomes of the rest. */
#include "judge/scan_queue.h"

#include "base/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"com.example.a", "com.example.b",
                                    "com.example.c", "com.example.d",
                                    "com.example.e", "com.example.f"};

static void open_queue(struct scan_queue *queue, enum scan_on on, size_t count,
                       size_t phones)
{
    struct err err = {0, ""};

    assert_int_equal(
        scan_queue_init(queue, on, names, count, phones, NULL, 20000, &err), 0);
}

static struct scan_job take(struct scan_queue *queue, size_t phone,
                            int64_t now_ms, char want)
{
    struct scan_job job = {0, 0, 0, 0};

    assert_int_equal(scan_queue_take(queue, phone, now_ms, &job),
                     SCAN_TAKE_JOB);
    assert_int_equal(job.phone, phone);
    assert_int_equal(names[job.package][12], want);
    return job;
}

static void one_queue_feeds_all_phones(void **state)
{
    struct scan_queue queue;
    struct scan_job jobs[2];
    struct scan_job job;

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 3, 2);
    jobs[0] = take(&queue, 0, 0, 'a');
    jobs[1] = take(&queue, 1, 0, 'b');
    assert_true(scan_queue_done(&queue, &jobs[1], SCAN_SILENT, 10));
    jobs[1] = take(&queue, 1, 10, 'c');
    assert_true(scan_queue_done(&queue, &jobs[0], SCAN_OK, 20));
    /* The other one may hand its package back. */
    assert_int_equal(scan_queue_take(&queue, 0, 20, &job), SCAN_TAKE_WAIT);
    assert_false(scan_queue_is_judged(&queue));
    assert_true(scan_queue_done(&queue, &jobs[1], SCAN_OK, 30));
    assert_int_equal(scan_queue_take(&queue, 0, 30, &job), SCAN_TAKE_OVER);
    assert_true(scan_queue_is_judged(&queue));
    assert_int_equal(scan_queue_totals(&queue)->over, 3);
    assert_int_equal(scan_queue_totals(&queue)->verdicts[SCAN_OK], 2);
    scan_queue_fini(&queue);
}

static void each_phone_runs_every_package(void **state)
{
    struct scan_queue queue;
    struct scan_job job;

    (void)state;
    open_queue(&queue, SCAN_ON_EACH, 2, 2);
    job = take(&queue, 1, 0, 'a');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 1));
    job = take(&queue, 1, 1, 'b');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 1));
    assert_int_equal(scan_queue_take(&queue, 1, 2, &job), SCAN_TAKE_OVER);
    job = take(&queue, 0, 1, 'a');
    assert_int_equal(scan_queue_take(&queue, 1, 2, &job), SCAN_TAKE_OVER);
    assert_int_equal(scan_queue_totals(&queue)->jobs, 4);
    assert_int_equal(scan_queue_totals(&queue)->over, 2);
    scan_queue_fini(&queue);
}

static void a_lost_phone_hands_its_package_back(void **state)
{
    struct scan_queue queue;
    struct scan_job first;
    struct scan_job job;

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 3, 2);
    first = take(&queue, 0, 0, 'a');
    assert_int_equal(first.attempt, 1);
    assert_false(scan_queue_done(&queue, &first, SCAN_PHONE_LOST, 5));
    scan_queue_gone(&queue, 0);
    assert_int_equal(scan_queue_take(&queue, 0, 5, &job), SCAN_TAKE_OVER);
    assert_false(scan_queue_lost(&queue, &job));
    job = take(&queue, 1, 5, 'b');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 6));
    job = take(&queue, 1, 6, 'c');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 7));
    job = take(&queue, 1, 7, 'a');
    assert_int_equal(job.attempt, 2);
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 8));
    assert_true(scan_queue_is_judged(&queue));
    scan_queue_fini(&queue);
}

static void a_job_that_is_given_back_was_not_taken(void **state)
{
    struct scan_queue queue;
    struct scan_job first;
    struct scan_job next;
    struct scan_job job;

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 2, 2);
    first = take(&queue, 0, 0, 'a');
    assert_true(scan_queue_reserve(&queue, 0, &next));
    assert_int_equal(names[next.package][12], 'b');
    assert_false(scan_queue_reserve(&queue, 1, &job));
    /* The other one has to wait for it. */
    assert_int_equal(scan_queue_take(&queue, 1, 0, &job), SCAN_TAKE_WAIT);
    scan_queue_return(&queue, &next);
    job = take(&queue, 1, 0, 'b');
    assert_int_equal(job.attempt, 1);
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 100));
    assert_true(scan_queue_done(&queue, &first, SCAN_OK, 100));
    assert_true(scan_queue_is_judged(&queue));
    assert_int_equal(scan_queue_totals(&queue)->running, 0);
    scan_queue_fini(&queue);
    open_queue(&queue, SCAN_ON_EACH, 2, 1);
    first = take(&queue, 0, 0, 'a');
    assert_true(scan_queue_reserve(&queue, 0, &next));
    assert_true(scan_queue_done(&queue, &first, SCAN_OK, 100));
    /* How long it takes is counted from its own beginning. */
    scan_queue_begin(&queue, &next, 200);
    assert_int_equal(scan_queue_left_ms(&queue, 250), 50);
    assert_true(scan_queue_done(&queue, &next, SCAN_OK, 300));
    assert_true(scan_queue_is_judged(&queue));
    scan_queue_gone(&queue, 0);
    assert_false(scan_queue_reserve(&queue, 0, &next));
    scan_queue_fini(&queue);
}

static void a_package_that_brings_phones_down_is_given_up(void **state)
{
    struct scan_queue queue;
    struct scan_job job;
    unsigned i;

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 1, 1);
    for (i = 1; i <= SCAN_TRIES_MAX; i++) {
        job = take(&queue, 0, 0, 'a');
        assert_int_equal(job.attempt, i);
        assert_int_equal(scan_queue_done(&queue, &job, SCAN_PHONE_LOST, 1),
                         i == SCAN_TRIES_MAX);
    }
    assert_int_equal(scan_queue_take(&queue, 0, 2, &job), SCAN_TAKE_OVER);
    assert_int_equal(scan_queue_totals(&queue)->verdicts[SCAN_PHONE_LOST], 1);
    assert_false(scan_queue_is_judged(&queue));
    scan_queue_fini(&queue);
}

static void what_no_phone_is_left_for_is_told_once(void **state)
{
    struct scan_queue queue;
    struct scan_job job;

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 2, 1);
    job = take(&queue, 0, 0, 'a');
    assert_false(scan_queue_done(&queue, &job, SCAN_PHONE_LOST, 1));
    scan_queue_gone(&queue, 0);
    scan_queue_gone(&queue, 0);
    assert_true(scan_queue_left_ms(&queue, 1) < 0);
    assert_true(scan_queue_lost(&queue, &job));
    assert_int_equal(job.package, 0);
    assert_int_equal(job.attempt, 1);
    assert_true(job.phone == SCAN_ANY_PHONE);
    assert_true(scan_queue_lost(&queue, &job));
    assert_int_equal(job.package, 1);
    assert_false(scan_queue_lost(&queue, &job));
    assert_int_equal(scan_queue_totals(&queue)->over, 2);
    scan_queue_fini(&queue);

    open_queue(&queue, SCAN_ON_ANY, 1, 2);
    scan_queue_gone(&queue, 0);
    assert_false(scan_queue_lost(&queue, &job));
    scan_queue_gone(&queue, 1);
    assert_true(scan_queue_lost(&queue, &job));
    scan_queue_fini(&queue);

    open_queue(&queue, SCAN_ON_EACH, 2, 2);
    job = take(&queue, 1, 0, 'a');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 1));
    scan_queue_gone(&queue, 1);
    assert_true(scan_queue_lost(&queue, &job));
    assert_int_equal(job.phone, 1);
    assert_int_equal(job.package, 1);
    assert_false(scan_queue_lost(&queue, &job));
    job = take(&queue, 0, 1, 'a');
    scan_queue_fini(&queue);
}

static void a_package_stands_in_the_queue_once(void **state)
{
    static const char *const list[] = {"com.example.b", "com.example.a",
                                       "com.example.b", "com.example.a",
                                       "com.example.c"};
    static const size_t want[] = {0, 1, 4};
    struct scan_queue queue;
    struct scan_job job;
    struct err err = {0, ""};
    size_t i;

    (void)state;
    assert_int_equal(
        scan_queue_init(&queue, SCAN_ON_ANY, list, 5, 1, NULL, 1, &err), 0);
    for (i = 0; i < 3; i++) {
        assert_int_equal(scan_queue_take(&queue, 0, 0, &job), SCAN_TAKE_JOB);
        assert_int_equal(job.package, want[i]);
        assert_true(scan_queue_done(&queue, &job, SCAN_OK, 1));
    }
    assert_int_equal(scan_queue_take(&queue, 0, 0, &job), SCAN_TAKE_OVER);
    scan_queue_fini(&queue);
}

static void what_an_earlier_scan_has_is_left_out(void **state)
{
    struct scan_queue queue;
    struct scan_job job;

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 4, 1);
    assert_true(
        scan_queue_skip(&queue, "com.example.a", SCAN_ANY_PHONE, SCAN_OK));
    assert_false(scan_queue_skip(&queue, "com.example.a", 0, SCAN_OK));
    assert_false(scan_queue_skip(&queue, "com.example.x", 0, SCAN_OK));
    assert_false(scan_queue_skip(&queue, "com.example.b", 0, SCAN_PHONE_LOST));
    assert_true(scan_queue_skip(&queue, "com.example.c", 0, SCAN_CRASHED));
    job = take(&queue, 0, 0, 'b');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 1));
    job = take(&queue, 0, 0, 'd');
    assert_true(scan_queue_done(&queue, &job, SCAN_OK, 1));
    assert_int_equal(scan_queue_take(&queue, 0, 0, &job), SCAN_TAKE_OVER);
    assert_int_equal(scan_queue_totals(&queue)->resumed, 2);
    assert_int_equal(scan_queue_totals(&queue)->over, 4);
    assert_int_equal(scan_queue_judged(&queue), 3);
    scan_queue_fini(&queue);

    open_queue(&queue, SCAN_ON_EACH, 2, 2);
    assert_true(scan_queue_skip(&queue, "com.example.a", 1, SCAN_OK));
    job = take(&queue, 1, 0, 'b');
    job = take(&queue, 0, 0, 'a');
    scan_queue_fini(&queue);
}

static void shards_share_a_list(void **state)
{
    char name[40];
    size_t sizes[3] = {0, 0, 0};
    unsigned i;
    unsigned k;

    (void)state;
    for (i = 0; i < 3000; i++) {
        unsigned has = 0;

        (void)format_text(name, sizeof(name), "com.example.app%u", i);
        for (k = 1; k <= 3; k++) {
            struct scan_shard shard = {k, 3};

            if (scan_shard_has(&shard, name)) {
                has++;
                sizes[k - 1]++;
            }
        }
        assert_int_equal(has, 1);
    }
    for (k = 0; k < 3; k++) {
        assert_in_range(sizes[k], 900, 1100);
    }
}

/* Lists of different laptops are split alike, by every version. */
static void a_shard_is_the_same_for_ever(void **state)
{
    static const struct {
        const char *name;
        unsigned number; /* of 7 */
    } rows[] = {
        {"com.example.bank", 3},
        {"com.example.shop", 7},
        {"a", 6},
    };
    const struct scan_shard all = {0, 0};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scan_shard shard = {rows[i].number, 7};

        assert_true(scan_shard_has(&shard, rows[i].name));
        assert_true(scan_shard_has(&all, rows[i].name));
    }
}

static void a_shard_is_read_from_text(void **state)
{
    static const struct {
        const char *text;
        unsigned number;
        unsigned count; /* 0: it is none */
    } rows[] = {
        {"1/1", 1, 1},
        {"3/12", 3, 12},
        {"9999/9999", 9999, 9999},
        {"0/3", 0, 0},
        {"4/3", 0, 0},
        {"1/0", 0, 0},
        {"", 0, 0},
        {"1", 0, 0},
        {"1/", 0, 0},
        {"/3", 0, 0},
        {"1/3/5", 0, 0},
        {"1/10000", 0, 0},
        {"-1/3", 0, 0},
        {"1 /3", 0, 0},
        {"1/3 ", 0, 0},
        {"1/18446744073709551617", 0, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct scan_shard shard = {0, 0};
        bool has = scan_shard_parse(rows[i].text, &shard);

        if (has != (rows[i].count > 0) || shard.number != rows[i].number ||
            shard.count != rows[i].count) {
            fail_msg("%s", rows[i].text);
        }
    }
}

static void the_rest_is_guessed_from_the_runs_so_far(void **state)
{
    struct scan_queue queue;
    struct scan_job jobs[2];

    (void)state;
    open_queue(&queue, SCAN_ON_ANY, 6, 2);
    assert_true(scan_queue_left_ms(&queue, 0) == 60000);
    jobs[0] = take(&queue, 0, 0, 'a');
    jobs[1] = take(&queue, 1, 0, 'b');
    assert_true(scan_queue_left_ms(&queue, 10000) == 50000);
    assert_true(scan_queue_done(&queue, &jobs[0], SCAN_OK, 30000));
    /* Four wait for 30 s each; the other one is over its time. */
    assert_true(scan_queue_left_ms(&queue, 40000) == 60000);
    assert_true(scan_queue_done(&queue, &jobs[1], SCAN_OK, 40000));
    assert_true(scan_queue_left_ms(&queue, 40000) == 70000);
    scan_queue_gone(&queue, 1);
    assert_true(scan_queue_left_ms(&queue, 40000) == 140000);
    scan_queue_fini(&queue);

    open_queue(&queue, SCAN_ON_EACH, 2, 2);
    jobs[0] = take(&queue, 0, 0, 'a');
    assert_true(scan_queue_done(&queue, &jobs[0], SCAN_OK, 10000));
    assert_true(scan_queue_left_ms(&queue, 10000) == 20000);
    scan_queue_fini(&queue);
}

static void more_than_one_scan_takes_is_refused(void **state)
{
    struct scan_queue queue;
    struct err err = {0, ""};

    (void)state;
    assert_int_equal(scan_queue_init(&queue, SCAN_ON_EACH, NULL,
                                     SCAN_PACKAGES_MAX, 200, NULL, 1, &err),
                     ERR_LIMIT);
    assert_string_equal(err.text,
                        "262144 packages on 200 phones are more than one scan "
                        "takes; --shard splits the list");
}

/* ---- phones that come and go ------------------------------------------- */

enum { PACKAGES = 300, PHONES = 5 };

struct crowd {
    struct scan_queue queue;
    unsigned over[PACKAGES];
    bool is_gone[PHONES];
    bool is_busy[PHONES];
    struct scan_job jobs[PHONES];
    unsigned random;
};

static unsigned next_random(struct crowd *crowd)
{
    crowd->random = crowd->random * 1103515245 + 12345;
    return crowd->random >> 16;
}

/* False: nothing happened. */
static bool move(struct crowd *crowd, size_t phone)
{
    struct scan_job *job = &crowd->jobs[phone];
    bool is_lost = next_random(crowd) % 16 == 0;

    if (!crowd->is_busy[phone]) {
        crowd->is_busy[phone] =
            scan_queue_take(&crowd->queue, phone, 0, job) == SCAN_TAKE_JOB;
        return crowd->is_busy[phone];
    }
    crowd->is_busy[phone] = false;
    if (scan_queue_done(&crowd->queue, job, is_lost ? SCAN_PHONE_LOST : SCAN_OK,
                        0)) {
        crowd->over[job->package]++;
    }
    if (is_lost && next_random(crowd) % 16 == 0) {
        crowd->is_gone[phone] = true;
        scan_queue_gone(&crowd->queue, phone);
    }
    return true;
}

static void run_crowd(struct crowd *crowd, enum scan_on on,
                      const char *const *list)
{
    struct scan_job lost;
    struct err err = {0, ""};
    unsigned idle = 0;

    assert_int_equal(scan_queue_init(&crowd->queue, on, list, PACKAGES, PHONES,
                                     NULL, 1, &err),
                     0);
    while (idle < 200) {
        idle = move(crowd, next_random(crowd) % PHONES) ? 0 : idle + 1;
    }
    while (scan_queue_lost(&crowd->queue, &lost)) {
        crowd->over[lost.package]++;
    }
}

static void each_package_is_over_once(void **state)
{
    static char text[PACKAGES][24];
    static const char *list[PACKAGES];
    unsigned round;
    size_t i;

    (void)state;
    for (i = 0; i < PACKAGES; i++) {
        list[i] = format_text(text[i], sizeof(text[i]), "com.example.p%zu", i);
    }
    for (round = 0; round < 40; round++) {
        enum scan_on on = round % 2 == 0 ? SCAN_ON_ANY : SCAN_ON_EACH;
        unsigned each = on == SCAN_ON_ANY ? 1 : PHONES;
        struct crowd crowd = {.random = round * 7919 + 1};

        run_crowd(&crowd, on, list);
        for (i = 0; i < PACKAGES; i++) {
            assert_int_equal(crowd.over[i], each);
        }
        assert_int_equal(scan_queue_totals(&crowd.queue)->over,
                         PACKAGES * each);
        assert_int_equal(scan_queue_totals(&crowd.queue)->running, 0);
        scan_queue_fini(&crowd.queue);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_queue_feeds_all_phones),
        cmocka_unit_test(each_phone_runs_every_package),
        cmocka_unit_test(a_lost_phone_hands_its_package_back),
        cmocka_unit_test(a_job_that_is_given_back_was_not_taken),
        cmocka_unit_test(a_package_that_brings_phones_down_is_given_up),
        cmocka_unit_test(what_no_phone_is_left_for_is_told_once),
        cmocka_unit_test(a_package_stands_in_the_queue_once),
        cmocka_unit_test(what_an_earlier_scan_has_is_left_out),
        cmocka_unit_test(shards_share_a_list),
        cmocka_unit_test(a_shard_is_the_same_for_ever),
        cmocka_unit_test(a_shard_is_read_from_text),
        cmocka_unit_test(the_rest_is_guessed_from_the_runs_so_far),
        cmocka_unit_test(more_than_one_scan_takes_is_refused),
        cmocka_unit_test(each_package_is_over_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
