/* SPDX-License-Identifier: Apache-2.0 */
/* What of a run is a hint, what a note, and what neither. */
#include "judged.h"

#include "base/format.h"
#include "judge/hint_table.h"
#include "judge/hints.h"

#define ENDS_MAX 4

static const struct net_interface wlan = {
    .name = "wlan0", .kind = "wifi", .owner_uid = -1};

/* A run on a phone with what a case wants of a network. */
struct world {
    struct observed observed;
    struct watch_summary summary;
    struct endpoint endpoints[ENDS_MAX];
    struct network network;
};

static void make_world(struct world *w, bool has_proxy, bool has_vpn)
{
    struct net_proxy proxy = {
        .host = "192.0.2.5", .addr = addr_of("192.0.2.5"), .port = 8080};
    struct net_interface tun = {
        .name = "tun0", .kind = "vpn", .is_vpn = true, .owner_uid = 10211};

    memset(w, 0, sizeof(*w));
    network_init(&w->network);
    assert_int_equal(vec_push(&w->network.interfaces, &wlan), 0);
    if (has_proxy) {
        assert_int_equal(vec_push(&w->network.proxies, &proxy), 0);
    }
    if (has_vpn) {
        assert_int_equal(vec_push(&w->network.interfaces, &tun), 0);
    }
    w->observed.package = "com.example.bank";
    w->observed.version = "4.2.1";
    w->observed.network = &w->network;
    w->observed.summary = &w->summary;
    w->summary.endpoints = w->endpoints;
    w->observed.has_connections = true;
    w->observed.has_tcp = true;
    w->summary.samples = 150;
}

static struct endpoint *add(struct world *w, const struct owner *owner,
                            const char *remote, unsigned port)
{
    struct endpoint *out = &w->endpoints[w->summary.endpoint_count++];

    assert_true(w->summary.endpoint_count <= ENDS_MAX);
    make_endpoint(out, owner, remote, port, NULL);
    out->connection.proxied = PROXIED_NO;
    out->connection.interface = &wlan;
    return out;
}

static struct hints *make(const struct world *w)
{
    struct hint_options options = {.by = KEY_BY_ADDR};
    struct hints *hints = NULL;
    struct err err = {.text = ""};

    if (hints_make(&w->observed, &options, &hints, &err) != 0) {
        fail_msg("%s", err.text);
    }
    return hints;
}

/* "plain-port bypasses-proxy | proxy": codes of hints, of notes. */
static void write_codes(const struct hints *hints, char *out, size_t cap)
{
    size_t count;
    const struct hint *list = hints_list(hints, &count);
    const struct run_note *notes;
    size_t i;

    out[0] = '\0';
    for (i = 0; i < count; i++) {
        (void)format_text(out + strlen(out), cap - strlen(out), "%s ",
                          list[i].code);
    }
    (void)format_text(out + strlen(out), cap - strlen(out), "|");
    notes = hints_notes(hints, &count);
    for (i = 0; i < count; i++) {
        (void)format_text(out + strlen(out), cap - strlen(out), " %s",
                          notes[i].code);
    }
}

static const struct owner vpn_app = {.uid = 10211,
                                     .uid_kind = UID_APP,
                                     .attribution = ATTRIBUTION_UID,
                                     .packages = bank_packages,
                                     .package_count = 1};

/* "a; b": what was looked for and not observed. */
static void write_absent(const struct hints *hints, char *out, size_t cap)
{
    size_t count;
    const char *const *absent = hints_absent(hints, &count);
    size_t i;

    out[0] = '\0';
    for (i = 0; i < count; i++) {
        (void)format_text(out + strlen(out), cap - strlen(out), "%s%s",
                          i == 0 ? "" : "; ", absent[i]);
    }
}

