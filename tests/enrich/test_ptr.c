/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From addresses to names, and the way back: what is asked, what is told.
 * The name server is a table of this test.
 */
#include "enrich/ptr.h"

#include "enrich/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SENT_MAX 64
#define TOLD_MAX 16

enum { NXDOMAIN = 3, SERVFAIL = 2, SILENCE = 99 };

struct record {
    const char *question;
    unsigned type; /* of question and data */
    unsigned rcode;
    uint32_t ttl_s;
    const char *data; /* a name, or an address */
};

struct told {
    int owner;
    enum lookup_status status;
    char first[256];
    size_t name_count;
    int confirmed;
    uint32_t ttl_s;
    bool has_ttl;
    bool is_down;
};

struct world {
    struct ptrs *ptrs;
    const struct record *zone;
    size_t zone_len;
    int64_t now_ms;
    struct {
        char name[256];
        unsigned type;
        uint64_t tag;
    } sent[SENT_MAX];
    size_t sent_len;
    size_t answered;
    struct told told[TOLD_MAX];
    size_t told_len;
    size_t addrs; /* of names that were asked for */
    size_t unknown;
};

static struct dns_message message;
static int owners[TOLD_MAX];

static struct addr addr_of(const char *text)
{
    struct addr addr;

    assert_true(addr_parse(str_from(text), &addr));
    return addr;
}

static int send_one(void *ctx, size_t server, bool is_tcp, const char *name,
                    unsigned type, uint64_t tag)
{
    struct world *world = ctx;

    (void)server;
    (void)is_tcp;
    assert_true(world->sent_len < SENT_MAX);
    (void)snprintf(world->sent[world->sent_len].name,
                   sizeof(world->sent[0].name), "%s", name);
    world->sent[world->sent_len].type = type;
    world->sent[world->sent_len++].tag = tag;
    return 0;
}

static void tell(void *ctx, void *owner, const struct ptr_result *result)
{
    struct world *world = ctx;
    struct told *told = &world->told[world->told_len++];

    assert_true(world->told_len <= TOLD_MAX);
    told->owner = (int)((int *)owner - owners);
    told->status = result->status;
    told->name_count = result->name_count;
    told->confirmed = result->confirmed;
    told->has_ttl = result->has_ttl;
    told->ttl_s = result->ttl_s;
    told->is_down = result->is_down;
    (void)snprintf(told->first, sizeof(told->first), "%s",
                   result->name_count > 0 ? result->names[0] : "");
}

static void put_record(const struct record *record)
{
    struct addr addr;

    if (record->type == DNS_PTR) {
        message_pointer(&message, record->question, DNS_PTR, record->ttl_s,
                        record->data);
        return;
    }
    addr = addr_of(record->data);
    message_record(&message, 0, record->question, record->type, record->ttl_s);
    message_bytes(&message, addr.bytes, record->type == DNS_A ? 4 : 16);
    message_end_record(&message);
}

/* What the table has; what it does not have does not exist. */
static void answer(struct world *world, size_t index)
{
    const char *name = world->sent[index].name;
    unsigned type = world->sent[index].type;
    unsigned rcode = NXDOMAIN;
    size_t i;

    for (i = 0; i < world->zone_len; i++) {
        if (strcmp(world->zone[i].question, name) == 0 &&
            world->zone[i].type == type) {
            rcode = world->zone[i].rcode;
        }
    }
    if (rcode == SILENCE) {
        return;
    }
    message_begin(&message, rcode, name, type);
    for (i = 0; i < world->zone_len && rcode == 0; i++) {
        if (strcmp(world->zone[i].question, name) == 0 &&
            world->zone[i].type == type) {
            put_record(&world->zone[i]);
        }
    }
    if (rcode == NXDOMAIN) {
        message_soa(&message, 300, 120);
    }
    ptrs_take(world->ptrs, world->sent[index].tag, message.bytes, message.len,
              world->now_ms);
}

static void run(struct world *world, int64_t for_ms)
{
    int64_t end_ms = world->now_ms + for_ms;

    for (; world->now_ms < end_ms; world->now_ms++) {
        (void)ptrs_run(world->ptrs, world->now_ms);
        while (world->answered < world->sent_len) {
            answer(world, world->answered++);
        }
    }
}

static struct world *world_new(const struct record *zone, size_t len)
{
    struct world *world = calloc(1, sizeof(*world));
    struct query_net net = {1, send_one, world};

    assert_non_null(world);
    world->zone = zone;
    world->zone_len = len;
    world->now_ms = 1000000;
    world->ptrs = ptrs_new(&net, 0, tell, world, world->now_ms);
    assert_non_null(world->ptrs);
    return world;
}

