/* SPDX-License-Identifier: Apache-2.0 */
/* Android's form of a public key. */
#include "android_key.h"
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define N_AT 8
#define RR_AT (N_AT + 256)
#define E_AT (RR_AT + 256)

static unsigned value_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqr"
                                 "stuvwxyz0123456789+/";

    return (unsigned)(strchr(digits, c) - digits);
}

/* 700 characters of base64, the last of them "=". */
static void decode(const char *text, unsigned char out[ANDROID_KEY_LEN + 1])
{
    size_t i;

    assert_int_equal(strlen(text), 700);
    for (i = 0; i < 175; i++, text += 4) {
        unsigned bits = value_of(text[0]) << 18 | value_of(text[1]) << 12 |
                        value_of(text[2]) << 6 |
                        (text[3] == '=' ? 0 : value_of(text[3]));

        out[3 * i] = (unsigned char)(bits >> 16);
        out[3 * i + 1] = (unsigned char)(bits >> 8 & 0xff);
        out[3 * i + 2] = (unsigned char)(bits & 0xff);
    }
}

static void android_key_is_what_genuine_adb_writes(void **state)
{
    static const char *const genuine[] = {VECTOR_ADB29_PUBLIC,
                                          VECTOR_PKCS1_PUBLIC};
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        unsigned char want[ANDROID_KEY_LEN + 1];
        unsigned char got[ANDROID_KEY_LEN];

        decode(genuine[i], want);
        assert_int_equal(android_key_encode(want + N_AT, 65537, got), 0);
        assert_memory_equal(got, want, sizeof(got));
    }
}

/* 2^2047 + 1: 2^2048 is -2 there, so 2^4096 is 4. */
static void android_key_of_the_smallest_modulus(void **state)
{
    unsigned char n[256] = {1};
    unsigned char four[256] = {4};
    unsigned char got[ANDROID_KEY_LEN];

    (void)state;
    n[255] = 0x80;
    assert_int_equal(android_key_encode(n, 3, got), 0);
    assert_memory_equal(got, "\x40\0\0\0\xff\xff\xff\xff", 8);
    assert_memory_equal(got + N_AT, n, 256);
    assert_memory_equal(got + RR_AT, four, 256);
    assert_memory_equal(got + E_AT, "\3\0\0\0", 4);
}

/* 2^2048 - 1: 2^2048 is 1 there. */
static void android_key_of_the_largest_modulus(void **state)
{
    unsigned char n[256];
    unsigned char one[256] = {1};
    unsigned char got[ANDROID_KEY_LEN];

    (void)state;
    memset(n, 0xff, sizeof(n));
    assert_int_equal(android_key_encode(n, 0x80000001u, got), 0);
    assert_memory_equal(got, "\x40\0\0\0\1\0\0\0", 8);
    assert_memory_equal(got + RR_AT, one, 256);
    assert_memory_equal(got + E_AT, "\1\0\0\x80", 4);
}

static void android_key_refuses_what_is_no_modulus(void **state)
{
    unsigned char n[256] = {1};
    unsigned char got[ANDROID_KEY_LEN];

    (void)state;
    n[255] = 0x7f;
    assert_int_equal(android_key_encode(n, 3, got), -1); /* 2047 bits */
    n[255] = 0x80;
    n[0] = 2;
    assert_int_equal(android_key_encode(n, 3, got), -1); /* even */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(android_key_is_what_genuine_adb_writes),
        cmocka_unit_test(android_key_of_the_smallest_modulus),
        cmocka_unit_test(android_key_of_the_largest_modulus),
        cmocka_unit_test(android_key_refuses_what_is_no_modulus),
    };

    return cmocka_run_group_tests_name("android_key", tests, NULL, NULL);
}
