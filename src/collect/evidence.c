/* SPDX-License-Identifier: Apache-2.0 */
/* See evidence.h. */
#include "collect/evidence.h"

#include "collect/local.h"
#include "collect/procnet.h"
#include "collect/section_kind.h"

static const char head[] = "==> ";

/* "==> /proc/net/tcp6 <==": the table, or NULL. */
static const struct section_kind *table_of(struct str line)
{
    static const char before[] = "==> /proc/net/";
    static const char after[] = " <==";
    size_t around = sizeof(before) - 1 + sizeof(after) - 1;
    const struct section_kind *kind;

    if (!str_starts(line, before) || line.len < around) {
        return NULL;
    }
    kind = section_kind_find(
        (struct str){line.ptr + sizeof(before) - 1, line.len - around});
    return kind != NULL && kind->is_table ? kind : NULL;
}

static struct str next_line(struct str *text)
{
    struct str line = {text->ptr, 0};

    while (line.len < text->len && text->ptr[line.len] != '\n') {
        line.len++;
    }
    text->ptr += line.len;
    text->len -= line.len;
    if (text->len > 0) {
        text->ptr++;
        text->len--;
    }
    return line;
}

static bool read_row(const struct section_kind *table, struct str line,
                     struct sock_row *out)
{
    struct local_socket packet;

    if (table != &section_packet) {
        return procnet_parse(line, table->proto, out) > 0;
    }
    if (local_parse_packet(line, &packet) <= 0) {
        return false;
    }
    local_packet_row(&packet, out);
    return true;
}

int evidence_each(struct str text, evidence_take take, void *ctx)
{
    const struct section_kind *table = NULL;
    int rc = 0;

    while (text.len > 0 && rc == 0) {
        struct str line = next_line(&text);
        struct sock_row row;

        if (str_starts(line, head)) {
            table = table_of(line);
        } else if (table != NULL && read_row(table, line, &row)) {
            rc = take(ctx, table->name, line, &row);
        }
    }
    return rc;
}
