/* SPDX-License-Identifier: Apache-2.0 */
/* One private key, through OpenSSL. See key.h. */
#include "key.h"

#include "adb_limits.h"
#include "android_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_BITS (ANDROID_KEY_MODULUS_LEN * 8u)

static_assert(KEY_SIGNATURE_LEN == ANDROID_KEY_MODULUS_LEN, "one RSA block");
static_assert(KEY_TEXT_CAP == (ANDROID_KEY_LEN + 2u) / 3u * 4u + 1u, "base64");

struct key {
    EVP_PKEY *pkey;
    unsigned char android[ANDROID_KEY_LEN]; /* the public half */
};

void key_free(struct key *key)
{
    if (key != NULL) {
        EVP_PKEY_free(key->pkey);
        free(key);
    }
}

/* Whether the key is one of adb's; makes Android's form of it. */
static bool encode(struct key *key)
{
    unsigned char modulus[ANDROID_KEY_MODULUS_LEN];
    BIGNUM *n = NULL;
    BIGNUM *e = NULL;
    bool is_good =
        EVP_PKEY_is_a(key->pkey, "RSA") &&
        EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_RSA_N, &n) == 1 &&
        EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_RSA_E, &e) == 1 &&
        BN_num_bits(e) <= 32 &&
        BN_bn2lebinpad(n, modulus, sizeof(modulus)) == (int)sizeof(modulus) &&
        android_key_encode(modulus, (uint32_t)BN_get_word(e), key->android) ==
            0;

    BN_free(n);
    BN_free(e);
    return is_good;
}

/* Takes pkey, which may be NULL. */
static struct key *key_new(EVP_PKEY *pkey)
{
    struct key *key = calloc(1, sizeof(*key));

    if (key == NULL) {
        EVP_PKEY_free(pkey);
        return NULL;
    }
    key->pkey = pkey;
    if (pkey == NULL || !encode(key)) {
        key_free(key);
        key = NULL;
    }
    /* Nobody else in this thread is to find our failures. */
    ERR_clear_error();
    return key;
}

static size_t read_all(int fd, unsigned char *out, size_t cap)
{
    size_t len = 0;

    while (len < cap) {
        ssize_t got = read(fd, out + len, cap - len);

        if (got <= 0 && (got == 0 || errno != EINTR)) {
            break;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    return len;
}

struct key *key_read(int fd)
{
    /* With a password of ours OpenSSL does not ask for one. */
    char no_password[] = "";
    unsigned char pem[LIMIT_KEY_FILE];
    size_t len = read_all(fd, pem, sizeof(pem));
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    EVP_PKEY *pkey = NULL;

    if (bio != NULL) {
        pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, no_password);
        BIO_free(bio);
    }
    OPENSSL_cleanse(pem, len);
    return key_new(pkey);
}

struct key *key_make(void)
{
    return key_new(EVP_RSA_gen(KEY_BITS));
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);

        if (put < 0 && errno != EINTR) {
            return -1;
        }
        if (put > 0) {
            bytes += put;
            len -= (size_t)put;
        }
    }
    return 0;
}

int key_write(const struct key *key, int fd)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;
    int rc = -1;

    errno = ENOMEM;
    if (bio != NULL && PEM_write_bio_PKCS8PrivateKey(bio, key->pkey, NULL, NULL,
                                                     0, NULL, NULL) == 1) {
        long len = BIO_get_mem_data(bio, &bytes);

        rc = write_all(fd, bytes, (size_t)len);
    }
    BIO_free(bio);
    ERR_clear_error();
    return rc;
}

/*
 * The DigestInfo is put together here because systems that forbid SHA-1
 * refuse to name it; nothing is hashed.
 */
int key_sign(const struct key *key, const unsigned char token[KEY_TOKEN_LEN],
             unsigned char out[KEY_SIGNATURE_LEN])
{
    static const unsigned char sha1[] = {0x30, 0x21, 0x30, 0x09, 0x06,
                                         0x05, 0x2b, 0x0e, 0x03, 0x02,
                                         0x1a, 0x05, 0x00, 0x04, 0x14};
    unsigned char info[sizeof(sha1) + KEY_TOKEN_LEN];
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
    size_t len = KEY_SIGNATURE_LEN;
    int rc = -1;

    memcpy(info, sha1, sizeof(sha1));
    memcpy(info + sizeof(sha1), token, KEY_TOKEN_LEN);
    if (ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_sign(ctx, out, &len, info, sizeof(info)) == 1 &&
        len == KEY_SIGNATURE_LEN) {
        rc = 0;
    }
    EVP_PKEY_CTX_free(ctx);
    ERR_clear_error();
    return rc;
}

void key_text(const struct key *key, char out[KEY_TEXT_CAP])
{
    (void)EVP_EncodeBlock((unsigned char *)out, key->android,
                          (int)sizeof(key->android));
}

bool key_equals(const struct key *a, const struct key *b)
{
    return memcmp(a->android, b->android, sizeof(a->android)) == 0;
}