static void only_what_was_looked_for_was_not_observed(void **state)
{
    static const struct {
        bool has_proxy;
        bool has_vpn;
        bool has_listeners;
        bool has_raw;
        unsigned port;
        int proxied;
        const char *want;
        const char *why;
        bool is_empty; /* no sample was read */
    } looks[] = {
        {false, false, true, true, 443, PROXIED_NO, "", "nobody looked", true},
        {false, false, false, false, 443, PROXIED_NO,
         "connections to ports that are unencrypted by default; ends that "
         "never answered",
         "always", false},
        {false, false, false, false, 80, PROXIED_NO, "ends that never answered",
         "not what is there", false},
        {false, false, true, true, 80, PROXIED_NO,
         "listeners on more than loopback; raw or packet sockets of apps; ends "
         "that "
         "never answered",
         "asked for", false},
        {true, true, false, false, 443, PROXIED_UNKNOWN,
         "connections to ports that are unencrypted by default; connections "
         "outside the VPN; ends that never answered",
         "nobody knows who goes to the proxy", false},
        {true, false, false, false, 443, PROXIED_YES,
         "connections to ports that are unencrypted by default; connections "
         "past the proxy; ends that never answered",
         "all go to the proxy", false},
    };
    static const struct net_interface tun = {
        .name = "tun0", .kind = "vpn", .is_vpn = true, .owner_uid = 10211};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        struct endpoint *endpoint;
        struct hints *hints;
        struct world w;
        char text[400];

        make_world(&w, looks[i].has_proxy, looks[i].has_vpn);
        w.summary.samples = looks[i].is_empty ? 0 : 1;
        w.observed.has_listeners = looks[i].has_listeners;
        w.observed.has_raw = looks[i].has_raw;
        endpoint = add(&w, &bank, "203.0.113.10", looks[i].port);
        endpoint->connection.proxied = (uint8_t)looks[i].proxied;
        endpoint->connection.interface = looks[i].has_vpn ? &tun : &wlan;
        hints = make(&w);
        write_absent(hints, text, sizeof(text));
        if (strcmp(text, looks[i].want) != 0) {
            fail_msg("%s: %s", looks[i].why, text);
        }
        hints_free(hints);
        network_fini(&w.network);
    }
}

/* With -l, or with -u: of TCP alone it is known who never answered. */
static void what_was_not_asked_for_is_not_denied(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct world w;
        struct hints *hints;
        char text[400];

        make_world(&w, i == 0, false);
        w.observed.has_connections = i == 1;
        w.observed.has_tcp = i == 0;
        hints = make(&w);
        write_absent(hints, text, sizeof(text));
        assert_string_equal(text, i == 0 ? ""
                                         : "connections to ports that are "
                                           "unencrypted by default");
        hints_free(hints);
        network_fini(&w.network);
    }
}

