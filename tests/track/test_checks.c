/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about a phone that allows all, little, or has traps set. */
#include "track/checks.h"

#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL_TOOLS 0x7fu

static struct snapshot phone;
static struct checks checks;

static int set_up(void **state)
{
    (void)state;
    snapshot_init(&phone);
    checks_init(&checks);
    phone.has_all_processes = true;
    phone.has_all_packages = true;
    phone.tools = ALL_TOOLS;
    phone.phone.shell_uid = 2000;
    phone.network.has_interfaces = true;
    phone.network.has_networks = true;
    phone.network.has_settings = true;
    phone.network.dns_mode = "off";
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    checks_fini(&checks);
    snapshot_fini(&phone);
    return 0;
}

/* The check of that name; NULL: none. */
static const struct check *find(const char *name)
{
    for (size_t i = 0; i < checks.all.len; i++) {
        const struct check *check = vec_at(&checks.all, i);

        if (strcmp(check->name, name) == 0) {
            return check;
        }
    }
    return NULL;
}

/* The check of that name, which must be there. */
static const struct check *need(const char *name)
{
    const struct check *check = find(name);

    if (check == NULL) {
        fail_msg("no check is called %s", name);
        abort();
    }
    return check;
}

static bool is_bad(const char *name)
{
    const struct check *check = need(name);

    print_message("    %s: %s\n", name, check->text);
    assert_true(check->is_good || check->next != NULL);
    return !check->is_good;
}

static void checks_are_good_on_a_phone_that_allows_all(void **state)
{
    (void)state;
    phone.phone.shell_uid = 0;
    assert_int_equal(checks_make(&checks, &phone), 0);
    for (size_t i = 0; i < checks.all.len; i++) {
        const struct check *check = vec_at(&checks.all, i);

        print_message("%s: %s\n", check->name, check->text);
        assert_true(check->is_good);
        assert_null(check->next);
    }
    assert_int_equal(checks.all.len, 10);
}

static void checks_repeat_the_phones_reason(void **state)
{
    static const struct {
        const char *code;
        const char *check;
    } cases[] = {
        {"table-denied", "tables"},
        {"packages-hang", "packages"},
        {"options-unknown", "packages"},
        {"user-refused", "users"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].code);
        assert_int_equal(
            snapshot_warn(&phone, cases[i].code, false, "because of me"), 0);
        assert_int_equal(checks_make(&checks, &phone), 0);
        assert_true(is_bad(cases[i].check));
        assert_string_equal(need(cases[i].check)->text, "because of me");
        tear_down(state);
        set_up(state);
    }
}

static void checks_say_which_programs_are_missing(void **state)
{
    (void)state;
    phone.tools &= ~(unsigned)(TOOL_IP | TOOL_NETSTAT);
    assert_int_equal(checks_make(&checks, &phone), 0);
    assert_true(is_bad("tools"));
    assert_string_equal(need("tools")->text, "missing: ip netstat");
}

static void checks_name_su_where_there_is_one(void **state)
{
    (void)state;
    assert_int_equal(checks_make(&checks, &phone), 0);
    assert_true(is_bad("root"));
    assert_null(strstr(need("root")->next, "--root=su"));
    checks_fini(&checks);
    checks_init(&checks);
    phone.tools |= TOOL_SU;
    assert_int_equal(checks_make(&checks, &phone), 0);
    assert_non_null(strstr(need("root")->next, "--root=su"));
}

static void checks_find_the_traps_that_are_set(void **state)
{
    struct net_interface tunnel = {
        .name = "tun0", .kind = "vpn", .is_vpn = true};
    struct net_proxy proxy = {.host = "192.0.2.5", .port = 8080};

    (void)state;
    phone.network.dns_mode = "hostname";
    phone.network.dns_host = "dns.example";
    assert_int_equal(vec_push(&phone.network.interfaces, &tunnel), 0);
    assert_int_equal(vec_push(&phone.network.proxies, &proxy), 0);
    assert_int_equal(checks_make(&checks, &phone), 0);
    assert_true(is_bad("vpn"));
    assert_true(is_bad("proxy"));
    assert_true(is_bad("private-dns"));
}

static void checks_say_nothing_of_what_was_not_told(void **state)
{
    (void)state;
    phone.has_all_processes = false;
    phone.has_all_packages = false;
    phone.network.has_networks = false;
    phone.network.dns_mode = NULL;
    assert_int_equal(checks_make(&checks, &phone), 0);
    assert_true(is_bad("processes"));
    assert_true(is_bad("packages"));
    assert_true(is_bad("network"));
    assert_null(find("vpn"));
    assert_null(find("proxy"));
    assert_null(find("private-dns"));
    assert_null(find("clock"));
}

static void checks_tell_the_phones_clock(void **state)
{
    (void)state;
    phone.clock = (struct clock_offset){true, -812, 9};
    assert_int_equal(checks_make(&checks, &phone), 0);
    assert_string_equal(need("clock")->text,
                        "the phone's clock is 812 ms behind the laptop's, give "
                        "or take 9 ms");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(checks_are_good_on_a_phone_that_allows_all),
        CASE(checks_repeat_the_phones_reason),
        CASE(checks_say_which_programs_are_missing),
        CASE(checks_name_su_where_there_is_one),
        CASE(checks_find_the_traps_that_are_set),
        CASE(checks_say_nothing_of_what_was_not_told),
        CASE(checks_tell_the_phones_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
