/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thread as a whole, without a network: what it knows by itself, more
 * questions than fit, ending in the middle. Under the thread sanitizer, too.
 */
#include "enrich/enrich.h"

#include "enrich/hosts.h"
#include "enrich/net.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct enrich *start(const struct enrich_options *options)
{
    struct enrich *enrich;
    struct err err;

    if (enrich_start(options, &enrich, &err) < 0) {
        fail_msg("%s", err.text);
    }
    return enrich;
}

static struct addr number(uint32_t value)
{
    uint8_t bytes[4] = {198, 18, (uint8_t)(value >> 8), (uint8_t)value};

    return addr_v4(bytes);
}

static void every_question_has_one_answer_however_many(void **state)
{
    struct enrich_options options = {
        .clock = clock_system(), .want_ptr = true, .is_offline = true};
    struct enrich *enrich = start(&options);
    struct deadline deadline = deadline_in(clock_system(), 20000);
    static bool seen[20000];
    uint32_t asked = 0;
    uint32_t answered = 0;

    (void)state;
    memset(seen, 0, sizeof(seen));
    while (answered < 20000) {
        struct lookup *lookup;
        uint32_t index;

        while (asked < 20000) {
            struct addr addr = number(asked);

            if (enrich_ask(enrich, &addr) < 0) {
                break;
            }
            asked++;
        }
        lookup = enrich_poll(enrich, &deadline);
        assert_non_null(lookup);
        index = (uint32_t)lookup->addr.bytes[2] << 8 | lookup->addr.bytes[3];
        assert_false(seen[index]);
        seen[index] = true;
        assert_string_equal(lookup->special, "benchmarking");
        assert_int_equal(lookup->ptr.status, LOOKUP_SKIPPED);
        free(lookup);
        answered++;
    }
    enrich_stop(enrich);
}

static void the_users_list_comes_first(void **state)
{
    struct hosts hosts;
    struct enrich_options options = {
        .clock = clock_system(), .is_offline = true, .hosts = &hosts};
    struct deadline deadline = deadline_in(clock_system(), 20000);
    struct enrich *enrich;
    struct lookup *lookup;
    struct addr addr = number(7);
    struct err err;

    (void)state;
    hosts_init(&hosts);
    assert_int_equal(
        hosts_read(&hosts, str_from("198.18.0.7 b.test a.test\n"), &err), 0);
    enrich = start(&options);
    assert_int_equal(enrich_ask(enrich, &addr), 0);
    lookup = enrich_poll(enrich, &deadline);
    assert_non_null(lookup);
    assert_int_equal(lookup->ptr.status, LOOKUP_OK);
    assert_string_equal(lookup->ptr.source, "list");
    assert_string_equal(lookup->ptr.names[0], "a.test");
    assert_string_equal(lookup->ptr.names[1], "b.test");
    free(lookup);
    enrich_stop(enrich);
    hosts_fini(&hosts);
}

/* Nobody listens on the port: questions are under way when it ends. */
static void it_can_be_stopped_at_any_time(void **state)
{
    struct special_prefix lab;
    struct enrich_options options = {.clock = clock_system(),
                                     .want_ptr = true,
                                     .dns_servers = "127.0.0.1:9"};
    struct deadline now = deadline_in(clock_system(), 0);

    (void)state;
    assert_true(special_parse_prefix(str_from("198.18.0.0/15"), &lab));
    options.exceptions.prefixes = &lab;
    options.exceptions.count = 1;
    for (uint32_t rounds = 0; rounds < 20; rounds++) {
        struct enrich *enrich = start(&options);

        for (uint32_t i = 0; i < 50 * rounds; i++) {
            struct addr addr = number(i);

            (void)enrich_ask(enrich, &addr);
        }
        free(enrich_poll(enrich, &now));
        if (rounds % 2 == 0) {
            enrich_cancel(enrich);
        }
        enrich_stop(enrich);
    }
    enrich_stop(NULL);
}

static void a_net_that_is_offline_sends_nothing(void **state)
{
    struct net_options options = {.is_offline = true,
                                  .dns_servers = "127.0.0.1"};
    struct net *net;
    struct err err;

    (void)state;
    assert_int_equal(net_new(&options, &net, &err), 0);
    assert_int_equal(net_dns_count(net), 0);
    assert_int_equal(net_dns_send(net, 0, false, "a.test", 1, 1), ERR_OFFLINE);
    assert_int_equal(net_dns_send(net, 0, true, "a.test", 1, 1), ERR_OFFLINE);
    assert_null(net_next(net));
    net_free(net);
}

static void name_servers_are_read_strictly(void **state)
{
    static const struct {
        const char *text;
        size_t count; /* 0: refused */
    } rows[] = {
        {"192.0.2.1", 1},
        {"192.0.2.1:5353", 1},
        {"[2001:db8::1]:53", 1},
        {"[2001:db8::1]", 1},
        {"2001:db8::1", 1},
        {"192.0.2.1,[::1]:5,192.0.2.3", 3},
        {"1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4", 0},
        {"", 0},
        {"dns.example", 0},
        {"192.0.2.1:", 0},
        {"192.0.2.1:0", 0},
        {"192.0.2.1:65536", 0},
        {"[2001:db8::1", 0},
        {"[2001:db8::1]x", 0},
        {"192.0.2.1,", 1},
        {",192.0.2.1", 0},
        {"192.0.2.1:53x", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct net_options options = {.dns_servers = rows[i].text};
        struct net *net;
        struct err err;
        int rc = net_new(&options, &net, &err);

        if (rc != (rows[i].count > 0 ? 0 : ERR_USAGE) ||
            (rc == 0 && net_dns_count(net) != rows[i].count)) {
            fail_msg("%s", rows[i].text);
        }
        net_free(net);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_question_has_one_answer_however_many),
        cmocka_unit_test(the_users_list_comes_first),
        cmocka_unit_test(it_can_be_stopped_at_any_time),
        cmocka_unit_test(a_net_that_is_offline_sends_nothing),
        cmocka_unit_test(name_servers_are_read_strictly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
