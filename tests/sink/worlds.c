/* SPDX-License-Identifier: Apache-2.0 */
/* What the phones of the sinks' tests look like. See fixture.h. */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define T SOCK_TCP
#define U SOCK_UDP

static const char *const bank[] = {"com.example.bank", NULL};
static const char *const mail[] = {"com.example.mail", NULL};
static const char *const push[] = {"com.example.push", "com.example.sync",
                                   NULL};
static const char *const suite[] = {
    "com.example.suite",
    "com.example.suite.calendar",
    "com.example.suite.contacts",
    "com.example.suite.files",
    "com.example.suite.music",
    "com.example.suite.notes",
    "com.example.suite.photos",
    "com.example.suite.radio",
    "com.example.suite.shop",
    "com.example.suite.tasks",
    "com.example.suite.video",
    "com.example.suite.weather",
    NULL,
};

static void add_user(struct world *world, uint32_t id, const char *kind,
                     bool is_listed)
{
    struct phone_user user = {id, kind, is_listed};

    assert_int_equal(vec_push(&world->snapshot.users, &user), 0);
}

static void name_uid(struct owner *owner, const char *name)
{
    memcpy(owner->uid_name, name, strlen(name) + 1);
}

static void set_target(struct world *world, size_t i, const char *asked,
                       const uint32_t *uids, size_t uid_count)
{
    world->targets[i] = (struct target_result){
        .asked = asked,
        .applied = asked,
        .is_exact = true,
        .installed = 1,
        .running = 1,
        .uids = uids,
        .uid_count = uid_count,
    };
    world->result.target_count = i + 1;
}

static void add_bank(struct world *world)
{
    struct owner *owner = world_owner(world, 10093, bank);
    struct sock_row *row;

    name_uid(owner, "u0_a93");
    row = world_sock(world, owner, T, "192.0.2.17:47919", "203.0.113.10:443",
                     SOCK_ESTABLISHED);
    row->family = SOCK_IPV4_MAPPED;
    row->timer = SOCK_TIMER_KEEPALIVE;
    row->timer_ms = 26200;
    world_last(world)->pid = 24685;
    world_last(world)->process = "com.example.bank";
    world_last(world)->pid_how = PID_ONLY_PROCESS;
    (void)world_sock(world, owner, T, "192.0.2.17:47921", "203.0.113.10:443",
                     SOCK_ESTABLISHED);
    row = world_sock(world, owner, T, "192.0.2.17:47930", "198.51.100.80:80",
                     SOCK_ESTABLISHED);
    row->tx_queue = 512;
    row->timer = SOCK_TIMER_RETRANSMIT;
    row->timer_ms = 240;
    row->retransmits = 2;
    row = world_sock(world, owner, T, "192.0.2.17:47902", "198.51.100.24:443",
                     SOCK_CLOSE_WAIT);
    row->rx_queue = 25;
    row = world_sock(world, owner, U, "[2001:db8::17]:40112",
                     "[2001:db8:4:81f::200e]:443", SOCK_ESTABLISHED);
    row->drops = 3;
}

static void add_other_apps(struct world *world)
{
    struct owner *owner = world_owner(world, 1010147, mail);

    (void)world_sock(world, owner, T, "192.0.2.17:50122", "203.0.113.77:993",
                     SOCK_ESTABLISHED);
    owner->is_by_app_id = true;
    owner = world_owner(world, 10121, push);
    (void)world_sock(world, owner, T, "192.0.2.17:38800", "198.51.100.188:5228",
                     SOCK_ESTABLISHED);
    owner = world_owner(world, 10140, suite);
    world_sock(world, owner, T, "192.0.2.17:38900", "198.51.100.190:443",
               SOCK_SYN_SENT)
        ->tx_queue = 1;
    owner = world_owner(world, 99001, bank);
    owner->is_by_process_name = true;
    (void)world_sock(world, owner, T, "192.0.2.17:41000", "203.0.113.10:443",
                     SOCK_ESTABLISHED);
    owner = world_owner(world, 20093, bank);
    (void)world_sock(world, owner, T, "192.0.2.17:41002", "203.0.113.200:443",
                     SOCK_ESTABLISHED);
    owner = world_owner(world, 10300, NULL);
    (void)world_sock(world, owner, T, "192.0.2.17:41004", "203.0.113.201:8443",
                     SOCK_FIN_WAIT2);
    owner = world_owner(world, 1051, NULL);
    name_uid(owner, "dns");
    (void)world_sock(world, owner, U, "192.0.2.17:33333", "192.0.2.1:53",
                     SOCK_ESTABLISHED);
}

