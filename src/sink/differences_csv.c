/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison as CSV: a row for each end. See differences.h. */
#include "sink/csv_cell.h"
#include "sink/differences.h"
#include "sink/stamp.h"

/* New ones come last. */
static const char heads[] =
    "kind,subject,key,port,inbound,protos,a_runs,a_of,a_connections,"
    "a_last_seen,b_runs,b_of,b_connections,b_last_seen,addr,why,by\n";

/* A cell is done. */
static char *next(char *to)
{
    *to = ',';
    return to + 1;
}

static char *put_side(char *to, const struct difference_side *side)
{
    char text[STAMP_CAP];

    to = next(out_digits(to, side->runs));
    to = next(out_digits(to, side->of));
    to = next(out_digits(to, side->connections));
    return next(side->connections == 0
                    ? to
                    : put_word(to, stamp_utc(side->last_ms, text)));
}

static char *put_protos(char *to, unsigned protos)
{
    const char *names[SOCK_ICMP + 1];
    size_t count = 0;
    unsigned proto;

    for (proto = SOCK_TCP; proto <= SOCK_ICMP; proto++) {
        if ((protos >> proto & 1u) != 0) {
            names[count++] = sock_proto_name(proto);
        }
    }
    return put_words(to, names, count);
}

void csv_put_differences(struct out *out,
                         const struct difference_report *report)
{
    size_t i;

    out_puts(out, heads);
    for (i = 0; i < report->count; i++) {
        const struct difference *one = &report->list[i];
        const struct addr *addr = &one->endpoint->row.remote;
        char text[ADDR_TEXT_CAP];
        char *to = out_room(out, ROW_ROOM);

        to = next(put_word(to, difference_kind_name(one->kind)));
        to = next(put_text(to, out, one->subject));
        to = next(put_text(to, out, one->key));
        to = next(put_number(to, one->port != 0, one->port));
        to = next(put_word(to, one->is_inbound ? "true" : "false"));
        to = next(put_protos(to, one->protos));
        to = put_side(to, &one->a);
        to = put_side(to, &one->b);
        to = next(addr->family == ADDR_NONE
                      ? to
                      : put_word(to, addr_format(addr, text)));
        to = next(put_text(to, out, one->why));
        to = put_word(to, report->by);
        *to++ = '\n';
        out_wrote(out, to);
    }
}