static void drop_none(void *owner)
{
    (void)owner;
    fail_msg("nobody was waiting");
}

static void world_end(struct world *world)
{
    ptrs_free(world->ptrs, drop_none);
    free(world);
}

static void ask(struct world *world, int owner, const char *text)
{
    struct addr addr = addr_of(text);

    assert_int_equal(ptrs_ask(world->ptrs, &addr, &owners[owner]), 0);
}

static size_t count_sent(const struct world *world, unsigned type)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < world->sent_len; i++) {
        count += world->sent[i].type == type;
    }
    return count;
}

#define BACK(n) #n ".113.0.203.in-addr.arpa"
#define SIX \
    "9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"

static const struct record zone[] = {
    {BACK(1), DNS_PTR, 0, 600, "one.test"},
    {"one.test", DNS_A, 0, 60, "203.0.113.1"},
    {BACK(2), DNS_PTR, 0, 60, "elsewhere.test"},
    {"elsewhere.test", DNS_A, 0, 60, "203.0.113.200"},
    {BACK(3), DNS_PTR, 0, 60, "a.test"},
    {BACK(3), DNS_PTR, 0, 60, "b.test"},
    {"a.test", DNS_A, 0, 60, "203.0.113.200"},
    {"b.test", DNS_A, 0, 60, "203.0.113.200"},
    {"b.test", DNS_A, 0, 60, "203.0.113.3"},
    {BACK(4), DNS_PTR, 0, 60, "nowhere.test"},
    {BACK(5), DNS_PTR, 0, 60, "sick.test"},
    {"sick.test", DNS_A, SERVFAIL, 0, NULL},
    {BACK(6), DNS_PTR, SERVFAIL, 0, NULL},
    {BACK(8), DNS_PTR, 0, 60, "\x1b[31m.test"},
    {SIX, DNS_PTR, 0, 60, "six.test"},
    {"six.test", DNS_AAAA, 0, 60, "2001:db8::9"},
    {"six.test", DNS_A, 0, 60, "203.0.113.1"},
};
#define ZONE zone, sizeof(zone) / sizeof(zone[0])

static void each_answer_is_told_for_what_it_is(void **state)
{
    static const struct {
        const char *addr;
        enum lookup_status status;
        const char *first;
        size_t names;
        int confirmed;
        int ttl_s; /* -1: not to be kept */
    } rows[] = {
        {"203.0.113.1", LOOKUP_OK, "one.test", 1, 1, 60},
        {"203.0.113.2", LOOKUP_OK, "elsewhere.test", 1, 0, 60},
        {"203.0.113.3", LOOKUP_OK, "b.test", 2, 1, 60},
        {"203.0.113.4", LOOKUP_OK, "nowhere.test", 1, 0, 60},
        {"203.0.113.5", LOOKUP_OK, "sick.test", 1, -1, 60},
        {"203.0.113.6", LOOKUP_ERROR, "", 0, -1, -1},
        {"203.0.113.7", LOOKUP_NONE, "", 0, -1, 120},
        {"203.0.113.8", LOOKUP_OK, "\\027[31m.test", 1, 0, 60},
        {"2001:db8::9", LOOKUP_OK, "six.test", 1, 1, 60},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct world *world = world_new(ZONE);
        const struct told *told = &world->told[0];

        ask(world, 3, rows[i].addr);
        run(world, 10);
        if (world->told_len != 1 || told->owner != 3 ||
            told->status != rows[i].status || told->is_down ||
            strcmp(told->first, rows[i].first) != 0 ||
            told->name_count != rows[i].names ||
            told->confirmed != rows[i].confirmed ||
            (told->has_ttl ? (int)told->ttl_s : -1) != rows[i].ttl_s) {
            fail_msg("%s: %zu told, status %d, %zu names, %s, %d, ttl %u",
                     rows[i].addr, world->told_len, told->status,
                     told->name_count, told->first, told->confirmed,
                     told->ttl_s);
        }
        world_end(world);
    }
}

static void a_name_that_is_no_host_name_is_not_asked_for(void **state)
{
    struct world *world = world_new(ZONE);

    (void)state;
    ask(world, 0, "203.0.113.8");
    run(world, 10);
    assert_int_equal(world->sent_len, 1);
    world_end(world);
}

