/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what a netstat printed from standard input and prints what collect/
 * makes of it, tab between columns, for e2e_netstat.
 */
#include "base/buf.h"
#include "collect/netstat.h"

#include <inttypes.h>
#include <stdio.h>

#define INPUT_MAX ((size_t)16 * 1024 * 1024)
#define PIECE 65536

static void print_text(struct str text)
{
    printf("\t%.*s", (int)text.len, text.len == 0 ? "" : text.ptr);
}

static void print_row(int kind, const struct netstat_row *out)
{
    const struct sock_row *row = &out->row;
    char local[ADDR_TEXT_CAP];
    char remote[ADDR_TEXT_CAP];
    char state[SOCK_STATE_TEXT_CAP];

    printf("%d\t%s\t%s\t%s\t%u\t%d", kind, sock_proto_name(row->proto),
           sock_family_name(row->family), addr_format(&row->local, local),
           row->local_port, row->is_local_cut);
    printf("\t%s\t%u\t%d", addr_format(&row->remote, remote), row->remote_port,
           row->is_remote_cut);
    printf("\t%s\t%u\t%u", sock_state_name(row, state), row->rx_queue,
           row->tx_queue);
    if (row->is_uid_unknown) {
        printf("\t-\t-");
    } else {
        printf("\t%u\t%" PRIu64, row->uid, row->inode);
    }
    printf("\t%d", row->pid);
    print_text(out->process);
    printf("\t%d\t%d", out->is_process_cut, out->is_garbled);
    print_text(out->local_text);
    print_text(out->remote_text);
    putchar('\n');
}

static int read_all(struct buf *in)
{
    while (true) {
        unsigned char *at;
        size_t got;

        if (buf_reserve(in, PIECE, &at) < 0) {
            return -1;
        }
        got = fread(at, 1, PIECE, stdin);
        in->len += got;
        if (got == 0) {
            return ferror(stdin) ? -1 : 0;
        }
    }
}

int main(void)
{
    struct netstat_reader reader;
    struct cursor cursor;
    struct buf in;
    struct str line;
    struct str text;

    buf_init(&in, INPUT_MAX);
    if (read_all(&in) < 0) {
        (void)fprintf(stderr, "cannot read standard input\n");
        buf_fini(&in);
        return 1;
    }
    text.ptr = (const char *)in.data;
    text.len = in.len;
    cursor = cursor_from(text);
    netstat_init(&reader);
    while (cursor_line(&cursor, &line)) {
        struct netstat_row row;
        int rc = netstat_line(&reader, line, &row);

        if (rc < 0) {
            printf("bad\t%.*s\n", (int)line.len, line.ptr);
        } else if (rc == NETSTAT_UNIX) {
            printf("%d\n", rc);
        } else if (rc > 0) {
            print_row(rc, &row);
        }
    }
    printf("end\t%u\t%u\t%d\t%d\t%zu\n", (unsigned)reader.flavour,
           (unsigned)reader.listing, netstat_hides_ports(&reader),
           reader.has_all_pids, reader.garbled);
    buf_fini(&in);
    return 0;
}
