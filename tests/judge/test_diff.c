/* SPDX-License-Identifier: Apache-2.0 */
/* Two sides of runs compared. */
#include "judged.h"

#include "base/format.h"
#include "judge/diff.h"

#define RUNS_MAX 3
#define ENDS_MAX 6

/* What an end is in the table below; its letter names it in a run. */
struct end {
    char letter;
    const char *addr;
    unsigned port;
    const char *name;
    int confirmed;
    const char *prefix;
    const char *org;
    bool is_unknown; /* nobody asked */
    bool is_proxied;
    unsigned proto;
};

static const struct end ends[] = {
    {'a', "203.0.113.10", 443, "api.bank.example", 1, "203.0.113.0/24",
     "Example Bank AG", false, false, SOCK_TCP},
    {'b', "203.0.113.11", 443, "api2.bank.example", 1, "203.0.113.0/24",
     "Example Bank AG", false, false, SOCK_TCP},
    {'c', "198.51.100.24", 443, "edge-24.cdn.example", 1, "198.51.100.0/24",
     "Example CDN Ltd", false, false, SOCK_TCP},
    {'d', "198.51.100.77", 443, "edge-77.cdn.example", 1, "198.51.100.0/24",
     "Example CDN Ltd", false, false, SOCK_TCP},
    {'e', "198.51.100.24", 80, "edge-24.cdn.example", 1, "198.51.100.0/24",
     "Example CDN Ltd", false, false, SOCK_TCP},
    {'f', "2001:db8:5::1", 443, NULL, 0, "2001:db8:5::/48", "Example CDN Ltd",
     false, false, SOCK_TCP},
    {'q', "198.51.100.24", 443, "edge-24.cdn.example", 1, "198.51.100.0/24",
     "Example CDN Ltd", false, false, SOCK_UDP},
    {'u', "192.0.2.99", 443, NULL, 0, NULL, NULL, true, false, SOCK_TCP},
    {'v', "192.0.2.98", 443, NULL, 0, NULL, NULL, true, false, SOCK_TCP},
    {'p', "192.0.2.5", 8080, NULL, 0, NULL, NULL, false, true, SOCK_TCP},
    {'n', "192.0.2.50", 443, "img.ads.example", 0, NULL, NULL, false, false,
     SOCK_TCP},
};

struct run {
    struct observed observed;
    struct watch_summary summary;
    struct endpoint endpoints[ENDS_MAX];
    struct lookup lookups[ENDS_MAX];
};

struct side {
    struct run runs[RUNS_MAX];
    const struct observed *observed[RUNS_MAX];
    struct diff_side side;
};

static struct side a;
static struct side b;

static void add_end(struct run *run, char letter)
{
    size_t i = run->summary.endpoint_count++;
    const struct end *end = ends;

    while (end->letter != letter) {
        end++;
        assert_true(end < ends + sizeof(ends) / sizeof(ends[0]));
    }
    assert_true(i < ENDS_MAX);
    run->lookups[i] = looked_up(end->addr, end->name, end->confirmed,
                                end->prefix, end->org, 64500);
    make_endpoint(&run->endpoints[i], &bank, end->addr, end->port,
                  end->is_unknown ? NULL : &run->lookups[i]);
    run->endpoints[i].row.proto = (uint8_t)end->proto;
    run->endpoints[i].connection.proxied =
        end->is_proxied ? PROXIED_YES : PROXIED_NO;
}

/* "ab,a,-": three runs, the last with nothing observed. */
static void make_side(struct side *side, const char *text, const char *source)
{
    memset(side, 0, sizeof(*side));
    do {
        struct run *run = &side->runs[side->side.run_count];

        assert_true(side->side.run_count < RUNS_MAX);
        run->observed.source = source;
        run->observed.package = "com.example.bank";
        run->observed.version = "4.2.1";
        run->observed.android = "14";
        run->observed.summary = &run->summary;
        run->summary.endpoints = run->endpoints;
        run->summary.to_ms = 30000;
        run->summary.coverage = (struct coverage){
            .is_known = true, .opens = 100, .seen = 97, .attributed = 90};
        for (; *text != ',' && *text != '\0'; text++) {
            if (*text != '-') {
                add_end(run, *text);
            }
        }
        side->observed[side->side.run_count++] = &run->observed;
    } while (*text++ == ',');
    side->side.runs = side->observed;
}

