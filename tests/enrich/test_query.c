/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions to name servers that the test plays: when they are sent, to
 * whom, when again, when it is over. The hands of the clock are the test's.
 */
#include "enrich/query.h"

#include "enrich/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define QUERIES_MAX 4000

struct sent {
    size_t server;
    bool is_tcp;
    uint64_t tag;
    const char *name;
    int64_t at_ms;
};

struct world {
    struct queries queries;
    struct query asked[QUERIES_MAX];
    char names[QUERIES_MAX][32];
    struct vec_of_sent {
        struct sent items[8 * QUERIES_MAX];
        size_t len;
    } sent;
    size_t ends[3];     /* by enum query_end */
    size_t outcomes[5]; /* of answers */
    int64_t last_end_ms;
    int64_t now_ms;
};

static struct dns_message message;

static int send_one(void *ctx, size_t server, bool is_tcp, const char *name,
                    unsigned type, uint64_t tag)
{
    struct world *world = ctx;
    struct sent *sent = &world->sent.items[world->sent.len++];

    (void)type;
    assert_true(world->sent.len < 8 * QUERIES_MAX);
    *sent = (struct sent){server, is_tcp, tag, name, world->now_ms};
    return 0;
}

static void end_one(void *ctx, struct query *query, enum query_end end,
                    struct dns_answer *answer)
{
    struct world *world = ctx;

    assert_ptr_equal(query->owner, world);
    query->owner = NULL; /* told once */
    world->ends[end]++;
    if (end == QUERY_ANSWERED) {
        world->outcomes[answer->outcome]++;
    }
    world->last_end_ms = world->now_ms;
}

static struct world *world_new(size_t servers, uint32_t rate)
{
    struct world *world = calloc(1, sizeof(*world));
    struct query_net net = {servers, send_one, world};

    assert_non_null(world);
    world->now_ms = 1000000;
    queries_init(&world->queries, &net, rate, end_one, world, world->now_ms);
    return world;
}

static void ask(struct world *world, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(world->names[i], sizeof(world->names[i]), "q%zu.test",
                       i);
        world->asked[i].name = world->names[i];
        world->asked[i].type = DNS_PTR;
        world->asked[i].owner = world;
        queries_add(&world->queries, &world->asked[i]);
    }
}

/* What a server says to one question; rcode 16: nothing, 17: junk. */
static void say(struct world *world, const struct sent *sent, unsigned rcode)
{
    if (rcode == 16) {
        return;
    }
    message_begin(&message, rcode & 0xf, sent->name, DNS_PTR);
    if (rcode == 0) {
        message_pointer(&message, sent->name, DNS_PTR, 60, "a.test");
    }
    if (rcode == 17) {
        message.len -= 3;
    }
    queries_take(&world->queries, sent->tag, message.bytes, message.len,
                 world->now_ms);
}

/* Lets time pass; each packet is answered after delay_ms by `rcode_of`. */
static void run(struct world *world, int64_t for_ms, int delay_ms,
                unsigned (*rcode_of)(const struct sent *sent, size_t index))
{
    int64_t end_ms = world->now_ms + for_ms;
    size_t next = world->sent.len;

    for (; world->now_ms < end_ms; world->now_ms++) {
        (void)queries_run(&world->queries, world->now_ms);
        while (next < world->sent.len &&
               world->sent.items[next].at_ms + delay_ms <= world->now_ms) {
            const struct sent *sent = &world->sent.items[next];

            say(world, sent, rcode_of(sent, next));
            next++;
        }
    }
}

static unsigned good(const struct sent *sent, size_t index)
{
    (void)sent;
    (void)index;
    return 0;
}

static unsigned silent(const struct sent *sent, size_t index)
{
    (void)sent;
    (void)index;
    return 16;
}

static unsigned refusing(const struct sent *sent, size_t index)
{
    (void)sent;
    (void)index;
    return 5;
}

static unsigned one_lost_of_ten(const struct sent *sent, size_t index)
{
    (void)sent;
    return index % 10 == 3 ? 16 : 0;
}

static unsigned first_server_silent(const struct sent *sent, size_t index)
{
    (void)index;
    return sent->server == 0 ? 16 : 0;
}

static unsigned first_server_fails(const struct sent *sent, size_t index)
{
    (void)index;
    return sent->server == 0 ? 2 : 0;
}

static unsigned failing(const struct sent *sent, size_t index)
{
    (void)sent;
    (void)index;
    return 2;
}

static unsigned junk(const struct sent *sent, size_t index)
{
    (void)sent;
    (void)index;
    return 17;
}

static unsigned every_other_refused(const struct sent *sent, size_t index)
{
    (void)sent;
    return index % 2 == 0 ? 5 : 0;
}

static void all_that_is_answered_ends_so(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 1000);
    run(world, 1000, 20, good);
    assert_int_equal(world->ends[QUERY_ANSWERED], 1000);
    assert_int_equal(world->outcomes[DNS_FOUND], 1000);
    assert_int_equal(world->sent.len, 1000);
    assert_int_equal(queries_run(&world->queries, world->now_ms), -1);
    free(world);
}

static void what_is_lost_is_asked_again(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 2000);
    run(world, 6000, 20, one_lost_of_ten);
    assert_int_equal(world->outcomes[DNS_FOUND], 2000);
    assert_true(world->sent.len < 2400);
    free(world);
}

static void no_more_are_on_their_way_than_the_window_has(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 100);
    (void)queries_run(&world->queries, world->now_ms);
    assert_int_equal(world->sent.len, 16);
    say(world, &world->sent.items[0], 0);
    (void)queries_run(&world->queries, world->now_ms);
    assert_int_equal(world->sent.len, 18);
    free(world);
}

