/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of whois servers in the shapes of the five registries. */
#include "enrich/whois.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "enrich/registry.h"

static void the_holder_is_read_from_each_registrys_form(void **state)
{
    static const struct {
        const char *text;
        const char *low;
        const char *name;
        const char *org;
        const char *country;
        const char *why;
    } cases[] = {
        {"#\n# ARIN WHOIS data\n#\n\n"
         "NetRange:       192.0.0.0 - 192.0.255.255\r\n"
         "NetName:        WIDE\nOrganization:   Provider (PR-1)\n"
         "OrgName:        Provider Inc.\nOrgId: RIPE\nCountry: US\n\n"
         "NetRange:       192.0.2.0 - 192.0.2.255\r\n"
         "CIDR:           192.0.2.0/24\r\nNetName:        EX-NET\n"
         "CustName:       Example (Group) Inc.\nAddress:  1 Main St\n"
         "Country:        CA\n",
         "192.0.2.0", "EX-NET", "Example (Group) Inc.", "CA",
         "ARIN: the last object counts"},
        {"NetRange: 192.0.2.0 - 192.0.2.255\nOrganization:   Example (EX-1)\n",
         "192.0.2.0", "", "Example", "", "ARIN: without the handle"},
        {"% This is the RIPE Database\n%\n\n"
         "inetnum:        192.0.2.0 - 192.0.2.255\n"
         "netname:        EX-NET\ndescr:          Example GmbH\n"
         "descr:          second line\ncountry:        DE\n"
         "country:        AT\nremarks:        OrgId: RIPE\n\n\n",
         "192.0.2.0", "EX-NET", "Example GmbH", "DE", "RIPE"},
        {"inetnum:        192.0.2.0 - 192.0.2.255\ndescr: first\n"
         "org-name:  The Organisation\n",
         "192.0.2.0", "", "The Organisation", "", "better than descr"},
        {"inet6num:       2001:db8::/32\nnetname: SIX\ndescr: M\xfcller\n",
         "2001:db8::", "SIX", "M\xc3\xbcller", "", "Latin-1, IPv6"},
        {"\n% Joint Whois\n\ninetnum:     192.0.2/24\naut-num:     N/A\n"
         "owner:       Exemplo S.A.\nownerid:     EX\ncountry:     BR\n",
         "192.0.2.0", "", "Exemplo S.A.", "BR", "LACNIC"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct holding out;
        char low[ADDR_TEXT_CAP];

        if (whois_read(str_from(cases[i].text), &out) != HOLDING_OK ||
            strcmp(addr_format(&out.low, low), cases[i].low) != 0 ||
            strcmp(out.name, cases[i].name) != 0 ||
            strcmp(out.org, cases[i].org) != 0 ||
            strcmp(out.country, cases[i].country) != 0) {
            fail_msg("%s: '%s' '%s' '%s'", cases[i].why, out.name, out.org,
                     out.country);
        }
    }
}

static void what_is_no_holder_is_told_apart(void **state)
{
    static const struct {
        const char *text;
        enum holding_outcome outcome;
        int registry; /* of the referral */
        const char *why;
    } cases[] = {
        {"%ERROR:101: no entries found\n", HOLDING_NONE, -1, "RIPE has none"},
        {"No match found for 192.0.2.1.\n", HOLDING_NONE, -1, "ARIN has none"},
        {"%ERROR:201: access denied for 192.0.2.1\n", HOLDING_LIMIT, -1, ""},
        {"% Query rate limit exceeded. Reduced information.\n\n"
         "inetnum: 192.0.2/24\nowner: X\n",
         HOLDING_LIMIT, -1, "LACNIC: what is left of it does not count"},
        {"", HOLDING_BAD, -1, "nothing"},
        {"<html>", HOLDING_BAD, -1, "HTML"},
        {"OrgName: nobody's\n", HOLDING_BAD, -1, "a name without a range"},
        {"NetRange: 192.0.2.0 - 192.0.2.255\nNetName: RIPE\n"
         "OrgName: RIPE Network Coordination Centre\nOrgId: RIPE\n",
         HOLDING_REFERRAL, 1, "a registry is never the holder"},
        {"NetRange: 192.0.2.0 - 192.0.2.255\nOrgName: X\n"
         "ResourceLink: https://apps.example/\n"
         "ReferralServer: whois://whois.apnic.net\n",
         HOLDING_REFERRAL, 2, "a server before a link"},
        {"NetRange: 192.0.2.0 - 192.0.2.255\nOrgName: X\n"
         "ReferralServer: whois://whois.apnic.net\n"
         "ResourceLink: whois.ripe.net\n",
         HOLDING_REFERRAL, 2, "whichever comes first"},
        {"NetRange: 192.0.2.0 - 192.0.2.255\n"
         "ReferralServer: rwhois://127.0.0.1:4321\n",
         HOLDING_REFERRAL, -1, "to somebody we would not ask"},
        {"inetnum: 192.0.2.0 - 192.0.2.255\n"
         "netname: NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK\n",
         HOLDING_REFERRAL, -1, "a place holder"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct holding out;

        if (whois_read(str_from(cases[i].text), &out) != cases[i].outcome ||
            registry_of_referral(str_from(out.to)) != cases[i].registry) {
            fail_msg("%s: to '%s'", cases[i].why, out.to);
        }
    }
}

static char big[WHOIS_SIZE_MAX + 1];

static void long_answers_are_none(void **state)
{
    struct str all = {big, sizeof(big)};
    struct holding out;

    (void)state;
    memset(big, '\n', sizeof(big));
    memcpy(big, "inetnum: 192.0.2/24", 19);
    assert_int_equal(whois_read(all, &out), HOLDING_BAD);
    all.len--;
    assert_int_equal(whois_read(all, &out), HOLDING_OK);
    memset(big, '\n', 19);
    memcpy(big + WHOIS_LINES_MAX, "inetnum: 192.0.2/24", 19);
    assert_int_equal(whois_read(all, &out), HOLDING_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_holder_is_read_from_each_registrys_form),
        cmocka_unit_test(what_is_no_holder_is_told_apart),
        cmocka_unit_test(long_answers_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
