/* SPDX-License-Identifier: Apache-2.0 */
/* What the watching of a phone came to, from its facts to its timeline. */
#include "sink/html/html.h"

#include "sink/watch.h"

#include <inttypes.h>

static void put_path(struct out *out, const struct network *network)
{
    char text[ADDR_TEXT_CAP];
    size_t i;

    for (i = 0; i < network->addrs.len; i++) {
        const struct net_addr *one = network_addr(network, i);

        if (!addr_is_loopback(&one->addr)) {
            html_text(out, network_interface(network, one->interface)->name);
            html_put(out, " %s; ", addr_format(&one->addr, text));
        }
    }
    if (!network->has_networks) {
        out_puts(out, "VPN, proxy and Private DNS not known");
        return;
    }
    out_puts(out, network_has_vpn(network) ? "VPN; " : "no VPN; ");
    out_puts(out, network->proxies.len > 0 ? "proxy; "
                  : network->has_settings  ? "no proxy; "
                                           : "proxy not known; ");
    out_puts(out, "Private DNS ");
    html_text(out, network->dns_mode);
}

static void put_model(struct out *out, const struct result *result)
{
    const struct phone *phone = &result->snapshot->phone;

    html_text(out,
              phone->model != NULL ? phone->model : "phone of unknown model");
    out_char(out, ' ');
    html_serial(out, result->serial);
    out_puts(out, ", Android ");
    html_text(out, phone->android);
    if (phone->patch != NULL) {
        out_puts(out, ", patch ");
        html_text(out, phone->patch);
    }
    if (phone->build != NULL) {
        out_puts(out, ", ");
        html_text(out, phone->build);
        out_puts(out, " build");
    }
    out_puts(out, phone->is_su_root       ? ", root through su"
                  : phone->shell_uid == 0 ? ", root"
                  : phone->shell_uid > 0  ? ", not root"
                                          : "");
}

static void put_head(struct sink *sink, const struct html_phone *phone,
                     const struct watch_summary *summary, int minutes)
{
    const struct watch_head *watch = phone->watch;
    struct out *out = &sink->data;

    out_puts(out, "<dl>\n<dt>When<dd>");
    html_time(out, summary->from_ms, minutes);
    out_puts(out, " to ");
    html_time(out, summary->to_ms, minutes);
    out_puts(out, " (laptop); 0.00 below is ");
    html_time(out, watch->start_ms, minutes);
    out_puts(out, "\n<dt>Phone<dd>");
    put_model(out, watch->result);
    if (watch->result->snapshot->phone.fingerprint != NULL) {
        out_puts(out, "\n<dt>Build<dd class=a>");
        html_text(out, watch->result->snapshot->phone.fingerprint);
    }
    out_puts(out, "\n<dt>Path<dd>");
    put_path(out, &watch->result->snapshot->network);
    html_put(out, "\n<dt>Basis<dd>the socket tables, read every %" PRIu32 " ms",
             watch->interval_ms);
    html_put(out, "; %" PRIu64 " of %" PRIu64 " samples read", summary->samples,
             summary->ticks);
    if (watch->started != NULL) {
        out_puts(out, "\n<dt>Opened<dd>");
        html_text(out, watch->started);
        out_puts(out, watch->is_fresh ? ", its data cleared before" : "");
    }
    out_puts(out, "\n</dl>\n");
}

/* What makes the rest worth less stands before it. */
static void put_notices(struct out *out, const struct html_phone *phone,
                        const struct watch_summary *summary)
{
    const struct result *result = phone->watch->result;
    size_t i;

    if (summary->is_unstarted) {
        out_puts(out, "<p class=notice>Not judged: the app was not "
                      "started.</p>\n");
    } else if (summary->lacks_tables) {
        out_puts(out, "<p class=notice>Tables of sockets were denied, missing "
                      "or cut short: this is a part only.</p>\n");
    } else if (summary->is_partial) {
        out_puts(out, "<p class=notice>The phone was away at the end, or "
                      "nothing came from it: this is a part only.</p>\n");
    }
    for (i = 0; i < result->target_count; i++) {
        if (result->targets[i].installed == 0) {
            out_puts(out, "<p class=notice>Not judged: ");
            html_text(out, result->targets[i].asked);
            out_puts(out, " is not installed.</p>\n");
        } else if (!result->targets[i].is_exact) {
            out_puts(out, "<p class=notice>Asked for ");
            html_text(out, result->targets[i].asked);
            out_puts(out, ", shown is ");
            html_text(out, result->targets[i].applied);
            out_puts(out, ".</p>\n");
        }
    }
    for (i = 0; i < result->snapshot->warnings.len; i++) {
        out_puts(out, "<p class=notice>");
        html_text(out, snapshot_warning(result->snapshot, i)->text);
        out_puts(out, "</p>\n");
    }
}

/* ---- packages ----------------------------------------------------------- */

struct group {
    const struct endpoint *first;
    size_t endpoints;
    uint64_t connections;
    size_t plain;
    size_t listeners;
};

static const struct uid_traffic *traffic_of(const struct watch_summary *summary,
                                            uint32_t uid)
{
    for (size_t i = 0; i < summary->traffic_count; i++) {
        if (summary->traffic[i].uid == uid) {
            return &summary->traffic[i];
        }
    }
    return NULL;
}

static void put_traffic(struct out *out, const struct uid_traffic *traffic)
{
    if (traffic != NULL && traffic->is_known) {
        html_bytes(out, traffic->rx_bytes);
        out_puts(out, "<td class=n>");
        html_bytes(out, traffic->tx_bytes);
    } else {
        out_puts(out, "not known<td class=n>not known");
    }
}

