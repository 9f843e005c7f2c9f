/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outputs of netstat. What is read from a line must stand in it, what may
 * have been cut must give no address, and what looks like a netstat must be
 * one for the reader, too.
 */
#include "base/err.h"
#include "collect/netstat.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static void must(bool is_so)
{
    if (!is_so) {
        abort();
    }
}

/* Empty or within the line. */
static void within(struct str part, struct str line)
{
    must(part.len == 0 ||
         (part.ptr >= line.ptr && part.ptr + part.len <= line.ptr + line.len));
}

/* The words of the line, from the left. */
static struct str word_at(struct str line, size_t index)
{
    struct cursor cursor = cursor_from(line);
    struct str word = {line.ptr, 0};

    for (size_t i = 0; i <= index; i++) {
        if (!cursor_token(&cursor, &word)) {
            word.len = 0;
            return word;
        }
    }
    return word;
}

/* What inet_pton() makes of the text; v4-mapped is IPv4. */
static void same_addr(const struct addr *addr, struct str host)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    char text[ADDR_TEXT_CAP + 1];
    uint8_t bytes[16];

    must(host.len < sizeof(text));
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1) {
        must(addr->family == ADDR_V4 && memcmp(addr->bytes, bytes, 4) == 0);
        return;
    }
    must(inet_pton(AF_INET6, text, bytes) == 1);
    if (memcmp(bytes, mapped, sizeof(mapped)) == 0) {
        must(addr->family == ADDR_V4 &&
             memcmp(addr->bytes, bytes + 12, 4) == 0);
    } else if (addr->family == ADDR_V6) {
        must(memcmp(addr->bytes, bytes, 16) == 0);
    } else {
        /* The other end is v4-mapped. */
        must(addr_is_unspecified(addr) && strcmp(text, "::") == 0);
    }
}

/* An address and a port that were read, against the word they came from. */
static void check_end(const struct netstat_reader *reader, struct str word,
                      const struct addr *addr, unsigned port)
{
    struct str host = word;
    uint64_t number;

    if (addr->family == ADDR_NONE) {
        return;
    }
    must(word.len != reader->widths[0] && word.len != reader->widths[1]);
    while (host.len > 0 && host.ptr[host.len - 1] != ':') {
        host.len--;
    }
    must(host.len > 0);
    word.ptr += host.len;
    word.len -= host.len;
    host.len--;
    if (str_to_u64(word, UINT64_MAX, &number)) {
        must(number == port);
    } else if (str_is(word, "*")) {
        must(port == 0);
    }
    if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']') {
        host.ptr++;
        host.len -= 2;
    }
    if (memchr(host.ptr, '%', host.len) != NULL) {
        host.len =
            (size_t)((const char *)memchr(host.ptr, '%', host.len) - host.ptr);
    }
    if (str_is(host, "*")) {
        must(addr_is_unspecified(addr));
    } else {
        same_addr(addr, host);
    }
}

static void check_row(int kind, struct str line, const struct netstat_row *out)
{
    const struct sock_row *row = &out->row;

    within(out->local_text, line);
    within(out->remote_text, line);
    within(out->process, line);
    within(out->user, line);
    must(row->remote_text == NULL && row->process == NULL);
    must(row->source == SOCK_FROM_NETSTAT);
    must(row->is_local_cut == (row->local.family == ADDR_NONE));
    must(!row->is_remote_cut || row->remote.family == ADDR_NONE);
    must(row->remote.family != ADDR_NONE || out->remote_text.len > 0);
    must(row->local.family != ADDR_NONE || out->local_text.len > 0);
    must(!out->is_garbled || row->is_remote_cut || row->is_local_cut);
    must(row->pid >= 0 && (row->pid > 0 || out->process.len == 0));
    must(row->pid > 0 || !out->is_process_cut);
    must(!row->is_uid_unknown || row->uid == 0);
    must(out->user.len == 0 || row->is_uid_unknown);
    must(kind != NETSTAT_INET || row->proto == SOCK_UDP ||
         word_at(line, 0).ptr[0] == 't');
    must(row->family <= SOCK_IPV4_MAPPED);
    if (row->family != SOCK_IPV6) {
        must(row->local.family != ADDR_V6 && row->remote.family != ADDR_V6);
    }
}

static bool has_colon(struct str text)
{
    return memchr(text.ptr, ':', text.len) != NULL;
}

static void parse(struct netstat_reader *reader, struct str line)
{
    /* A copy of the exact size, so that a step too far is seen. */
    char *copy = malloc(line.len + 1);
    struct str exact;
    struct netstat_row row;
    bool looks;
    int rc;

    must(copy != NULL);
    exact.ptr = copy + 1;
    exact.len = line.len;
    memcpy(copy + 1, line.ptr, line.len);
    looks = netstat_looks_like(exact);
    rc = netstat_line(reader, exact, &row);
    must(rc >= NETSTAT_NOTHING || rc == ERR_PROTO);
    must(rc <= NETSTAT_UNIX);
    must(rc <= 0 || looks || reader->has_header);
    if (rc > 0 && rc != NETSTAT_UNIX) {
        /* Both queues are one word where toybox leaves no blank. */
        size_t first = has_colon(word_at(exact, 2)) ? 2 : 3;

        check_row(rc, exact, &row);
        check_end(reader, word_at(exact, first), &row.row.local,
                  row.row.local_port);
        check_end(reader, word_at(exact, first + 1), &row.row.remote,
                  row.row.remote_port);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cursor cursor = cursor_from(text);
    struct netstat_reader reader;
    bool did_hide = false;
    struct str line;

    netstat_init(&reader);
    while (!cursor_is_end(&cursor)) {
        if (!cursor_until(&cursor, '\n', &line)) {
            line = cursor_rest(&cursor);
            cursor.at = cursor.end;
        }
        parse(&reader, line);
        did_hide = did_hide || reader.has_hidden_ports;
    }
    must(!did_hide || netstat_hides_ports(&reader));
    return 0;
}