static void add_unowned(struct world *world)
{
    unsigned i;

    for (i = 0; i < 3; i++) {
        struct sock_row *row = world_sock(world, NULL, T, "192.0.2.17:52000",
                                          "203.0.113.45:443", SOCK_TIME_WAIT);

        row->local_port = (uint16_t)(row->local_port + i);
        row->timer = SOCK_TIMER_TIME_WAIT;
        row->timer_ms = 59000 - i * 7000;
    }
    (void)world_sock(world, NULL, T, "192.0.2.17:52100", "203.0.113.46:443",
                     SOCK_FIN_WAIT1);
    (void)world_sock(world, NULL, T, "192.0.2.17:8080", "192.0.2.66:51515",
                     SOCK_ESTABLISHED);
    world_last(world)->direction = DIRECTION_IN;
}

void world_make_usual(struct world *world)
{
    world_init(world);
    add_user(world, 0, "owner", true);
    add_user(world, 10, "profile", false);
    add_bank(world);
    add_other_apps(world);
    add_unowned(world);
    world->result.hidden = (struct hidden_counts){
        .listening = 14, .loopback = 11, .udp_without_peer = 6, .own = 1};
    world->result.is_partial = true;
    world->snapshot.rows_bad = 2;
    assert_int_equal(snapshot_warn(&world->snapshot, "user-not-listed", true,
                                   "packages of user %d could not be listed",
                                   10),
                     0);
}

void world_make_long(struct world *world)
{
    static const char *const sixty[] = {
        "com.example.averylongpackagename.thatgoesonandon.untilsixtyy", NULL};
    struct owner *owner;
    struct sock_row *row;

    world_init(world);
    add_user(world, 10, "profile", true);
    owner = world_owner(world, 1010093, sixty);
    row = world_sock(
        world, owner, T, "[2001:db8:1111:2222:3333:4444:5555:6666]:47919",
        "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535", SOCK_ESTABLISHED);
    row->rx_queue = 99999;
    row->tx_queue = 4294967295;
    row = world_sock(
        world, owner, T, "[2001:db8:1111:2222:3333:4444:5555:6666]:47920",
        "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535", SOCK_FIN_WAIT1);
    row->rx_queue = 100000;
    row->tx_queue = 2449999;
    row = world_sock(world, owner, T, "255.255.255.255:65535",
                     "198.51.100.100:65535", 15);
    row->rx_queue = 12999;
    row->timer = 9;
}

void world_make_hostile(struct world *world)
{
    static const char *const bad[] = {
        "com.example.x\nudp  203.0.113.1:53  ESTABLISHED",
        "com.example.\xe2\x80\xae\x1b[2J",
        "=cmd()",
        "<script>alert(\"x\")</script>",
        NULL,
    };
    struct owner *owner;

    world_init(world);
    world->snapshot.phone.model = "Pixel\x1b]0;owned\x07 7\xff";
    world->snapshot.phone.android = "14\nroot";
    world->result.serial = "a\"b\\c\x7f";
    owner = world_owner(world, 10200, bad);
    (void)world_sock(world, owner, T, "192.0.2.17:40000", "203.0.113.10:443",
                     SOCK_ESTABLISHED);
    world_last(world)->pid = 4711;
    world_last(world)->process = "a\r\n\xc2\x85  b,\xe2\x80\xa8\xc0\xaf";
    world_last(world)->pid_how = PID_BY_FD;
    assert_int_equal(snapshot_warn(&world->snapshot, "table-denied", false,
                                   "cat: \x1b[31m\"tcp\"\xe2\x80\xa9: no"),
                     0);
    set_target(world, 0, "com.example.\x1b[0m*", &owner->uid, 1);
    world->targets[0].is_exact = false;
    world->targets[0].applied = "uid:10200 and others";
}

/* One of them came after the list of processes, one has a name that attacks. */
void world_make_held(struct world *world)
{
    static const char *const packages[] = {"com.example.bank", NULL};
    static const struct process processes[] = {
        {1, 0, "init"},
        {24685, 10093, "com.example.bank"},
        {24699, 10093, "com.example.\x1b[31mbank"},
    };
    static const struct holder holders[] = {
        {.inode = 75001, .pid = 1, .process = &processes[0]},
        {.inode = 75001, .pid = 24685, .process = &processes[1]},
        {.inode = 75001, .pid = 24690},
        {.inode = 75001, .pid = 24699, .process = &processes[2]},
    };
    struct connection *connection;
    struct owner *owner;

    world_init(world);
    world->snapshot.phone.is_su_root = true;
    owner = world_owner(world, 10093, packages);
    (void)world_sock(world, owner, T, "192.0.2.17:40000", "203.0.113.10:443",
                     SOCK_ESTABLISHED);
    connection = world_last(world);
    connection->attribution = ATTRIBUTION_PID;
    connection->pid = 24685;
    connection->process = processes[1].name;
    connection->pid_how = PID_BY_FD;
    connection->holders = holders;
    connection->holder_count = 4;
    (void)world_sock(world, owner, T, "192.0.2.17:40001", "203.0.113.10:443",
                     SOCK_ESTABLISHED);
}

