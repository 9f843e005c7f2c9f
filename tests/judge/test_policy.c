/* SPDX-License-Identifier: Apache-2.0 */
/* Reading policies, and what they say of connections. */
#include "judged.h"

#include "base/format.h"
#include "judge/policy.h"

#define HEAD "adbnet-policy 1\n"

static struct policy *parse(const char *text)
{
    struct policy *policy = NULL;
    struct err err = {.text = ""};

    if (policy_parse(str_from(text), "p.txt", &policy, &err) != 0) {
        fail_msg("%s", err.text);
    }
    return policy;
}

static const struct {
    const char *text;
    const char *error;
} refusals[] = {
    {"", "p.txt: empty, expected \"adbnet-policy 1\" and rules"},
    {"# nothing\n\n", "p.txt: empty, expected \"adbnet-policy 1\" and "
                      "rules"},
    {"allow port 443\n", "p.txt:1:1: allow, expected \"adbnet-policy 1\" "
                         "in the first line"},
    {"adbnet-policy\n", "p.txt:1:14: the line ends, expected 1"},
    {"adbnet-policy one\n", "p.txt:1:15: one, expected 1"},
    {"adbnet-policy 2\nmagic\n",
     "p.txt:1: a policy of version 2; this adbnet reads 1: a newer one is "
     "needed"},
    {"adbnet-policy 1 2\n", "p.txt:1:17: 2, expected the end of the line"},
    {HEAD "alow port 443\n", "p.txt:2:1: alow, expected package, default, "
                             "allow, warn or deny"},
    {HEAD "\n\n  allow\n", "p.txt:4:8: the line ends, expected addr, "
                           "prefix, name, org, asn, port or proto"},
    {HEAD "allow host x\n", "p.txt:2:7: host, expected addr, prefix, name, "
                            "org, asn, port or proto"},
    {HEAD "allow addr\n", "p.txt:2:11: the line ends, expected an address "
                          "like 203.0.113.10; a network is a prefix"},
    {HEAD "allow addr 203.0.113.256\n",
     "p.txt:2:12: 203.0.113.256, expected an address like 203.0.113.10; a "
     "network is a prefix"},
    {HEAD "allow addr 203.0.113.0/24\n",
     "p.txt:2:12: 203.0.113.0/24, expected an address like 203.0.113.10; a "
     "network is a prefix"},
    {HEAD "allow prefix 203.0.113.0\n",
     "p.txt:2:14: 203.0.113.0, expected a prefix like 203.0.113.0/24"},
    {HEAD "allow prefix 203.0.113.0/33\n",
     "p.txt:2:14: 203.0.113.0/33, expected a prefix like 2001:db8::/32, "
     "not longer than an address"},
    {HEAD "allow name\n", "p.txt:2:11: the line ends, expected a name like "
                          "api.bank.example or *.bank.example"},
    {HEAD "allow name # none\n",
     "p.txt:2:12: the line ends, expected a name like api.bank.example or "
     "*.bank.example"},
    {HEAD "allow org Example Bank AG\n",
     "p.txt:2:19: Bank, expected addr, prefix, name, org, asn, port or "
     "proto"},
    {HEAD "allow org \"Example Bank\n",
     "p.txt:2:11: \"Example Bank, expected an organisation in quotes: "
     "\"Example Bank AG\""},
    {HEAD "allow org \"\"\n",
     "p.txt:2:11: \"\", expected an organisation in quotes: \"Example Bank "
     "AG\""},
    {HEAD "allow asn AS64500\n",
     "p.txt:2:11: AS64500, expected a number like 64500"},
    {HEAD "allow port 0\n",
     "p.txt:2:12: 0, expected a port from 1 to 65535, or two like "
     "8000-8099"},
    {HEAD "allow port 90-80\n",
     "p.txt:2:12: 90-80, expected a port from 1 to 65535, or two like "
     "8000-8099"},
    {HEAD "allow port 80-\n",
     "p.txt:2:12: 80-, expected a port from 1 to 65535, or two like "
     "8000-8099"},
    {HEAD "allow port 65536\n",
     "p.txt:2:12: 65536, expected a port from 1 to 65535, or two like "
     "8000-8099"},
    {HEAD "allow proto TCP\n",
     "p.txt:2:13: TCP, expected tcp, udp, udplite, raw or icmp"},
    {HEAD "default\n", "p.txt:2:8: the line ends, expected allow, warn or "
                       "deny"},
    {HEAD "default not-judged\n",
     "p.txt:2:9: not-judged, expected allow, warn or deny"},
    {HEAD "default deny\ndefault allow\n",
     "p.txt:3:1: a second default; the first is in line 2"},
    {HEAD "package\n",
     "p.txt:2:8: the line ends, expected a package like com.example.bank, "
     "com.example.* or uid:system"},
    {HEAD "package com.example.bank {\n",
     "p.txt:2:26: {, expected the end of the line"},
    {HEAD "allow port 1 port 2 port 3 port 4 port 5 port 6 port 7 port 8 "
          "port 9\n",
     "p.txt:2:63: port, expected the end of the line"},
    {HEAD "allow \001\n", "p.txt:2:7: a control character (0x01), expected "
                          "text"},
    {HEAD "allow port "
          "1111111111222222222233333333334444444444555555555566666\n",
     "p.txt:2:12: 1111111111222222222233333333334444444444.., expected a "
     "port from 1 to 65535, or two like 8000-8099"},
};

