/* SPDX-License-Identifier: Apache-2.0 */
/* See hosts.h. */
#include "enrich/hosts.h"

#define HOSTS_MAX 100000
#define TEXT_MAX ((size_t)16 * 1024 * 1024)
/* RFC 1035 2.3.4 */
#define NAME_MAX_LEN 253
#define LABEL_MAX_LEN 63

void hosts_init(struct hosts *hosts)
{
    pool_init(&hosts->pool, TEXT_MAX);
    vec_init(&hosts->hosts, sizeof(struct host), HOSTS_MAX);
    vec_init(&hosts->names, sizeof(const char *), HOSTS_MAX);
}

void hosts_fini(struct hosts *hosts)
{
    pool_fini(&hosts->pool);
    vec_fini(&hosts->hosts);
    vec_fini(&hosts->names);
}

/* What may be asked for, and shown without a second thought. */
static bool is_name(struct str word)
{
    bool has_letter = false;
    size_t label_len = 0;
    size_t i;

    for (i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        has_letter = has_letter || is_letter;
        label_len = c == '.' ? 0 : label_len + 1;
        if (label_len > LABEL_MAX_LEN) {
            return false;
        }
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' &&
            !(c == '.' && i > 0 && word.ptr[i - 1] != '.')) {
            return false;
        }
    }
    return has_letter && word.len <= NAME_MAX_LEN;
}

static int add(struct hosts *hosts, const struct addr *addr, struct str word)
{
    struct host host = {.name = pool_add(&hosts->pool, word)};

    if (host.name == NULL) {
        return ERR_NOMEM;
    }
    if (addr == NULL) {
        return vec_push(&hosts->names, &host.name);
    }
    host.addr = *addr;
    return vec_push(&hosts->hosts, &host);
}

/* 0, or a negative code; ERR_USAGE for what is no line of such a list. */
static int read_line(struct hosts *hosts, struct str line)
{
    struct cursor cursor = cursor_from(line);
    struct str comment;
    struct str word;
    struct addr addr;
    bool has_addr;
    size_t count = 0;
    int rc = 0;

    if (cursor_until(&cursor, '#', &comment)) {
        line = comment;
    }
    cursor = cursor_from(str_trim(line));
    if (!cursor_token(&cursor, &word)) {
        return 0;
    }
    has_addr = addr_parse(word, &addr);
    if (!has_addr) {
        cursor = cursor_from(str_trim(line));
    }
    while (rc == 0 && cursor_token(&cursor, &word)) {
        rc = is_name(word) ? add(hosts, has_addr ? &addr : NULL, word)
                           : ERR_USAGE;
        count++;
    }
    return rc == 0 && (count == 0 || (!has_addr && count > 1)) ? ERR_USAGE : rc;
}

int hosts_read(struct hosts *hosts, struct str text, struct err *err)
{
    struct cursor cursor = cursor_from(text);
    struct str line;
    size_t number = 0;

    while (cursor_line(&cursor, &line)) {
        int rc = read_line(hosts, line);

        number++;
        if (rc == ERR_USAGE) {
            return err_set(
                err, rc, "line %zu: neither ADDRESS NAME nor one NAME", number);
        }
        if (rc == ERR_LIMIT) {
            return err_set(err, rc, "line %zu: more than %d names", number,
                           HOSTS_MAX);
        }
        if (rc < 0) {
            return err_set(err, rc, "out of memory");
        }
    }
    return 0;
}