static struct diff *make(enum key_by by)
{
    struct diff_options options = {.by = by};
    struct diff *diff = NULL;
    struct err err = {.text = ""};

    if (diff_make(&a.side, &b.side, &options, &diff, &err) != 0) {
        fail_msg("%s", err.text);
    }
    return diff;
}

/* "added 203.0.113.0/24:443 0/1 1/1; ..." */
static void write_list(const struct diff *diff, char *out, size_t cap)
{
    size_t count;
    const struct difference *list = diff_list(diff, &count);
    size_t len = 0;
    size_t i;

    out[0] = '\0';
    for (i = 0; i < count; i++) {
        (void)format_text(
            out + len, cap - len, "%s%s %s:%u %u/%u %u/%u", i == 0 ? "" : "; ",
            difference_kind_name(list[i].kind), list[i].key, list[i].port,
            list[i].a.runs, list[i].a.of, list[i].b.runs, list[i].b.of);
        len += strlen(out + len);
    }
}

static const struct {
    const char *a;
    const char *b;
    int by;
    const char *list;
    int status_added;
    int status_removed;
    int status_any;
    const char *why;
} comparisons[] = {
    {"a", "a", KEY_BY_ADDR, "same 203.0.113.10:443 1/1 1/1", 0, 0, 0,
     "the same"},
    {"-", "-", KEY_BY_ADDR, "", 0, 0, 0, "nothing on either side"},
    {"a", "ab", KEY_BY_ADDR,
     "added 203.0.113.11:443 0/1 1/1; same 203.0.113.10:443 1/1 1/1", 5, 0, 5,
     "a new address"},
    {"a", "ab", KEY_BY_PREFIX, "same 203.0.113.0/24:443 1/1 1/1", 0, 0, 0,
     "in a network that was there"},
    {"ab", "a", KEY_BY_ADDR,
     "removed 203.0.113.11:443 1/1 0/1; same 203.0.113.10:443 1/1 1/1", 0, 5, 5,
     "one is gone"},
    {"c", "d", KEY_BY_ADDR,
     "added 198.51.100.77:443 0/1 1/1; removed 198.51.100.24:443 1/1 0/1", 5, 5,
     5, "a CDN's other address, by address"},
    {"c", "d", KEY_BY_PREFIX, "same 198.51.100.0/24:443 1/1 1/1", 0, 0, 0,
     "a CDN's other address, by network"},
    {"c", "d", KEY_BY_NAME,
     "added edge-77.cdn.example:443 0/1 1/1; "
     "removed edge-24.cdn.example:443 1/1 0/1",
     5, 5, 5, "names of a CDN change with the address"},
    {"c", "f", KEY_BY_PREFIX,
     "added 2001:db8:5::/48:443 0/1 1/1; "
     "removed 198.51.100.0/24:443 1/1 0/1",
     5, 5, 5, "the same holder's other network"},
    {"c", "f", KEY_BY_ORG, "same Example CDN Ltd:443 1/1 1/1", 0, 0, 0,
     "the same holder"},
    {"c", "e", KEY_BY_ORG,
     "added Example CDN Ltd:80 0/1 1/1; "
     "removed Example CDN Ltd:443 1/1 0/1",
     5, 5, 5, "another port is another end"},
    {"c", "q", KEY_BY_ADDR,
     "added 198.51.100.24:443 0/1 1/1; removed 198.51.100.24:443 1/1 0/1", 5, 5,
     5, "udp instead of tcp, by address"},
    {"c", "q", KEY_BY_PREFIX, "same 198.51.100.0/24:443 1/1 1/1", 0, 0, 0,
     "QUIC instead of TLS is the same service"},
    {"a,a,a", "a,ac,a", KEY_BY_ADDR,
     "sometimes 198.51.100.24:443 0/3 1/3; same 203.0.113.10:443 3/3 3/3", 0, 0,
     5, "in 1 of 3 runs it is sometimes"},
    {"ac,a,a", "ac", KEY_BY_ADDR,
     "sometimes 198.51.100.24:443 1/3 1/1; same 203.0.113.10:443 3/3 1/1", 0, 0,
     0, "it came and went before, too"},
    {"a,ac", "a", KEY_BY_ADDR,
     "sometimes 198.51.100.24:443 1/2 0/1; same 203.0.113.10:443 2/2 1/1", 0, 0,
     5, "sometimes before, not now"},
    {"a,a,a", "ac", KEY_BY_ADDR,
     "added 198.51.100.24:443 0/3 1/1; same 203.0.113.10:443 3/3 1/1", 5, 0, 5,
     "in none of three, and now"},
    {"cd,cd", "c,d", KEY_BY_PREFIX, "same 198.51.100.0/24:443 2/2 2/2", 0, 0, 0,
     "a run counts once"},
    {"a", "au", KEY_BY_PREFIX,
     "not-judged 192.0.2.99:443 0/1 1/1; same 203.0.113.0/24:443 1/1 1/1", 4, 4,
     4, "not known is not judged"},
    {"au", "au", KEY_BY_PREFIX,
     "not-judged 192.0.2.99:443 1/1 1/1; same 203.0.113.0/24:443 1/1 1/1", 4, 4,
     4, "not even when it is the same address"},
    {"au", "ab", KEY_BY_NAME,
     "added api2.bank.example:443 0/1 1/1; not-judged 192.0.2.99:443 1/1 "
     "0/1; same api.bank.example:443 1/1 1/1",
     5, 4, 5, "5 comes before 4"},
    {"ap", "a", KEY_BY_ADDR,
     "not-judged 192.0.2.5:8080 1/1 0/1; same 203.0.113.10:443 1/1 1/1", 4, 4,
     4, "what lies behind a proxy"},
    {"n", "n", KEY_BY_NAME, "same 192.0.2.50:443 1/1 1/1", 0, 0, 0,
     "a claim is no name: the address is compared"},
    {"a", "-", KEY_BY_ORG, "removed Example Bank AG:443 1/1 0/1", 0, 5, 5,
     "a side with nothing needs no lookups"},
};

