/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who lives on the rig's phone and what each of them has open. Data only; it
 * opens nothing. Every kind of socket a phone shows is here at least once;
 * the rest, up to the number asked for, is drawn from a seeded generator.
 */
#include "gen.h"

#define FIRST_PORT 33000
#define PORT_COUNT 27000u /* 33000..59999 */
#define PORT_STEP 9973u   /* prime: visits every port once */
#define SECOND_PORT 61000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const int gen_tcp_ports[] = {21,   25,   53,   80,   110,  143,  389,
                             443,  465,  587,  853,  993,  1883, 1935,
                             3306, 5000, 5001, 5060, 5222, 5228, 6667,
                             8080, 8443, 8883, 9090, 9092, 9200, 27017};
const size_t gen_tcp_port_count = COUNT(gen_tcp_ports);
const int gen_udp_ports[] = {53, 123, 443, 1900, 3478, 5353, 51820};
const size_t gen_udp_port_count = COUNT(gen_udp_ports);

enum {
    BANK,
    BANK_PUSH,
    BANK_REMOTE,
    BANK_WORK,
    MAIL_WORK,
    PUSH,
    SYNC,
    BROWSER,
    ISOLATED,
    SDK,
    DBG,
    LONG_NAME,
    SERVICES,
    IDLE,
    GONE,
    SYSTEM,
    RADIO,
    NETSTACK,
    MDNS,
    NETD,
    HOSTILE,
};

#define SIXTY "com.example.a.package.name.of.sixty.characters.on.the.screen"

const struct app plan_apps[] = {
    {10093, "com.example.bank"},
    {10093, "com.example.bank:push"},
    {10093, "com.example.bank:remote"},
    {1010093, "com.example.bank"},
    {1010147, "com.example.mail"},
    {10121, "com.example.push"},
    {10121, "com.example.sync"},
    {10150, "com.example.browser"},
    {99001, "com.example.browser:sandboxed_process0:org.example.content.app."
            "SandboxedProcessService0:0"},
    {20093, "com.example.bank_sdk_sandbox"},
    {10211, "com.example.dbg"},
    {10180, SIXTY},
    {10130, "com.example.services"},
    {10141, "com.example.idle"},
    {10300, "com.example.gone"},
    {1000, "system_server"},
    {1001, "com.android.phone"},
    {1073, "com.android.networkstack.process"},
    {1020, "/system/bin/mdnsd"},
    {0, "/system/bin/netd"},
    /* A process chooses its own name. These try to be a row of a table, a
     * frame of a stream, a command of the terminal, of a spreadsheet, of a
     * browser; the last has none. */
    {10666, "com.example.hostile\n   9: 0100007F:1F90 00000000:0000 0A "
            "00000000:00000000 00:00000000 00000000 10093        0 4242 1 "
            "0000000000000000 100 0 0 10 0"},
    {10666, "com.example.hostile\n@S 1 0\n@F tcp\n@E 0\nP 1 10093 "
            "com.example.bank\n"},
    {10666, "\033]0;owned\007\033[2J\033[31mcom.example.hostile\r\033[A"},
    {10666, "=cmd|' /C calc'!A0"},
    {10666, "<script>alert(1)</script>\"'&amp;"},
    {10666, "com.example.hostile\200\377\xe2\x80\xae:moc ; rm -rf $(id) `id`"},
    {10666, ""},
};
const size_t plan_app_count = COUNT(plan_apps);

#define BANK4 "203.0.113.10"
#define BANK6 "2001:db8:4:81f::200e"
#define EDGE4 "198.51.100.24"
#define FULL6 "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"
#define HOLE4 "203.0.113.250" /* nobody answers */
#define HOLE6 "2001:db8:4::dead"

