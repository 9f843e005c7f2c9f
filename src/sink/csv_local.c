/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of unix, packet and netlink sockets. See csv_cell.h. */
#include "sink/csv_cell.h"

char *csv_local_proto(char *to, const struct csv_row *row)
{
    return put_word(to, local_proto_name(row->local->proto));
}

char *csv_local_state(char *to, const struct csv_row *row)
{
    return put_word(to, local_state_name(row->local->state));
}

char *csv_local_tx_queue(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->proto == LOCAL_NETLINK,
                      row->local->tx_queue);
}

char *csv_local_rx_queue(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->proto != LOCAL_UNIX,
                      row->local->rx_queue);
}

char *csv_local_drops(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->proto == LOCAL_NETLINK,
                      row->local->drops);
}

char *csv_local_inode(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->inode != 0, row->local->inode);
}

char *csv_local_source(char *to, const struct csv_row *row)
{
    (void)row;
    return put_word(to, "procfs");
}

char *csv_local_flags(char *to, const struct csv_row *row)
{
    const struct local_connection local = {row->local, *row->connection};
    const char *flags[WORDS_FLAGS_MAX];
    size_t count = words_local_flags(&local, flags);

    return put_words(to, flags, count);
}

char *csv_local_kind(char *to, const struct csv_row *row)
{
    return put_word(to, words_local_kind(row->local));
}

char *csv_local_protocol(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->proto != LOCAL_UNIX,
                      row->local->protocol);
}

char *csv_local_name(char *to, const struct csv_row *row)
{
    return put_text(to, row->out, row->local->path);
}

char *csv_local_ifindex(char *to, const struct csv_row *row)
{
    return put_number(
        to, row->local->proto == LOCAL_PACKET && row->local->ifindex != 0,
        row->local->ifindex);
}

char *csv_local_port_id(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->proto == LOCAL_NETLINK,
                      row->local->port_id);
}

char *csv_local_groups(char *to, const struct csv_row *row)
{
    return put_number(to, row->local->proto == LOCAL_NETLINK,
                      row->local->groups);
}
