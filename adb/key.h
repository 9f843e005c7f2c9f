/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One private key of this computer: RSA-2048, as adb has them. All of the
 * cryptography is OpenSSL's, which also wipes what it frees. Where keys lie
 * is keys.c's business.
 */
#ifndef ADB_KEY_H
#define ADB_KEY_H

#include <stdbool.h>
#include <stddef.h>

#define KEY_TOKEN_LEN 20u
#define KEY_SIGNATURE_LEN 256u

/* A public key in base64, terminated. */
#define KEY_TEXT_CAP 701u

struct key;

/*
 * From the text of a file, PKCS#8 or PKCS#1 in PEM without a password. NULL:
 * it is no such key (or memory has run out).
 */
struct key *key_read(int fd);

/* A new one; takes a tenth of a second or so. NULL: OpenSSL could not. */
struct key *key_make(void);

/* NULL is fine. */
void key_free(struct key *key);

/* As PKCS#8 in PEM. 0, or -1 with errno. */
int key_write(const struct key *key, int fd);

/*
 * RSASSA-PKCS1-v1_5 with the token in the place of a SHA-1 digest (AOSP adb,
 * client/auth.cpp). 0, or -1: OpenSSL could not.
 */
int key_sign(const struct key *key, const unsigned char token[KEY_TOKEN_LEN],
             unsigned char out[KEY_SIGNATURE_LEN]);

/* The public key as phones take it: one line, without whose it is. */
void key_text(const struct key *key, char out[KEY_TEXT_CAP]);

bool key_equals(const struct key *a, const struct key *b);

#endif
