/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses: RFC 5952 out, strict text in, what they are part of. */
#include "model/addr.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct addr parsed(const char *text)
{
    struct addr addr = {.family = ADDR_NONE};

    if (!addr_parse(str_from(text), &addr)) {
        fail_msg("\"%s\" is refused", text);
    }
    return addr;
}

static const struct {
    const char *text;
    const char *want;
    const char *why;
} formats[] = {
    {"203.0.113.10", "203.0.113.10", "IPv4"},
    {"0.0.0.0", "0.0.0.0", "all zero"},
    {"255.255.255.255", "255.255.255.255", "all ones"},
    {"2001:0db8::0001", "2001:db8::1", "5952 4.1, leading zeros"},
    {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1", "4.2.1, as short as can be"},
    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "4.2.2, one zero"},
    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "4.2.3, the longest run"},
    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "4.2.3, the first"},
    {"2001:DB8::ABCD", "2001:db8::abcd", "4.3, lower case"},
    {"0:0:0:0:0:0:0:0", "::", "nothing but zeros"},
    {"0:0:0:0:0:0:0:1", "::1", "a run at the beginning"},
    {"1:0:0:0:0:0:0:0", "1::", "a run at the end"},
    {"2001:db8:4:81f::200e", "2001:db8:4:81f::200e", "a server"},
    {"2001:db8::5c1f:22ff:fe3a:1", "2001:db8::5c1f:22ff:fe3a:1", "a host"},
    {"2001:db8:1111:2222:3333:4444:5555:6666",
     "2001:db8:1111:2222:3333:4444:5555:6666", "the longest"},
    {"::198.51.100.7", "::c633:6407", "a tail of dotted quad"},
    {"64:ff9b::198.51.100.7", "64:ff9b::c633:6407", "likewise, NAT64"},
    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", ":: for one group"},
    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", ":: for one group, ahead"},
    {"::ffff:203.0.113.10", "203.0.113.10", "mapped is IPv4"},
    {"::ffff:cb00:710a", "203.0.113.10", "mapped, in groups"},
    {"::fffe:203.0.113.10", "::fffe:cb00:710a", "almost mapped"},
    {"::1:ffff:203.0.113.10", "::1:ffff:cb00:710a", "almost mapped"},
};

static void addr_formats_as_rfc_5952_says(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct addr addr = parsed(formats[i].text);
        struct addr again;
        char text[ADDR_TEXT_CAP];

        if (strcmp(addr_format(&addr, text), formats[i].want) != 0) {
            fail_msg("%s: %s", formats[i].why, text);
        }
        again = parsed(text);
        assert_int_equal(addr_compare(&addr, &again), 0);
    }
}

static void addr_without_a_family_is_a_dash(void **state)
{
    struct addr none = {.family = ADDR_NONE};
    char text[ADDR_TEXT_CAP];

    (void)state;
    assert_string_equal(addr_format(&none, text), "-");
}

static const char *const refused[] = {
    "",
    " ",
    "-",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.4.",
    ".1.2.3.4",
    "1..2.3",
    "256.1.1.1",
    "1.1.1.300",
    "01.2.3.4",
    "1.2.3.00",
    "0x7f.0.0.1",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1.2.3.4:80",
    "1.2.3.4/24",
    "1.2.3.-4",
    "1.2.3.4\n",
    ":",
    ":::",
    "1:",
    ":1",
    "::1:",
    ":1::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
    "1:2:3:4::5:6:7:8:9",
    "12345::",
    "g::",
    "[::1]",
    "[::1]:80",
    "::1%wlan0",
    "fe80::1%3",
    "::1/64",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "1:2:3:4:5:6:7:1.2.3.4",
    "1:2:3:4:5:1.2.3.4",
    "::1.2.3",
    "::1.2.3.256",
    "::ffff:1.2.3.4.5",
    "2001:db8::\xd9\xa1",
};

static void addr_refuses_everything_else(void **state)
{
    static const char zero[] = "::1\0";
    struct str with_zero = {zero, sizeof(zero) - 1};
    struct addr addr = {.family = 99};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (addr_parse(str_from(refused[i]), &addr)) {
            fail_msg("\"%s\" is taken", refused[i]);
        }
    }
    assert_false(addr_parse(with_zero, &addr));
    assert_int_equal(addr.family, 99);
}

static void addr_reads_not_past_the_end_of_its_text(void **state)
{
    struct str cut = {"203.0.113.10", 11};
    struct addr addr;
    char text[ADDR_TEXT_CAP];

    (void)state;
    assert_true(addr_parse(cut, &addr));
    assert_string_equal(addr_format(&addr, text), "203.0.113.1");
}

static void addr_survives_every_pattern_of_zero_groups(void **state)
{
    unsigned pattern;

    (void)state;
    for (pattern = 0; pattern < 256; pattern++) {
        uint8_t bytes[16] = {0};
        char text[ADDR_TEXT_CAP];
        struct addr addr;
        struct addr again;
        bool is_mapped;
        unsigned i;

        for (i = 0; i < 8; i++) {
            bytes[2 * i + 1] = pattern >> i & 1 ? (uint8_t)(i + 1) : 0;
        }
        addr = addr_v6(bytes, &is_mapped);
        assert_false(is_mapped);
        again = parsed(addr_format(&addr, text));
        if (addr_compare(&addr, &again) != 0) {
            fail_msg("%s", text);
        }
        /* ":0:0:" would have been worth a "::". */
        assert_true(strstr(text, "::") != NULL || strstr(text, ":0:0") == NULL);
    }
}