static void runs_are_compared_by_their_keys(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
        struct diff *diff;
        char text[512];

        make_side(&a, comparisons[i].a, "a.adbnet");
        make_side(&b, comparisons[i].b, "b.adbnet");
        diff = make((enum key_by)comparisons[i].by);
        write_list(diff, text, sizeof(text));
        if (strcmp(text, comparisons[i].list) != 0 ||
            diff_status(diff, DIFF_FAIL_ADDED) != comparisons[i].status_added ||
            diff_status(diff, DIFF_FAIL_REMOVED) !=
                comparisons[i].status_removed ||
            diff_status(diff, DIFF_FAIL_ANY) != comparisons[i].status_any) {
            fail_msg("%s: %s\n%d %d %d", comparisons[i].why, text,
                     diff_status(diff, DIFF_FAIL_ADDED),
                     diff_status(diff, DIFF_FAIL_REMOVED),
                     diff_status(diff, DIFF_FAIL_ANY));
        }
        diff_free(diff);
    }
}

static void a_side_of_which_nothing_is_known_is_refused(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        int by;
        const char *error;
    } cases[] = {
        {"a", "u", KEY_BY_PREFIX,
         "side B (b.adbnet): no network was looked up (--whois or --mmdb), so "
         "that --by prefix has nothing to compare; --by addr needs no lookups"},
        {"uv", "a", KEY_BY_ORG,
         "side A (a.adbnet): no network was looked up (--whois or --mmdb), so "
         "that --by org has nothing to compare; --by addr needs no lookups"},
        {"u", "u", KEY_BY_NAME,
         "side A (a.adbnet): no name was looked up, so that --by name has "
         "nothing to compare; --by addr needs no lookups"},
        {"a", "p", KEY_BY_ADDR,
         "side B (b.adbnet): all connections go to the proxy, and what lies "
         "behind it is not known"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct diff_options options = {.by = (enum key_by)cases[i].by};
        struct diff *diff = NULL;
        struct err err = {.text = ""};

        make_side(&a, cases[i].a, "a.adbnet");
        make_side(&b, cases[i].b, "b.adbnet");
        assert_int_equal(diff_make(&a.side, &b.side, &options, &diff, &err),
                         ERR_USAGE);
        assert_string_equal(err.text, cases[i].error);
        assert_null(diff);
    }
}