/* One endpoint, and what is made of it. */
static const struct {
    const struct owner *owner;
    const char *remote;
    unsigned remote_port;
    const char *local; /* NULL: 192.0.2.17 */
    unsigned local_port;
    unsigned proto;
    unsigned state;
    int direction;
    int proxied;
    bool has_proxy;
    bool has_vpn;
    bool is_by_vpn;
    uint64_t no_answer;
    const char *codes;
    const char *why;
} cases[] = {
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 0, "|", "nothing to say"},
    {&bank, "198.51.100.80", 80, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 0, "plain-port |",
     "a port of HTTP"},
    {&bank, "198.51.100.80", 51000, NULL, 80, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_IN, PROXIED_NO, true, true, false, 0, "| proxy vpn",
     "who calls in"},
    {&bank, "127.0.0.1", 80, "127.0.0.1", 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_LOCAL, PROXIED_NO, true, true, false, 1, "| proxy vpn",
     "loopback"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, false, false, 0, "bypasses-proxy | proxy",
     "not to the proxy"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_UDP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, false, false, 0, "bypasses-proxy | proxy",
     "QUIC does not go there either"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_UNKNOWN, true, false, false, 0,
     "| proxy proxy-unknown", "nobody can tell"},
    {&bank, "192.0.2.5", 8080, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_YES, true, true, false, 1, "| proxy vpn",
     "the tester's proxy: no plain port, not outside, whatever it answers"},
    {&bank, "198.51.100.53", 53, NULL, 51822, SOCK_UDP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, true, false, 1, "| plain-dns proxy vpn",
     "the tester's DNS"},
    {&bank, "198.51.100.53", 53, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 0, "| plain-dns",
     "DNS over TCP"},
    {&bank, "198.51.100.123", 123, NULL, 51822, SOCK_UDP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, false, false, 0, "| ntp proxy", "NTP"},
    {&bank, "198.51.100.123", 123, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, false, false, 0, "bypasses-proxy | proxy",
     "NTP has no TCP"},
    {&bank, "224.0.0.251", 5353, NULL, 5353, SOCK_UDP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, false, false, 0, "| mdns proxy", "mDNS"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, true, false, 0, "outside-vpn | vpn",
     "by Wi-Fi while a VPN is up"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, true, true, 0, "| vpn", "inside"},
    {&vpn_app, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, true, false, 0, "| vpn",
     "the tunnel itself"},
    {&bank, "0.0.0.0", 0, "0.0.0.0", 8080, SOCK_TCP, SOCK_LISTEN,
     DIRECTION_LISTEN, PROXIED_UNKNOWN, false, false, false, 0,
     "open-listener |", "every interface"},
    {&bank, "0.0.0.0", 0, "127.0.0.1", 8080, SOCK_TCP, SOCK_LISTEN,
     DIRECTION_LISTEN, PROXIED_UNKNOWN, false, false, false, 0, "|",
     "loopback only"},
    {&android, "0.0.0.0", 0, "0.0.0.0", 5555, SOCK_TCP, SOCK_LISTEN,
     DIRECTION_LISTEN, PROXIED_UNKNOWN, false, false, false, 0, "| adb",
     "adb is the set-up"},
    {&bank, "0.0.0.0", 0, "0.0.0.0", 5555, SOCK_TCP, SOCK_LISTEN,
     DIRECTION_LISTEN, PROXIED_UNKNOWN, false, false, false, 0,
     "open-listener |", "an app on adb's port is not adb"},
    {&bank, "0.0.0.0", 0, "0.0.0.0", 27042, SOCK_TCP, SOCK_LISTEN,
     DIRECTION_LISTEN, PROXIED_UNKNOWN, false, false, false, 0, "| frida",
     "frida inside the app"},
    {&android, "192.0.2.5", 40000, NULL, 5555, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_IN, PROXIED_NO, true, true, false, 0, "| adb proxy vpn",
     "another computer's adb"},
    {&bank, "203.0.113.10", 53, NULL, 1, SOCK_RAW_IP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 0, "raw-socket |",
     "what is no port of DNS"},
    {&bank, "0.0.0.0", 0, "0.0.0.0", 27043, SOCK_TCP, SOCK_LISTEN,
     DIRECTION_LISTEN, PROXIED_UNKNOWN, false, false, false, 0, "| frida",
     "frida's second port"},
    {&bank, "127.0.0.1", 27042, "127.0.0.1", 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_LOCAL, PROXIED_NO, false, false, false, 0, "test-listener |",
     "an app that calls frida"},
    {&android, "127.0.0.1", 5555, "127.0.0.1", 51822, SOCK_TCP,
     SOCK_ESTABLISHED, DIRECTION_LOCAL, PROXIED_NO, false, false, false, 0, "|",
     "the phone's own"},
    {&bank, "203.0.113.10", 0, NULL, 1, SOCK_RAW_IP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 0, "raw-socket |",
     "an app's raw socket"},
    {&android, "203.0.113.10", 0, NULL, 1, SOCK_RAW_IP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 0, "|", "Android's own"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_SYN_SENT,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 2, "no-answer |",
     "both of two"},
    {&bank, "203.0.113.10", 443, NULL, 51822, SOCK_TCP, SOCK_SYN_SENT,
     DIRECTION_OUT, PROXIED_NO, false, false, false, 1, "|", "one of two"},
    {&bank, "198.51.100.80", 80, NULL, 51822, SOCK_TCP, SOCK_ESTABLISHED,
     DIRECTION_OUT, PROXIED_NO, true, true, false, 2,
     "plain-port bypasses-proxy outside-vpn no-answer | proxy vpn",
     "several at once"},
};

