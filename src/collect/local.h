/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of /proc/net/{unix,packet,netlink}. Pure, one line at a time. Sources
 * of the formats: Linux net/unix/af_unix.c (unix_seq_show), net/packet/
 * af_packet.c (packet_seq_show), net/netlink/af_netlink.c.
 */
#ifndef ADBNET_COLLECT_LOCAL_H
#define ADBNET_COLLECT_LOCAL_H

#include "model/local_socket.h"
#include "model/sock.h"

/*
 * One line without its newline. > 0: *out is the row. 0: the header or an
 * empty line. < 0: neither; *out is undefined.
 *
 * out->path is NULL: the caller keeps *out_path, which is borrowed from the
 * line (ptr NULL: the socket has no path) and holds anything but newlines.
 */
int local_parse_unix(struct str line, struct local_socket *out,
                     struct str *out_path);
int local_parse_packet(struct str line, struct local_socket *out);
int local_parse_netlink(struct str line, struct local_socket *out);

/* A packet socket among those with addresses: see SOCK_LINK_LAYER. */
void local_packet_row(const struct local_socket *socket, struct sock_row *out);

#endif