static void what_is_no_policy_is_said_with_its_place(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct policy *policy = NULL;
        struct err err = {.text = ""};
        int rc =
            policy_parse(str_from(refusals[i].text), "p.txt", &policy, &err);

        if (rc != ERR_USAGE || strcmp(err.text, refusals[i].error) != 0) {
            fail_msg("%s\ngave %d %s", refusals[i].text, rc, err.text);
        }
        assert_null(policy);
    }
}

static void a_policy_has_limits(void **state)
{
    static char text[POLICY_TEXT_MAX + 2];
    struct policy *policy = NULL;
    struct err err = {.text = ""};
    struct str whole = {text, 0};
    size_t i;

    (void)state;
    memcpy(text, HEAD, strlen(HEAD));
    memset(text + strlen(HEAD), '#', POLICY_LINE_MAX + 1);
    whole.len = strlen(HEAD) + POLICY_LINE_MAX + 1;
    assert_int_equal(policy_parse(whole, "p", &policy, &err), ERR_LIMIT);
    assert_string_equal(err.text, "p:2: longer than 1024 bytes");
    whole.len--;
    assert_int_equal(policy_parse(whole, "p", &policy, &err), 0);
    policy_free(policy);

    whole.len = strlen(HEAD);
    for (i = 0; i <= POLICY_RULES_MAX; i++) {
        memcpy(text + whole.len, "deny asn 1\n", 11);
        whole.len += 11;
    }
    assert_int_equal(policy_parse(whole, "p", &policy, &err), ERR_LIMIT);
    assert_string_equal(err.text, "p:10002: more than 10000 rules");
    whole.len -= 11;
    assert_int_equal(policy_parse(whole, "p", &policy, &err), 0);
    assert_int_equal(policy_rule_count(policy), POLICY_RULES_MAX);
    policy_free(policy);

    memset(text, '\n', sizeof(text));
    memcpy(text, HEAD, strlen(HEAD));
    whole.len = POLICY_TEXT_MAX + 1;
    assert_int_equal(policy_parse(whole, "p", &policy, &err), ERR_LIMIT);
    assert_string_equal(err.text, "p: more than 1048576 bytes");
    whole.len--;
    assert_int_equal(policy_parse(whole, "p", &policy, &err), 0);
    policy_free(policy);
}

/* What is known of 198.51.100.24 in a case. */
enum knowing {
    ALL,       /* confirmed name, prefix, organisation, AS */
    CLAIM,     /* the name is nobody's but the address holder's claim */
    LISTED,    /* the name is of --hosts, with another one */
    NO_NAME,   /* there is none; the network is known */
    NO_HOLDER, /* prefix and AS are known, nobody asked whose it is */
    NO_ANSWER, /* neither name nor network could be found out */
    NOTHING,   /* nobody asked */
    PRIVATE    /* an address of a private network */
};

