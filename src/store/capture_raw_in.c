/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's own words: those of the last samples are at hand until it is
 * known whether they are wanted as evidence.
 */
#include "store/capture_state.h"

#include <stdlib.h>
#include <zlib.h>

static int store(struct capture_writer *writer, struct kept_text *kept)
{
    uLongf len = compressBound(kept->text.len);
    unsigned char *packed = malloc(len);
    struct row_in in;
    int rc;

    if (packed == NULL || compress2(packed, &len, kept->text.data,
                                    kept->text.len, Z_BEST_SPEED) != Z_OK) {
        free(packed);
        return capture_fail(writer, ERR_NOMEM, "out of memory");
    }
    in = row_begin(writer, INSERT_RAW);
    row_i64(&in, kept->seq);
    row_u64(&in, kept->text.len);
    row_blob(&in, packed, len);
    rc = row_put(&in);
    free(packed);
    buf_clear(&kept->text);
    return rc;
}

int kept_put(struct capture_writer *writer, struct live_phone *phone,
             uint64_t number, const struct buf *text)
{
    struct kept_text *kept = &phone->kept[phone->kept_at];
    int rc;

    phone->kept_at = (phone->kept_at + 1) % CAPTURE_KEPT;
    kept->seq = writer->seq;
    kept->number = number;
    buf_clear(&kept->text);
    rc = buf_append(&kept->text, text->data, text->len);
    return rc < 0 ? capture_fail(writer, rc, "out of memory") : 0;
}

int kept_store(struct capture_writer *writer, struct live_phone *phone,
               uint64_t number)
{
    size_t i;

    for (i = 0; i < CAPTURE_KEPT; i++) {
        struct kept_text *kept = &phone->kept[i];

        if (kept->seq > 0 && kept->number == number && kept->text.len > 0) {
            return store(writer, kept);
        }
    }
    return 0;
}
