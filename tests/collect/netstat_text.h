/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A netstat's text in, one line for each row out, so that a test can be read
 * beside what the phone printed:
 *
 *   PROTO FAMILY LOCAL PORT REMOTE PORT STATE RX/TX UID/INODE PID/PROCESS
 *
 * An end of which only text is known is "TEXT" or, cut, "TEXT"~; a process
 * that may be cut has "~" behind it, a name without a uid is given as it is,
 * "garbled" ends a row that is. Other lines: "unix", "bad".
 */
#ifndef ADBNET_TESTS_COLLECT_NETSTAT_TEXT_H
#define ADBNET_TESTS_COLLECT_NETSTAT_TEXT_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "collect/netstat.h"

#define NETSTAT_TEXT_MAX ((size_t)1024 * 1024)

#define INET_TITLE "Active Internet connections "
#define HEADER                                                             \
    "Proto Recv-Q Send-Q Local Address           Foreign Address         " \
    "State      "
#define HEADER_WIDE                                                            \
    "Proto Recv-Q Send-Q Local Address                                       " \
    "Foreign Address                                     State      "
#define GOOD "tcp 0 0 192.0.2.1:1 192.0.2.2:2 "

static inline void netstat_text_str(struct buf *out, struct str text)
{
    assert_int_equal(buf_append(out, text.ptr, text.len), 0);
}

static inline void netstat_text_end(struct buf *out, const struct addr *addr,
                                    struct str text, bool is_cut, unsigned port)
{
    char name[ADDR_TEXT_CAP];

    assert_int_equal(buf_putc(out, ' '), 0);
    if (addr->family != ADDR_NONE) {
        assert_int_equal(buf_puts(out, addr_format(addr, name)), 0);
    }
    if (text.len > 0) {
        assert_int_equal(buf_putc(out, '"'), 0);
        netstat_text_str(out, text);
        assert_int_equal(buf_puts(out, is_cut ? "\"~" : "\""), 0);
    }
    assert_int_equal(buf_printf(out, " %u", port), 0);
}

static inline void netstat_text_owner(struct buf *out,
                                      const struct netstat_row *in)
{
    const struct sock_row *row = &in->row;

    assert_int_equal(buf_putc(out, ' '), 0);
    if (in->user.len > 0) {
        assert_true(row->is_uid_unknown);
        netstat_text_str(out, in->user);
        assert_int_equal(buf_printf(out, "/%" PRIu64, row->inode), 0);
    } else if (row->is_uid_unknown) {
        assert_int_equal(row->uid, 0);
        assert_int_equal(row->inode, 0);
        assert_int_equal(buf_putc(out, '-'), 0);
    } else {
        assert_int_equal(
            buf_printf(out, "%" PRIu32 "/%" PRIu64, row->uid, row->inode), 0);
    }
    if (row->pid == 0) {
        assert_int_equal(in->process.len, 0);
        assert_int_equal(buf_puts(out, " -"), 0);
        return;
    }
    assert_int_equal(buf_printf(out, " %" PRId32 "/", row->pid), 0);
    netstat_text_str(out, in->process);
    assert_int_equal(buf_puts(out, in->is_process_cut ? "~" : ""), 0);
}

static inline void netstat_text_row(struct buf *out, int kind,
                                    const struct netstat_row *in)
{
    static const char *const kinds[] = {
        [NETSTAT_UDPLITE] = "udplite", [NETSTAT_RAW] = "raw"};
    const struct sock_row *row = &in->row;
    char state[SOCK_STATE_TEXT_CAP];

    assert_null(row->remote_text);
    assert_null(row->process);
    assert_int_equal(row->source, SOCK_FROM_NETSTAT);
    assert_int_equal(buf_printf(out, "%s %s",
                                kind == NETSTAT_INET
                                    ? sock_proto_name(row->proto)
                                    : kinds[kind],
                                sock_family_name(row->family)),
                     0);
    netstat_text_end(out, &row->local, in->local_text, row->is_local_cut,
                     row->local_port);
    netstat_text_end(out, &row->remote, in->remote_text, row->is_remote_cut,
                     row->remote_port);
    assert_int_equal(buf_printf(out, " %s %" PRIu32 "/%" PRIu32,
                                sock_state_name(row, state), row->rx_queue,
                                row->tx_queue),
                     0);
    netstat_text_owner(out, in);
    assert_int_equal(buf_puts(out, in->is_garbled ? " garbled\n" : "\n"), 0);
}

static inline void netstat_text_line(struct netstat_reader *reader,
                                     struct str line, struct buf *out)
{
    struct netstat_row row;
    int rc = netstat_line(reader, line, &row);

    if (rc < 0) {
        assert_int_equal(buf_puts(out, "bad\n"), 0);
    } else if (rc == NETSTAT_UNIX) {
        assert_int_equal(buf_puts(out, "unix\n"), 0);
    } else if (rc > 0) {
        netstat_text_row(out, rc, &row);
    }
}

/* All lines; `newline` "\n" or "\r\n" is what ends them for the reader. */
static inline void netstat_text(struct netstat_reader *reader, const char *text,
                                bool has_cr, struct buf *out)
{
    struct cursor cursor = cursor_from(str_from(text));
    struct str line;

    while (!cursor_is_end(&cursor)) {
        char copy[512];

        if (!cursor_until(&cursor, '\n', &line)) {
            line = cursor_rest(&cursor);
            cursor.at = cursor.end;
        }
        assert_true(line.len < sizeof(copy));
        memcpy(copy, line.ptr, line.len);
        copy[line.len] = '\r';
        line.ptr = copy;
        line.len += has_cr;
        netstat_text_line(reader, line, out);
    }
    assert_int_equal(buf_putc(out, '\0'), 0);
}

/* Both ways of ending lines give `want`. */
static inline void netstat_text_gives(struct netstat_reader *reader,
                                      const char *text, const char *want)
{
    for (int has_cr = 0; has_cr < 2; has_cr++) {
        struct buf out;

        buf_init(&out, NETSTAT_TEXT_MAX);
        netstat_init(reader);
        netstat_text(reader, text, has_cr, &out);
        assert_string_equal((const char *)out.data, want);
        buf_fini(&out);
    }
}

#endif
