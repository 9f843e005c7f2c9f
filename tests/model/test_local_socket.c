/* SPDX-License-Identifier: Apache-2.0 */
/* Names of local sockets, and their order. */
#include "model/local_socket.h"

#include "model/sock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void local_sockets_have_names_for_what_is_known(void **state)
{
    struct local_socket socket = {.proto = LOCAL_NETLINK};

    (void)state;
    assert_string_equal(local_proto_name(LOCAL_UNIX), "unix");
    assert_string_equal(local_proto_name(LOCAL_NETLINK), "netlink");
    assert_string_equal(local_proto_name(3), "unknown");
    assert_string_equal(local_type_name(1), "stream");
    assert_string_equal(local_type_name(5), "seqpacket");
    assert_null(local_type_name(0));
    assert_null(local_type_name(6));
    assert_string_equal(local_state_name(SOCK_LISTEN), "LISTEN");
    assert_string_equal(local_state_name(SOCK_ESTABLISHED), "CONNECTED");
    assert_string_equal(local_state_name(SOCK_CLOSE), "UNCONNECTED");
    assert_string_equal(local_state_name(SOCK_SYN_SENT), "CONNECTING");
    assert_string_equal(local_state_name(SOCK_CLOSING), "DISCONNECTING");
    assert_string_equal(local_protocol_name(&socket), "route");
    socket.protocol = 1;
    assert_null(local_protocol_name(&socket));
    socket.protocol = 15;
    assert_string_equal(local_protocol_name(&socket), "kobject_uevent");
    socket.protocol = 23;
    assert_null(local_protocol_name(&socket));
    assert_false(local_has_uid(&socket));
    socket.proto = LOCAL_PACKET;
    assert_null(local_protocol_name(&socket));
    assert_true(local_has_uid(&socket));
    socket.protocol = 0x888e;
    assert_string_equal(local_protocol_name(&socket), "eapol");
    socket.proto = LOCAL_UNIX;
    assert_null(local_protocol_name(&socket));
}

static void local_sockets_are_in_a_total_order(void **state)
{
    const struct local_socket sorted[] = {
        {.proto = LOCAL_UNIX, .inode = 9},
        {.proto = LOCAL_UNIX, .path = "@a", .state = 1, .inode = 5},
        {.proto = LOCAL_UNIX, .path = "@a", .state = 7, .inode = 3},
        {.proto = LOCAL_UNIX, .path = "@a", .state = 7, .inode = 4},
        {.proto = LOCAL_UNIX, .path = "@a", .state = 7, .inode = 4, .refs = 1},
        {.proto = LOCAL_UNIX, .path = "@b"},
        {.proto = LOCAL_PACKET, .protocol = 3, .ifindex = 2},
        {.proto = LOCAL_PACKET, .protocol = 3, .ifindex = 3},
        {.proto = LOCAL_PACKET, .protocol = 4, .ifindex = 1},
        {.proto = LOCAL_NETLINK},
        {.proto = LOCAL_NETLINK, .drops = UINT32_MAX},
    };
    const size_t count = sizeof(sorted) / sizeof(sorted[0]);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            int order = local_compare(&sorted[i], &sorted[k]);

            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_sockets_have_names_for_what_is_known),
        cmocka_unit_test(local_sockets_are_in_a_total_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