static void an_endpoint_is_a_hint_a_note_or_nothing(void **state)
{
    static const struct net_interface tun = {
        .name = "tun0", .kind = "vpn", .is_vpn = true, .owner_uid = 10211};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct endpoint *endpoint;
        struct hints *hints;
        struct world w;
        char codes[256];

        make_world(&w, cases[i].has_proxy, cases[i].has_vpn);
        endpoint =
            add(&w, cases[i].owner, cases[i].remote, cases[i].remote_port);
        endpoint->row.proto = (uint8_t)cases[i].proto;
        endpoint->row.state = (uint8_t)cases[i].state;
        endpoint->row.local_port = (uint16_t)cases[i].local_port;
        if (cases[i].local != NULL) {
            endpoint->row.local = addr_of(cases[i].local);
        }
        endpoint->connection.direction = (uint8_t)cases[i].direction;
        endpoint->connection.proxied = (uint8_t)cases[i].proxied;
        endpoint->connection.interface = cases[i].is_by_vpn ? &tun : &wlan;
        endpoint->connections = 2;
        endpoint->no_answer = cases[i].no_answer;
        hints = make(&w);
        write_codes(hints, codes, sizeof(codes));
        if (strcmp(codes, cases[i].codes) != 0) {
            fail_msg("%s: %s", cases[i].why, codes);
        }
        hints_free(hints);
        /* Of those that were not asked for nothing is said. */
        endpoint->is_selected = false;
        hints = make(&w);
        write_codes(hints, codes, sizeof(codes));
        assert_string_equal(codes, cases[i].has_proxy && cases[i].has_vpn
                                       ? "| proxy vpn"
                                   : cases[i].has_proxy ? "| proxy"
                                   : cases[i].has_vpn   ? "| vpn"
                                                        : "|");
        hints_free(hints);
        network_fini(&w.network);
    }
}

static void a_hint_says_what_it_rests_on(void **state)
{
    const struct hint *list;
    struct hints *hints;
    struct world w;
    size_t count;

    (void)state;
    make_world(&w, false, false);
    (void)add(&w, &bank, "198.51.100.80", 80);
    (void)add(&w, &shared, "198.51.100.81", 5222);
    (void)add(&w, NULL, "2001:db8:4:81f::200e", 21);
    (void)add(&w, &android, "198.51.100.83", 80);
    hints = make(&w);
    list = hints_list(hints, &count);
    assert_int_equal(count, 4);
    assert_string_equal(list[0].title, "TCP port 80, unencrypted by default");
    assert_string_equal(list[0].who, "com.example.bank 4.2.1");
    assert_string_equal(list[0].owner,
                        "uid 10093, used by com.example.bank only (method: "
                        "uid)");
    assert_string_equal(list[0].not_observed,
                        "content, encryption, requested host name");
    assert_string_equal(list[0].could_be,
                        "TLS or another protocol on port 80; a redirect to "
                        "HTTPS");
    assert_string_equal(list[0].next,
                        "capture: tcpdump -i any 'host 198.51.100.80 and port "
                        "80' (MASTG-TECH-0010); static: MASTG-TEST-0233, "
                        "-0235, -0237");
    assert_string_equal(list[0].references[0].id, "MASTG-TEST-0236");
    assert_string_equal(list[0].references[0].title,
                        "Cleartext Traffic Observed on the Network");
    assert_null(list[0].references[1].title);
    assert_ptr_equal(list[0].endpoint, &w.endpoints[0]);
    assert_string_equal(list[1].who, "com.example.push, com.example.sync");
    assert_string_equal(list[1].owner,
                        "one of 2 packages that share uid 10121: "
                        "com.example.push, com.example.sync (method: "
                        "uid-shared)");
    assert_string_equal(list[1].could_be,
                        "TLS or another protocol on port 5222; encryption "
                        "that both ends agree on later");
    assert_string_equal(list[2].who, "owner unknown");
    assert_string_equal(list[2].owner, "owner unknown");
    assert_non_null(
        strstr(list[2].next, "'host 2001:db8:4:81f::200e and port 21'"));
    assert_string_equal(list[3].who, "uid 1000 system");
    assert_string_equal(list[3].owner, "uid 1000 (method: system)");
    hints_free(hints);
    network_fini(&w.network);
}

