/* SPDX-License-Identifier: Apache-2.0 */
/* What of a phone's events is kept until its summary. See html.h. */
#include "sink/html/html.h"

#include "sink/watch.h"

#include <stdlib.h>

struct html_phone *html_phone_new(const struct watch_head *watch)
{
    struct html_phone *phone = calloc(1, sizeof(*phone));

    if (phone != NULL) {
        phone->watch = watch;
        vec_init(&phone->lines, sizeof(struct html_line *), HTML_LINES_MAX);
        map_init(&phone->by_id, HTML_LINES_MAX);
        vec_init(&phone->whos, sizeof(struct html_who), HTML_WHOS_MAX);
        vec_init(&phone->moments, sizeof(struct html_moment), HTML_MOMENTS_MAX);
        pool_init(&phone->texts, HTML_TEXTS_MAX);
    }
    return phone;
}

void html_phone_free(struct html_phone *phone)
{
    size_t i;

    if (phone == NULL) {
        return;
    }
    for (i = 0; i < phone->lines.len; i++) {
        free(*(struct html_line **)vec_at(&phone->lines, i));
    }
    vec_fini(&phone->lines);
    map_fini(&phone->by_id);
    vec_fini(&phone->whos);
    vec_fini(&phone->moments);
    pool_fini(&phone->texts);
    free(phone);
}

static struct str key_of(const uint64_t *id)
{
    struct str key = {(const char *)id, sizeof(*id)};

    return key;
}

/* 0, ERR_LIMIT or ERR_NOMEM. */
static int find_who(struct html_phone *phone, const struct owner *owner,
                    bool is_service, uint32_t *out)
{
    struct html_who who = {.is_unknown = owner == NULL,
                           .is_service = is_service,
                           .uid = owner == NULL ? 0 : owner->uid};
    char name[HTML_OWNER_CAP];
    size_t i;
    int rc;

    for (i = 0; i < phone->whos.len; i++) {
        const struct html_who *one = vec_at(&phone->whos, i);

        if (one->uid == who.uid && one->is_unknown == who.is_unknown &&
            one->is_service == who.is_service) {
            *out = (uint32_t)i;
            return 0;
        }
    }
    who.name = pool_add(&phone->texts, str_from(html_owner_name(owner, name)));
    rc = who.name == NULL ? ERR_LIMIT : vec_push(&phone->whos, &who);
    *out = (uint32_t)i;
    return rc;
}

static void fill(struct html_line *line, const struct tracked *tracked)
{
    const struct sock_row *row = &tracked->row;
    struct watch_now now;

    watch_now(tracked, &now);
    line->first_ms = tracked->first_ms;
    line->closed_ms = tracked->end == TRACKED_OPEN ? -1 : tracked->closed_ms;
    line->has_remote = sock_has_remote(row);
    line->has_ports = sock_has_ports(row);
    line->addr = line->has_remote ? row->remote : row->local;
    line->port = line->has_remote ? row->remote_port : row->local_port;
    line->proto = row->proto;
    line->end = tracked->end;
    line->is_baseline = tracked->is_baseline;
    line->is_plain_port = connection_is_plain_port(&now.connection);
}

static int add_line(struct html_phone *phone, uint64_t id,
                    struct html_line **out)
{
    struct html_line *line = calloc(1, sizeof(*line));
    int rc;

    if (line == NULL) {
        return ERR_NOMEM;
    }
    line->id = id;
    rc = map_put(&phone->by_id, key_of(&line->id), line);
    if (rc == 0) {
        rc = vec_push(&phone->lines, &line);
        if (rc < 0) {
            map_remove(&phone->by_id, key_of(&line->id));
        }
    }
    if (rc < 0) {
        free(line);
        return rc;
    }
    *out = line;
    return 0;
}

static int keep_connection(struct html_phone *phone, const struct event *event)
{
    const struct tracked *tracked = event->connection;
    struct html_line *line = map_get(&phone->by_id, key_of(&tracked->id));
    uint32_t who = 0;
    int rc =
        find_who(phone, tracked->connection.owner, tracked->is_service, &who);

    if (rc == 0 && line == NULL) {
        rc = add_line(phone, tracked->id, &line);
    }
    if (rc == 0) {
        line->who = who;
        fill(line, tracked);
    }
    return rc;
}

static int keep_moment(struct html_phone *phone, const struct event *event)
{
    const char *text = event->kind == EVENT_GAP && event->gap != NULL
                           ? event->gap->why
                           : event->text;
    struct html_moment moment = {.at_ms = event->at_ms, .kind = event->kind};

    moment.text = pool_add(&phone->texts, str_from(text == NULL ? "" : text));
    return moment.text == NULL ? ERR_LIMIT : vec_push(&phone->moments, &moment);
}

int html_keep(struct html_phone *phone, const struct event *event)
{
    int rc = 0;

    if (event->connection != NULL) {
        rc = keep_connection(phone, event);
        /* Its other events are beyond the limit, too. */
        phone->left_out += rc == ERR_LIMIT && event->kind == EVENT_OPEN;
    } else if (event->kind != EVENT_NAME) {
        rc = keep_moment(phone, event);
        phone->left_out += rc == ERR_LIMIT;
    }
    return rc == ERR_LIMIT ? 0 : rc;
}
