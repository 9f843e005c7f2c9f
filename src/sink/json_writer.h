/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON (RFC 8259) as a stream: the writer owns commas, nesting, line breaks
 * and escaping, the caller names keys and values. Values are strings,
 * integers, booleans and null.
 *
 * Layout: what is opened with JSON_LINES has one member per line, indented
 * by two; what is opened with JSON_INLINE, and everything in it, stands on
 * one line without blanks. So a list of records has one record per line,
 * which grep and diff can work with.
 */
#ifndef ADBNET_SINK_JSON_WRITER_H
#define ADBNET_SINK_JSON_WRITER_H

#include "sink/out.h"

/* Deeper than any record of ours; more is a mistake of the caller's. */
#define JSON_DEPTH_MAX 12

enum json_layout { JSON_LINES, JSON_INLINE };

struct json_level {
    char close; /* '}' or ']' */
    bool has_members;
    enum json_layout layout;
};

struct json_writer {
    struct out *out; /* borrowed */
    unsigned depth;
    struct json_level levels[JSON_DEPTH_MAX];
};

void json_init(struct json_writer *json, struct out *out);

/*
 * key is a plain ASCII literal, or NULL in an array and at the top. A key
 * where none belongs, or none where one does, is a mistake (assert).
 */
void json_open_object(struct json_writer *json, const char *key,
                      enum json_layout layout);
void json_open_array(struct json_writer *json, const char *key,
                     enum json_layout layout);
/* The innermost; after the outermost comes a newline. */
void json_close(struct json_writer *json);

/* Anybody's text; NULL gives null. */
void json_text(struct json_writer *json, const char *key, const char *text);
void json_u64(struct json_writer *json, const char *key, uint64_t value);
void json_i64(struct json_writer *json, const char *key, int64_t value);
void json_bool(struct json_writer *json, const char *key, bool value);
/* Text that is JSON already, made by us. */
void json_literal(struct json_writer *json, const char *key,
                  const char *literal);
void json_null(struct json_writer *json, const char *key);

#endif
