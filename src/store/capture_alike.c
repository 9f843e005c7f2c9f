/* SPDX-License-Identifier: Apache-2.0 */
/* What captures that are to be merged say of how they are read. */
#include "store/capture_alike.h"

#include <string.h>

/* Without any of them it is as with "0". */
static const char *const of_reading[] = {
    "all", "listening", "tcp",         "udp",
    "raw", "states",    "user_choice", "ignores_baseline"};
#define OF_READING (sizeof(of_reading) / sizeof(of_reading[0]))

static const char *value_of(const struct capture_reader *reader,
                            const char *name)
{
    const char *value = capture_setting(reader, name);

    return value == NULL ? "0" : value;
}

static bool is_of_one_user(const struct capture_reader *reader)
{
    return strcmp(value_of(reader, "user_choice"), "0") != 0;
}

const char *capture_unlike(const struct capture_reader *a,
                           const struct capture_reader *b)
{
    size_t i;

    for (i = 0; i < OF_READING; i++) {
        if (strcmp(value_of(a, of_reading[i]), value_of(b, of_reading[i])) !=
            0) {
            return of_reading[i];
        }
    }
    return is_of_one_user(a) &&
                   strcmp(value_of(a, "user"), value_of(b, "user")) != 0
               ? "user"
               : NULL;
}

int capture_add_list(struct buf *out, const char *list)
{
    size_t len = strlen(list);
    const unsigned char *at = out->data;
    size_t left = out->len;

    /* Shards of a list all have the whole of it. */
    while (left > 0) {
        const unsigned char *end = memchr(at, '\t', left);
        size_t this_len = end == NULL ? left : (size_t)(end - at);

        if (this_len == len && memcmp(at, list, len) == 0) {
            return 0;
        }
        at += end == NULL ? left : this_len + 1;
        left -= end == NULL ? left : this_len + 1;
    }
    if (out->len > 0 && buf_putc(out, '\t') < 0) {
        return ERR_NOMEM;
    }
    return buf_puts(out, list);
}