static const struct row rows[] = {
    {BANK, K_OPEN, F4, BANK4, 443, 0, 0},
    {BANK, K_OPEN, F4, BANK4, 443, 0, 0},
    {BANK, K_OPEN, F6, BANK6, 443, 0, 0},
    {BANK, K_OPEN, FM, "203.0.113.11", 8443, 0, 0},
    {BANK, K_OPEN, FM, EDGE4, 443, 1200, 0},
    {BANK, K_CLOSED, F4, EDGE4, 443, 25, 0},
    {BANK, K_CLOSED, FM, EDGE4, 443, 0, 0},
    {BANK, K_FULL, F4, "198.51.100.80", 80, 0, 0},
    {BANK, K_UDP, F4, "203.0.113.12", 443, 1200, 0},
    {BANK, K_UDP, F6, BANK6, 443, 0, 0},
    {BANK, K_LOOP, F4, "127.0.0.1", 0, 0, 0},
    {BANK, K_SYN, F4, HOLE4, 9090, 0, 0},
    {BANK_PUSH, K_OPEN, F6, "2001:db8:4::5228", 5228, 0, 0},
    {BANK_PUSH, K_OPEN, FM, "198.51.100.188", 5228, 0, 0},
    {BANK_PUSH, K_FIN1, F4, "203.0.113.13", 8883, 0, 0},
    {BANK_PUSH, K_UDP_ANY, F4, 0, 0, 0, 0},
    {BANK_REMOTE, K_FIN2, F4, "203.0.113.14", 443, 0, 0},
    {BANK_REMOTE, K_OPEN, F4, "203.0.113.15", 1935, 64, 0},
    {BANK_REMOTE, K_FIN1_GONE, F4, "203.0.113.16", 5000, 0, 0},
    {BANK_WORK, K_OPEN, F4, BANK4, 443, 0, 0},
    {BANK_WORK, K_OPEN, FM, BANK4, 443, 0, 0},
    {BANK_WORK, K_OPEN, F6, BANK6, 443, 0, 0},
    {BANK_WORK, K_SYN, FM, HOLE4, 9090, 0, 0},
    {BANK_WORK, K_UDP, FM, "203.0.113.12", 443, 600, 0},
    {MAIL_WORK, K_OPEN, F4, "203.0.113.77", 993, 0, 0},
    {MAIL_WORK, K_OPEN, FM, "203.0.113.77", 143, 310, 0},
    {MAIL_WORK, K_CLOSED, F6, "2001:db8:4::993", 993, 70, 0},
    {MAIL_WORK, K_FULL, F6, "2001:db8:4::993", 587, 0, 0},
    {MAIL_WORK, K_UDP_ANY, F6, 0, 0, 0, 0},
    {PUSH, K_OPEN, F4, "198.51.100.188", 5228, 0, 0},
    {PUSH, K_OPEN, F6, "2001:db8:4::5228", 5228, 0, 0},
    {PUSH, K_LAST_ACK, F4, "198.51.100.189", 5222, 0, 0},
    {SYNC, K_OPEN, FM, "198.51.100.190", 443, 0, 0},
    {SYNC, K_UDP, F4, "198.51.100.190", 3478, 20, 0},
    {SYNC, K_FIN2, F6, "2001:db8:4::77", 443, 0, 0},
    {BROWSER, K_OPEN, FM, "198.51.100.60", 80, 0, 0},
    {BROWSER, K_OPEN, F6, "2001:db8:4:60::1", 443, 4096, 0},
    {BROWSER, K_UDP, F6, "2001:db8:4:60::1", 443, 1200, 0},
    {BROWSER, K_LOOP, F6, "::1", 0, 0, 0},
    {BROWSER, K_CLOSING, F4, "198.51.100.61", 8080, 0, 0},
    {ISOLATED, K_OPEN, F4, "198.51.100.99", 443, 0, 0},
    {ISOLATED, K_OPEN, FM, "198.51.100.99", 443, 0, 0},
    {ISOLATED, K_UDP_ANY, F4, 0, 0, 0, 0},
    {SDK, K_OPEN, F4, "198.51.100.81", 443, 0, 0},
    {SDK, K_OPEN, F6, "2001:db8:4:81f::ad", 443, 0, 0},
    {DBG, K_LISTEN, F4, 0, 8080, 3, 0},
    {DBG, K_LISTEN, FM, 0, 27042, 0, 0},
    {DBG, K_LISTEN, F6, "::1", 8700, 0, 0},
    {DBG, K_LISTEN, FM, "192.0.2.17", 8701, 0, 0},
    {DBG, K_INBOUND, F4, 0, 8081, 2, 0},
    {DBG, K_INBOUND, FM, 0, 8082, 2, 0},
    {DBG, K_DEFER, F4, 0, 8083, 2, 0},
    {DBG, K_LOOP, FM, "127.0.0.1", 0, 0, 0},
    {DBG, K_UDP_RX, F4, "127.0.0.1", 0, 3, 0},
    {DBG, K_OPEN, F4, "203.0.113.30", 27017, 0, 0},
    {LONG_NAME, K_OPEN, F6, FULL6, 443, 0, 0},
    {LONG_NAME, K_OPEN, F4, "203.0.113.200", 443, 0, 0},
    {SERVICES, K_OPEN, FM, "198.51.100.188", 5228, 0, 0},
    {SERVICES, K_FIN1_GONE, FM, "198.51.100.187", 443, 0, 0},
    {SERVICES, K_UDP_ANY, FM, 0, 0, 0, 0},
    {GONE, K_OPEN, F4, "203.0.113.44", 443, 0, 0},
    {GONE, K_UDP, F4, "203.0.113.44", 51820, 148, 0},
    {SYSTEM, K_OPEN, FM, "203.0.113.50", 443, 0, 0},
    {SYSTEM, K_UDP, F4, "203.0.113.123", 123, 48, 0},
    {SYSTEM, K_LISTEN, FM, "::1", 6100, 0, 0},
    {RADIO, K_OPEN, F6, "2001:db8:4::5060", 5060, 0, 0},
    {RADIO, K_UDP_ANY, F6, "::", 5060, 0, 0},
    {NETSTACK, K_OPEN, F4, "203.0.113.204", 80, 0, 0},
    {NETSTACK, K_UDP_ANY, F4, 0, 68, 0, 0},
    {MDNS, K_UDP_ANY, F4, 0, 5353, 0, 0},
    {MDNS, K_UDP_ANY, F6, 0, 5353, 0, 0},
    /* What netd opens it gives away: Private DNS to uid 1051, a plain query
     * to the app that asked. */
    {NETD, K_OPEN, F4, "203.0.113.53", 853, 0, 1051},
    {NETD, K_OPEN, F6, "2001:db8:4::53", 853, 0, 1051},
    {NETD, K_UDP, F4, "203.0.113.53", 53, 30, 10093},
    {NETD, K_UDP, F4, "203.0.113.53", 53, 30, 0},
    {NETD, K_OPEN, F4, "203.0.113.54", 53, 0, 0},
    {HOSTILE, K_OPEN, F4, "203.0.113.66", 6667, 0, 0},
    {HOSTILE + 1, K_OPEN, F4, "203.0.113.66", 6667, 0, 0},
    {HOSTILE + 2, K_OPEN, F6, "2001:db8:4::666", 6667, 0, 0},
    {HOSTILE + 3, K_LISTEN, F4, 0, 31337, 0, 0},
    {HOSTILE + 4, K_UDP, F4, "203.0.113.66", 3478, 8, 0},
    {HOSTILE + 5, K_OPEN, FM, "203.0.113.66", 6667, 0, 0},
    {HOSTILE + 6, K_OPEN, F4, "203.0.113.67", 6667, 0, 0},
};

