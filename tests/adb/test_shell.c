/* SPDX-License-Identifier: Apache-2.0 */
/* The packets of the shell protocol. */
#include "shell.h"

#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T(literal) (literal), sizeof(literal) - 1

/* Decodes pieces of at most `every` bytes into one line of text. */
static void decode(const char *bytes, size_t len, size_t every, char *out,
                   size_t cap)
{
    struct shell_decoder decoder = {{0}, 0, 0, false, 0};
    struct shell_piece piece;
    int last = -1;
    size_t used = 0;
    size_t at = 0;

    out[0] = '\0';
    while (at < len) {
        size_t part = len - at < every ? len - at : every;
        unsigned char *copy = malloc(part > 0 ? part : 1);
        int64_t taken;

        assert_non_null(copy);
        memcpy(copy, bytes + at, part);
        taken = shell_decode(&decoder, copy, part, &piece);
        if (taken < 0) {
            (void)snprintf(out + used, cap - used, "[bad]");
            free(copy);
            return;
        }
        assert_in_range(taken, 1, part);
        at += (size_t)taken;
        if (piece.kind == SHELL_EXIT) {
            used += (size_t)snprintf(out + used, cap - used, "[exit %u]",
                                     decoder.exit_status);
        } else if (piece.kind != SHELL_NOTHING) {
            assert_true(piece.len > 0);
            used += (size_t)snprintf(out + used, cap - used, "%s%.*s",
                                     (int)piece.kind == last      ? ""
                                     : piece.kind == SHELL_STDOUT ? "1:"
                                                                  : "2:",
                                     (int)piece.len, (const char *)piece.data);
        }
        if (piece.kind != SHELL_NOTHING) {
            last = (int)piece.kind;
        }
        free(copy);
    }
}

static const struct {
    const char *why;
    const char *bytes;
    size_t len;
    const char *want;
} streams[] = {
    {"a command that prints", T("\1\2\0\0\0hi\3\1\0\0\0\0"), "1:hi[exit 0]"},
    {"standard error apart",
     T("\1\1\0\0\0a\2\3\0\0\0err\1\1\0\0\0b\3\1\0\0\0\7"),
     "1:a2:err1:b[exit 7]"},
    {"a command ended by a signal", T("\3\1\0\0\0\211"), "[exit 137]"},
    {"empty packets", T("\1\0\0\0\0\2\0\0\0\0\1\1\0\0\0a"), "1:a"},
    {"kinds that are not for us are skipped",
     T("\0\3\0\0\0abc\5\2\0\0\0xy\4\0\0\0\0\377\1\0\0\0z\1\1\0\0\0a"), "1:a"},
    {"what follows the exit status is skipped",
     T("\3\1\0\0\0\1\1\2\0\0\0hi\3\1\0\0\0\2"), "[exit 1]"},
    {"an exit status of two bytes counts by its first", T("\3\2\0\0\0\5\6"),
     "[exit 5]"},
    {"an exit without a status", T("\1\1\0\0\0a\3\0\0\0\0"), "1:a[bad]"},
    {"bytes that look like a packet stay bytes",
     T("\1\6\0\0\0\3\1\1\1\1\1\3\1\0\0\0\0"), "1:\3\1\1\1\1\1[exit 0]"},
    {"a length nobody could hold", T("\1\377\377\377\377abc"), "1:abc"},
    {"cut in the header", T("\1\2\0"), ""},
    {"cut in the data", T("\1\5\0\0\0ab"), "1:ab"},
};

static void expect_stream(size_t row, size_t every)
{
    char got[128];

    decode(streams[row].bytes, streams[row].len, every, got, sizeof(got));
    if (strcmp(got, streams[row].want) != 0) {
        fail_msg("%s, every %zu: %s", streams[row].why, every, got);
    }
}

static void shell_takes_output_apart(void **state)
{
    size_t every;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
        for (every = 1; every <= streams[i].len; every++) {
            expect_stream(i, every);
        }
    }
}

static void shell_wants_more_of_nothing(void **state)
{
    struct shell_decoder decoder = {{0}, 0, 0, false, 0};
    struct shell_piece piece;

    (void)state;
    assert_int_equal(shell_decode(&decoder, "", 0, &piece), 0);
    assert_int_equal(piece.kind, SHELL_NOTHING);
}

static void shell_writes_headers(void **state)
{
    unsigned char head[SHELL_HEADER_LEN];

    (void)state;
    shell_encode(SHELL_STDIN, 0x01020304, head);
    assert_memory_equal(head, "\0\4\3\2\1", 5);
    shell_encode(SHELL_CLOSE_STDIN, 0, head);
    assert_memory_equal(head, "\4\0\0\0\0", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shell_takes_output_apart),
        cmocka_unit_test(shell_wants_more_of_nothing),
        cmocka_unit_test(shell_writes_headers),
    };

    return cmocka_run_group_tests_name("shell", tests, NULL, NULL);
}
