/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A user of the library, for the tests in the guest; on the only phone there
 * is, over USB:
 *
 *   talk connect          connects and ends
 *   talk echo SIZE...     sends each size in one piece through `cat`
 *   talk stream SIZE      sends a size of any length, piece by piece
 *   talk pull, talk push  moves bytes until it is ended; "+" for each piece
 *
 * Exit status: 0 as it should, 1 other bytes came back than were sent, 2
 * wrong usage, 3 no connection, 4 it broke.
 */
#include <adb/adb.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MS 20000
#define PIECE ((size_t)262144)

enum result { AS_IT_SHOULD, OTHER_BYTES, USAGE, NO_CONNECTION, BROKE };

static enum result broke(const struct adb_err *err)
{
    (void)printf("broke: %s\n", err->text);
    return BROKE;
}

static enum result begin(struct adb_device *device, const char *command,
                         struct adb_shell **out)
{
    struct adb_err err;

    return adb_shell_open(device, command, WAIT_MS, out, &err) < 0
               ? broke(&err)
               : AS_IT_SHOULD;
}

/* Bytes that are the same for the same seed, and repeat late. */
static void fill(unsigned char *bytes, size_t len, uint32_t *seed)
{
    size_t i;

    for (i = 0; i < len; i++) {
        *seed = *seed * 1664525U + 1013904223U;
        bytes[i] = (unsigned char)(*seed >> 24);
    }
}

/* These very bytes must be what the command prints next. */
static enum result expect(struct adb_shell *shell, const unsigned char *bytes,
                          size_t len)
{
    static unsigned char got[PIECE];
    enum adb_shell_event event;
    struct adb_err err;
    size_t part;

    while (len > 0) {
        if (adb_shell_read(shell, got, len < PIECE ? len : PIECE, WAIT_MS,
                           &event, &part, NULL, &err) < 0) {
            return broke(&err);
        }
        if (event != ADB_SHELL_STDOUT || memcmp(got, bytes, part) != 0) {
            return OTHER_BYTES;
        }
        bytes += part;
        len -= part;
    }
    return AS_IT_SHOULD;
}

static enum result there_and_back(struct adb_device *device, size_t size,
                                  size_t piece)
{
    unsigned char *bytes = malloc(piece);
    uint32_t seed = (uint32_t)size;
    struct adb_shell *shell = NULL;
    enum result result;
    struct adb_err err;
    size_t len;

    if (bytes == NULL) {
        return BROKE;
    }
    result = begin(device, "cat", &shell);
    while (result == AS_IT_SHOULD && size > 0) {
        len = size < piece ? size : piece;
        fill(bytes, len, &seed);
        result = adb_shell_write(shell, bytes, len, WAIT_MS, &err) < 0
                     ? broke(&err)
                     : expect(shell, bytes, len);
        size -= len;
    }
    adb_shell_close(shell);
    free(bytes);
    return result;
}

static enum result echo(struct adb_device *device, char **sizes)
{
    enum result result = AS_IT_SHOULD;

    while (result == AS_IT_SHOULD && *sizes != NULL) {
        size_t size = strtoul(*sizes, NULL, 10);

        result = there_and_back(device, size, size);
        if (result != AS_IT_SHOULD) {
            (void)printf("with %s bytes\n", *sizes);
        }
        sizes++;
    }
    return result;
}

/* For ever: ended from outside, or by the connection. */
static enum result move(struct adb_device *device, int to_phone)
{
    static unsigned char bytes[PIECE];
    struct adb_shell *shell = NULL;
    enum adb_shell_event event;
    struct adb_err err;
    size_t len;
    int rc = 0;
    enum result result =
        begin(device, to_phone ? "cat >/dev/null" : "cat /dev/zero", &shell);

    while (result == AS_IT_SHOULD) {
        rc = to_phone ? adb_shell_write(shell, bytes, PIECE, WAIT_MS, &err)
                      : adb_shell_read(shell, bytes, PIECE, WAIT_MS, &event,
                                       &len, NULL, &err);
        if (rc < 0) {
            result = broke(&err);
        }
        (void)printf("+");
        (void)fflush(stdout);
    }
    adb_shell_close(shell);
    return result;
}

static enum result talk(struct adb_device *device, char **words)
{
    if (strcmp(words[0], "connect") == 0) {
        return AS_IT_SHOULD;
    }
    if (strcmp(words[0], "echo") == 0) {
        return echo(device, words + 1);
    }
    if (strcmp(words[0], "stream") == 0 && words[1] != NULL) {
        return there_and_back(device, strtoul(words[1], NULL, 10), PIECE);
    }
    if (strcmp(words[0], "pull") == 0 || strcmp(words[0], "push") == 0) {
        return move(device, words[0][2] == 's');
    }
    return USAGE;
}

int main(int argc, char **argv)
{
    struct adb_device *device = NULL;
    enum result result;
    struct adb_err err;

    if (argc < 2) {
        return USAGE;
    }
    if (adb_connect_usb(NULL, NULL, &device, &err) < 0) {
        (void)printf("no connection: %s\n", err.text);
        return NO_CONNECTION;
    }
    result = talk(device, argv + 1);
    adb_device_close(device);
    return (int)result;
}
