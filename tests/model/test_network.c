/* SPDX-License-Identifier: Apache-2.0 */
/* What the name of an interface tells. */
#include "model/network.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void network_guesses_a_kind_from_a_name(void **state)
{
    static const struct {
        const char *name;
        const char *kind;
    } names[] = {
        {"lo", "loopback"},
        {"wlan0", "wifi"},
        {"swlan0", "wifi"},
        {"p2p-wlan0-0", "wifi"},
        {"rmnet_data0", "mobile"},
        {"ccmni1", "mobile"},
        {"v4-rmnet_data0", "mobile"},
        {"v4-wlan0", "wifi"},
        {"tun0", "vpn"},
        {"ipsec12", "vpn"},
        {"eth0", "ethernet"},
        {"rndis0", "usb-tether"},
        {"ncm0", "usb-tether"},
        {"bt-pan", "bluetooth"},
        {"dummy0", "other"},
        {"loop", "other"},
        {"v4-", "other"},
        {"", "other"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        print_message("%s\n", names[i].name);
        assert_string_equal(network_kind_by_name(str_from(names[i].name)),
                            names[i].kind);
        /* Static: the same text is the same pointer, whoever asks. */
        assert_ptr_equal(
            network_kind(names[i].kind),
            network_kind(network_kind_by_name(str_from(names[i].name))));
        assert_non_null(network_kind(names[i].kind));
    }
    assert_null(network_kind("Wifi"));
    assert_null(network_kind(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(network_guesses_a_kind_from_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