static struct lookup known_as(enum knowing knowing)
{
    struct lookup lookup =
        looked_up("198.51.100.24", "edge.cdn.example", 1, "198.51.100.0/24",
                  "Example [CDN] \"Ltd\"", 64511);

    switch (knowing) {
    case CLAIM:
        lookup.ptr.confirmed = 0;
        break;
    case LISTED:
        lookup.ptr.source = "list";
        lookup.ptr.confirmed = -1;
        lookup.ptr.names[1] = "api.bank.example";
        lookup.ptr.name_count = 2;
        break;
    case NO_NAME:
        lookup.ptr.status = LOOKUP_NONE;
        break;
    case NO_HOLDER:
        lookup.network.org = NULL;
        lookup.network.holder = LOOKUP_SKIPPED;
        break;
    case NO_ANSWER:
        lookup.ptr.status = LOOKUP_ERROR;
        lookup.network.status = LOOKUP_ERROR;
        break;
    case PRIVATE:
        lookup.special = "private";
        lookup.ptr.status = LOOKUP_SKIPPED;
        lookup.network.status = LOOKUP_SKIPPED;
        break;
    case NOTHING:
    case ALL:
        break;
    }
    return lookup;
}

static const struct {
    const char *rules; /* behind the head, so that line 2 is the first */
    const struct owner *owner;
    int knowing;
    int judgement;
    unsigned line;
    const char *missing;
    const char *why;
} verdicts[] = {
    {"", &bank, ALL, JUDGED_DENY, 0, NULL, "what no line names"},
    {"default allow\n", &bank, ALL, JUDGED_ALLOW, 2, NULL, "default"},
    {"default warn\n", &bank, NOTHING, JUDGED_WARN, 2, NULL, "default"},
    {"default allow\ndeny port 443\n", &bank, ALL, JUDGED_DENY, 3, NULL,
     "a default is last wherever it stands"},
    {"allow addr 198.51.100.24\n", &bank, NOTHING, JUDGED_ALLOW, 2, NULL,
     "addresses need no lookup"},
    {"allow addr 198.51.100.25\n", &bank, ALL, JUDGED_DENY, 0, NULL,
     "another address"},
    {"warn prefix 198.51.100.0/24\n", &bank, NOTHING, JUDGED_WARN, 2, NULL,
     "prefixes need no lookup"},
    {"allow prefix 198.51.100.0/29\n", &bank, ALL, JUDGED_DENY, 0, NULL,
     "outside of it"},
    {"allow prefix 2001:db8::/32\n", &bank, ALL, JUDGED_DENY, 0, NULL,
     "another family"},
    {"allow name edge.cdn.example\n", &bank, ALL, JUDGED_ALLOW, 2, NULL,
     "a confirmed name"},
    {"allow name *.CDN.Example\n", &bank, ALL, JUDGED_ALLOW, 2, NULL,
     "a pattern, whatever the case"},
    {"allow name edge.cdn.example\n", &bank, CLAIM, JUDGED_DENY, 0, NULL,
     "a PTR name alone never satisfies"},
    {"allow name *\n", &bank, CLAIM, JUDGED_DENY, 0, NULL,
     "not even every name"},
    {"allow name api.bank.example\n", &bank, LISTED, JUDGED_ALLOW, 2, NULL,
     "each name of the user's own list"},
    {"allow name edge.cdn.example\n", &bank, NO_NAME, JUDGED_DENY, 0, NULL,
     "there is no name"},
    {"allow name edge.cdn.example\n", &bank, NO_ANSWER, JUDGED_NOT, 2,
     "confirmed name", "nobody could tell: neither allowed nor denied"},
    {"allow name edge.cdn.example\n", &bank, NOTHING, JUDGED_NOT, 2,
     "confirmed name", "nobody asked"},
    {"allow org \"Example [[]CDN] \\\"Ltd\\\"\"\n", &bank, ALL, JUDGED_ALLOW, 2,
     NULL, "quotes, and a pattern's own character"},
    {"allow org *cdn*\n", &bank, ALL, JUDGED_ALLOW, 2, NULL, "a pattern"},
    {"allow org *cdn*\n", &bank, NO_HOLDER, JUDGED_NOT, 2, "organisation",
     "a network, but not whose"},
    {"allow org *cdn*\n", &bank, PRIVATE, JUDGED_DENY, 0, NULL,
     "a private network is nobody's"},
    {"allow asn 64511\n", &bank, NO_HOLDER, JUDGED_ALLOW, 2, NULL,
     "the AS is known"},
    {"allow asn 64511\n", &bank, NO_ANSWER, JUDGED_NOT, 2, "AS number",
     "the AS is not known"},
    {"allow asn 64512\n", &bank, ALL, JUDGED_DENY, 0, NULL, "another AS"},
    {"deny org *cdn*\ndefault deny\n", &bank, NOTHING, JUDGED_DENY, 3, NULL,
     "denied one way or the other"},
    {"deny org *ads*\nallow port 443\n", &bank, NOTHING, JUDGED_NOT, 2,
     "organisation", "the rule in front may be the one"},
    {"deny org *ads*\nallow port 443\n", &bank, ALL, JUDGED_ALLOW, 3, NULL,
     "it is not the one"},
    {"allow org *cdn*\nallow port 443\n", &bank, NOTHING, JUDGED_ALLOW, 3, NULL,
     "allowed one way or the other"},
    {"allow name *.example port 80\nallow port 443\n", &bank, NOTHING,
     JUDGED_ALLOW, 3, NULL, "one term that does not hold is enough"},
    {"allow port 400-450\n", &bank, ALL, JUDGED_ALLOW, 2, NULL, "ports"},
    {"allow port 444-450\n", &bank, ALL, JUDGED_DENY, 0, NULL, "ports"},
    {"allow port 443 proto udp\n", &bank, ALL, JUDGED_DENY, 0, NULL,
     "another protocol"},
    {"allow port 443 proto tcp # web\n", &bank, ALL, JUDGED_ALLOW, 2, NULL,
     "a comment"},
    {"package com.example.*\nallow port 443\n", &bank, ALL, JUDGED_ALLOW, 3,
     NULL, "a pattern of packages"},
    {"package com.example.shop\nallow port 443\n", &bank, ALL, JUDGED_DENY, 0,
     NULL, "another package"},
    {"deny port 443\npackage com.example.bank\nallow port 443\n", &bank, ALL,
     JUDGED_DENY, 2, NULL, "rules for all come first"},
    {"default deny\npackage com.example.bank\ndefault warn\n", &bank, ALL,
     JUDGED_WARN, 4, NULL, "the default nearest to the package"},
    {"default deny\npackage com.example.shop\ndefault warn\n", &bank, ALL,
     JUDGED_DENY, 2, NULL, "another package's default"},
    {"package com.example.push\nallow port 443\n", &shared, ALL, JUDGED_DENY, 0,
     NULL, "allowed to one of two packages is not enough"},
    {"package com.example.push\nallow port 443\n"
     "package com.example.sync\nwarn port 443\n",
     &shared, ALL, JUDGED_WARN, 5, NULL, "the worst of both"},
    {"package com.example.push\ndeny port 443\n"
     "package com.example.sync\nallow port 443\n",
     &shared, ALL, JUDGED_DENY, 3, NULL, "the worst, whichever comes last"},
    {"package uid:system\nallow port 443\n", &android, ALL, JUDGED_ALLOW, 3,
     NULL, "Android's own"},
    {"package uid:none\nwarn port 443\n", NULL, ALL, JUDGED_WARN, 3, NULL,
     "nobody's"},
};