const struct turn plan_turns[] = {
    {BANK, F4, "203.0.113.90", 443, GEN_CLOSE_ON_EOF, 1},
    {BANK, FM, "203.0.113.91", 443, GEN_CLOSE_ON_EOF, 1},
    {BANK, F4, "203.0.113.92", 80, GEN_CLOSE_ON_EOF, 0},
    {BANK, F6, "2001:db8:4::90", 443, GEN_CLOSE_ON_EOF, 0},
    {MAIL_WORK, F4, "203.0.113.93", 993, GEN_CLOSE_ON_EOF, 1},
    {MAIL_WORK, FM, "203.0.113.94", 993, GEN_CLOSE_ON_EOF, 0},
    {PUSH, F4, "203.0.113.95", 5228, GEN_KEEP_ON_EOF, 0},
    {PUSH, F6, "2001:db8:4::95", 5228, GEN_KEEP_ON_EOF, 0},
};
const size_t plan_turn_count = COUNT(plan_turns);

/* xorshift32 over the row's own number: rows do not depend on each other. */
static uint32_t draw(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void fill(size_t i, uint32_t seed, struct row *out)
{
    static const size_t apps[] = {BANK,   BANK_PUSH, BANK_REMOTE, BANK_WORK,
                                  PUSH,   MAIL_WORK, SYNC,        BROWSER,
                                  SYSTEM, SERVICES,  GONE,        DBG};
    static const char *const v4[] = {BANK4,
                                     EDGE4,
                                     "203.0.113.101",
                                     "203.0.113.102",
                                     "198.51.100.103",
                                     "198.51.100.104"};
    static const char *const v6[] = {BANK6, "2001:db8:4:101::1",
                                     "2001:db8:4:102::b00c",
                                     "2001:db8:aaaa:1::2"};
    static const enum family families[] = {F4, F6, FM};
    static const enum kind kinds[] = {
        K_OPEN,   K_OPEN,   K_OPEN, K_OPEN,    K_OPEN,  K_OPEN,
        K_OPEN,   K_OPEN,   K_OPEN, K_OPEN,    K_UDP,   K_UDP,
        K_CLOSED, K_CLOSED, K_FIN2, K_UDP_ANY, K_LISTEN};
    uint32_t state = (seed * 2654435761u) ^ ((uint32_t)i * 40503u + 1u);

    state = state != 0 ? state : 1;
    draw(&state);
    out->app = apps[draw(&state) % COUNT(apps)];
    out->kind = kinds[draw(&state) % COUNT(kinds)];
    out->family = families[draw(&state) % COUNT(families)];
    out->n = draw(&state) % 4 == 0 ? draw(&state) % 900 + 1 : 0;
    out->as = 0;
    if (out->kind == K_UDP_ANY || out->kind == K_LISTEN) {
        out->address = NULL;
        out->port = 0;
        out->n = 0;
        return;
    }
    out->address = out->family == F6 ? v6[draw(&state) % COUNT(v6)]
                                     : v4[draw(&state) % COUNT(v4)];
    out->port = out->kind == K_UDP
                    ? 443
                    : gen_tcp_ports[draw(&state) % gen_tcp_port_count];
}

/* Sockets in the phone's tables that row i stands for. */
static size_t weight(const struct row *row)
{
    switch (row->kind) {
    case K_LISTEN:
    case K_INBOUND:
    case K_DEFER:
        return row->n > 0 ? row->n + 2 : 1;
    case K_LOOP:
        return 3;
    default:
        return 1;
    }
}

int plan_row(size_t i, size_t sockets, uint32_t seed, struct row *out)
{
    size_t fixed = 0;
    size_t k;

    if (i < COUNT(rows)) {
        *out = rows[i];
        return 1;
    }
    for (k = 0; k < COUNT(rows); k++) {
        fixed += weight(&rows[k]);
    }
    if (fixed + (i - COUNT(rows)) >= sockets || i >= PORT_COUNT) {
        return 0;
    }
    fill(i, seed, out);
    return 1;
}

int plan_port(size_t i, uint32_t seed)
{
    return FIRST_PORT +
           (int)(((uint32_t)i * PORT_STEP + seed % PORT_COUNT) % PORT_COUNT);
}

int plan_second_port(size_t i)
{
    return SECOND_PORT + (int)(i % 2000);
}
