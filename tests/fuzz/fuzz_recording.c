/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recording of any text: what it hands over is never more than the text,
 * and what bytes were written comes back when they are read.
 */
#include "link/recording.h"

#include <stdlib.h>
#include <string.h>

static int count(void *ctx, enum runner_stream stream, int64_t at_ms,
                 const char *bytes, size_t len)
{
    size_t *total = ctx;

    (void)stream;
    (void)at_ms;
    for (size_t i = 0; i < len; i++) {
        *total += bytes[i] != '\0' || i < len; /* reads all of them */
    }
    return 0;
}

static void replay(struct str text)
{
    struct request request = {.kind = "snapshot", .script = "", .token = ""};
    struct runner_end end;
    struct link link;
    struct err err;
    size_t total = 0;

    if (replay_open(text, &link, &err) < 0) {
        return;
    }
    while (runner_run(link.runner, &request, count, &total, &end, &err) == 0) {
        if (total > text.len) {
            abort();
        }
    }
    link.runner->ops->close(link.runner);
}

static void hear(struct str text)
{
    struct request request = {.kind = "snapshot", .script = "", .token = ""};
    struct runner_talk *talk;
    struct link link;
    struct err err;
    size_t total = 0;

    if (replay_open(text, &link, &err) < 0) {
        return;
    }
    while (runner_open_talk(link.runner, &request, &talk, &err) == 0) {
        while (runner_talk_read(talk, 0, count, &total, &err) > 0) {
        }
        runner_talk_close(talk);
    }
    link.runner->ops->close(link.runner);
}

static void round_trip(struct str text)
{
    struct buf buf;
    struct str escaped;
    char *back = malloc(4 * text.len + 1);
    size_t len = 0;

    buf_init(&buf, 4 * text.len + 1);
    if (back == NULL || recording_escape(&buf, text.ptr, text.len) < 0) {
        abort();
    }
    escaped.ptr = (const char *)buf.data;
    escaped.len = buf.len;
    if (!recording_unescape(escaped, back, &len) || len != text.len ||
        memcmp(back, text.ptr, len) != 0) {
        abort();
    }
    buf_fini(&buf);
    free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};

    if (size > 0) {
        replay(text);
        hear(text);
        round_trip(text);
    }
    return 0;
}