static void the_first_rule_that_holds_decides(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
        struct lookup lookup = known_as((enum knowing)verdicts[i].knowing);
        struct endpoint endpoint;
        struct verdict verdict;
        struct policy *policy;
        char text[512];

        (void)format_text(text, sizeof(text), HEAD "%s", verdicts[i].rules);
        policy = parse(text);
        make_endpoint(&endpoint, verdicts[i].owner, "198.51.100.24", 443,
                      verdicts[i].knowing == NOTHING ? NULL : &lookup);
        policy_judge(policy, &endpoint.connection, &verdict);
        if (verdict.judgement != verdicts[i].judgement ||
            verdict.line != verdicts[i].line ||
            (verdict.missing == NULL) != (verdicts[i].missing == NULL) ||
            (verdict.missing != NULL &&
             strcmp(verdict.missing, verdicts[i].missing) != 0)) {
            fail_msg("%s: %s\n%s, line %u, %s", verdicts[i].why,
                     verdicts[i].rules, judgement_name(verdict.judgement),
                     verdict.line,
                     verdict.missing == NULL ? "-" : verdict.missing);
        }
        policy_free(policy);
    }
}

/* Who owns the zone may add any name behind the one that is confirmed. */
static void a_name_behind_the_confirmed_one_allows_nothing(void **state)
{
    struct lookup lookup =
        looked_up("198.51.100.24", "edge.ads.example", 1, NULL, NULL, -1);
    struct endpoint endpoint;
    struct policy *policy = NULL;
    struct verdict verdict;
    struct err err = {.text = ""};

    (void)state;
    lookup.ptr.names[1] = "api.bank.example";
    lookup.ptr.name_count = 2;
    make_endpoint(&endpoint, &bank, "198.51.100.24", 443, &lookup);
    assert_int_equal(
        policy_parse(str_from("adbnet-policy 1\nallow name api.bank.example\n"),
                     "p", &policy, &err),
        0);
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_DENY);
    policy_free(policy);
}

