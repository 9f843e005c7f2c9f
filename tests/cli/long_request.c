/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks a phone to run scripts of many lengths, as the program does with its
 * own: what is too long for a service string travels on standard input. Not
 * a test by itself: server_survives runs it.
 *
 * usage: long_request SERVER_PORT SERIAL [LONGEST]
 * SERVER_PORT 0: directly
 */
#include "link/link.h"

#include "base/buf.h"
#include "base/cursor.h"

#include <stdio.h>
#include <stdlib.h>

#define SCRIPT_MAX ((size_t)2 * 1024 * 1024)

/* Around ADB_COMMAND_MAX, around packets of 4 KiB, and far beyond. */
static const size_t lengths[] = {
    40, 3999, 4000, 4001, 4091, 4096, 4097, 8187, 70000, 300000, 1100000,
};
#define LENGTH_COUNT (sizeof(lengths) / sizeof(lengths[0]))

struct answer {
    struct buf text;
};

static int take(void *ctx, enum runner_stream stream, int64_t at_ms,
                const char *bytes, size_t len)
{
    struct answer *answer = ctx;

    (void)stream;
    (void)at_ms;
    return buf_append(&answer->text, bytes, len);
}

/* The script says how long it was, so that not a byte may be missing. */
static int make_script(struct buf *out, size_t len)
{
    static const char before[] = "x='";
    static const char after[] = "';print -r -- ${#x}\n";
    size_t fixed = sizeof(before) - 1 + sizeof(after) - 1;
    int rc = buf_puts(out, before);

    while (rc == 0 && out->len < len - sizeof(after) + 1) {
        /* Lines are short, as a terminal on the way wants them. */
        rc = buf_putc(out,
                      (char)(out->len % 64 == 63 ? '\n' : 'a' + out->len % 26));
    }
    return rc == 0 && len > fixed ? buf_puts(out, after) : rc;
}

static int ask(struct link *link, size_t len, struct err *err)
{
    struct request request = {
        .kind = "test", .token = "", .timeout_ms = 20000, .idle_ms = 10000};
    struct runner_end end;
    struct answer answer;
    struct buf script;
    uint64_t shown = 0;
    int rc;

    buf_init(&script, SCRIPT_MAX);
    buf_init(&answer.text, 1000);
    rc = make_script(&script, len);
    if (rc == 0) {
        request.script = (const char *)script.data;
        request.script_len = script.len;
        rc = runner_run(link->runner, &request, take, &answer, &end, err);
    }
    if (rc == 0 && buf_append(&answer.text, "", 1) == 0) {
        struct cursor cursor =
            cursor_from(str_from((const char *)answer.text.data));

        (void)cursor_u64(&cursor, SCRIPT_MAX, &shown);
        if (script.len != len || shown + 23 != len || end.exit_status > 0) {
            rc =
                err_set(err, ERR_PROTO, "%zu bytes: status %d, it says: %.200s",
                        len, end.exit_status, (const char *)answer.text.data);
        }
    }
    buf_fini(&script);
    buf_fini(&answer.text);
    return rc;
}

int main(int argc, char **argv)
{
    struct link_options options = {.via = LINK_SERVER,
                                   .select = ADB_SELECT_SERIAL,
                                   .clock = clock_system()};
    struct link link;
    struct err err = {.text = ""};
    uint64_t longest = SCRIPT_MAX;
    uint64_t port = 0;
    size_t i;
    int rc;

    if (argc < 3 || argc > 4 || !str_to_u64(str_from(argv[1]), 65535, &port) ||
        (argc == 4 && !str_to_u64(str_from(argv[3]), SCRIPT_MAX, &longest))) {
        return 2;
    }
    options.serial = argv[2];
    options.server.port = (uint16_t)port;
    if (options.server.port == 0) {
        options.via = LINK_TCP;
    }
    rc = link_open(&options, &link, &err);
    for (i = 0; i < LENGTH_COUNT && lengths[i] <= longest && rc == 0; i++) {
        rc = ask(&link, lengths[i], &err);
        (void)printf("%zu bytes: %s\n", lengths[i], rc == 0 ? "ok" : err.text);
    }
    if (rc < 0) {
        (void)printf("%s\n", err.text);
    }
    link_close(&link);
    return rc == 0 ? 0 : 1;
}
