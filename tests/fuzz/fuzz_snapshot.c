/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole answers, replayed: what comes out must be consistent, whatever went
 * in. The first byte chooses the pieces, and whether the runner fails; the
 * size which source is asked for. A second request gets the same answer.
 */
#include "collect/snapshot.h"

#include "collect/canned.h"

#include <stdlib.h>

static void check(const struct snapshot *out)
{
    for (size_t i = 0; i < out->warnings.len; i++) {
        if (snapshot_warning(out, i)->code == NULL ||
            snapshot_warning(out, i)->text == NULL) {
            abort();
        }
    }
    for (size_t i = 0; i < out->processes.len; i++) {
        if (snapshot_process(out, i)->name[0] == '\0') {
            abort();
        }
    }
    for (size_t i = 1; i < out->packages.len; i++) {
        if (snapshot_package(out, i)->uid < snapshot_package(out, i - 1)->uid) {
            abort();
        }
    }
    for (size_t i = 0; i < out->rows.len; i++) {
        const struct sock_row *row = snapshot_row(out, i);

        if (row->source == SOCK_FROM_BOTH && row->local.family == ADDR_NONE) {
            abort();
        }
    }
    for (size_t i = 1; i < out->users.len; i++) {
        if (snapshot_user(out, i)->id <= snapshot_user(out, i - 1)->id) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct collect_options options = {
        .timeout_ms = -1,
        .idle_ms = -1,
        .source = (enum collect_source)(size % 3),
    };
    struct canned canned;
    char *more;
    struct snapshot out;
    struct err err;
    int rc;

    if (size < 2) {
        return 0;
    }
    canned_init(&canned, (const char *)data + 1, size - 1);
    canned.base.is_replay = 1;
    canned.piece = (size_t)(data[0] >> 1);
    more = calloc(size, 1);
    if (more == NULL) {
        abort();
    }
    memcpy(more, data + 1, size - 1);
    canned.more = more;
    if ((data[0] & 1) != 0) {
        canned.rc = ERR_CLOSED;
        canned.rc_text = "gone";
        canned.errors = "an error";
    }
    snapshot_init(&out);
    rc = collect_snapshot(&canned.base, &options, &out, &err);
    if (rc > 0 || (rc < 0 && (err.code != rc || err.text[0] == '\0'))) {
        abort();
    }
    if (rc == 0) {
        check(&out);
    }
    snapshot_fini(&out);
    free(more);
    return 0;
}
