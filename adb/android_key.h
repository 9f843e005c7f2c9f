/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An RSA-2048 public key the way phones keep it: modulus and two numbers
 * derived from it, which phones before Android 8 calculate with. Pure.
 *
 * Source: AOSP system/core, libcrypto_utils/android_pubkey.cpp.
 */
#ifndef ADB_ANDROID_KEY_H
#define ADB_ANDROID_KEY_H

#include <stdint.h>

#define ANDROID_KEY_MODULUS_LEN 256u

/* Number of words, -1/n, modulus, 2^4096 mod n, exponent. */
#define ANDROID_KEY_LEN (4u + 4u + 256u + 256u + 4u)

/*
 * modulus: lowest byte first. 0, or -1 for what is no modulus of 2048 bits:
 * even, or its highest bit not set.
 */
int android_key_encode(const unsigned char modulus[ANDROID_KEY_MODULUS_LEN],
                       uint32_t exponent, unsigned char out[ANDROID_KEY_LEN]);

#endif
