/* SPDX-License-Identifier: Apache-2.0 */
/* Endpoints, and the organisations that their networks are registered to. */
#include "sink/html/html.h"

#include "sink/hints.h"
#include "sink/lookups.h"
#include "sink/watch.h"

#include <inttypes.h>
#include <stdlib.h>

static void put_remote(struct out *out, const struct sock_row *row)
{
    bool is_out = sock_has_remote(row);
    const char *text = is_out ? row->remote_text : row->local_text;

    out_puts(out, is_out ? "" : "on ");
    if (text != NULL) {
        html_text(out, text);
    } else if (is_out) {
        html_addr(out, &row->remote, sock_has_ports(row), row->remote_port);
    } else {
        html_addr(out, &row->local, sock_has_ports(row), row->local_port);
    }
}

static void put_name(struct out *out, const struct lookup *lookup)
{
    const char *ok = lookups_name_ok(lookup);

    if (lookup == NULL) {
        return;
    }
    switch (lookup->ptr.status) {
    case LOOKUP_OK:
        html_text(out, lookup->ptr.names[0]);
        out_puts(out, strcmp(ok, "list") == 0  ? " <small>of your list</small>"
                      : strcmp(ok, "yes") == 0 ? " <small>confirmed</small>"
                                               : " <small>not confirmed"
                                                 "</small>");
        break;
    case LOOKUP_NONE:
        out_puts(out, "<small>no name</small>");
        break;
    case LOOKUP_ERROR:
        out_puts(out, "<small>nobody could tell</small>");
        break;
    default:
        if (lookup->special != NULL) {
            out_puts(out, "<small>");
            html_text(out, lookup->special);
            out_puts(out, "</small>");
        }
        break;
    }
}

static const char *known_words(const struct connection *connection)
{
    const struct owner *owner = connection->owner;

    switch (connection->attribution) {
    case ATTRIBUTION_PID:
        return "by descriptor";
    case ATTRIBUTION_UID:
        return owner != NULL && owner->is_by_process_name
                   ? "name of the process, a claim"
               : owner != NULL && owner->is_by_app_id
                   ? "uid, name as in another user"
                   : "uid, only app";
    case ATTRIBUTION_UID_SHARED:
        return "uid, one of several";
    case ATTRIBUTION_HISTORY:
        return "earlier row";
    case ATTRIBUTION_SYSTEM:
        return "Android's own";
    default:
        return "not known";
    }
}

static void put_network(struct out *out, const struct lookup *lookup)
{
    const struct lookup_network *network;

    if (lookup == NULL || lookup->network.status == LOOKUP_SKIPPED) {
        return;
    }
    network = &lookup->network;
    if (network->status != LOOKUP_OK) {
        out_puts(out, network->status == LOOKUP_NONE
                          ? "<small>none registered</small>"
                          : "<small>nobody could tell</small>");
        return;
    }
    if (network->asn >= 0) {
        html_put(out, "AS%" PRId64 " ", network->asn);
    }
    if (network->org != NULL || network->name != NULL) {
        html_text(out, network->org != NULL ? network->org : network->name);
    }
    if (network->prefix != NULL) {
        out_puts(out, " <small>");
        html_text(out, network->prefix);
        out_puts(out, "</small>");
    }
    if (network->country != NULL) {
        out_puts(out, " <small>reg. ");
        html_text(out, network->country);
        out_puts(out, "</small>");
    }
}

static void put_state(struct out *out, const struct endpoint *endpoint,
                      const struct sock_row *row)
{
    char text[SOCK_STATE_TEXT_CAP];

    if (endpoint->open > 0) {
        out_puts(out, sock_state_name(row, text));
    } else if (endpoint->no_answer == endpoint->connections) {
        out_puts(out, "no answer");
        return;
    } else {
        out_puts(out, "closed");
    }
    if (endpoint->no_answer > 0) {
        html_put(out, ", %" PRIu64 " no answer", endpoint->no_answer);
    }
}

static void put_times(struct out *out, const struct watch_head *watch,
                      const struct endpoint *endpoint)
{
    out_puts(out, "<td>");
    if (endpoint->is_baseline) {
        out_puts(out, "before");
    } else {
        html_since(out, watch, endpoint->first_ms);
    }
    out_puts(out, "<td>");
    if (endpoint->open > 0) {
        out_puts(out, "open");
    } else {
        html_since(out, watch, endpoint->last_ms);
    }
    html_put(out, "<td>%" PRIu64 "<td>%u%%<td>", endpoint->connections,
             watch_busy_percent(endpoint->busy_samples, endpoint->samples));
}

/* All of them: unlike on a terminal there is room. */
static void put_flags(struct out *out, const struct watch_summary *summary,
                      const struct endpoint *endpoint,
                      const struct connection *connection)
{
    char flag = hints_flag(summary, endpoint);
    bool is_plain = connection_is_plain_port(connection);
    bool is_open = connection_is_open_listener(connection);

    out_puts(out, "<tr><td>");
    if (is_plain || is_open || flag != '\0') {
        out_puts(out, "<b>");
        if (flag != '\0') {
            out_char(out, flag);
        }
        out_puts(out, is_plain ? "!" : is_open ? "L" : "");
        out_puts(out, "</b>");
    }
}

