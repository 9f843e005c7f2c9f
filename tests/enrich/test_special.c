/* SPDX-License-Identifier: Apache-2.0 */
/* The table of special-purpose addresses: first, last and next of each. */
#include "enrich/special.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct addr addr_of(const char *text)
{
    struct addr addr;

    if (!addr_parse(str_from(text), &addr)) {
        fail_msg("%s is no address", text);
    }
    return addr;
}

static const struct {
    const char *text;
    const char *label; /* NULL: global */
} labels[] = {
    {"0.0.0.0", "unspecified"},
    {"0.0.0.1", "this network"},
    {"0.255.255.255", "this network"},
    {"1.0.0.0", NULL},
    {"9.255.255.255", NULL},
    {"10.0.0.0", "private"},
    {"10.255.255.255", "private"},
    {"11.0.0.0", NULL},
    {"100.63.255.255", NULL},
    {"100.64.0.0", "carrier NAT"},
    {"100.127.255.255", "carrier NAT"},
    {"100.128.0.0", NULL},
    {"126.255.255.255", NULL},
    {"127.0.0.0", "loopback"},
    {"127.255.255.255", "loopback"},
    {"128.0.0.0", NULL},
    {"169.253.255.255", NULL},
    {"169.254.169.254", "link-local"},
    {"169.255.0.0", NULL},
    {"172.15.255.255", NULL},
    {"172.16.0.0", "private"},
    {"172.31.255.255", "private"},
    {"172.32.0.0", NULL},
    {"192.0.0.4", "464XLAT"},
    {"192.0.0.8", "IETF protocol"},
    {"192.0.0.9", NULL},
    {"192.0.0.10", NULL},
    {"192.0.0.11", "IETF protocol"},
    {"192.0.0.170", "IETF protocol"},
    {"192.0.1.0", NULL},
    {"192.0.2.255", "documentation"},
    {"192.0.3.0", NULL},
    {"192.31.196.1", NULL},
    {"192.88.98.255", NULL},
    {"192.88.99.2", "6to4 relay"},
    {"192.88.100.0", NULL},
    {"192.168.0.0", "private"},
    {"192.169.0.0", NULL},
    {"198.17.255.255", NULL},
    {"198.18.0.0", "benchmarking"},
    {"198.19.255.255", "benchmarking"},
    {"198.20.0.0", NULL},
    {"198.51.100.7", "documentation"},
    {"198.51.101.0", NULL},
    {"203.0.113.9", "documentation"},
    {"203.0.114.0", NULL},
    {"223.255.255.255", NULL},
    {"224.0.0.251", "multicast"},
    {"239.255.255.255", "multicast"},
    {"240.0.0.0", "reserved"},
    {"255.255.255.254", "reserved"},
    {"255.255.255.255", "broadcast"},
    {"::", "unspecified"},
    {"::1", "loopback"},
    {"::2", "IPv4-compatible"},
    {"::8.8.8.8", "IPv4-compatible"},
    {"::1:0:0:0", "unallocated"},
    {"::ffff:10.0.0.1", "private"},
    {"::ffff:1.1.1.1", NULL},
    {"64:ff9a::", "unallocated"},
    {"64:ff9b:1::7f00:1", "local NAT64"},
    {"64:ff9b:1:ffff::1", "local NAT64"},
    {"64:ff9b:2::", "unallocated"},
    {"100::1", "discard"},
    {"100:0:0:1::", "dummy"},
    {"100:0:0:2::", "unallocated"},
    {"1fff:ffff::", "unallocated"},
    {"2000::", NULL},
    {"2001:1::", "IETF protocol"},
    {"2001:1::1", NULL},
    {"2001:1::2", NULL},
    {"2001:1::3", NULL},
    {"2001:1::4", "IETF protocol"},
    {"2001:2::1", "benchmarking"},
    {"2001:2:1::", "IETF protocol"},
    {"2001:3::1", NULL},
    {"2001:4:112::1", NULL},
    {"2001:4:113::", "IETF protocol"},
    {"2001:10::1", "ORCHID"},
    {"2001:1f:ffff::", "ORCHID"},
    {"2001:20::1", "ORCHID"},
    {"2001:30::1", "drone id"},
    {"2001:40::", "IETF protocol"},
    {"2001:1ff:ffff::", "IETF protocol"},
    {"2001:200::", NULL},
    {"2001:db8::1", "documentation"},
    {"2001:db9::", NULL},
    {"2620:4f:8000::1", NULL},
    {"3ffe:ffff::", NULL},
    {"3fff::1", "documentation"},
    {"3fff:fff:ffff::", "documentation"},
    {"3fff:1000::", NULL},
    {"4000::", "unallocated"},
    {"5f00::1", "SRv6"},
    {"5f01::", "unallocated"},
    {"fbff::", "unallocated"},
    {"fc00::", "private"},
    {"fdff:ffff::1", "private"},
    {"fe00::", "unallocated"},
    {"fe80::1", "link-local"},
    {"febf:ffff::", "link-local"},
    {"fec0::1", "site-local"},
    {"ff02::fb", "multicast"},
};

