/* SPDX-License-Identifier: Apache-2.0 */
/* Answers in the shapes of the five registries, and hostile ones. */
#include "enrich/rdap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define RANGE                                                        \
    "\"objectClassName\":\"ip network\",\"handle\":\"NET-1\","       \
    "\"startAddress\":\"192.0.2.0\",\"endAddress\":\"192.0.2.255\"," \
    "\"ipVersion\":\"v4\","
#define CARD(kind, name)                                            \
    "\"vcardArray\":[\"vcard\",[[\"version\",{},\"text\",\"4.0\"]," \
    "[\"fn\",{},\"text\",\"" name "\"],[\"kind\",{},\"text\",\"" kind "\"]]]"
#define ENTITY(handle, role, kind, name)                                   \
    "{\"objectClassName\":\"entity\",\"handle\":\"" handle "\",\"roles\":" \
    "[\"" role "\"]," CARD(kind, name) "}"

static void the_holder_is_found_where_each_registry_has_it(void **state)
{
    static const struct {
        const char *json;
        const char *name;
        const char *org;
        const char *country;
        const char *why;
    } cases[] = {
        {"{" RANGE "\"name\":\"EX-NET\",\"entities\":[" ENTITY(
             "EX-1", "registrant", "org", "Example Inc.") "]}",
         "EX-NET", "Example Inc.", "", "ARIN: no country"},
        {"{" RANGE
         "\"name\":\"EX-NET\",\"country\":\"DE\",\"entities\":[" ENTITY(
             "EX-MNT", "registrant", "org",
             "a maintainer") "," ENTITY("ORG-EX1", "registrant", "org",
                                        "Example GmbH") "]}",
         "EX-NET", "Example GmbH", "DE", "RIPE: maintainers are passed over"},
        {"{" RANGE "\"name\":\"EX-NET\",\"country\":\"jp\",\"remarks\":["
         "{\"title\":\"description\",\"description\":[\"Example KK\",\"2\"]}],"
         "\"entities\":[" ENTITY("P1", "technical", "individual",
                                 "A. Person") "]}",
         "EX-NET", "Example KK", "JP", "APNIC: the first line of a remark"},
        {"{" RANGE
         "\"country\":\"BR\",\"entities\":[{\"handle\":\"X\",\"roles\""
         ":[\"abuse\"],\"entities\":[" ENTITY("Y", "registrant", "org",
                                              "Exemplo S.A.") "]}]}",
         "", "Exemplo S.A.", "BR", "LACNIC: nested"},
        {"{" RANGE "\"name\":\"N\",\"entities\":[" ENTITY(
             "A", "technical", "org",
             "Operator") "," ENTITY("B", "registrant", "org", "Holder") "]}",
         "N", "Holder", "", "a registrant before all others"},
        {"{" RANGE "\"name\":\"N\",\"entities\":[" ENTITY(
             "A", "technical", "org", "Operator") "]}",
         "N", "Operator", "", "AFRINIC: an organisation of another role"},
        {"{" RANGE "\"name\":5,\"country\":[],\"entities\":{},\"remarks\":7}",
         "", "", "", "nothing is what it should be"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct holding out;

        if (rdap_read(cases[i].json, strlen(cases[i].json), &out) !=
                HOLDING_OK ||
            strcmp(out.name, cases[i].name) != 0 ||
            strcmp(out.org, cases[i].org) != 0 ||
            strcmp(out.country, cases[i].country) != 0) {
            fail_msg("%s: '%s' '%s' '%s'", cases[i].why, out.name, out.org,
                     out.country);
        }
    }
}

static void what_is_no_network_is_told_apart(void **state)
{
    static const struct {
        const char *json;
        enum holding_outcome outcome;
        const char *why;
    } cases[] = {
        {"{\"errorCode\":404,\"title\":\"Not Found\"}", HOLDING_NONE, "404"},
        {"{\"errorCode\":429}", HOLDING_LIMIT, "429"},
        {"{\"notices\":[{\"title\":\"Terms\"},{\"title\":\"Rate Limit "
         "Notice\",\"description\":[\"10 queries per 1 minutes\"]}]}",
         HOLDING_LIMIT, "LACNIC's"},
        {"{" RANGE "\"name\":\"NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK\"}",
         HOLDING_REFERRAL, "a place holder is no holder"},
        {"{" RANGE "\"name\":\"STUB-192-0-2\"}", HOLDING_REFERRAL, "a stub"},
        {"<html><h1>Too many requests</h1></html>", HOLDING_BAD, "HTML"},
        {"[]", HOLDING_BAD, "no object"},
        {"", HOLDING_BAD, "nothing"},
        {"{\"startAddress\":\"192.0.2.9\",\"endAddress\":\"192.0.2.1\"}",
         HOLDING_BAD, "ends before it begins"},
        {"{\"startAddress\":\"192.0.2.9\",\"endAddress\":\"2001:db8::\"}",
         HOLDING_BAD, "two families"},
        {"{\"name\":\"a\",\"name\":\"b\"," RANGE "\"x\":1}", HOLDING_BAD,
         "a key twice"},
        {"{" RANGE "\"name\":\"a\\u0000b\"}", HOLDING_BAD, "a NUL"},
        {"{" RANGE "\"name\":\"a\xff\"}", HOLDING_BAD, "no UTF-8"},
        {"{" RANGE "\"name\":\"a\"} x", HOLDING_BAD, "more behind it"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct holding out;

        if (rdap_read(cases[i].json, strlen(cases[i].json), &out) !=
            cases[i].outcome) {
            fail_msg("%s", cases[i].why);
        }
    }
}

static char big[RDAP_SIZE_MAX + 1];

/* A network with so many brackets around nothing in it. */
static enum holding_outcome with_depth(size_t depth)
{
    static const char head[] = "{" RANGE "\"x\":";
    size_t len = sizeof(head) - 1;
    struct holding out;

    memcpy(big, head, len);
    memset(big + len, '[', depth);
    memset(big + len + depth, ']', depth);
    len += 2 * depth;
    big[len++] = '}';
    return rdap_read(big, len, &out);
}

static void depth_and_size_have_limits(void **state)
{
    static const char quoted[] =
        "{" RANGE "\"name\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}";
    struct holding out;

    (void)state;
    assert_int_equal(with_depth(RDAP_DEPTH_MAX - 1), HOLDING_OK);
    assert_int_equal(with_depth(RDAP_DEPTH_MAX), HOLDING_BAD);
    assert_int_equal(with_depth(100000), HOLDING_BAD);
    assert_int_equal(rdap_read(quoted, sizeof(quoted) - 1, &out), HOLDING_OK);
    assert_int_equal(with_depth(1), HOLDING_OK);
    memset(big, ' ', sizeof(big));
    memcpy(big, quoted, sizeof(quoted) - 1);
    assert_int_equal(rdap_read(big, sizeof(big) - 1, &out), HOLDING_OK);
    assert_int_equal(rdap_read(big, sizeof(big), &out), HOLDING_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_holder_is_found_where_each_registry_has_it),
        cmocka_unit_test(what_is_no_network_is_told_apart),
        cmocka_unit_test(depth_and_size_have_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