static void a_listener_is_not_called_reachable(void **state)
{
    struct endpoint *endpoint;
    const struct hint *list;
    struct hints *hints;
    struct world w;
    size_t count;

    (void)state;
    make_world(&w, false, false);
    endpoint = add(&w, &bank, "0.0.0.0", 0);
    endpoint->row.state = SOCK_LISTEN;
    endpoint->row.local = addr_of("0.0.0.0");
    endpoint->row.local_port = 8080;
    hints = make(&w);
    list = hints_list(hints, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].title,
                        "TCP port 8080, bound to 0.0.0.0 (every interface)");
    assert_string_equal(list[0].not_observed,
                        "whether it can be reached: that was not tested");
    assert_string_equal(list[0].next, "try to connect from the same network");
    hints_free(hints);
    network_fini(&w.network);
}

static void what_the_baseline_has_not_is_new(void **state)
{
    const struct observed *baseline[1];
    struct hint_options options = {
        .baseline = baseline, .baseline_count = 1, .by = KEY_BY_PREFIX};
    struct lookup lookups[] = {
        looked_up("203.0.113.10", NULL, 0, "203.0.113.0/24", NULL, 1),
        looked_up("203.0.113.11", NULL, 0, "203.0.113.0/24", NULL, 1),
        looked_up("198.51.100.24", NULL, 0, "198.51.100.0/24", NULL, 1),
    };
    struct err err = {.text = ""};
    const struct hint *list;
    struct hints *hints;
    struct world before;
    struct world w;
    struct endpoint first;
    char text[400];
    size_t count;

    (void)state;
    make_world(&before, false, false);
    add(&before, &bank, "203.0.113.10", 443)->connection.lookup = &lookups[0];
    add(&before, &bank, "198.51.100.24", 1)->connection.lookup = &lookups[2];
    add(&before, &bank, "198.51.100.24", 9)->connection.lookup = &lookups[2];
    baseline[0] = &before.observed;
    make_world(&w, false, false);
    add(&w, &bank, "203.0.113.11", 443)->connection.lookup = &lookups[1];
    add(&w, &bank, "203.0.113.11", 993)->connection.lookup = &lookups[1];
    add(&w, &shared, "203.0.113.11", 443)->connection.lookup = &lookups[1];
    (void)add(&w, &bank, "192.0.2.99", 443); /* nobody knows its network */
    w.summary.endpoint_count--;
    first = w.endpoints[0];
    hints = make(&w);
    (void)hints_list(hints, &count);
    assert_int_equal(count, 0); /* without a baseline nothing is new */
    hints_free(hints);
    w.summary.endpoint_count = 0;
    assert_int_equal(hints_make(&w.observed, &options, &hints, &err), 0);
    write_absent(hints, text, sizeof(text));
    assert_non_null(strstr(text, "ends that the baseline has not"));
    hints_free(hints);
    w.endpoints[0] = w.endpoints[3];
    w.endpoints[0].connection.row = &w.endpoints[0].row;
    w.summary.endpoint_count = 1;
    assert_int_equal(hints_make(&w.observed, &options, &hints, &err), 0);
    write_absent(hints, text, sizeof(text));
    assert_null(strstr(text, "the baseline")); /* it may be one */
    hints_free(hints);
    w.endpoints[0] = first;
    w.summary.endpoint_count = 4;
    assert_int_equal(hints_make(&w.observed, &options, &hints, &err), 0);
    list = hints_list(hints, &count);
    assert_int_equal(count, 2);
    assert_ptr_equal(list[0].endpoint, &w.endpoints[1]);
    assert_string_equal(list[0].title,
                        "TCP port 993, new against the baseline");
    assert_ptr_equal(list[1].endpoint, &w.endpoints[2]);
    hints_free(hints);
    network_fini(&before.network);
    network_fini(&w.network);
}

