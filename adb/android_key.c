/* SPDX-License-Identifier: Apache-2.0 */
/* Android's form of a public key. See android_key.h. */
#include "android_key.h"

#include "wire.h"

#include <stdbool.h>
#include <stddef.h>

#define WORDS (ANDROID_KEY_MODULUS_LEN / 4u)
#define BITS (ANDROID_KEY_MODULUS_LEN * 8u)

/* Lowest word first, as are all numbers here. */
struct number {
    uint32_t word[WORDS];
};

/* -1/n mod 2^32, by Newton: each round doubles the bits that are right, and
 * of an odd n three are right at once. */
static uint32_t negative_inverse(uint32_t n)
{
    uint32_t x = n;
    int round;

    for (round = 0; round < 4; round++) {
        x *= 2u - n * x;
    }
    return 0u - x;
}

static bool is_less(const struct number *a, const struct number *b)
{
    size_t i = WORDS;

    while (i > 0) {
        i--;
        if (a->word[i] != b->word[i]) {
            return a->word[i] < b->word[i];
        }
    }
    return false;
}

/* What is borrowed from beyond the highest word is dropped. */
static void subtract(struct number *from, const struct number *what)
{
    uint64_t borrow = 0;
    size_t i;

    for (i = 0; i < WORDS; i++) {
        uint64_t left = (uint64_t)from->word[i] - what->word[i] - borrow;

        from->word[i] = (uint32_t)left;
        borrow = left >> 63;
    }
}

/* Doubles and gives the bit that fell out. */
static uint32_t shift(struct number *number)
{
    uint32_t carry = 0;
    size_t i;

    for (i = 0; i < WORDS; i++) {
        uint32_t high = number->word[i] >> 31;

        number->word[i] = number->word[i] << 1 | carry;
        carry = high;
    }
    return carry;
}

/*
 * 2^4096 mod n: because n has its highest bit set, 2^2048 mod n is 2^2048 -
 * n, that is 0 - n in 2048 bits; then doubled 2048 times.
 */
static struct number square_of_r(const struct number *n)
{
    struct number r = {{0}};
    unsigned i;

    subtract(&r, n);
    for (i = 0; i < BITS; i++) {
        if (shift(&r) != 0 || !is_less(&r, n)) {
            subtract(&r, n);
        }
    }
    return r;
}

static void put_number(const struct number *number, unsigned char *out)
{
    size_t i;

    for (i = 0; i < WORDS; i++) {
        put_u32le(out + 4 * i, number->word[i]);
    }
}

int android_key_encode(const unsigned char modulus[ANDROID_KEY_MODULUS_LEN],
                       uint32_t exponent, unsigned char out[ANDROID_KEY_LEN])
{
    struct number n;
    struct number rr;
    size_t i;

    for (i = 0; i < WORDS; i++) {
        n.word[i] = get_u32le(modulus + 4 * i);
    }
    if ((n.word[0] & 1u) == 0 || n.word[WORDS - 1] >> 31 == 0) {
        return -1;
    }
    rr = square_of_r(&n);
    put_u32le(out, WORDS);
    put_u32le(out + 4, negative_inverse(n.word[0]));
    put_number(&n, out + 8);
    put_number(&rr, out + 8 + ANDROID_KEY_MODULUS_LEN);
    put_u32le(out + 8 + 2 * ANDROID_KEY_MODULUS_LEN, exponent);
    return 0;
}