static void put_endpoint(struct out *out, const struct watch_head *watch,
                         const struct watch_summary *summary,
                         const struct endpoint *endpoint)
{
    struct watch_now now;

    watch_endpoint_now(endpoint, &now);
    put_flags(out, summary, endpoint, &now.connection);
    put_times(out, watch, endpoint);
    out_puts(out, sock_proto_name(now.row.proto));
    out_puts(out, "<td class=a>");
    put_remote(out, &now.row);
    out_puts(out, "<td>");
    put_name(out, now.connection.lookup);
    out_puts(out, "<td>");
    put_state(out, endpoint, &now.row);
    out_puts(out, "<td>");
    html_owner(out, now.connection.owner);
    out_puts(out, "<td>");
    out_puts(out, known_words(&now.connection));
    out_puts(out, "<td>");
    put_network(out, now.connection.lookup);
    out_puts(out, "</tr>\n"); /* else an empty cell has a line's end */
}

void html_endpoints(struct out *out, const struct html_phone *phone,
                    const struct watch_summary *summary, bool is_service)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        count += summary->endpoints[i].is_service == is_service;
    }
    if (count == 0) {
        return;
    }
    out_puts(out, is_service
                      ? "<h2>Same time, other owners</h2>\n<p>Services that "
                        "open connections on behalf of apps: these can "
                        "neither be assigned to nor excluded for what was "
                        "asked for.</p>\n"
                      : "<h2>Endpoints</h2>\n");
    out_puts(out, is_service ? "<div class=box tabindex=0 role=region "
                               "aria-label=\"Other owners\">"
                             : "<div class=box tabindex=0 role=region "
                               "aria-label=Endpoints>");
    html_put(out,
             "<table class=\"t ep\"><caption>%zu; times in seconds</caption>"
             "<thead><tr><th>Flag<th>First<th>Last<th>N<th>Busy<th>Protocol"
             "<th>Remote<th>Name<th>State<th>App<th>Owner known<th>Network"
             "<tbody>\n",
             count);
    for (i = 0; i < summary->endpoint_count; i++) {
        if (summary->endpoints[i].is_service == is_service) {
            put_endpoint(out, phone->watch, summary, &summary->endpoints[i]);
        }
    }
    out_puts(out, "</table></div>\n");
}

/* ---- organisations ------------------------------------------------------ */

/* "": not known. */
static const char *org_of(const struct endpoint *endpoint)
{
    const struct lookup_network *network;

    if (endpoint->connection.lookup == NULL ||
        endpoint->connection.lookup->network.status != LOOKUP_OK) {
        return "";
    }
    network = &endpoint->connection.lookup->network;
    return network->org != NULL    ? network->org
           : network->name != NULL ? network->name
                                   : "";
}

static int compare_orgs(const void *a, const void *b)
{
    const struct endpoint *const *x = a;
    const struct endpoint *const *y = b;
    int order = strcmp(org_of(*x), org_of(*y));

    return order != 0 ? order : *x < *y ? -1 : *x > *y;
}

static void put_org(struct out *out, struct endpoint *const *list, size_t count)
{
    const struct lookup_network *network = &list[0]->connection.lookup->network;
    uint64_t connections = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        connections += list[i]->connections;
    }
    out_puts(out, "<tr><td>");
    html_text(out, org_of(list[0]));
    html_put(out, "<td class=n>%zu<td class=n>%" PRIu64 "<td>", count,
             connections);
    for (i = 0; i < count; i++) {
        const char *country = list[i]->connection.lookup->network.country;
        const char *before =
            i == 0 ? NULL : list[i - 1]->connection.lookup->network.country;

        if (country != NULL &&
            (before == NULL || strcmp(country, before) != 0)) {
            out_puts(out, i == 0 ? "" : " ");
            html_text(out, country);
        }
    }
    out_puts(out, "<td>");
    html_text(out, network->source);
    out_puts(out, "<td>");
    if (network->fetched_at_ms >= 0) {
        html_time(out, network->fetched_at_ms, 0);
    }
    out_char(out, '\n');
}

static void put_orgs(struct out *out, struct endpoint *const *list,
                     size_t count)
{
    size_t begin = 0;
    size_t end;

    out_puts(out,
             "<p>An address registered to somebody need not be operated by "
             "them, or be in that country.</p>\n<div class=box tabindex=0 "
             "role=region aria-label=Organisations><table class=t><thead><tr>"
             "<th>Registered to<th class=n>Endpoints<th class=n>Connections"
             "<th>Registry country"
             "<th>Source<th>Looked up<tbody>\n");
    for (; begin < count; begin = end) {
        end = begin + 1;
        while (end < count &&
               strcmp(org_of(list[begin]), org_of(list[end])) == 0) {
            end++;
        }
        put_org(out, list + begin, end - begin);
    }
    out_puts(out, "</table></div>\n");
}

int html_organisations(struct out *out, const struct watch_summary *summary)
{
    struct vec list;
    size_t i;
    int rc = 0;

    vec_init(&list, sizeof(struct endpoint *), summary->endpoint_count + 1);
    for (i = 0; i < summary->endpoint_count && rc == 0; i++) {
        const struct endpoint *one = &summary->endpoints[i];

        if (org_of(one)[0] != '\0') {
            rc = vec_push(&list, &one);
        }
    }
    out_puts(out, "<h2>Organisations</h2>\n");
    if (list.len == 0) {
        out_puts(out, "<p>Whose networks they are was not looked up, or "
                      "nobody could tell.</p>\n");
    } else if (rc == 0) {
        vec_sort(&list, compare_orgs);
        put_orgs(out, list.items, list.len);
    }
    vec_fini(&list);
    return rc;
}
