/* SPDX-License-Identifier: Apache-2.0 */
/* Packets over TCP, on sockets of this process. */
#include "transport_tcp.h"

#include "wire.h"

#include <adb/device.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- tools ------------------------------------------------------------ */

static struct budget no_time(void)
{
    return budget_start(clock_system(), 0, NULL);
}

static struct budget some_time(void)
{
    return budget_start(clock_system(), 5000, NULL);
}

/* One end as a transport, the other as a plain descriptor. */
static struct adb_transport *make_pair(int *out_other)
{
    struct adb_transport *transport;
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    transport = transport_tcp_from(fds[0]);
    assert_non_null(transport);
    *out_other = fds[1];
    return transport;
}

static struct session_packet packet_of(unsigned char *head, const void *payload,
                                       size_t len)
{
    struct wire_header header = {WIRE_WRTE, 1, 2, (uint32_t)len, 0};
    struct session_packet packet = {head, payload, len};

    wire_encode(&header, head);
    return packet;
}

/* A port of this computer that takes connections, or refuses them. */
static int listen_on(int family, int backlog, uint16_t *out_port)
{
    struct sockaddr_storage addr;
    socklen_t len = family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                       : sizeof(struct sockaddr_in);
    int fd = socket(family, SOCK_STREAM, 0);

    memset(&addr, 0, sizeof(addr));
    addr.ss_family = (sa_family_t)family;
    if (family == AF_INET6) {
        ((struct sockaddr_in6 *)&addr)->sin6_addr = in6addr_loopback;
    } else {
        ((struct sockaddr_in *)&addr)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    if (fd < 0 || bind(fd, (struct sockaddr *)&addr, len) < 0) {
        (void)close(fd);
        return -1;
    }
    *out_port = 0;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
    *out_port =
        ntohs(family == AF_INET6 ? ((struct sockaddr_in6 *)&addr)->sin6_port
                                 : ((struct sockaddr_in *)&addr)->sin_port);
    if (backlog > 0) {
        assert_int_equal(listen(fd, backlog), 0);
    }
    return fd;
}

/* ---- tests ------------------------------------------------------------ */

static void tcp_sends_a_packet_from_any_byte_on(void **state)
{
    static const char payload[] = "hello, phone";
    unsigned char head[WIRE_HEADER_LEN];
    struct session_packet packet =
        packet_of(head, payload, sizeof(payload) - 1);
    size_t whole = WIRE_HEADER_LEN + sizeof(payload) - 1;
    unsigned char want[WIRE_HEADER_LEN + sizeof(payload)];
    size_t from;
    int other;
    struct adb_transport *transport = make_pair(&other);

    (void)state;
    memcpy(want, head, sizeof(head));
    memcpy(want + sizeof(head), payload, sizeof(payload));
    for (from = 0; from < whole; from++) {
        unsigned char got[64];
        size_t sent;

        assert_int_equal(transport->ops->send(transport, &packet, from, &sent),
                         0);
        assert_int_equal(sent, whole - from);
        assert_int_equal(read(other, got, sizeof(got)), sent);
        assert_memory_equal(got, want + from, sent);
    }
    transport->ops->close(transport);
    (void)close(other);
}

static void tcp_takes_no_more_than_the_system_does(void **state)
{
    static unsigned char payload[1024 * 1024];
    unsigned char head[WIRE_HEADER_LEN];
    struct session_packet packet = packet_of(head, payload, sizeof(payload));
    struct budget none = no_time();
    struct adb_err err = {0};
    size_t all = 0;
    size_t sent;
    int other;
    struct adb_transport *transport = make_pair(&other);

    (void)state;
    do {
        assert_int_equal(
            transport->ops->send(transport, &packet, all % 1000, &sent), 0);
        all += sent;
        assert_true(all < 64 * sizeof(payload));
    } while (sent > 0);
    assert_int_equal(
        transport->ops->wait(transport, true, &none, "phone", &err),
        ADB_ERR_TIMEOUT);
    assert_string_equal(err.text, "phone: no answer within 0 ms");
    transport->ops->close(transport);
    (void)close(other);
}

static void tcp_tells_nothing_yet_from_the_end(void **state)
{
    struct budget none = no_time();
    struct adb_err err = {0};
    char buf[8];
    size_t len = 9;
    int other;
    struct adb_transport *transport = make_pair(&other);

    (void)state;
    assert_int_equal(transport->ops->recv(transport, buf, sizeof(buf), &len),
                     0);
    assert_int_equal(len, 0);
    assert_int_equal(
        transport->ops->wait(transport, false, &none, "phone", &err),
        ADB_ERR_TIMEOUT);
    assert_int_equal(
        transport->ops->wait(transport, true, &none, "phone", &err), 0);
    assert_int_equal(write(other, "abc", 3), 3);
    assert_int_equal(
        transport->ops->wait(transport, false, &none, "phone", &err), 0);
    assert_int_equal(transport->ops->recv(transport, buf, sizeof(buf), &len),
                     0);
    assert_int_equal(len, 3);
    (void)close(other);
    assert_int_equal(
        transport->ops->wait(transport, false, &none, "phone", &err), 0);
    assert_int_equal(transport->ops->recv(transport, buf, sizeof(buf), &len),
                     ADB_ERR_CLOSED);
    transport->ops->close(transport);
}

/* SIGPIPE would end this test. */
static void tcp_survives_a_phone_that_is_gone(void **state)
{
    unsigned char head[WIRE_HEADER_LEN];
    struct session_packet packet = packet_of(head, "x", 1);
    size_t sent = 9;
    int other;
    struct adb_transport *transport = make_pair(&other);

    (void)state;
    (void)close(other);
    assert_int_equal(transport->ops->send(transport, &packet, 0, &sent),
                     ADB_ERR_CLOSED);
    assert_int_equal(sent, 0);
    transport->ops->close(transport);
}

static void tcp_end_closes_one_direction(void **state)
{
    char buf[8];
    size_t len;
    int other;
    struct adb_transport *transport = make_pair(&other);

    (void)state;
    transport->ops->end(transport);
    assert_int_equal(read(other, buf, sizeof(buf)), 0);
    assert_int_equal(write(other, "bye", 3), 3);
    assert_int_equal(transport->ops->recv(transport, buf, sizeof(buf), &len),
                     0);
    assert_int_equal(len, 3);
    transport->ops->close(transport);
    (void)close(other);
}

static void connect_and_compare(int family, const char *host)
{
    uint16_t port = 0;
    int listener = listen_on(family, 1, &port);
    struct budget budget = some_time();
    struct adb_endpoint local;
    struct adb_endpoint peer;
    struct adb_endpoint their_local;
    struct adb_endpoint their_peer;
    struct adb_transport *transport;
    struct adb_transport *theirs;
    struct adb_err err = {0};

    if (listener < 0) {
        skip(); /* no IPv6 here */
    }
    assert_int_equal(
        transport_tcp_connect(host, port, "phone", &budget, &transport, &err),
        0);
    theirs = transport_tcp_from(accept(listener, NULL, NULL));
    assert_int_equal(transport->ops->endpoints(transport, &local, &peer), 0);
    assert_int_equal(theirs->ops->endpoints(theirs, &their_local, &their_peer),
                     0);
    assert_string_equal(local.addr, host);
    assert_string_equal(peer.addr, host);
    assert_int_equal(peer.port, port);
    assert_true(local.port != 0 && local.port != port);
    assert_string_equal(their_peer.addr, local.addr);
    assert_int_equal(their_peer.port, local.port);
    transport->ops->close(transport);
    theirs->ops->close(theirs);
    (void)close(listener);
}

static void tcp_knows_both_ends_of_an_ipv4_connection(void **state)
{
    (void)state;
    connect_and_compare(AF_INET, "127.0.0.1");
}

static void tcp_knows_both_ends_of_an_ipv6_connection(void **state)
{
    (void)state;
    connect_and_compare(AF_INET6, "::1");
}

static void tcp_has_no_ends_where_it_is_not_tcp(void **state)
{
    struct adb_endpoint local;
    struct adb_endpoint peer;
    int other;
    struct adb_transport *transport = make_pair(&other);

    (void)state;
    assert_int_equal(transport->ops->endpoints(transport, &local, &peer),
                     ADB_ERR_ARG);
    transport->ops->close(transport);
    (void)close(other);
}

static void tcp_says_what_to_do_when_nothing_listens(void **state)
{
    struct budget budget = some_time();
    struct adb_transport *transport;
    struct adb_device *device;
    struct adb_err err = {0};
    uint16_t port = 0;
    int holder = listen_on(AF_INET, 0, &port);

    (void)state;
    assert_int_equal(transport_tcp_connect("127.0.0.1", port, "phone", &budget,
                                           &transport, &err),
                     ADB_ERR_NO_DEVICE);
    assert_null(transport);
    assert_string_equal(
        err.text, "phone: nothing listens there (Connection refused); is the "
                  "address right, and does the phone's adbd listen (`adb "
                  "tcpip 5555`)?");
    assert_int_equal(adb_connect_tcp("127.0.0.1", port, NULL, &device, &err),
                     ADB_ERR_NO_DEVICE);
    assert_null(device);
    assert_non_null(strstr(err.text, "127.0.0.1:"));
    (void)close(holder);
}

/* No connection is to be had with these; nothing is sent for them. */
static void tcp_says_what_to_do_when_there_is_no_way(void **state)
{
    static const struct {
        const char *why;
        const char *host;
        const char *text;
    } cases[] = {
        {"an address of many", "224.0.0.1",
         "phone: not reached (Network is unreachable); is the address right, "
         "the phone awake, and this computer in its network?"},
        {"a name that cannot be one", "a..b",
         "phone: nobody knows this name (Name or service not known); is it "
         "right? The phone's address will do, too"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct budget budget = some_time();
        struct adb_transport *transport;
        struct adb_err err = {0};
        int rc = transport_tcp_connect(cases[i].host, 5555, "phone", &budget,
                                       &transport, &err);

        if (rc != ADB_ERR_NO_DEVICE || strcmp(err.text, cases[i].text) != 0) {
            fail_msg("%s: %d, %s", cases[i].why, rc, err.text);
        }
    }
}

static void tcp_options_are_set_on_a_connection(void **state)
{
    uint16_t port = 0;
    int listener = listen_on(AF_INET, 1, &port);
    struct budget budget = some_time();
    struct adb_transport *transport;
    int value = 0;
    socklen_t len = sizeof(value);
    int before = dup(0);
    int fd = before; /* what the next socket gets, as nothing else opens */

    (void)state;
    (void)close(before);
    assert_int_equal(transport_tcp_connect("127.0.0.1", port, "phone", &budget,
                                           &transport, NULL),
                     0);
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, &len), 0);
    assert_int_not_equal(value, 0);
    assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &value, &len), 0);
    assert_int_not_equal(value, 0);
    transport->ops->close(transport);
    (void)close(listener);
}

static void tcp_refuses_what_is_no_socket(void **state)
{
    (void)state;
    assert_null(transport_tcp_from(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcp_sends_a_packet_from_any_byte_on),
        cmocka_unit_test(tcp_takes_no_more_than_the_system_does),
        cmocka_unit_test(tcp_tells_nothing_yet_from_the_end),
        cmocka_unit_test(tcp_survives_a_phone_that_is_gone),
        cmocka_unit_test(tcp_end_closes_one_direction),
        cmocka_unit_test(tcp_knows_both_ends_of_an_ipv4_connection),
        cmocka_unit_test(tcp_knows_both_ends_of_an_ipv6_connection),
        cmocka_unit_test(tcp_has_no_ends_where_it_is_not_tcp),
        cmocka_unit_test(tcp_says_what_to_do_when_nothing_listens),
        cmocka_unit_test(tcp_says_what_to_do_when_there_is_no_way),
        cmocka_unit_test(tcp_options_are_set_on_a_connection),
        cmocka_unit_test(tcp_refuses_what_is_no_socket),
    };

    return cmocka_run_group_tests_name("transport_tcp", tests, NULL, NULL);
}