static void a_silent_server_is_dead_after_five_seconds(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 1000);
    run(world, 5100, 20, silent);
    assert_int_equal(world->ends[QUERY_DOWN], 1000);
    assert_true(world->last_end_ms - 1000000 <= 5001);
    /* A few, not a thousand. */
    assert_true(world->sent.len < 200);
    /* Who asks now is told at once. */
    ask(world, 1);
    (void)queries_run(&world->queries, world->now_ms);
    assert_int_equal(world->ends[QUERY_DOWN], 1001);
    /* Later it gets another chance. */
    world->now_ms += 6000;
    ask(world, 10);
    run(world, 100, 20, good);
    assert_int_equal(world->outcomes[DNS_FOUND], 10);
    free(world);
}

static void a_server_that_refuses_all_is_left_alone(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 1000);
    run(world, 2000, 5, refusing);
    assert_int_equal(world->ends[QUERY_DOWN] + world->ends[QUERY_ANSWERED],
                     1000);
    assert_true(world->last_end_ms - 1000000 < 1500);
    assert_true(world->sent.len < 200);
    free(world);
}

static void one_that_refuses_some_is_asked_more_slowly(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 300);
    run(world, 20000, 20, every_other_refused);
    assert_int_equal(world->outcomes[DNS_FOUND], 300);
    assert_true(world->queries.pace.window < 64);
    free(world);
}

static void another_server_is_asked_when_the_first_is_silent(void **state)
{
    struct world *world = world_new(2, 0);

    (void)state;
    ask(world, 500);
    run(world, 8000, 20, first_server_silent);
    assert_int_equal(world->outcomes[DNS_FOUND], 500);
    assert_int_equal(world->queries.preferred, 1);
    free(world);
}

static void a_failure_is_asked_of_another_server_once(void **state)
{
    struct world *world = world_new(2, 0);

    (void)state;
    ask(world, 50);
    run(world, 3000, 20, first_server_fails);
    assert_int_equal(world->outcomes[DNS_FOUND], 50);
    free(world);
    world = world_new(2, 0);
    ask(world, 50);
    run(world, 3000, 20, failing);
    assert_int_equal(world->outcomes[DNS_FAILED], 50);
    assert_int_equal(world->sent.len, 100);
    free(world);
    world = world_new(1, 0);
    ask(world, 50);
    run(world, 3000, 20, failing);
    assert_int_equal(world->sent.len, 50);
    free(world);
}

static void junk_is_a_failure_and_not_none(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 20);
    run(world, 3000, 20, junk);
    assert_int_equal(world->outcomes[DNS_FAILED], 20);
    free(world);
}

static void the_rate_is_kept(void **state)
{
    struct world *world = world_new(1, 100);

    (void)state;
    ask(world, 1000);
    run(world, 2000, 1, good);
    assert_in_range(world->sent.len, 190, 220);
    free(world);
}

static void without_a_server_all_is_down(void **state)
{
    struct world *world = world_new(0, 0);

    (void)state;
    ask(world, 20);
    (void)queries_run(&world->queries, world->now_ms);
    assert_int_equal(world->ends[QUERY_DOWN], 20);
    assert_int_equal(world->sent.len, 0);
    free(world);
}

static void an_answer_that_comes_late_or_twice_is_of_nobody(void **state)
{
    struct world *world = world_new(1, 0);

    (void)state;
    ask(world, 2);
    (void)queries_run(&world->queries, world->now_ms);
    say(world, &world->sent.items[0], 0);
    say(world, &world->sent.items[0], 0);
    queries_take(&world->queries, UINT64_MAX, NULL, 0, world->now_ms);
    assert_int_equal(world->ends[QUERY_ANSWERED], 1);
    free(world);
}

static void what_is_truncated_is_asked_over_tcp_one_by_one(void **state)
{
    struct world *world = world_new(1, 0);
    size_t udp;

    (void)state;
    ask(world, 3);
    (void)queries_run(&world->queries, world->now_ms);
    udp = world->sent.len;
    for (size_t i = 0; i < udp; i++) {
        const struct sent *sent = &world->sent.items[i];

        message_begin(&message, 0, sent->name, DNS_PTR);
        message_set_u16(&message, 2, 0x8380);
        queries_take(&world->queries, sent->tag, message.bytes, message.len,
                     world->now_ms);
    }
    for (size_t i = udp; i < udp + 3; i++) {
        (void)queries_run(&world->queries, world->now_ms);
        assert_int_equal(world->sent.len, i + 1);
        assert_true(world->sent.items[i].is_tcp);
        say(world, &world->sent.items[i], 0);
    }
    assert_int_equal(world->outcomes[DNS_FOUND], 3);
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_is_answered_ends_so),
        cmocka_unit_test(what_is_lost_is_asked_again),
        cmocka_unit_test(no_more_are_on_their_way_than_the_window_has),
        cmocka_unit_test(a_silent_server_is_dead_after_five_seconds),
        cmocka_unit_test(a_server_that_refuses_all_is_left_alone),
        cmocka_unit_test(one_that_refuses_some_is_asked_more_slowly),
        cmocka_unit_test(another_server_is_asked_when_the_first_is_silent),
        cmocka_unit_test(a_failure_is_asked_of_another_server_once),
        cmocka_unit_test(junk_is_a_failure_and_not_none),
        cmocka_unit_test(the_rate_is_kept),
        cmocka_unit_test(without_a_server_all_is_down),
        cmocka_unit_test(an_answer_that_comes_late_or_twice_is_of_nobody),
        cmocka_unit_test(what_is_truncated_is_asked_over_tcp_one_by_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
