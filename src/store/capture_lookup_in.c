/* SPDX-License-Identifier: Apache-2.0 */
/* What was found out about addresses, as data with a time and a source. */
#include "store/capture_state.h"

static int put_names(struct capture_writer *writer, const char *addr,
                     const struct lookup_ptr *ptr)
{
    struct row_in old = row_begin(writer, INSERT_NO_NAMES);
    size_t i;
    int rc;

    row_text(&old, addr);
    rc = row_put(&old);
    for (i = 0; i < ptr->name_count && rc == 0; i++) {
        struct row_in in = row_begin(writer, INSERT_NAME);

        row_text(&in, addr);
        row_u64(&in, i);
        row_text(&in, ptr->names[i]);
        rc = row_put(&in);
    }
    return rc;
}

static void row_status(struct row_in *row, enum lookup_status status)
{
    row_text(row, lookup_status_name(status));
}

int capture_put_lookup(struct capture_writer *writer,
                       const struct lookup *lookup, struct err *err)
{
    const struct lookup_ptr *ptr = &lookup->ptr;
    const struct lookup_network *network = &lookup->network;
    struct row_in in = row_begin(writer, INSERT_LOOKUP);
    char addr[ADDR_TEXT_CAP];
    char inner[ADDR_TEXT_CAP];

    row_text(&in, addr_format(&lookup->addr, addr));
    row_text(&in, addr_format(&lookup->inner, inner));
    row_text(&in, lookup->wrap);
    row_text(&in, lookup->special);
    row_status(&in, ptr->status);
    row_text(&in, ptr->source);
    row_i64(&in, ptr->is_cut);
    row_i64(&in, ptr->confirmed);
    row_i64(&in, ptr->fetched_at_ms);
    row_status(&in, network->status);
    row_text(&in, network->source);
    row_i64(&in, network->fetched_at_ms);
    row_i64(&in, network->is_reused);
    row_i64(&in, network->asn);
    row_text(&in, network->prefix);
    row_text(&in, network->name);
    row_text(&in, network->org);
    row_text(&in, network->country);
    row_status(&in, network->holder);
    if (row_put(&in) == 0) {
        (void)put_names(writer, addr, ptr);
    }
    return capture_tell(writer, err);
}