static void addr_v6_tells_a_mapped_one(void **state)
{
    static const uint8_t mapped[16] = {0, 0, 0,    0,    0,   0, 0,   0,
                                       0, 0, 0xff, 0xff, 203, 0, 113, 10};
    uint8_t other[16];
    struct addr addr;
    bool is_mapped = false;
    size_t i;

    (void)state;
    addr = addr_v6(mapped, &is_mapped);
    assert_true(is_mapped);
    assert_int_equal(addr.family, ADDR_V4);
    for (i = 4; i < 16; i++) {
        assert_int_equal(addr.bytes[i], 0);
    }
    for (i = 0; i < 12; i++) {
        memcpy(other, mapped, sizeof(other));
        other[i] ^= 1;
        addr = addr_v6(other, &is_mapped);
        assert_false(is_mapped);
        assert_int_equal(addr.family, ADDR_V6);
    }
}

static void addr_compare_is_a_total_order(void **state)
{
    static const char *const sorted[] = {"0.0.0.0",      "1.2.3.4", "1.2.4.0",
                                         "203.0.113.10", "::",      "::1",
                                         "2001:db8::",   "ffff::"};
    const size_t count = sizeof(sorted) / sizeof(sorted[0]);
    struct addr none = {.family = ADDR_NONE};
    size_t i;
    size_t k;

    (void)state;
    for (i = 0; i < count; i++) {
        struct addr a = parsed(sorted[i]);

        assert_true(addr_compare(&none, &a) < 0);
        for (k = 0; k < count; k++) {
            struct addr b = parsed(sorted[k]);
            int order = addr_compare(&a, &b);

            assert_int_equal(order < 0, i < k);
            assert_int_equal(order > 0, i > k);
        }
    }
}

static const struct {
    const char *text;
    bool is_loopback;
    bool is_unspecified;
} kinds[] = {
    {"127.0.0.1", true, false},
    {"127.255.255.254", true, false},
    {"126.255.255.255", false, false},
    {"128.0.0.1", false, false},
    {"0.0.0.0", false, true},
    {"0.0.0.1", false, false},
    {"::1", true, false},
    {"::", false, true},
    {"::2", false, false},
    {"1::1", false, false},
    {"::ffff:127.0.0.1", true, false},
    {"7f00::", false, false},
};

static void addr_knows_loopback_and_unspecified(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct addr addr = parsed(kinds[i].text);

        if (addr_is_loopback(&addr) != kinds[i].is_loopback ||
            addr_is_unspecified(&addr) != kinds[i].is_unspecified) {
            fail_msg("%s", kinds[i].text);
        }
    }
}

static const struct {
    const char *addr;
    const char *prefix;
    unsigned len;
    bool want;
} prefixes[] = {
    {"203.0.113.10", "203.0.113.0", 24, true},
    {"203.0.114.10", "203.0.113.0", 24, false},
    {"203.0.113.10", "203.0.113.8", 29, true},
    {"203.0.113.16", "203.0.113.8", 29, false},
    {"203.0.113.11", "203.0.113.10", 31, true},
    {"203.0.113.11", "203.0.113.10", 32, false},
    {"203.0.113.10", "203.0.113.10", 32, true},
    {"203.0.113.10", "0.0.0.0", 0, true},
    {"2001:db8::1", "0.0.0.0", 0, false},
    {"203.0.113.10", "::", 0, false},
    {"2001:db8:1:2::9", "2001:db8:1:2::", 64, true},
    {"2001:db8:1:3::9", "2001:db8:1:2::", 64, false},
    {"2001:db8:1:3::9", "2001:db8:1:2::", 63, true},
    {"2001:db8::9", "2001:db8::9", 128, true},
    {"2001:db8::8", "2001:db8::9", 128, false},
    {"2001:db8::8", "2001:db8::9", 127, true},
    {"203.0.113.10", "203.0.113.10", 33, false},
    {"2001:db8::9", "2001:db8::9", 129, false},
    {"2001:db8::9", "2001:db8::9", 4294967295, false},
};

static void addr_in_prefix_compares_just_so_many_bits(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        struct addr addr = parsed(prefixes[i].addr);
        struct addr prefix = parsed(prefixes[i].prefix);

        if (addr_in_prefix(&addr, &prefix, prefixes[i].len) !=
            prefixes[i].want) {
            fail_msg("%s in %s/%u", prefixes[i].addr, prefixes[i].prefix,
                     prefixes[i].len);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addr_formats_as_rfc_5952_says),
        cmocka_unit_test(addr_without_a_family_is_a_dash),
        cmocka_unit_test(addr_refuses_everything_else),
        cmocka_unit_test(addr_reads_not_past_the_end_of_its_text),
        cmocka_unit_test(addr_survives_every_pattern_of_zero_groups),
        cmocka_unit_test(addr_v6_tells_a_mapped_one),
        cmocka_unit_test(addr_compare_is_a_total_order),
        cmocka_unit_test(addr_knows_loopback_and_unspecified),
        cmocka_unit_test(addr_in_prefix_compares_just_so_many_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
