/* SPDX-License-Identifier: Apache-2.0 */
/* Where servers may send us, and where not. */
#include "enrich/referral.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "enrich/registry.h"

static void urls_lead_to_registries_by_https_only(void **state)
{
    static const struct {
        const char *url;
        int registry; /* -1: refused */
    } cases[] = {
        {"https://rdap.arin.net/registry/ip/192.0.2.1", 0},
        {"https://rdap.db.ripe.net:443/ip/192.0.2.1", 1},
        {"HTTPS://RDAP.APNIC.NET/ip/192.0.2.1", -1}, /* nobody writes so */
        {"http://rdap.arin.net/registry/ip/192.0.2.1", -1},
        {"https://rdap.arin.net:8443/ip/192.0.2.1", -1},
        {"https://127.0.0.1/ip/192.0.2.1", -1},
        {"https://[::ffff:10.0.0.1]/ip/192.0.2.1", -1},
        {"https://2130706433/", -1},
        {"https://0x7f.1/", -1},
        {"https://rdap.arin.net@127.0.0.1/", -1},
        {"https://user@rdap.arin.net/", -1},
        {"https://127.0.0.1\\@rdap.arin.net/", -1},
        {"https://rdap.arin.net.example/", -1},
        {"https://example/rdap.arin.net", -1},
        {"file:///etc/passwd", -1},
        {"gopher://whois.arin.net:43/_x", -1},
        {"//rdap.arin.net/", -1},
        {"https://", -1},
        {"", -1},
        {"https://own.example/ip/192.0.2.1", REFERRAL_OWN},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err;
        int found = referral_of_url(cases[i].url, "own.example", &err);

        if ((found < 0 ? -1 : found) != cases[i].registry) {
            fail_msg("%s: %d", cases[i].url, found);
        }
    }
}

static void whois_referrals_lead_to_registries_only(void **state)
{
    static const struct {
        const char *text;
        int registry;
    } cases[] = {
        {"whois://whois.ripe.net", 1},
        {"whois://whois.ripe.net:43/", 1},
        {" whois.apnic.net ", 2},
        {"LACNIC", 3},
        {"RIPE", 1},
        {"whois://whois.ripe.net:4321", -1},
        {"rwhois://whois.ripe.net:4321", -1},
        {"whois.ripe.net.example", -1},
        {"whois://127.0.0.1", -1},
        {"https://apps.example/", -1},
        {"", -1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (registry_of_referral(str_from(cases[i].text)) !=
            cases[i].registry) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static void an_own_server_is_asked_by_https_only(void **state)
{
    struct err err;
    char host[REFERRAL_HOST_CAP];

    (void)state;
    assert_int_equal(referral_own_host("https://own.example/x/", host, &err),
                     0);
    assert_string_equal(host, "own.example");
    assert_int_equal(referral_own_host("http://own.example/", host, &err),
                     ERR_USAGE);
}

static void every_row_of_the_table_names_its_own_host(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < REGISTRY_COUNT; i++) {
        struct err err;

        assert_int_equal(referral_of_url(registries[i].rdap_url, NULL, &err),
                         i);
        assert_int_equal(registry_find(registries[i].id), i);
    }
    assert_int_equal(registry_find("iana"), REGISTRY_FIRST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_lead_to_registries_by_https_only),
        cmocka_unit_test(whois_referrals_lead_to_registries_only),
        cmocka_unit_test(an_own_server_is_asked_by_https_only),
        cmocka_unit_test(every_row_of_the_table_names_its_own_host),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