static void runs_that_say_nothing_do_not_count(void **state)
{
    struct diff_options options = {.by = KEY_BY_ADDR};
    struct diff *diff;
    struct err err = {.text = ""};
    char text[512];

    (void)state;
    make_side(&a, "a,c", "a.adbnet");
    make_side(&b, "a", "b.adbnet");
    a.runs[1].observed.not_judged = "crashed";
    diff = make(KEY_BY_ADDR);
    write_list(diff, text, sizeof(text));
    assert_string_equal(text, "same 203.0.113.10:443 1/1 1/1");
    diff_free(diff);
    a.runs[0].observed.not_judged = "locked";
    assert_int_equal(diff_make(&a.side, &b.side, &options, &diff, &err),
                     ERR_USAGE);
    assert_string_equal(err.text,
                        "side A: there is no run that may be judged: locked");
}

static void an_app_that_ran_on_one_side_only_is_not_judged(void **state)
{
    const struct difference *list;
    struct diff *diff;
    char text[512];
    size_t count;

    (void)state;
    make_side(&a, "a", "a.adbnet");
    make_side(&b, "a,c", "b.adbnet");
    b.runs[1].observed.package = "com.example.shop";
    diff = make(KEY_BY_ADDR);
    write_list(diff, text, sizeof(text));
    assert_string_equal(text, "same 203.0.113.10:443 1/1 1/1; "
                              "not-judged 198.51.100.24:443 0/0 1/1");
    list = diff_list(diff, &count);
    assert_string_equal(list[1].subject, "com.example.shop");
    assert_string_equal(list[1].why, "the app was not run on side A");
    assert_int_equal(diff_status(diff, DIFF_FAIL_ADDED), 4);
    diff_free(diff);
    make_side(&b, "a", "b.adbnet");
    make_side(&a, "a,c", "a.adbnet");
    a.runs[1].observed.package = "com.example.shop";
    diff = make(KEY_BY_ADDR);
    list = diff_list(diff, &count);
    assert_int_equal(list[1].kind, DIFFERENCE_NOT_JUDGED);
    assert_string_equal(list[1].why, "the app was not run on side B");
    diff_free(diff);
}

/* Of what nothing was observed there is no end to say so. */
static void an_app_that_was_silent_or_crashed_is_not_the_same(void **state)
{
    static const struct {
        const char *why;
        const char *a; /* why A's second run is not judged, "": it is */
        const char *b; /* of B's; NULL: it has none */
        int status;
    } cases[] = {
        {"silent on both sides", "", "", 0},
        {"silent, then crashed", "", "crashed", 4},
        {"crashed, then silent", "locked", "", 4},
        {"in vain on both sides", "crashed", "crashed", 4},
        {"on one side only", "", NULL, 4},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct diff *diff;

        make_side(&a, "a,-", "a.adbnet");
        make_side(&b, cases[i].b == NULL ? "a" : "a,-", "b.adbnet");
        a.runs[1].observed.package = "com.example.shop";
        a.runs[1].observed.not_judged =
            cases[i].a[0] == '\0' ? NULL : cases[i].a;
        b.runs[1].observed.package = "com.example.shop";
        b.runs[1].observed.not_judged =
            cases[i].b == NULL || cases[i].b[0] == '\0' ? NULL : cases[i].b;
        diff = make(KEY_BY_ADDR);
        if (diff_status(diff, DIFF_FAIL_ANY) != cases[i].status) {
            fail_msg("%s", cases[i].why);
        }
        diff_free(diff);
    }
}

static void more_notes_than_runs_of_a_side_are_kept(void **state)
{
    static const struct observed *list[DIFF_RUNS_MAX];
    const struct diff_side side = {list, DIFF_RUNS_MAX};
    struct observed crashed;
    const struct diff_options options = {.by = KEY_BY_ADDR};
    struct diff *diff = NULL;
    struct err err = {.text = ""};
    size_t i;
    size_t count;

    (void)state;
    make_side(&a, "a", "a.adbnet");
    crashed = a.runs[0].observed;
    crashed.not_judged = "crashed";
    for (i = 0; i < DIFF_RUNS_MAX; i++) {
        list[i] = i == 0 ? &a.runs[0].observed : &crashed;
    }
    assert_int_equal(diff_make(&side, &side, &options, &diff, &err), 0);
    (void)diff_notes(diff, &count);
    assert_int_equal(count, 2 * (DIFF_RUNS_MAX - 1));
    diff_free(diff);
}

