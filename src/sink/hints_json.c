/* SPDX-License-Identifier: Apache-2.0 */
/* Hints as JSON: whole or by lines, the same members. See hints.h. */
#include "sink/hints.h"

#include "sink/json_parts.h"
#include "sink/watch.h"

static void put_end(struct json_writer *json, const char *key,
                    const struct addr *addr, unsigned port, bool is_known)
{
    char text[ADDR_TEXT_CAP];

    json_open_object(json, key, JSON_INLINE);
    json_text(json, "addr",
              is_known && addr->family != ADDR_NONE ? addr_format(addr, text)
                                                    : NULL);
    if (is_known) {
        json_u64(json, "port", port);
    } else {
        json_null(json, "port");
    }
    json_close(json);
}

/* A packet socket has no addresses; its "port" is the ethertype. */
static void put_where(struct json_writer *json, const struct endpoint *endpoint)
{
    const struct sock_row *row = &endpoint->row;

    json_open_object(json, "where", JSON_INLINE);
    json_text(json, "proto",
              row->family == SOCK_LINK_LAYER ? sock_family_name(row->family)
                                             : sock_proto_name(row->proto));
    put_end(json, "local", &row->local, row->local_port, true);
    put_end(json, "remote", &row->remote, row->remote_port,
            sock_has_remote(row));
    json_u64(json, "connections", endpoint->connections);
    json_u64(json, "samples", endpoint->samples);
    json_put_stamp(json, "first_seen", endpoint->first_ms);
    json_put_stamp(json, "last_seen", endpoint->last_ms);
    json_u64(json, "first_sample", endpoint->first_sample);
    json_u64(json, "last_sample", endpoint->last_sample);
    json_close(json);
}

static void put_rows(struct json_writer *json, const struct hint_rows *rows)
{
    size_t i;

    if (rows == NULL) {
        json_null(json, "rows");
        json_null(json, "rows_left_out");
        return;
    }
    json_open_array(json, "rows", JSON_INLINE);
    for (i = 0; i < rows->count; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        json_u64(json, "sample", rows->rows[i].sample);
        json_text(json, "table", rows->rows[i].table);
        json_text(json, "text", rows->rows[i].text);
        json_close(json);
    }
    json_close(json);
    json_u64(json, "rows_left_out", rows->left_out);
}

static void put_hint(struct json_writer *json, const struct hint_report *report,
                     size_t i)
{
    const struct hint *hint = &report->hints[i];
    const struct hint_reference *reference;

    json_u64(json, "number", i + 1);
    json_text(json, "code", hint->code);
    json_text(json, "title", hint->title);
    json_text(json, "who", hint->who);
    json_text(json, "owner", hint->owner);
    put_where(json, hint->endpoint);
    json_text(json, "not_observed", hint->not_observed);
    json_text(json, "could_also_be", hint->could_be);
    json_text(json, "next", hint->next);
    json_open_array(json, "references", JSON_INLINE);
    for (reference = hint->references; reference->id != NULL; reference++) {
        json_text(json, NULL, reference->id);
    }
    json_close(json);
    put_rows(json, report->rows == NULL ? NULL : &report->rows[i]);
}

static void put_note(struct json_writer *json, const struct run_note *note)
{
    json_text(json, "code", note->code);
    json_text(json, "text", note->text);
}

void hints_put_json(struct json_writer *json, const struct hint_report *report)
{
    size_t i;

    if (report == NULL) {
        json_null(json, "hints");
        json_null(json, "run_notes");
        return;
    }
    json_open_array(json, "hints", JSON_LINES);
    for (i = 0; i < report->hint_count; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        put_hint(json, report, i);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "run_notes", JSON_LINES);
    for (i = 0; i < report->note_count; i++) {
        json_open_object(json, NULL, JSON_INLINE);
        put_note(json, &report->notes[i]);
        json_close(json);
    }
    json_close(json);
}

static void begin_line(struct json_writer *json, const char *type,
                       const char *serial)
{
    json_open_object(json, NULL, JSON_INLINE);
    json_text(json, "type", type);
    json_text(json, "serial", serial);
}

void hints_put_lines(struct json_writer *json, const char *serial,
                     const struct hint_report *report)
{
    size_t i;

    for (i = 0; report != NULL && i < report->hint_count; i++) {
        begin_line(json, "hint", serial);
        put_hint(json, report, i);
        json_close(json);
    }
    for (i = 0; report != NULL && i < report->note_count; i++) {
        begin_line(json, "run_note", serial);
        put_note(json, &report->notes[i]);
        json_close(json);
    }
}