void world_make_listening(struct world *world)
{
    static const char *const dbg[] = {"com.example.dbg", NULL};
    struct owner *owner;

    world_init(world);
    world->snapshot.phone.shell_uid = 0;
    world->result.is_listening_view = true;
    owner = world_owner(world, 10211, dbg);
    world_sock(world, owner, T, "0.0.0.0:8080", "-", SOCK_LISTEN)->rx_queue = 2;
    (void)world_sock(world, owner, T, "127.0.0.1:9222", "-", SOCK_LISTEN);
    (void)world_sock(world, owner, T,
                     "[2001:db8:1111:2222:3333:4444:5555:6666]:47919", "-",
                     SOCK_LISTEN);
    world_last(world)->direction = DIRECTION_LISTEN;
    (void)world_sock(world, owner, U, "[::]:5353", "-", SOCK_CLOSE);
}

void world_make_all(struct world *world)
{
    struct owner *owner;

    world_init(world);
    world->snapshot.phone.android = NULL;
    world->snapshot.phone.model = NULL;
    world->snapshot.phone.shell_uid = -1;
    world->snapshot.clock.is_known = false;
    world->snapshot.phone_at_ms = -1;
    owner = world_owner(world, 10093, bank);
    (void)world_sock(world, owner, T, "0.0.0.0:8080", "-", SOCK_LISTEN);
    (void)world_sock(world, owner, U, "[::]:5353", "-", SOCK_CLOSE);
    (void)world_sock(world, owner, T, "127.0.0.1:41000", "127.0.0.1:8080",
                     SOCK_ESTABLISHED);
    (void)world_sock(world, owner, T, "192.0.2.17:8080", "192.0.2.66:80",
                     SOCK_ESTABLISHED);
    world_last(world)->direction = DIRECTION_IN;
    owner = world_owner(world, 0, NULL);
    name_uid(owner, "root");
    (void)world_sock(world, owner, U, "0.0.0.0:67", "-", SOCK_CLOSE);
    (void)world_sock(world, NULL, U, "0.0.0.0:51820", "-", SOCK_CLOSE);
}

static struct net_interface *add_interface(struct world *world,
                                           const char *name, const char *addr)
{
    struct network *network = &world->snapshot.network;
    struct net_interface added = {
        .name = name,
        .kind = network_kind_by_name(str_from(name)),
        .owner_uid = -1,
    };
    struct net_addr at = {.prefix_len = 24};

    at.interface = (uint32_t)network->interfaces.len;
    assert_true(addr_parse(str_from(addr), &at.addr));
    assert_int_equal(vec_push(&network->interfaces, &added), 0);
    assert_int_equal(vec_push(&network->addrs, &at), 0);
    return vec_at(&network->interfaces, at.interface);
}

static void add_proxy(struct world *world, const char *interface,
                      const char *host, uint16_t port, const char *pac)
{
    struct net_proxy proxy = {interface, host, pac, {.family = 0}, port};

    if (host != NULL) {
        (void)addr_parse(str_from(host), &proxy.addr);
    }
    assert_int_equal(vec_push(&world->snapshot.network.proxies, &proxy), 0);
}

/* Everything that can be set, and names that attack. */
void world_make_network(struct world *world)
{
    struct package vpn = {"com.example.vpn", 10405, true};
    struct network *network = &world->snapshot.network;
    struct owner *owner;
    struct net_interface *tunnel;

    world_init(world);
    owner = world_owner(world, 10093, bank);
    assert_int_equal(vec_push(&world->snapshot.packages, &vpn), 0);
    network->has_interfaces = true;
    network->has_networks = true;
    network->has_settings = true;
    (void)add_interface(world, "lo", "127.0.0.1");
    (void)add_interface(world, "wlan0", "192.0.2.17");
    tunnel = add_interface(world, "tun0\x1b[2J", "198.51.100.2");
    tunnel->is_vpn = true;
    tunnel->owner_uid = 10405;
    add_proxy(world, "wlan0", "192.0.2.5", 8080, NULL);
    add_proxy(world, NULL, "2001:db8::5", 81, NULL);
    add_proxy(world, NULL, NULL, 0, "http://192.0.2.5/<\"p\">.pac");
    network->dns_mode = "hostname";
    network->dns_host = "dns.example";
    (void)world_sock(world, owner, T, "192.0.2.17:47919", "192.0.2.5:8080",
                     SOCK_ESTABLISHED);
    world_last(world)->interface = network_interface(network, 1);
    world_last(world)->proxied = PROXIED_YES;
    world_last(world)->path = PATH_TAKEN;
    (void)world_sock(world, owner, T, "198.51.100.2:47921", "203.0.113.10:80",
                     SOCK_ESTABLISHED);
    world_last(world)->interface = network_interface(network, 2);
    world_last(world)->proxied = PROXIED_NO;
    world_last(world)->path = PATH_MISSED;
    (void)world_sock(world, owner, T, "192.0.2.19:47922", "203.0.113.11:443",
                     SOCK_ESTABLISHED);
    world_last(world)->path = PATH_NOT_TOLD;
    world->result.path = (struct path_counts){"proxy", 1, 1, 1};
}