static void only_ends_that_were_asked_for_are_compared(void **state)
{
    struct diff *diff;
    char text[512];

    (void)state;
    make_side(&a, "a", "a.adbnet");
    make_side(&b, "acd", "b.adbnet");
    b.runs[0].endpoints[1].is_selected = false; /* a service's */
    b.runs[0].endpoints[2].row.remote = addr_of("0.0.0.0");
    b.runs[0].endpoints[2].row.remote_port = 0;
    diff = make(KEY_BY_ADDR);
    write_list(diff, text, sizeof(text));
    assert_string_equal(text, "same 203.0.113.10:443 1/1 1/1");
    diff_free(diff);
}

static void who_calls_in_is_not_who_is_called(void **state)
{
    struct diff *diff;
    char text[512];

    (void)state;
    make_side(&a, "a", "a.adbnet");
    make_side(&b, "a", "b.adbnet");
    a.runs[0].endpoints[0].row.local_port = 443;
    a.runs[0].endpoints[0].connection.direction = DIRECTION_IN;
    diff = make(KEY_BY_ADDR);
    write_list(diff, text, sizeof(text));
    assert_string_equal(text, "added 203.0.113.10:443 0/1 1/1; "
                              "removed 203.0.113.10:443 1/1 0/1");
    diff_free(diff);
}

static void little_coverage_of_either_side_is_said(void **state)
{
    static const struct {
        uint64_t a;
        uint64_t b;
        size_t notes;
    } cases[] = {{90, 90, 0}, {89, 100, 1}, {100, 89, 1}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct diff *diff;
        size_t count;

        make_side(&a, "a", "a.adbnet");
        make_side(&b, "a", "b.adbnet");
        a.runs[0].summary.coverage.seen = cases[i].a;
        b.runs[0].summary.coverage.seen = cases[i].b;
        diff = make(KEY_BY_ADDR);
        (void)diff_notes(diff, &count);
        assert_int_equal(count, cases[i].notes);
        diff_free(diff);
    }
}

static void apps_of_a_watching_are_told_by_their_owners(void **state)
{
    static const struct owner work = {.uid = 1010147,
                                      .user = 10,
                                      .uid_kind = UID_APP,
                                      .attribution = ATTRIBUTION_UID,
                                      .packages = bank_packages,
                                      .package_count = 1};
    const struct difference *list;
    struct diff *diff;
    size_t count;

    (void)state;
    make_side(&a, "acd", "a.adbnet");
    make_side(&b, "acd", "b.adbnet");
    a.runs[0].observed.package = NULL;
    b.runs[0].observed.package = NULL;
    a.runs[0].endpoints[1].connection.owner = &shared;
    b.runs[0].endpoints[1].connection.owner = &shared;
    a.runs[0].endpoints[2].connection.owner = &work;
    b.runs[0].endpoints[2].connection.owner = &work;
    diff = make(KEY_BY_PREFIX);
    list = diff_list(diff, &count);
    assert_int_equal(count, 3);
    assert_string_equal(list[0].subject, "com.example.bank");
    assert_string_equal(list[1].subject, "com.example.bank (user 10)");
    assert_string_equal(list[2].subject, "com.example.push, com.example.sync");
    diff_free(diff);
}

static void an_end_shows_the_last_that_was_seen_of_it(void **state)
{
    const struct difference *list;
    struct diff *diff;
    size_t count;

    (void)state;
    make_side(&a, "cd", "a.adbnet");
    make_side(&b, "cdq", "b.adbnet");
    a.runs[0].endpoints[0].last_ms = 90000;
    b.runs[0].endpoints[0].last_ms = 50000;
    b.runs[0].endpoints[1].last_ms = 40000;
    b.runs[0].endpoints[1].connections = 5;
    b.runs[0].endpoints[2].last_ms = 30000;
    diff = make(KEY_BY_PREFIX);
    list = diff_list(diff, &count);
    assert_int_equal(count, 1);
    assert_ptr_equal(list[0].endpoint, &b.runs[0].endpoints[0]);
    assert_int_equal(list[0].a.last_ms, 90000);
    assert_int_equal(list[0].b.last_ms, 50000);
    assert_int_equal(list[0].b.connections, 7);
    assert_int_equal(list[0].protos, 1u << SOCK_TCP | 1u << SOCK_UDP);
    diff_free(diff);
}

