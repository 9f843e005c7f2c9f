/* SPDX-License-Identifier: Apache-2.0 */
/* Packet headers. */
#include "wire.h"

#include "adb_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* CNXN(0x01000001, 262144, 23 bytes) as a real host sent it. */
static const unsigned char real[WIRE_HEADER_LEN] = {
    'C', 'N', 'X', 'N', 0x01, 0x00, 0x00, 0x01, 0x00, 0x00, 0x04, 0x00,
    23,  0,   0,   0,   0xed, 0x08, 0x00, 0x00, 0xbc, 0xb1, 0xa7, 0xb1,
};

static void wire_reads_a_real_header(void **state)
{
    struct wire_header header;

    (void)state;
    assert_int_equal(wire_decode(real, sizeof(real), &header), WIRE_HEADER_LEN);
    assert_int_equal(header.command, WIRE_CNXN);
    assert_int_equal(header.arg0, WIRE_VERSION);
    assert_int_equal(header.arg1, 262144);
    assert_int_equal(header.length, 23);
    assert_int_equal(header.check,
                     wire_checksum("host::features=shell_v2", 23));
}

static void wire_writes_a_real_header(void **state)
{
    struct wire_header header = {WIRE_CNXN, WIRE_VERSION, 262144, 23, 0x8ed};
    unsigned char bytes[WIRE_HEADER_LEN];

    (void)state;
    wire_encode(&header, bytes);
    assert_memory_equal(bytes, real, sizeof(real));
}

static void wire_needs_all_of_a_header(void **state)
{
    struct wire_header header;
    size_t len;

    (void)state;
    for (len = 0; len < sizeof(real); len++) {
        unsigned char *copy = malloc(len + 1);

        assert_non_null(copy);
        memcpy(copy, real, len);
        assert_int_equal(wire_decode(copy, len, &header), 0);
        free(copy);
    }
}

static void wire_refuses_any_wrong_bit_of_the_magic(void **state)
{
    struct wire_header header;
    unsigned bit;

    (void)state;
    for (bit = 0; bit < 32; bit++) {
        unsigned char bytes[WIRE_HEADER_LEN];

        memcpy(bytes, real, sizeof(bytes));
        bytes[20 + bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(wire_decode(bytes, sizeof(bytes), &header),
                         WIRE_BAD_MAGIC);
    }
}

static void wire_refuses_a_length_above_the_protocols(void **state)
{
    static const struct {
        uint32_t length;
        int want;
    } rows[] = {
        {0, WIRE_HEADER_LEN},
        {LIMIT_PAYLOAD_MAX, WIRE_HEADER_LEN},
        {LIMIT_PAYLOAD_MAX + 1, WIRE_TOO_LONG},
        {0x80000000, WIRE_TOO_LONG},
        {0xffffffff, WIRE_TOO_LONG},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct wire_header header = {WIRE_WRTE, 1, 2, rows[i].length, 0};
        unsigned char bytes[WIRE_HEADER_LEN];

        wire_encode(&header, bytes);
        assert_int_equal(wire_decode(bytes, sizeof(bytes), &header),
                         rows[i].want);
        assert_int_equal(header.length, rows[i].length);
    }
}

static void wire_commands_are_four_letters(void **state)
{
    static const struct {
        uint32_t command;
        const char *letters;
    } rows[] = {
        {WIRE_CNXN, "CNXN"}, {WIRE_AUTH, "AUTH"}, {WIRE_STLS, "STLS"},
        {WIRE_OPEN, "OPEN"}, {WIRE_OKAY, "OKAY"}, {WIRE_CLSE, "CLSE"},
        {WIRE_WRTE, "WRTE"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned char bytes[4];

        put_u32le(bytes, rows[i].command);
        assert_memory_equal(bytes, rows[i].letters, 4);
        assert_int_equal(get_u32le(bytes), rows[i].command);
    }
}

static void wire_checksum_is_a_sum(void **state)
{
    unsigned char *many = malloc(LIMIT_PAYLOAD_MAX);

    (void)state;
    assert_non_null(many);
    assert_int_equal(wire_checksum("", 0), 0);
    assert_int_equal(wire_checksum("\1\2\3", 3), 6);
    assert_int_equal(wire_checksum("\377\377", 2), 510);
    memset(many, 0xff, LIMIT_PAYLOAD_MAX);
    assert_int_equal(wire_checksum(many, LIMIT_PAYLOAD_MAX), 0xff00000);
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire_reads_a_real_header),
        cmocka_unit_test(wire_writes_a_real_header),
        cmocka_unit_test(wire_needs_all_of_a_header),
        cmocka_unit_test(wire_refuses_any_wrong_bit_of_the_magic),
        cmocka_unit_test(wire_refuses_a_length_above_the_protocols),
        cmocka_unit_test(wire_commands_are_four_letters),
        cmocka_unit_test(wire_checksum_is_a_sum),
    };

    return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
