/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as one page that needs nothing else: no network, no other file.
 * Data are rows of plain tables; the script only searches and sorts.
 */
#include "sink/html/html.h"

#include <stdlib.h>

/* Of what is being watched nobody made a file yet. */
static const struct report_head no_file;

#define PHONES_MAX ((size_t)100000)

static void html_open(struct sink *sink)
{
    struct html_state *state = sink->state;

    state->report = &no_file;
    vec_init(&state->phones, sizeof(struct html_phone *), PHONES_MAX);
}

static struct html_phone *find_phone(const struct html_state *state,
                                     const struct watch_head *watch)
{
    size_t i;

    for (i = 0; i < state->phones.len; i++) {
        struct html_phone *phone =
            *(struct html_phone **)vec_at(&state->phones, i);

        if (phone->watch == watch) {
            return phone;
        }
    }
    return NULL;
}

static int add_phone(struct html_state *state, const struct watch_head *watch)
{
    struct html_phone *phone = html_phone_new(watch);
    int rc = phone == NULL ? ERR_NOMEM : vec_push(&state->phones, &phone);

    if (rc < 0) {
        html_phone_free(phone);
    } else {
        phone->number = state->phones.len;
    }
    return rc;
}

/* All phones are known by then: their events come before any summary. */
static void begin_once(struct sink *sink)
{
    struct html_state *state = sink->state;

    if (!state->is_begun) {
        state->is_begun = true;
        html_begin(sink);
    }
}

static int put_summary(struct sink *sink, const struct record *record)
{
    struct html_state *state = sink->state;
    int rc = 0;

    if (find_phone(state, record->watch) == NULL) {
        rc = add_phone(state, record->watch);
    }
    if (rc == 0) {
        begin_once(sink);
        rc = html_phone(sink, find_phone(state, record->watch),
                        record->of.summary);
    }
    return rc;
}

static int html_sink_put(struct sink *sink, const struct record *record)
{
    struct html_state *state = sink->state;
    struct html_phone *phone = find_phone(state, record->watch);

    switch (record->kind) {
    case RECORD_REPORT:
        state->report = record->of.report;
        return 0;
    case RECORD_WATCH:
        return add_phone(state, record->watch);
    case RECORD_EVENT:
        return html_keep(phone, record->of.event);
    default:
        return put_summary(sink, record);
    }
}

static void html_close(struct sink *sink)
{
    begin_once(sink);
    html_end(sink);
}

static void html_fini(struct sink *sink)
{
    struct html_state *state = sink->state;
    size_t i;

    for (i = 0; i < state->phones.len; i++) {
        html_phone_free(*(struct html_phone **)vec_at(&state->phones, i));
    }
    vec_fini(&state->phones);
}

const struct sink_ops sink_html = {
    .name = "html",
    .kinds = RECORD_REPORT | RECORD_WATCHING,
    .state_size = sizeof(struct html_state),
    .open = html_open,
    .put = html_sink_put,
    .close = html_close,
    .fini = html_fini,
};
