/* SPDX-License-Identifier: Apache-2.0 */
/* Policies made of runs: what is in them, and that they judge these clean. */
#include "judged.h"

#include "base/format.h"
#include "judge/policy.h"

#define RUNS 3
#define ENDPOINTS_MAX 40

struct run {
    struct observed observed;
    struct watch_summary summary;
    struct endpoint endpoints[ENDPOINTS_MAX];
    struct lookup lookups[ENDPOINTS_MAX];
};

static struct run runs[RUNS];
static const struct observed *const observed[RUNS] = {
    &runs[0].observed, &runs[1].observed, &runs[2].observed};
static const struct observed *const backwards[RUNS] = {
    &runs[2].observed, &runs[1].observed, &runs[0].observed};

static void clear(void)
{
    static const char *const names[RUNS] = {"a.adbnet", "b.adbnet", "c.adbnet"};
    size_t i;

    memset(runs, 0, sizeof(runs));
    for (i = 0; i < RUNS; i++) {
        runs[i].observed.source = names[i];
        runs[i].observed.serial = "2B04EXAMPLE4F2K";
        runs[i].observed.package = "com.example.bank";
        runs[i].observed.version = "4.2.1";
        runs[i].observed.summary = &runs[i].summary;
        runs[i].summary.endpoints = runs[i].endpoints;
    }
}

static struct endpoint *add(size_t run, const struct owner *owner,
                            const char *remote, unsigned port,
                            struct lookup lookup)
{
    size_t i = runs[run].summary.endpoint_count++;

    assert_true(i < ENDPOINTS_MAX);
    runs[run].lookups[i] = lookup;
    make_endpoint(&runs[run].endpoints[i], owner, remote, port,
                  &runs[run].lookups[i]);
    return &runs[run].endpoints[i];
}

static void learn(struct buf *out, enum learn_by by, struct learned *learned,
                  const struct observed *const *of)
{
    struct err err = {.text = ""};

    buf_init(out, POLICY_TEXT_MAX);
    if (policy_learn(of, RUNS, by, out, learned, &err) != 0 ||
        buf_putc(out, '\0') != 0) {
        fail_msg("%s", err.text);
    }
    out->len--;
}

static void a_learned_policy_is_sorted_and_says_where_from(void **state)
{
    static const char want[] =
        "adbnet-policy 1\n"
        "# Learned from what was observed, not from what is meant to be: "
        "read it before use.\n"
        "# run: a.adbnet, ...4F2K, com.example.bank 4.2.1\n"
        "# run: b.adbnet, ...4F2K, com.example.bank 4.2.1\n"
        "# run: c.adbnet, ...4F2K, com.example.bank 4.2.1\n"
        "default deny\n"
        "\n"
        "package com.example.bank\n"
        "# 1 of 3 runs: 203.0.113.80 (~img.ads.example)\n"
        "allow addr 203.0.113.80 port 80 proto tcp\n"
        "# 2 of 3 runs: 203.0.113.77 (imap.corp.example)\n"
        "allow name imap.corp.example port 993 proto tcp\n"
        "# 3 of 3 runs: 198.51.100.3, 198.51.100.24, 198.51.100.25 and 1 more "
        "(edge-3.cdn.example, Example CDN?Ltd)\n"
        "allow prefix 198.51.100.0/24 port 443 proto tcp\n";
    struct learned learned;
    struct buf text;
    size_t i;

    (void)state;
    clear();
    for (i = 0; i < RUNS; i++) {
        static const char *const edges[RUNS] = {"198.51.100.24", "198.51.100.3",
                                                "198.51.100.25"};

        (void)add(i, &bank, edges[i], 443,
                  looked_up(edges[i], i == 1 ? "edge-3.cdn.example" : NULL, 1,
                            "198.51.100.0/24", "Example CDN\nLtd", 64511));
    }
    (void)add(0, &bank, "198.51.100.26", 443,
              looked_up("198.51.100.26", NULL, 0, "198.51.100.0/24",
                        "Example CDN\nLtd", 64511));
    (void)add(2, &bank, "203.0.113.80", 80,
              looked_up("203.0.113.80", "img.ads.example", 0, NULL, NULL, -1));
    (void)add(
        0, &bank, "203.0.113.77", 993,
        looked_up("203.0.113.77", "imap.corp.example", 1, NULL, NULL, -1));
    (void)add(
        1, &bank, "203.0.113.77", 993,
        looked_up("203.0.113.77", "imap.corp.example", 1, NULL, NULL, -1));
    learn(&text, LEARN_BY_NETWORK, &learned, observed);
    assert_string_equal((const char *)text.data, want);
    assert_int_equal(learned.rules, 3);
    assert_int_equal(learned.packages, 1);
    assert_int_equal(learned.left_out, 0);
    buf_fini(&text);
    learn(&text, LEARN_BY_NETWORK, &learned, backwards);
    assert_string_equal((const char *)text.data, want);
    buf_fini(&text);
}