static void what_lies_behind_a_proxy_is_not_judged(void **state)
{
    static const struct {
        const char *rules;
        int judgement;
        const char *why;
    } cases[] = {
        {"allow addr 192.0.2.5\n", JUDGED_ALLOW, "the proxy itself"},
        {"allow addr 192.0.2.5 port 8080\n", JUDGED_ALLOW, "and its port"},
        {"allow name api.bank.example\n", JUDGED_NOT, "may lie behind it"},
        {"deny port 80\ndefault allow\n", JUDGED_NOT, "may lie behind it"},
        {"allow proto udp\n", JUDGED_DENY, "a proxy's are TCP"},
        {"default allow\n", JUDGED_ALLOW, "everything is"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct endpoint endpoint;
        struct verdict verdict;
        struct policy *policy;
        char text[256];

        (void)format_text(text, sizeof(text), HEAD "%s", cases[i].rules);
        policy = parse(text);
        make_endpoint(&endpoint, &bank, "192.0.2.5", 8080, NULL);
        endpoint.connection.proxied = PROXIED_YES;
        policy_judge(policy, &endpoint.connection, &verdict);
        if (verdict.judgement != cases[i].judgement) {
            fail_msg("%s: %s", cases[i].why, judgement_name(verdict.judgement));
        }
        if (verdict.judgement == JUDGED_NOT) {
            assert_string_equal(verdict.missing, "what lies behind the proxy");
        }
        policy_free(policy);
    }
}

static void listeners_have_no_other_end_to_judge(void **state)
{
    struct policy *policy = parse(HEAD "default deny\n");
    struct endpoint endpoint;
    struct verdict verdict;

    (void)state;
    make_endpoint(&endpoint, &bank, "0.0.0.0", 0, NULL);
    endpoint.row.state = SOCK_LISTEN;
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_NO_PEER);
    policy_free(policy);
}

static void who_called_in_is_judged_by_the_phones_port(void **state)
{
    struct policy *policy = parse(HEAD "allow port 51822\n");
    struct endpoint endpoint;
    struct verdict verdict;

    (void)state;
    make_endpoint(&endpoint, &bank, "198.51.100.24", 40000, NULL);
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_DENY);
    endpoint.connection.direction = DIRECTION_IN;
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_ALLOW);
    policy_free(policy);
}

