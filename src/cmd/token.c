/* SPDX-License-Identifier: Apache-2.0 */
/* Randomness from the system. See token.h. */
#include "cmd/token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LETTERS 36
/* The largest multiple of LETTERS in a byte: others would be unfair. */
#define FAIR 252

int token_make(char out[TOKEN_LEN + 1], struct err *err)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    unsigned char bytes[4 * TOKEN_LEN];
    size_t len = 0;
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    while (fd >= 0 && len < TOKEN_LEN) {
        ssize_t got = read(fd, bytes, sizeof(bytes));
        ssize_t i;

        if (got <= 0) {
            break;
        }
        for (i = 0; i < got && len < TOKEN_LEN; i++) {
            if (bytes[i] < FAIR) {
                out[len++] = letters[bytes[i] % LETTERS];
            }
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    out[len] = '\0';
    return len == TOKEN_LEN
               ? 0
               : err_set(err, ERR_IO, "/dev/urandom: %s", strerror(errno));
}