static void each_block_begins_and_ends_where_the_registry_says(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        struct addr addr = addr_of(labels[i].text);
        struct special special;
        bool is_same;

        special_look(&addr, NULL, &special);
        is_same = labels[i].label == NULL || special.label == NULL
                      ? labels[i].label == special.label
                      : strcmp(labels[i].label, special.label) == 0;
        if (!is_same || special.wrap != NULL) {
            fail_msg("%s: %s", labels[i].text,
                     special.label == NULL ? "global" : special.label);
        }
    }
}

static const struct {
    const char *text;
    const char *wrap;
    const char *inner;
    const char *label;
} wraps[] = {
    {"64:ff9b::1.2.3.4", "nat64", "1.2.3.4", NULL},
    {"64:ff9b::10.0.0.1", "nat64", "10.0.0.1", "private"},
    {"64:ff9b::127.0.0.1", "nat64", "127.0.0.1", "loopback"},
    {"2002:102:304::1", "6to4", "1.2.3.4", NULL},
    {"2002:c0a8:101::", "6to4", "192.168.1.1", "private"},
    {"2001:0:4136:e378:8000:63bf:fefd:fcfb", "teredo", "1.2.3.4", NULL},
    {"2001::80ff:fffe", "teredo", "127.0.0.1", "loopback"},
};

static void what_is_wrapped_is_judged_by_what_it_wraps(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
        struct addr addr = addr_of(wraps[i].text);
        struct special special;
        char text[ADDR_TEXT_CAP];

        special_look(&addr, NULL, &special);
        assert_non_null(special.wrap);
        assert_string_equal(special.wrap, wraps[i].wrap);
        assert_string_equal(addr_format(&special.addr, text), wraps[i].inner);
        if (wraps[i].label == NULL) {
            assert_null(special.label);
        } else {
            assert_string_equal(special.label, wraps[i].label);
        }
    }
}

static void an_exception_is_global_and_its_neighbour_is_not(void **state)
{
    static const struct {
        const char *text;
        bool is_global;
    } rows[] = {
        {"198.18.0.0", true},    {"198.18.0.255", true},
        {"198.18.1.0", false},   {"2001:db8:5::1", true},
        {"2001:db8:6::", false}, {"64:ff9b::198.18.0.1", true},
        {"10.1.2.3", false},
    };
    struct special_prefix prefixes[2];
    struct special_exceptions exceptions = {prefixes, 2};
    size_t i;

    (void)state;
    assert_true(special_parse_prefix(str_from("198.18.0.0/24"), &prefixes[0]));
    assert_true(
        special_parse_prefix(str_from("2001:db8:5::/48"), &prefixes[1]));
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct addr addr = addr_of(rows[i].text);
        struct special special;

        special_look(&addr, &exceptions, &special);
        if ((special.label == NULL) != rows[i].is_global) {
            fail_msg("%s", rows[i].text);
        }
    }
}

static void only_names_of_a_place_are_local(void **state)
{
    static const struct {
        const char *text;
        bool is_local;
    } rows[] = {
        {"10.0.0.1", true},     {"192.168.1.1", true}, {"172.20.0.1", true},
        {"100.64.0.1", true},   {"169.254.0.1", true}, {"fd00::1", true},
        {"fe80::1", true},      {"127.0.0.1", false},  {"203.0.113.1", false},
        {"2001:db8::1", false}, {"8.8.8.8", false},    {"224.0.0.1", false},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct addr addr = addr_of(rows[i].text);
        struct special special;

        special_look(&addr, NULL, &special);
        if (special.is_local != rows[i].is_local) {
            fail_msg("%s", rows[i].text);
        }
    }
}

static void no_address_is_special(void **state)
{
    struct addr none = {.family = ADDR_NONE};
    struct special special;

    (void)state;
    special_look(&none, NULL, &special);
    assert_non_null(special.label);
}

static void prefixes_are_read_strictly(void **state)
{
    static const struct {
        const char *text;
        int len; /* -1: refused */
    } rows[] = {
        {"198.18.0.0/15", 15},  {"192.0.2.1", 32},      {"2001:db8::/32", 32},
        {"::1", 128},           {"0.0.0.0/0", 0},       {"10.0.0.1/24", -1},
        {"10.0.0.0/33", -1},    {"10.0.0.0/", -1},      {"/24", -1},
        {"2001:db8::1/32", -1}, {"10.0.0.0/2 4", -1},   {"", -1},
        {"10.0.0.0/-1", -1},    {"192.0.2.128/25", 25}, {"::/129", -1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct special_prefix prefix;
        bool is_good = special_parse_prefix(str_from(rows[i].text), &prefix);

        if (is_good != (rows[i].len >= 0) ||
            (is_good && (int)prefix.len != rows[i].len)) {
            fail_msg("%s", rows[i].text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_block_begins_and_ends_where_the_registry_says),
        cmocka_unit_test(what_is_wrapped_is_judged_by_what_it_wraps),
        cmocka_unit_test(an_exception_is_global_and_its_neighbour_is_not),
        cmocka_unit_test(only_names_of_a_place_are_local),
        cmocka_unit_test(no_address_is_special),
        cmocka_unit_test(prefixes_are_read_strictly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