static void what_netstat_cut_is_not_judged_by_its_address(void **state)
{
    struct policy *policy = parse(HEAD "allow prefix 2001:db8::/32\n");
    struct endpoint endpoint;
    struct verdict verdict;

    (void)state;
    make_endpoint(&endpoint, &bank, "198.51.100.24", 443, NULL);
    endpoint.row.remote.family = ADDR_NONE;
    endpoint.row.remote_text = "2001:db8:4";
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_NOT);
    assert_string_equal(verdict.missing, "address");
    policy_free(policy);
}

static void a_service_without_a_number_is_not_judged_by_its_port(void **state)
{
    struct policy *policy = parse(HEAD "allow port 443\n");
    struct endpoint endpoint;
    struct verdict verdict;

    (void)state;
    make_endpoint(&endpoint, &bank, "198.51.100.24", 0, NULL);
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_NOT);
    assert_string_equal(verdict.missing, "port");
    endpoint.row.proto = SOCK_RAW_IP;
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_DENY);
    policy_free(policy);
}

static void an_address_is_judged_by_what_it_wraps_too(void **state)
{
    struct policy *policy = parse(HEAD "allow prefix 198.51.100.0/24\n");
    struct lookup lookup =
        looked_up("64:ff9b::c633:6418", NULL, 0, NULL, NULL, -1);
    struct endpoint endpoint;
    struct verdict verdict;

    (void)state;
    lookup.inner = addr_of("198.51.100.24");
    make_endpoint(&endpoint, &bank, "64:ff9b::c633:6418", 443, &lookup);
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_DENY);
    lookup.wrap = "nat64";
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_ALLOW);
    policy_free(policy);
}

static void a_verdict_names_its_rule_and_package(void **state)
{
    struct policy *policy =
        parse(HEAD "package com.example.push\n  allow port 443\n"
                   "package *.sync\n\tdeny proto tcp  # why\n");
    struct endpoint endpoint;
    struct verdict verdict;

    (void)state;
    make_endpoint(&endpoint, &shared, "198.51.100.24", 443, NULL);
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.judgement, JUDGED_DENY);
    assert_int_equal(verdict.line, 5);
    assert_string_equal(verdict.rule, "deny proto tcp");
    assert_string_equal(verdict.package, "com.example.sync");
    make_endpoint(&endpoint, &android, "198.51.100.24", 443, NULL);
    policy_judge(policy, &endpoint.connection, &verdict);
    assert_int_equal(verdict.line, 0);
    assert_null(verdict.rule);
    assert_null(verdict.package);
    policy_free(policy);
}

static void denied_outweighs_not_judged(void **state)
{
    struct judged counts = {.of = {0}};

    (void)state;
    counts.of[JUDGED_WARN] = 3;
    assert_int_equal(judged_status(&counts), 0);
    counts.of[JUDGED_NOT] = 1;
    assert_int_equal(judged_status(&counts), 4);
    counts.of[JUDGED_DENY] = 1;
    assert_int_equal(judged_status(&counts), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_policy_is_said_with_its_place),
        cmocka_unit_test(a_policy_has_limits),
        cmocka_unit_test(the_first_rule_that_holds_decides),
        cmocka_unit_test(a_name_behind_the_confirmed_one_allows_nothing),
        cmocka_unit_test(what_lies_behind_a_proxy_is_not_judged),
        cmocka_unit_test(listeners_have_no_other_end_to_judge),
        cmocka_unit_test(who_called_in_is_judged_by_the_phones_port),
        cmocka_unit_test(what_netstat_cut_is_not_judged_by_its_address),
        cmocka_unit_test(a_service_without_a_number_is_not_judged_by_its_port),
        cmocka_unit_test(an_address_is_judged_by_what_it_wraps_too),
        cmocka_unit_test(a_verdict_names_its_rule_and_package),
        cmocka_unit_test(denied_outweighs_not_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
