/* SPDX-License-Identifier: Apache-2.0 */
/* Commas, nesting, line breaks. See json_writer.h. */
#include "sink/json_writer.h"

#include <assert.h>
#include <string.h>

#define INDENT 2

void json_init(struct json_writer *json, struct out *out)
{
    memset(json, 0, sizeof(*json));
    json->out = out;
}

static struct json_level *innermost(struct json_writer *json)
{
    return json->depth == 0 ? NULL : &json->levels[json->depth - 1];
}

static void new_line(struct json_writer *json)
{
    out_char(json->out, '\n');
    out_spaces(json->out, (size_t)json->depth * INDENT);
}

/* What stands before a value: comma, line break, key. */
static void begin_value(struct json_writer *json, const char *key)
{
    struct json_level *level = innermost(json);

    assert((key != NULL) == (level != NULL && level->close == '}'));
    if (level != NULL) {
        if (level->has_members) {
            out_char(json->out, ',');
        }
        if (level->layout == JSON_LINES) {
            new_line(json);
        }
        level->has_members = true;
    }
    if (key != NULL) {
        out_char(json->out, '"');
        out_puts(json->out, key);
        out_puts(json->out, "\":");
    }
}

static void open_level(struct json_writer *json, const char *key, char open,
                       char close, enum json_layout layout)
{
    struct json_level *outer = innermost(json);
    struct json_level *level = &json->levels[json->depth];

    assert(json->depth < JSON_DEPTH_MAX);
    begin_value(json, key);
    out_char(json->out, open);
    level->close = close;
    level->has_members = false;
    level->layout =
        outer != NULL && outer->layout == JSON_INLINE ? JSON_INLINE : layout;
    json->depth++;
}

void json_open_object(struct json_writer *json, const char *key,
                      enum json_layout layout)
{
    open_level(json, key, '{', '}', layout);
}

void json_open_array(struct json_writer *json, const char *key,
                     enum json_layout layout)
{
    open_level(json, key, '[', ']', layout);
}

void json_close(struct json_writer *json)
{
    struct json_level *level = innermost(json);

    assert(level != NULL);
    json->depth--;
    if (level->has_members && level->layout == JSON_LINES) {
        new_line(json);
    }
    out_char(json->out, level->close);
    if (json->depth == 0) {
        out_char(json->out, '\n');
    }
}

void json_text(struct json_writer *json, const char *key, const char *text)
{
    if (text == NULL) {
        json_null(json, key);
        return;
    }
    begin_value(json, key);
    out_char(json->out, '"');
    out_text(json->out, str_from(text), TEXT_JSON);
    out_char(json->out, '"');
}

void json_u64(struct json_writer *json, const char *key, uint64_t value)
{
    begin_value(json, key);
    out_u64(json->out, value);
}

void json_i64(struct json_writer *json, const char *key, int64_t value)
{
    begin_value(json, key);
    if (value < 0) {
        out_char(json->out, '-');
    }
    out_u64(json->out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void json_literal(struct json_writer *json, const char *key,
                  const char *literal)
{
    begin_value(json, key);
    out_puts(json->out, literal);
}

void json_bool(struct json_writer *json, const char *key, bool value)
{
    json_literal(json, key, value ? "true" : "false");
}

void json_null(struct json_writer *json, const char *key)
{
    json_literal(json, key, "null");
}