/* All of them: a uid that is shared is never shown as one. */
static void put_packages(struct out *out, const struct owner *owner)
{
    size_t i;

    for (i = 0; owner != NULL && i < owner->package_count; i++) {
        out_puts(out, i > 0 ? ", " : "");
        html_text(out, owner->packages[i]);
    }
    if (owner == NULL || owner->package_count == 0) {
        html_owner(out, owner);
    }
}

static void put_group(struct out *out, const struct watch_summary *summary,
                      const struct group *group)
{
    const struct owner *owner = group->first->connection.owner;

    out_puts(out, "<tr><td>");
    put_packages(out, owner);
    out_puts(out, "<td class=n>");
    if (owner != NULL) {
        html_put(out, "%" PRIu32, owner->uid);
    }
    out_puts(out, group->first->is_service ? "<td>acts for apps" : "<td>");
    html_put(out, "<td class=n>%zu<td class=n>%" PRIu64, group->endpoints,
             group->connections);
    html_put(out, "<td class=n>%zu<td class=n>%zu<td class=n>", group->plain,
             group->listeners);
    put_traffic(out, owner == NULL ? NULL : traffic_of(summary, owner->uid));
    out_char(out, '\n');
}

static bool is_same_group(const struct endpoint *a, const struct endpoint *b)
{
    return a->connection.owner == b->connection.owner &&
           a->is_service == b->is_service && a->row.net_pid == b->row.net_pid;
}

static void put_groups(struct out *out, const struct watch_summary *summary)
{
    struct group group = {.endpoints = 0};
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        const struct endpoint *one = &summary->endpoints[i];
        struct watch_now now;

        if (i > 0 && !is_same_group(group.first, one)) {
            put_group(out, summary, &group);
            memset(&group, 0, sizeof(group));
        }
        watch_endpoint_now(one, &now);
        group.first = group.endpoints == 0 ? one : group.first;
        group.endpoints++;
        group.connections += one->connections;
        group.plain += connection_is_plain_port(&now.connection);
        group.listeners += one->row.state == SOCK_LISTEN;
    }
    if (group.endpoints > 0) {
        put_group(out, summary, &group);
    }
}

/* What Android counted of those whose connections nobody saw. */
static void put_silent(struct out *out, const struct watch_summary *summary)
{
    size_t i;
    size_t k;

    for (i = 0; i < summary->traffic_count; i++) {
        uint32_t uid = summary->traffic[i].uid;
        bool is_listed = false;

        for (k = 0; k < summary->endpoint_count && !is_listed; k++) {
            const struct owner *owner = summary->endpoints[k].connection.owner;

            is_listed = owner != NULL && owner->uid == uid;
        }
        if (!is_listed) {
            html_put(out,
                     "<tr><td>no connection observed<td class=n>%" PRIu32
                     "<td><td class=n>0<td class=n>0<td class=n>0<td class=n>0"
                     "<td class=n>",
                     uid);
            put_traffic(out, &summary->traffic[i]);
            out_char(out, '\n');
        }
    }
}

static void put_owners(struct out *out, const struct watch_summary *summary)
{
    if (summary->endpoint_count + summary->traffic_count == 0) {
        return;
    }
    out_puts(out,
             "<h2>Packages</h2>\n<p>Received and sent: Android's own count of "
             "the uid, known only if it was read at both ends.</p>\n"
             "<div class=box tabindex=0 role=region aria-label=Packages>"
             "<table class=t><thead><tr><th>Package<th class=n>Uid<th>Role"
             "<th class=n>Endpoints<th class=n>Connections"
             "<th class=n>Unencrypted by default<th class=n>Listening"
             "<th class=n>Received<th class=n>Sent<tbody>\n");
    put_groups(out, summary);
    put_silent(out, summary);
    out_puts(out, "</table></div>\n");
}

static void put_summary(struct out *out, const struct watch_summary *summary)
{
    int64_t ms = summary->to_ms - summary->from_ms;
    char gap[WATCH_TIME_CAP];
    size_t asked = 0;
    size_t i;

    for (i = 0; i < summary->endpoint_count; i++) {
        asked += !summary->endpoints[i].is_service;
    }
    out_puts(out, "<h2>Summary</h2>\n");
    html_put(out,
             "<p>%" PRIu64 " connections to %zu endpoints were observed in "
             "%" PRId64 ".%" PRId64 " s; ",
             summary->connections, asked, ms / 1000, ms % 1000 / 100);
    html_put(out,
             "%" PRIu64 " of %" PRIu64
             " samples read, longest gap %s s, gaps in which nobody looked: "
             "%" PRIu64 ".</p>\n",
             summary->samples, summary->ticks,
             watch_seconds(summary->longest_gap_ms, gap), summary->gaps);
    html_coverage(out, summary);
    html_unseen(out, summary);
}

int html_phone(struct sink *sink, const struct html_phone *phone,
               const struct watch_summary *summary)
{
    const struct html_state *state = sink->state;
    struct out *out = &sink->data;
    int minutes = state->report->file == NULL
                      ? sink->options.utc_offset_minutes
                      : state->report->utc_offset_minutes;
    int rc;

    out_puts(out, "<section>\n");
    if (phone->watch->is_of_several) {
        out_puts(out, "<h2>Phone ");
        put_model(out, phone->watch->result);
        out_puts(out, "</h2>\n");
    }
    put_head(sink, phone, summary, minutes);
    put_notices(out, phone, summary);
    put_summary(out, summary);
    html_policy(out, summary);
    html_hints(out, phone, summary, minutes);
    put_owners(out, summary);
    html_endpoints(out, phone, summary, false);
    html_endpoints(out, phone, summary, true);
    html_timeline(out, phone, summary);
    rc = html_organisations(out, summary);
    html_method(out, phone, summary, minutes);
    html_appendix(out, phone, summary);
    out_puts(out, "</section>\n");
    return rc;
}
