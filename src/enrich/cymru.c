/* SPDX-License-Identifier: Apache-2.0 */
/* AS | address | prefix | country | registry | date | name of the AS. */
#include "enrich/cymru.h"

static bool is_missing(struct str cell)
{
    return cell.len == 0 || str_is(cell, "NA");
}

static bool next_cell(struct cursor *cursor, struct str *out)
{
    if (!cursor_until(cursor, '|', out)) {
        return false;
    }
    *out = str_trim(*out);
    return true;
}

static bool take_prefix(struct str cell, struct cymru_row *out)
{
    struct cursor cursor = cursor_from(cell);
    struct str address;
    struct addr base;
    uint64_t len;

    if (!cursor_until(&cursor, '/', &address) || !addr_parse(address, &base) ||
        !str_to_u64(cursor_rest(&cursor), base.family == ADDR_V4 ? 32 : 128,
                    &len) ||
        !addr_in_prefix(&out->addr, &base, (unsigned)len)) {
        return false;
    }
    out->prefix = holding_masked(&base, (unsigned)len);
    out->prefix_len = (unsigned)len;
    out->has_prefix = true;
    return true;
}

/* An AS that comes from several origins is named by the first. */
static bool take_asn(struct str cell, struct cymru_row *out)
{
    struct cursor cursor = cursor_from(cell);
    uint64_t asn;

    out->asn = -1;
    if (is_missing(cell)) {
        return true;
    }
    if (!cursor_u64(&cursor, UINT32_MAX, &asn) ||
        (!cursor_is_end(&cursor) && !cursor_char(&cursor, ' '))) {
        return false;
    }
    out->asn = (int64_t)asn;
    return true;
}

bool cymru_read_row(struct str line, struct cymru_row *out)
{
    struct cursor cursor = cursor_from(line);
    struct str cells[6];
    struct str name;
    size_t i;

    memset(out, 0, sizeof(*out));
    for (i = 0; i < 6; i++) {
        if (!next_cell(&cursor, &cells[i])) {
            return false;
        }
    }
    if (!addr_parse(cells[1], &out->addr) || !take_asn(cells[0], out) ||
        (!is_missing(cells[2]) && !take_prefix(cells[2], out))) {
        return false;
    }
    holding_country(cells[3], out->country);
    if (cells[4].len < sizeof(out->registry)) {
        memcpy(out->registry, cells[4].ptr, cells[4].len);
    }
    name = str_trim(cursor_rest(&cursor));
    if (!is_missing(name)) {
        holding_text(name, out->name);
    }
    return true;
}
