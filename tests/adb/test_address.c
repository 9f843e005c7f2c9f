/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of phones and servers as people write them. */
#include "address.h"

#include <adb/device.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *host; /* NULL: refused */
    uint16_t port;
} host_ports[] = {
    {"192.0.2.1:5555", "192.0.2.1", 5555},
    {"192.0.2.1", "192.0.2.1", 0},
    {"phone.example:1", "phone.example", 1},
    {"phone.example:65535", "phone.example", 65535},
    {"[2001:db8::1]:5555", "2001:db8::1", 5555},
    {"[::1]:5555", "::1", 5555},
    {"[::1]", "::1", 0},
    {"2001:db8::1", "2001:db8::1", 0},
    {"fe80::1%eth0", "fe80::1%eth0", 0},
    {"[fe80::1%eth0]:7", "fe80::1%eth0", 7},
    {"", NULL, 0},
    {":5555", NULL, 0},
    {"host:", NULL, 0},
    {"host:0", NULL, 0},
    {"host:65536", NULL, 0},
    {"host:99999999999999999999", NULL, 0},
    {"host:-1", NULL, 0},
    {"host:+1", NULL, 0},
    {"host: 1", NULL, 0},
    {"host:1 ", NULL, 0},
    {"host:1x", NULL, 0},
    {"host:0x10", NULL, 0},
    {"[]:1", NULL, 0},
    {"[::1", NULL, 0},
    {"[::1]5555", NULL, 0},
    {"[::1]:", NULL, 0},
    {"[::1]:0", NULL, 0},
    {"[::1]]:1", NULL, 0},
    {"ho st:1", NULL, 0},
    {"ho\nst:1", NULL, 0},
    {"h\303\266st:1", NULL, 0},
    {"host/x:1", NULL, 0},
    {"a-name-of-thirty-one-bytes.local", NULL, 0}, /* no room for the end */
    {"a-name-of-thirty-byte.examples0", "a-name-of-thirty-byte.examples0", 0},
};

static void expect_host_port(size_t row)
{
    struct adb_err err = {0};
    char host[32] = "untouched";
    uint16_t port = 7;
    int rc = adb_split_host_port(host_ports[row].text, host, sizeof(host),
                                 &port, &err);
    const char *want = host_ports[row].host;

    if (want == NULL) {
        assert_int_equal(rc, ADB_ERR_ARG);
        assert_int_equal(err.code, rc);
        assert_int_equal(err.text[0], '"');
        assert_string_equal(host, "untouched");
        assert_int_equal(port, 7);
        return;
    }
    if (rc != 0 || strcmp(host, want) != 0 || port != host_ports[row].port) {
        fail_msg("%s: %s %u", host_ports[row].text, host, port);
    }
}

static void address_splits_host_and_port(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(host_ports) / sizeof(host_ports[0]); i++) {
        expect_host_port(i);
    }
}

static const struct {
    const char *text;
    const char *host; /* NULL: refused */
    uint16_t port;
    const char *path;
    const char *name;
} server_addresses[] = {
    {"tcp:5038", "", 5038, "", "127.0.0.1:5038"},
    {"tcp:adb.example:5038", "adb.example", 5038, "", "adb.example:5038"},
    {"tcp:adb.example", "adb.example", 0, "", "adb.example:5037"},
    {"tcp:[2001:db8::5]:5038", "2001:db8::5", 5038, "", "[2001:db8::5]:5038"},
    {"localfilesystem:/run/adb.sock", "", 0, "/run/adb.sock", "/run/adb.sock"},
    {"", NULL, 0, NULL, NULL},
    {"tcp:", NULL, 0, NULL, NULL},
    {"tcp:0", "0", 0, "", "0:5037"},
    {"tcp::5038", NULL, 0, NULL, NULL},
    {"tcp:host:70000", NULL, 0, NULL, NULL},
    {"localfilesystem:", NULL, 0, NULL, NULL},
    {"localfilesystem:"
     "/1234567890123456789012345678901234567890123456789"
     "01234567890123456789012345678901234567890123456789"
     "0123456",
     "", 0,
     "/1234567890123456789012345678901234567890123456789"
     "01234567890123456789012345678901234567890123456789"
     "0123456",
     "/1234567890123456789012345678901234567890123456789"
     "01234567890123456789012345678901234567890123456789"
     "0123456"},
    {"localfilesystem:"
     "/1234567890123456789012345678901234567890123456789"
     "01234567890123456789012345678901234567890123456789"
     "01234567",
     NULL, 0, NULL, NULL},
    {"vsock:3:5037", NULL, 0, NULL, NULL},
    {"5037", NULL, 0, NULL, NULL},
};

static void expect_server_address(size_t row)
{
    struct adb_server_addr addr;
    struct adb_err err = {0};
    char name[ADDRESS_TEXT_CAP];
    int rc = adb_server_addr_parse(server_addresses[row].text, &addr, &err);

    if (server_addresses[row].host == NULL) {
        assert_int_equal(rc, ADB_ERR_ARG);
        assert_non_null(strstr(err.text, "tcp:PORT"));
        return;
    }
    assert_int_equal(rc, 0);
    address_format_server(name, &addr);
    assert_string_equal(addr.host, server_addresses[row].host);
    assert_int_equal(addr.port, server_addresses[row].port);
    assert_string_equal(addr.path, server_addresses[row].path);
    assert_string_equal(name, server_addresses[row].name);
}

static void address_reads_what_adb_users_set(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(server_addresses) / sizeof(server_addresses[0]);
         i++) {
        expect_server_address(i);
    }
}

static void address_reads_host_and_port_of_the_environment(void **state)
{
    static const struct {
        const char *host;
        const char *port;
        int rc;
        const char *name;
    } rows[] = {
        {NULL, NULL, 0, "127.0.0.1:5037"},
        {"", "", 0, "127.0.0.1:5037"},
        {"adb.example", NULL, 0, "adb.example:5037"},
        {NULL, "5038", 0, "127.0.0.1:5038"},
        {"::1", "5038", 0, "[::1]:5038"},
        {NULL, "0", ADB_ERR_ARG, NULL},
        {NULL, "x", ADB_ERR_ARG, NULL},
        {NULL, "5037x", ADB_ERR_ARG, NULL},
        {"a b", NULL, ADB_ERR_ARG, NULL},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct adb_server_addr addr;
        struct adb_err err = {0};
        char name[ADDRESS_TEXT_CAP];

        assert_int_equal(
            adb_server_addr_from(rows[i].host, rows[i].port, &addr, &err),
            rows[i].rc);
        assert_int_equal(err.code, rows[i].rc);
        if (rows[i].name != NULL) {
            address_format_server(name, &addr);
            assert_string_equal(name, rows[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(address_splits_host_and_port),
        cmocka_unit_test(address_reads_what_adb_users_set),
        cmocka_unit_test(address_reads_host_and_port_of_the_environment),
    };

    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
