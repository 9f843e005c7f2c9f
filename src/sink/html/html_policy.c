/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy does not simply allow, stated before everything else. */
#include "sink/html/html.h"

#include "sink/judged.h"
#include "sink/words.h"

static void put_row(struct out *out, const struct endpoint *endpoint)
{
    const struct connection *connection = &endpoint->connection;
    char who[JUDGED_WHO_CAP];
    char why[JUDGED_WHY_CAP];

    out_puts(out, words_is_denied(connection) ? "<tr><td><b>" : "<tr><td>");
    out_puts(out, judgement_name(connection->verdict->judgement));
    out_puts(out, words_is_denied(connection) ? "</b><td>" : "<td>");
    html_text(out, judged_who(connection, who));
    html_put(out, "<td>%s<td class=a>", sock_proto_name(endpoint->row.proto));
    html_addr(out, &endpoint->row.remote, sock_has_ports(&endpoint->row),
              endpoint->row.remote_port);
    out_puts(out, "<td>");
    html_text(out, judged_why(connection->verdict, why));
    out_char(out, '\n');
}

void html_policy(struct out *out, const struct watch_summary *summary)
{
    const struct judged *judged = summary->judged;
    size_t told = 0;
    size_t i;

    if (judged == NULL) {
        return;
    }
    out_puts(out, "<h2>Policy</h2>\n<p>");
    html_text(out, judged->file);
    html_put(out,
             ": endpoints denied %zu, not judged %zu, warned of %zu, allowed "
             "%zu.</p>\n",
             judged->of[JUDGED_DENY], judged->of[JUDGED_NOT],
             judged->of[JUDGED_WARN], judged->of[JUDGED_ALLOW]);
    for (i = 0; i < summary->endpoint_count; i++) {
        const struct endpoint *endpoint = &summary->endpoints[i];

        if (!judged_is_told(&endpoint->connection)) {
            continue;
        }
        out_puts(out, told++ > 0 ? ""
                                 : "<div class=box tabindex=0 role=region "
                                   "aria-label=Policy><table class=t><thead>"
                                   "<tr><th>Judgement<th>Package<th>Protocol"
                                   "<th>Remote<th>Why<tbody>\n");
        put_row(out, endpoint);
    }
    out_puts(out, told > 0 ? "</table></div>\n" : "");
}