void world_make_empty(struct world *world)
{
    static const uint32_t uids[] = {10093, 10147, 10148};

    world_init(world);
    set_target(world, 0, "com.example.bank", &uids[0], 1);
    set_target(world, 1, "com.example.mail", &uids[1], 1);
    set_target(world, 2, "com.example.push", &uids[2], 1);
    set_target(world, 3, ":8080", NULL, 0);
    world->targets[1].running = 0;
    world->targets[2].running = -1;
    world->targets[3].installed = -1;
    world->targets[3].running = -1;
    world->result.hidden.unowned = 3;
}

/* A row as netstat -p gives it: no inode, and never a timer. */
static struct sock_row *netstat_row(struct world *world,
                                    const struct owner *owner,
                                    const char *local, const char *remote)
{
    struct sock_row *row =
        world_sock(world, owner, T, local, remote, SOCK_ESTABLISHED);

    row->source = SOCK_FROM_NETSTAT;
    row->inode = 0;
    row->is_uid_unknown = owner == NULL;
    return row;
}

/* The other end by name, or by as much of it as there was room for. */
static void set_remote_text(struct sock_row *row, const char *text, bool is_cut)
{
    memset(&row->remote, 0, sizeof(row->remote));
    row->remote_text = text;
    row->is_remote_cut = is_cut;
}

static void set_local_cut(struct sock_row *row, const char *text)
{
    memset(&row->local, 0, sizeof(row->local));
    row->local_text = text;
    row->is_local_cut = true;
}

void world_make_netstat(struct world *world)
{
    struct owner *owner;
    struct sock_row *row;

    world_init(world);
    owner = world_owner(world, 10093, bank);
    row = netstat_row(world, owner, "192.0.2.17:47919", "203.0.113.1:443");
    set_remote_text(row, "edge-24.cdn.exam", true);
    row->inode = 75412;
    row->pid = 24685;
    row->process = "com.example.bank";
    world_last(world)->pid = row->pid;
    world_last(world)->process = row->process;
    world_last(world)->pid_how = PID_BY_NETSTAT;
    row = netstat_row(world, owner, "192.0.2.17:47920", "203.0.113.1:443");
    set_remote_text(row, "edge-24.cdn.exam", true);
    row = netstat_row(world, owner, "192.0.2.17:47921", "203.0.113.1:443");
    set_remote_text(row, "api.bank.example", false);
    row->timer = SOCK_TIMER_KEEPALIVE;
    row->timer_ms = 26200;
    row = netstat_row(world, owner, "[2001:db8::17]:47922", "[2001:db8::2]:80");
    set_remote_text(row, "2001:db8:4:81f:1", true);
    (void)netstat_row(world, NULL, "192.0.2.17:47923", "198.51.100.7:0");
    row = netstat_row(world, NULL, "192.0.2.17:47924", "198.51.100.8:5228");
    set_local_cut(row, "phone.exampl");
    row = netstat_row(world, NULL, "192.0.2.17:8080", "-");
    set_local_cut(row, NULL);
    row->state = SOCK_LISTEN;
    world_last(world)->direction = DIRECTION_LISTEN;
    row = netstat_row(world, NULL, "192.0.2.17:40112", "203.0.113.9:443");
    row->proto = U;
    /* Services that nobody knows the numbers of. */
    row = netstat_row(world, NULL, "192.0.2.17:0", "203.0.113.8:0");
    memset(&row->local, 0, sizeof(row->local));
    row->local_text = "phone.example:x-even";
    row->remote_text = "203.0.113.8:x-odd";
}

void world_make_many(struct world *world, size_t count)
{
    struct owner *owner;
    size_t i;

    world_init(world);
    owner = world_owner(world, 10140, suite);
    for (i = 0; i < count; i++) {
        struct sock_row *row =
            world_sock(world, owner, T, "[2001:db8::17]:40000",
                       "[2001:db8:4:81f::]:443", SOCK_ESTABLISHED);

        row->remote.bytes[13] = (uint8_t)(i >> 16);
        row->remote.bytes[14] = (uint8_t)(i >> 8);
        row->remote.bytes[15] = (uint8_t)i;
    }
}
