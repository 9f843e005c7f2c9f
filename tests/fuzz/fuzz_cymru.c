/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of Team Cymru's. What is taken for a row must make sense. */
#include "enrich/cymru.h"

#include <stdlib.h>

static void check(const struct cymru_row *row)
{
    char text[HOLDING_PREFIX_CAP];

    if (row->addr.family == ADDR_NONE || row->asn < -1 ||
        row->asn > UINT32_MAX || strlen(row->name) >= HOLDING_TEXT_CAP ||
        strlen(row->registry) >= CYMRU_REGISTRY_CAP ||
        (row->has_prefix &&
         !addr_in_prefix(&row->addr, &row->prefix, row->prefix_len))) {
        abort();
    }
    (void)holding_prefix(&row->addr, &row->addr, &row->addr, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str all = {(const char *)data, size};
    struct cursor cursor = cursor_from(all);
    struct str line;

    while (cursor_line(&cursor, &line)) {
        struct cymru_row row;

        if (cymru_read_row(line, &row)) {
            check(&row);
        }
    }
    return 0;
}