static void what_is_set_up_for_the_test_is_not_new(void **state)
{
    const struct observed *baseline[1];
    struct hint_options options = {
        .baseline = baseline, .baseline_count = 1, .by = KEY_BY_ADDR};
    struct err err = {.text = ""};
    struct hints *hints;
    struct world before;
    struct world w;
    char codes[256];
    size_t count;

    (void)state;
    make_world(&before, false, false);
    baseline[0] = &before.observed;
    make_world(&w, false, false);
    (void)add(&w, &bank, "198.51.100.53", 53);
    w.network.dns_mode = "off";
    assert_int_equal(hints_make(&w.observed, &options, &hints, &err), 0);
    write_codes(hints, codes, sizeof(codes));
    assert_string_equal(codes, "| plain-dns");
    assert_string_equal(hints_notes(hints, &count)[0].text,
                        "DNS on port 53, unencrypted by default: 1 endpoint "
                        "(198.51.100.53)");
    hints_free(hints);
    network_fini(&before.network);
    network_fini(&w.network);
}

static void notes_say_what_a_reader_has_to_know(void **state)
{
    static const char *const want[] = {
        "plain-dns: DNS on port 53, unencrypted by default: 2 endpoints "
        "(198.51.100.53, 198.51.100.54)",
        "unconfirmed-names: 1 endpoint has a name without confirmation: a "
        "claim of the address owner",
        "unattributed: of 7 connections the owner is unknown; they may be any "
        "app's",
        "proxy: a proxy is set (192.0.2.5, port 8080): 1 endpoint goes to it",
        "vpn: a VPN is up: tun0",
        "private-dns: Private DNS: hostname dns.example",
    };
    struct lookup claim =
        looked_up("203.0.113.10", "api.example", 0, NULL, NULL, -1);
    const struct run_note *notes;
    struct hints *hints;
    struct world w;
    char text[512];
    size_t count;
    size_t i;

    (void)state;
    make_world(&w, true, true);
    add(&w, &bank, "198.51.100.53", 53)->row.proto = SOCK_UDP;
    add(&w, &bank, "198.51.100.54", 53)->row.proto = SOCK_UDP;
    add(&w, &bank, "192.0.2.5", 8080)->connection.proxied = PROXIED_YES;
    add(&w, &bank, "203.0.113.10", 443)->connection.lookup = &claim;
    w.summary.unowned = 7;
    w.network.dns_mode = "hostname";
    w.network.dns_host = "dns.example";
    hints = make(&w);
    notes = hints_notes(hints, &count);
    for (i = 0; i < count; i++) {
        (void)format_text(text, sizeof(text), "%s: %s", notes[i].code,
                          notes[i].text);
        assert_true(i < sizeof(want) / sizeof(want[0]));
        assert_string_equal(text, want[i]);
    }
    assert_int_equal(count, sizeof(want) / sizeof(want[0]));
    hints_free(hints);
    network_fini(&w.network);
}

static void every_kind_has_its_words(void **state)
{
    unsigned kind;

    (void)state;
    for (kind = 0; kind < HINT_KINDS; kind++) {
        const struct hint_words *words = hint_words((enum hint_kind)kind);

        assert_non_null(words->code);
        assert_non_null(words->not_observed);
        assert_non_null(words->references);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_endpoint_is_a_hint_a_note_or_nothing),
        cmocka_unit_test(only_what_was_looked_for_was_not_observed),
        cmocka_unit_test(what_was_not_asked_for_is_not_denied),
        cmocka_unit_test(a_hint_says_what_it_rests_on),
        cmocka_unit_test(a_listener_is_not_called_reachable),
        cmocka_unit_test(what_the_baseline_has_not_is_new),
        cmocka_unit_test(what_is_set_up_for_the_test_is_not_new),
        cmocka_unit_test(notes_say_what_a_reader_has_to_know),
        cmocka_unit_test(every_kind_has_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