static void what_nobody_can_vouch_for_is_not_learned(void **state)
{
    static const struct {
        const char *name;
        const char *prefix;
        const char *rule;
        const char *why;
    } cases[] = {
        {NULL, "203.0.113.0/24", "allow prefix 203.0.113.0/24 port", "usual"},
        {NULL, "0.0.0.0/0", "allow addr 203.0.113.10 port",
         "a registry that claims everything"},
        {NULL, "198.51.100.0/24", "allow addr 203.0.113.10 port",
         "a network that has not the address"},
        {NULL, "203.0.113.0 - 203.0.113.255", "allow addr 203.0.113.10 port",
         "no prefix"},
        {"api.example\npackage *\nallow name *", NULL,
         "allow addr 203.0.113.10 port", "a name that would be lines"},
        {"*", NULL, "allow addr 203.0.113.10 port", "a name that is a pattern"},
        {"api.example", NULL, "allow name api.example port", "a name"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct learned learned;
        struct buf text;

        clear();
        (void)add(0, &bank, "203.0.113.10", 443,
                  looked_up("203.0.113.10", cases[i].name, 1, cases[i].prefix,
                            "*", 64500));
        learn(&text, LEARN_BY_NETWORK, &learned, observed);
        if (strstr((const char *)text.data, cases[i].rule) == NULL ||
            learned.rules != 1) {
            fail_msg("%s: %s", cases[i].why, (const char *)text.data);
        }
        buf_fini(&text);
    }
}

static void runs_that_say_nothing_teach_nothing(void **state)
{
    struct learned learned;
    struct buf text;

    (void)state;
    clear();
    (void)add(0, &bank, "203.0.113.10", 443,
              looked_up("203.0.113.10", NULL, 0, NULL, NULL, -1));
    (void)add(1, &bank, "203.0.113.11", 443,
              looked_up("203.0.113.11", NULL, 0, NULL, NULL, -1));
    runs[1].observed.not_judged = "crashed";
    add(2, &bank, "192.0.2.5", 8080,
        looked_up("192.0.2.5", NULL, 0, NULL, NULL, -1))
        ->connection.proxied = PROXIED_YES;
    add(2, &android, "203.0.113.12", 443,
        looked_up("203.0.113.12", NULL, 0, NULL, NULL, -1))
        ->is_selected = false;
    learn(&text, LEARN_BY_NETWORK, &learned, observed);
    assert_int_equal(learned.rules, 1);
    assert_int_equal(learned.left_out, 1);
    assert_int_equal(learned.runs_not_judged, 1);
    assert_non_null(strstr((const char *)text.data,
                           "# 1 of 2 runs: 203.0.113.10"
                           "\nallow addr"));
    assert_null(strstr((const char *)text.data, "203.0.113.11"));
    assert_null(strstr((const char *)text.data, "203.0.113.12"));
    buf_fini(&text);
}

/* ---- any runs are judged clean by what was learned of them ---- */

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static void add_any(size_t run)
{
    static const struct owner *const owners[] = {&bank, &shared, &android,
                                                 &nameless, NULL};
    static const char *const remotes[] = {
        "203.0.113.10", "203.0.113.77", "198.51.100.24", "2001:db8:4:81f::200e",
        "2001:db8:5::1"};
    static const char *const names[] = {"api.bank.example", "*.example",
                                        "a\nb.example", NULL};
    static const char *const prefixes[] = {"203.0.113.0/24", "198.51.100.0/24",
                                           "2001:db8::/32",  "0.0.0.0/0",
                                           "nonsense",       NULL};
    const char *remote = remotes[draw(5)];
    struct lookup lookup =
        looked_up(remote, names[draw(4)], (int)draw(3) - 1, prefixes[draw(6)],
                  "Example \"Any\" [AG]", 64500);
    struct endpoint *endpoint;

    if (draw(4) == 0) {
        lookup.ptr.status = LOOKUP_ERROR;
    }
    if (draw(4) == 0) {
        lookup.network.status = LOOKUP_SKIPPED;
    }
    lookup.special = draw(8) == 0 ? "private" : NULL;
    endpoint = add(run, owners[draw(5)], remote, 1 + draw(3), lookup);
    endpoint->row.proto = (uint8_t)draw(SOCK_ICMP + 1);
    endpoint->connection.direction =
        draw(4) == 0 ? DIRECTION_IN : DIRECTION_OUT;
    endpoint->connection.proxied = draw(8) == 0 ? PROXIED_YES : PROXIED_NO;
    if (draw(4) == 0) {
        endpoint->connection.lookup = NULL;
    }
}

static void check_clean(const struct policy *policy, size_t left_out,
                        const char *text)
{
    size_t not_allowed = 0;
    size_t i;
    size_t j;

    for (i = 0; i < RUNS; i++) {
        for (j = 0; j < runs[i].summary.endpoint_count; j++) {
            const struct connection *connection =
                &runs[i].endpoints[j].connection;
            struct verdict verdict;

            policy_judge(policy, connection, &verdict);
            if (verdict.judgement == JUDGED_ALLOW) {
                continue;
            }
            not_allowed++;
            if (connection->proxied != PROXIED_YES) {
                fail_msg("seed %u run %zu endpoint %zu: %s\n%s", seed, i, j,
                         judgement_name(verdict.judgement), text);
            }
        }
    }
    assert_true(not_allowed <= left_out);
}

static void what_was_learned_judges_its_runs_clean(void **state)
{
    unsigned round;

    (void)state;
    for (round = 0; round < 600; round++) {
        struct policy *policy;
        struct learned learned;
        struct err err = {.text = ""};
        struct buf text;
        struct str whole;
        size_t i;

        seed = round;
        clear();
        for (i = 0; i < RUNS; i++) {
            size_t count = draw(ENDPOINTS_MAX);

            while (count-- > 0) {
                add_any(i);
            }
        }
        learn(&text, (enum learn_by)(round % 3), &learned, observed);
        whole.ptr = (const char *)text.data;
        whole.len = text.len;
        if (policy_parse(whole, "learned", &policy, &err) != 0) {
            fail_msg("%s\n%s", err.text, (const char *)text.data);
        }
        check_clean(policy, learned.left_out, (const char *)text.data);
        policy_free(policy);
        buf_fini(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_learned_policy_is_sorted_and_says_where_from),
        cmocka_unit_test(what_nobody_can_vouch_for_is_not_learned),
        cmocka_unit_test(runs_that_say_nothing_teach_nothing),
        cmocka_unit_test(what_was_learned_judges_its_runs_clean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