static void one_name_of_many_addresses_is_asked_for_once(void **state)
{
    static const struct record shared[] = {
        {BACK(1), DNS_PTR, 0, 60, "front.test"},
        {BACK(2), DNS_PTR, 0, 60, "front.test"},
        {BACK(3), DNS_PTR, 0, 60, "front.test"},
        {"front.test", DNS_A, 0, 60, "203.0.113.1"},
        {"front.test", DNS_A, 0, 60, "203.0.113.2"},
    };
    struct world *world = world_new(shared, 5);
    size_t i;

    (void)state;
    ask(world, 1, "203.0.113.1");
    ask(world, 2, "203.0.113.2");
    run(world, 10);
    /* This one comes when the answer is there already. */
    ask(world, 3, "203.0.113.3");
    run(world, 10);
    assert_int_equal(world->told_len, 3);
    for (i = 0; i < 3; i++) {
        assert_int_equal(world->told[i].confirmed,
                         world->told[i].owner == 3 ? 0 : 1);
    }
    assert_int_equal(count_sent(world, DNS_A), 1);
    world_end(world);
}

static void of_many_names_four_are_followed(void **state)
{
    static const struct record many[] = {
        {BACK(1), DNS_PTR, 0, 60, "a.test"},
        {BACK(1), DNS_PTR, 0, 60, "b.test"},
        {BACK(1), DNS_PTR, 0, 60, "c.test"},
        {BACK(1), DNS_PTR, 0, 60, "d.test"},
        {BACK(1), DNS_PTR, 0, 60, "e.test"},
        {"e.test", DNS_A, 0, 60, "203.0.113.1"},
    };
    struct world *world = world_new(many, 6);

    (void)state;
    ask(world, 0, "203.0.113.1");
    run(world, 20);
    assert_int_equal(count_sent(world, DNS_A), 4);
    assert_int_equal(world->told_len, 1);
    assert_int_equal(world->told[0].name_count, 5);
    assert_int_equal(world->told[0].confirmed, 0);
    assert_string_equal(world->told[0].first, "a.test");
    world_end(world);
}

static void a_server_that_is_silent_is_down(void **state)
{
    static const struct record silent[] = {
        {BACK(1), DNS_PTR, SILENCE, 0, NULL},
    };
    struct world *world = world_new(silent, 1);

    (void)state;
    ask(world, 0, "203.0.113.1");
    run(world, QUERY_SILENT_MS + 100);
    assert_int_equal(world->told_len, 1);
    assert_int_equal(world->told[0].status, LOOKUP_ERROR);
    assert_true(world->told[0].is_down);
    world_end(world);
}

static void take_name(void *ctx, void *owner, const struct dns_answer *answer_)
{
    struct world *world = ctx;

    assert_ptr_equal(owner, world);
    if (answer_ == NULL) {
        world->unknown++;
    } else {
        world->addrs += answer_->addr_count;
    }
}

static void names_of_others_are_asked_for_too(void **state)
{
    static const char *const names[] = {"b.test", "nowhere.test", "sick.test"};
    struct world *world = world_new(ZONE);
    size_t i;

    (void)state;
    for (i = 0; i < 3; i++) {
        assert_int_equal(ptrs_ask_name(world->ptrs, names[i], DNS_A, take_name,
                                       world, world),
                         0);
    }
    run(world, 10);
    assert_int_equal(world->addrs, 2);
    assert_int_equal(world->unknown, 1);
    assert_int_equal(world->told_len, 0);
    world_end(world);
}

static void drop(void *owner)
{
    ++*(int *)owner;
}

/* At every stage: waiting, sent, with a name whose way back is open. */
static void what_is_not_done_is_dropped_once_each(void **state)
{
    static const struct record open[] = {
        {BACK(1), DNS_PTR, SILENCE, 0, NULL},
        {BACK(2), DNS_PTR, 0, 60, "slow.test"},
        {"slow.test", DNS_A, SILENCE, 0, NULL},
    };
    struct world *world = world_new(open, 3);

    (void)state;
    memset(owners, 0, sizeof(owners));
    ask(world, 1, "203.0.113.1");
    ask(world, 2, "203.0.113.2");
    run(world, 10);
    ask(world, 3, "203.0.113.3");
    assert_int_equal(
        ptrs_ask_name(world->ptrs, "slow.test", DNS_A, take_name, world, world),
        0);
    ptrs_free(world->ptrs, drop);
    assert_int_equal(world->told_len, 0);
    assert_int_equal(owners[1], 1);
    assert_int_equal(owners[2], 1);
    assert_int_equal(owners[3], 1);
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_is_told_for_what_it_is),
        cmocka_unit_test(a_name_that_is_no_host_name_is_not_asked_for),
        cmocka_unit_test(one_name_of_many_addresses_is_asked_for_once),
        cmocka_unit_test(of_many_names_four_are_followed),
        cmocka_unit_test(a_server_that_is_silent_is_down),
        cmocka_unit_test(names_of_others_are_asked_for_too),
        cmocka_unit_test(what_is_not_done_is_dropped_once_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
