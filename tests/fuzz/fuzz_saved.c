/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Saved text of any kind, in pieces whose size the first byte gives, and
 * again in one: where it is cut makes no difference. The second byte chooses
 * the file's name and --as.
 */
#include "collect/saved.h"

#include <stdlib.h>
#include <string.h>

struct outcome {
    struct snapshot out;
    struct err err;
    int rc;
};

static void read_text(const char *bytes, size_t len, size_t piece,
                      unsigned choice, struct outcome *outcome)
{
    static const char *const names[] = {"x", "udp.txt", "tcp", "unix"};
    static const char *const tables[] = {NULL, "udp", "raw", "netlink"};
    struct saved saved;
    int rc;

    memset(&outcome->err, 0, sizeof(outcome->err));
    snapshot_init(&outcome->out);
    rc = saved_init(&saved, tables[choice % 4], &outcome->out, &outcome->err);
    if (rc < 0) {
        abort();
    }
    (void)saved_sniff((struct str){bytes, len});
    saved_begin(&saved, names[choice / 4 % 4]);
    for (size_t at = 0; at < len && rc == 0; at += piece) {
        rc = saved_feed(&saved, bytes + at, len - at < piece ? len - at : piece,
                        &outcome->err);
    }
    rc = rc == 0 ? saved_end(&saved, &outcome->err) : rc;
    outcome->rc = rc == 0 ? saved_finish(&saved) : rc;
    saved_fini(&saved);
}

static void check(const struct outcome *a, const struct outcome *b)
{
    if (a->rc != b->rc || a->out.rows.len != b->out.rows.len ||
        a->out.rows_bad != b->out.rows_bad ||
        a->out.packages.len != b->out.packages.len ||
        a->out.processes.len != b->out.processes.len ||
        a->out.counters.known != b->out.counters.known ||
        memcmp(a->out.counters.values, b->out.counters.values,
               sizeof(a->out.counters.values)) != 0 ||
        a->out.warnings.len != b->out.warnings.len ||
        strcmp(a->err.text, b->err.text) != 0) {
        abort();
    }
    for (size_t i = 0; i < a->out.warnings.len; i++) {
        if (strcmp(snapshot_warning(&a->out, i)->text,
                   snapshot_warning(&b->out, i)->text) != 0) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct outcome whole;
    struct outcome pieces;
    const char *bytes = (const char *)data + 2;

    if (size < 3) {
        return 0;
    }
    read_text(bytes, size - 2, size, data[1], &whole);
    read_text(bytes, size - 2, (size_t)data[0] + 1, data[1], &pieces);
    check(&whole, &pieces);
    snapshot_fini(&whole.out);
    snapshot_fini(&pieces.out);
    return 0;
}
