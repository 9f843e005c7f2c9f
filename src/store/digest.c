/* SPDX-License-Identifier: Apache-2.0 */
/* See digest.h. */
#include "store/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 16384

static int add_all(EVP_MD_CTX *sum, int fd, const char *path, struct err *err)
{
    unsigned char bytes[READ_SIZE];
    ssize_t got;

    while ((got = read(fd, bytes, sizeof(bytes))) != 0) {
        if (got < 0 && errno != EINTR) {
            return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
        }
        if (got > 0 && EVP_DigestUpdate(sum, bytes, (size_t)got) != 1) {
            return err_set(err, ERR_IO, "%s: no SHA-256", path);
        }
    }
    return 0;
}

int digest_file(const char *path, char out[DIGEST_TEXT_CAP], struct err *err)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned len = 0;
    unsigned i;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int rc;

    if (fd < 0) {
        rc = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    } else if (sum == NULL || EVP_DigestInit_ex(sum, EVP_sha256(), NULL) != 1) {
        rc = err_set(err, ERR_NOMEM, "out of memory");
    } else {
        rc = add_all(sum, fd, path, err);
    }
    if (rc == 0 && (EVP_DigestFinal_ex(sum, digest, &len) != 1 || len != 32)) {
        rc = err_set(err, ERR_IO, "%s: no SHA-256", path);
    }
    for (i = 0; i < len && rc == 0; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[rc == 0 ? 2 * len : 0] = '\0';
    EVP_MD_CTX_free(sum);
    if (fd >= 0) {
        (void)close(fd);
    }
    return rc;
}
