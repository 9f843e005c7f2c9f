/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many members of one object that stands on one line, as fast as they can be
 * written: fifty members in each of a million rows. Where key and word are
 * literals a member becomes a few stores, because the compiler sees that
 * nothing else knows the address a run writes to. For all other JSON there
 * is json_writer.h, which checks more and inlines nothing.
 */
#ifndef ADBNET_SINK_JSON_RUN_H
#define ADBNET_SINK_JSON_RUN_H

#include "sink/json_writer.h"

#include <assert.h>
#include <string.h>

/*
 * Room at the beginning and after each text: far more than the keys and
 * values without a text of others, all of them together, can take.
 */
#define JSON_RUN_ROOM ((size_t)4096)

#define JSON_INLINED __attribute__((always_inline)) static inline

struct json_run {
    struct out *out;
    char *to;
    bool has_members; /* in the innermost object or array */
};

/* The innermost object of json is taken over; it has been opened inline. */
JSON_INLINED struct json_run json_run_begin(struct json_writer *json)
{
    struct json_level *level = &json->levels[json->depth - 1];
    struct json_run run = {json->out, out_room(json->out, JSON_RUN_ROOM),
                           level->has_members};

    assert(level->close == '}' && level->layout == JSON_INLINE);
    level->has_members = true;
    return run;
}

JSON_INLINED void json_run_end(struct json_run *run)
{
    out_wrote(run->out, run->to);
}

JSON_INLINED void json_run_bytes(struct json_run *run, const char *bytes,
                                 size_t len)
{
    memcpy(run->to, bytes, len);
    run->to += len;
}

/* key: a literal, or NULL in an array. */
JSON_INLINED void json_run_key(struct json_run *run, const char *key)
{
    *run->to = ',';
    run->to += run->has_members;
    run->has_members = true;
    if (key != NULL) {
        *run->to++ = '"';
        json_run_bytes(run, key, strlen(key));
        *run->to++ = '"';
        *run->to++ = ':';
    }
}

/* Text that is JSON already, made by us. */
JSON_INLINED void json_run_literal(struct json_run *run, const char *key,
                                   const char *literal)
{
    json_run_key(run, key);
    json_run_bytes(run, literal, strlen(literal));
}

/* '{' or '['; json_run_close() is told which. */
JSON_INLINED void json_run_open(struct json_run *run, const char *key, char c)
{
    json_run_key(run, key);
    *run->to++ = c;
    run->has_members = false;
}

JSON_INLINED void json_run_close(struct json_run *run, char c)
{
    *run->to++ = c;
    run->has_members = true;
}

/* null unless it is known. */
JSON_INLINED void json_run_number(struct json_run *run, const char *key,
                                  bool is_known, uint64_t value)
{
    json_run_key(run, key);
    if (!is_known) {
        json_run_bytes(run, "null", 4);
    } else if (value < 10) {
        *run->to++ = (char)('0' + value);
    } else {
        run->to = out_digits(run->to, value);
    }
}

/* A word of ours, which needs no look at its bytes; NULL gives null. */
JSON_INLINED void json_run_word(struct json_run *run, const char *key,
                                const char *word)
{
    json_run_key(run, key);
    if (word == NULL) {
        json_run_bytes(run, "null", 4);
        return;
    }
    *run->to++ = '"';
    json_run_bytes(run, word, strlen(word));
    *run->to++ = '"';
}

/* Room anew, in an array that has any number of members. */
JSON_INLINED void json_run_more(struct json_run *run)
{
    out_wrote(run->out, run->to);
    run->to = out_room(run->out, JSON_RUN_ROOM);
}

/* The text, escaped, and its closing mark. For json_run_text(). */
char *json_run_finish_text(struct out *out, char *to, const char *text);

/* Anybody's text; NULL gives null. */
JSON_INLINED void json_run_text(struct json_run *run, const char *key,
                                const char *text)
{
    json_run_key(run, key);
    if (text == NULL) {
        json_run_bytes(run, "null", 4);
        return;
    }
    *run->to++ = '"';
    run->to = json_run_finish_text(run->out, run->to, text);
}

#endif
