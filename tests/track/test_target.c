/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a WHAT; endpoints. */
#include "fixture.h"

#include "track/target.h"

static const struct {
    const char *text;
    int kind; /* -1: refused */
    const char *why;
} whats[] = {
    {"com.example.bank", TARGET_NAME, "a package"},
    {"com.example.bank:push", TARGET_NAME, "a process"},
    {"com.example.*", TARGET_NAME, "a glob"},
    {"/system/bin/netd", TARGET_NAME, "a native process"},
    {"24685", TARGET_PID, "a bare number is a pid"},
    {"pid:24685", TARGET_PID, "said"},
    {"uid:10093", TARGET_UID, "said"},
    {"pkg:com.example.bank", TARGET_PACKAGE, "said"},
    {"proc:com.example.bank", TARGET_PROCESS, "said"},
    {":443", TARGET_ENDPOINT, "a port"},
    {"203.0.113.10", TARGET_ENDPOINT, "an address"},
    {"203.0.113.0/24", TARGET_ENDPOINT, "a prefix"},
    {"203.0.113.10:443", TARGET_ENDPOINT, "address and port"},
    {"2001:db8::1", TARGET_ENDPOINT, "IPv6"},
    {"2001:db8::/32", TARGET_ENDPOINT, "IPv6 prefix"},
    {"[2001:db8::1]:443", TARGET_ENDPOINT, "IPv6 and port"},
    {"[2001:db8::1]", TARGET_ENDPOINT, "IPv6 in brackets"},
    {"::1", TARGET_ENDPOINT, "loopback"},
    {"", -1, "nothing"},
    {":", -1, "no port"},
    {":0", -1, "port 0 is none"},
    {":65536", -1, "too large"},
    {":https", -1, "ports are numbers"},
    {"203.0.113.300", -1, "no address"},
    {"203.0.113.0/33", -1, "no prefix"},
    {"203.0.113.10:0", -1, "port 0"},
    {"203.0.113", -1, "cut"},
    {"2001:db8:::1", -1, "no address"},
    {"2001:db8::/129", -1, "no prefix"},
    {"[2001:db8::1", -1, "no bracket"},
    {"[2001:db8::1]443", -1, "no colon"},
    {"pid:", -1, "no number"},
    {"pid:-1", -1, "negative"},
    {"pid:4294967296", -1, "too large"},
    {"99999999999", -1, "too large"},
    {"uid:x", -1, "no number"},
    {"pkg:", -1, "no name"},
    {"com.example.bank;reboot", -1, "no name has a semicolon"},
    {"$(id)", -1, "nor this"},
    {"a b", -1, "nor a blank"},
};

static void what_is_understood_as_documented(void **state)
{
    struct target target;
    struct err err;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(whats) / sizeof(whats[0]); i++) {
        int rc = target_parse(whats[i].text, &target, &err);

        if (whats[i].kind < 0 ? rc != ERR_USAGE
                              : rc != 0 || (int)target.kind != whats[i].kind) {
            fail_msg("'%s' (%s): rc %d, kind %d", whats[i].text, whats[i].why,
                     rc, (int)target.kind);
        }
    }
}

static void an_endpoint_is_taken_apart(void **state)
{
    struct target target;
    struct addr want = addr_of("203.0.113.10");

    (void)state;
    assert_int_equal(target_parse("203.0.113.10:443", &target, NULL), 0);
    assert_int_equal(addr_compare(&target.addr, &want), 0);
    assert_int_equal(target.prefix_len, 32);
    assert_int_equal(target.port, 443);
    assert_int_equal(target_parse("2001:db8::/33", &target, NULL), 0);
    assert_int_equal(target.prefix_len, 33);
    assert_int_equal(target.port, 0);
}

static void an_endpoint_matches_either_end(void **state)
{
    static const struct {
        const char *text;
        bool matches;
        const char *why;
    } cases[] = {
        {":443", true, "the remote port"},
        {":40000", true, "the local port"},
        {":80", false, "no port of it"},
        {"203.0.113.10", true, "the remote address"},
        {"192.0.2.17", true, "the local address"},
        {"203.0.113.11", false, "another"},
        {"203.0.113.0/28", true, "inside"},
        {"203.0.113.0/29", false, "outside"},
        {"0.0.0.0/0", true, "all of IPv4"},
        {"::/0", false, "all of IPv6"},
        {"203.0.113.10:443", true, "both of one end"},
        {"203.0.113.10:40000", false, "of different ends"},
    };
    struct snapshot snapshot;
    struct target target;
    size_t i;

    (void)state;
    snapshot_init(&snapshot);
    add_row(&snapshot, SOCK_TCP, "192.0.2.17", 40000, "203.0.113.10", 443,
            SOCK_ESTABLISHED, 10093, 7);
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(target_parse(cases[i].text, &target, NULL), 0);
        if (target_matches_endpoint(&target, snapshot_row(&snapshot, 0)) !=
            cases[i].matches) {
            fail_msg("%s: %s", cases[i].text, cases[i].why);
        }
    }
    snapshot_fini(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_understood_as_documented),
        cmocka_unit_test(an_endpoint_is_taken_apart),
        cmocka_unit_test(an_endpoint_matches_either_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