static void what_is_less_than_comparable_is_said(void **state)
{
    static const char *const want[] = {
        "version: version: 4.2.1 on side A, 4.2.1, 4.3 on side B",
        "android: Android: 14 on side A, 14, not known on side B",
        "proxy: path: no proxy on side A, no proxy, a proxy on side B",
        "dwell: watched for 30.0 s on side A, 30.0 to 60.5 s on side B",
        "coverage: of the TCP connects of all apps 61% was seen on side A, an "
        "unknown share on side B: what was not seen may be what differs",
        "gaps: side A: a.adbnet has gaps in which nobody looked",
        "not-judged: side B: b.adbnet, com.example.bank is left out: crashed",
        "not-known: side B: of 1 endpoints the network is not known; what is "
        "removed may be one of them",
    };
    struct net_proxy proxy = {.port = 8080};
    struct network without;
    struct network with;
    const struct difference_note *notes;
    struct diff *diff;
    char text[512];
    size_t count;
    size_t i;

    (void)state;
    network_init(&without);
    network_init(&with);
    without.has_settings = true;
    without.has_networks = true;
    with.has_settings = true;
    with.has_networks = true;
    assert_int_equal(vec_push(&with.proxies, &proxy), 0);
    make_side(&a, "a", "a.adbnet");
    make_side(&b, "a,au,a", "b.adbnet");
    for (i = 0; i < 3; i++) {
        b.runs[i].observed.network = i == 1 ? &with : &without;
    }
    a.runs[0].observed.network = &without;
    b.runs[1].observed.version = "4.3";
    b.runs[1].observed.android = NULL;
    b.runs[1].summary.to_ms = 60500;
    b.runs[1].summary.coverage.is_known = false;
    b.runs[2].observed.not_judged = "crashed";
    a.runs[0].summary.gaps = 1;
    a.runs[0].summary.coverage.seen = 61;
    diff = make(KEY_BY_PREFIX);
    notes = diff_notes(diff, &count);
    for (i = 0; i < count; i++) {
        (void)format_text(text, sizeof(text), "%s: %s", notes[i].code,
                          notes[i].text);
        assert_true(i < sizeof(want) / sizeof(want[0]));
        assert_string_equal(text, want[i]);
    }
    assert_int_equal(count, sizeof(want) / sizeof(want[0]));
    diff_free(diff);
    network_fini(&with);
    network_fini(&without);
}

static void of_like_sides_nothing_is_said(void **state)
{
    struct diff *diff;
    size_t count;

    (void)state;
    make_side(&a, "a", "a.adbnet");
    make_side(&b, "a", "b.adbnet");
    diff = make(KEY_BY_PREFIX);
    (void)diff_notes(diff, &count);
    assert_int_equal(count, 0);
    diff_free(diff);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_compared_by_their_keys),
        cmocka_unit_test(a_side_of_which_nothing_is_known_is_refused),
        cmocka_unit_test(runs_that_say_nothing_do_not_count),
        cmocka_unit_test(an_app_that_ran_on_one_side_only_is_not_judged),
        cmocka_unit_test(an_app_that_was_silent_or_crashed_is_not_the_same),
        cmocka_unit_test(more_notes_than_runs_of_a_side_are_kept),
        cmocka_unit_test(only_ends_that_were_asked_for_are_compared),
        cmocka_unit_test(who_calls_in_is_not_who_is_called),
        cmocka_unit_test(little_coverage_of_either_side_is_said),
        cmocka_unit_test(apps_of_a_watching_are_told_by_their_owners),
        cmocka_unit_test(an_end_shows_the_last_that_was_seen_of_it),
        cmocka_unit_test(what_is_less_than_comparable_is_said),
        cmocka_unit_test(of_like_sides_nothing_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
