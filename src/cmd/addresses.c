/* SPDX-License-Identifier: Apache-2.0 */
/* See addresses.h. */
#include "cmd/addresses.h"

#include "cmd/file_in.h"

#define TEXT_MAX ((size_t)256 * 1024 * 1024)

/* Brackets and zone ids are how people and programs write addresses. */
static bool parse(struct str word, struct addr *out)
{
    struct cursor cursor;
    struct str part;

    if (word.len > 2 && word.ptr[0] == '[' && word.ptr[word.len - 1] == ']') {
        word.ptr++;
        word.len -= 2;
    }
    cursor = cursor_from(word);
    return addr_parse(cursor_until(&cursor, '%', &part) ? part : word, out);
}

/* The first word of each line; "#" begins a comment. */
static int read_text(struct addr_set *out, struct str text, size_t *bad)
{
    struct cursor lines = cursor_from(text);
    struct str line;
    int rc = 0;

    while (rc == 0 && cursor_line(&lines, &line)) {
        struct cursor cursor = cursor_from(line);
        struct str word;
        struct addr addr;

        if (!cursor_token(&cursor, &word) || word.ptr[0] == '#') {
            continue;
        }
        if (parse(word, &addr)) {
            rc = addr_set_add(out, &addr);
        } else {
            (*bad)++;
        }
    }
    return rc;
}

static int read_input(struct addr_set *out, size_t *bad, struct err *err)
{
    struct buf text;
    int rc;

    buf_init(&text, TEXT_MAX);
    rc = file_in_read("-", &text, err);
    if (rc == 0) {
        struct str all = {(const char *)text.data, text.len};

        rc = read_text(out, all, bad);
        if (rc < 0) {
            (void)err_set(err, rc, "more than %zu addresses, or no memory",
                          ADDR_SET_MAX);
        }
    }
    buf_fini(&text);
    return rc;
}

int addresses_read(struct addr_set *out, const struct settings *settings,
                   size_t *out_bad, struct err *err)
{
    int rc = 0;
    int i;

    *out_bad = 0;
    for (i = 0; i < settings->argument_count && rc == 0; i++) {
        const char *word = settings->arguments[i];
        struct addr addr;

        if (strcmp(word, "-") == 0) {
            rc = read_input(out, out_bad, err);
        } else if (!parse(str_from(word), &addr)) {
            rc = err_set(err, ERR_USAGE, "%s is not an address", word);
        } else if (addr_set_add(out, &addr) < 0) {
            rc = err_set(err, ERR_NOMEM, "out of memory");
        }
    }
    if (rc == 0 && addr_set_index(out) < 0) {
        rc = err_set(err, ERR_NOMEM, "out of memory");
    }
    return rc;
}
