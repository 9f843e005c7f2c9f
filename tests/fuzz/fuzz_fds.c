/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of the list of open descriptors. What is taken for a socket or a
 * process says so in the line itself, digit by digit.
 */
#include "collect/fds.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has(struct str line, const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i + len <= line.len; i++) {
        if (memcmp(line.ptr + i, text, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The number as the line has it: without zeros in front. */
static void check_number(struct str line, const struct fds_line *parsed)
{
    char text[40];

    if (parsed->pid >= 0) {
        snprintf(text, sizeof(text), "%d/fd:", parsed->pid);
    } else {
        snprintf(text, sizeof(text), "%" PRIu64 "%s", parsed->inode,
                 parsed->is_link ? "]" : " ");
    }
    if (!has(line, text) || (parsed->pid < 0 && parsed->inode == 0)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cursor cursor = cursor_from(text);
    struct str line;

    while (cursor_line(&cursor, &line)) {
        /* A copy of the exact size, so that a step too far is seen. */
        char *copy = malloc(line.len + 1);
        struct fds_line parsed;

        if (copy == NULL) {
            abort();
        }
        memcpy(copy + 1, line.ptr, line.len);
        line.ptr = copy + 1;
        if (fds_parse(line, &parsed) > 0) {
            check_number(line, &parsed);
        }
        free(copy);
    }
    return 0;
}
