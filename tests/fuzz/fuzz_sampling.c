/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A series of samples out of any text, cut in two: both ways bring the same
 * number of samples, in order, and nothing that is larger than the text.
 */
#include "collect/sampling.h"

#include <stdlib.h>
#include <string.h>

struct seen {
    uint64_t last;
    size_t samples;
    size_t rows;
    int64_t at_ms;
};

static int on_sample(void *ctx, struct sample *sample)
{
    struct seen *seen = ctx;

    if (sample->number != seen->last + 1 || sample->at_ms < seen->at_ms) {
        abort();
    }
    seen->last = sample->number;
    seen->at_ms = sample->at_ms;
    seen->samples++;
    seen->rows += sample->snapshot.rows.len;
    sample_free(sample);
    return 0;
}

static int on_gap(void *ctx, const struct gap *gap)
{
    (void)ctx;
    if (gap->to_ms < gap->from_ms) {
        abort();
    }
    return 0;
}

/* In pieces up to cut and behind it, with as many ticks as are allowed. */
static void feed(const char *text, size_t len, size_t cut, struct seen *seen)
{
    static const struct sampling_events events = {on_sample, on_gap};
    struct sampling_options options = {
        .token = NULL,
        .interval_ms = 50,
        .is_root = true,
        .is_replay = true,
        .events = &events,
        .ctx = seen,
    };
    struct sampling *sampling = sampling_new(&options);
    struct err err;

    memset(seen, 0, sizeof(*seen));
    if (sampling == NULL) {
        abort();
    }
    sampling_open(sampling, 0);
    if (sampling_feed(sampling, 1000, text, cut, &err) == 0) {
        (void)sampling_feed(sampling, 2000, text + cut, len - cut, &err);
    }
    sampling_lost(sampling, "the phone was away");
    (void)sampling_end(sampling, 3000);
    sampling_free(sampling);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct seen whole;
    struct seen cut;

    if (size < 2) {
        return 0;
    }
    feed(text, size, size, &whole);
    feed(text, size, data[0] % size, &cut);
    if (whole.samples != cut.samples || whole.rows != cut.rows ||
        whole.rows > size) {
        abort();
    }
    return 0;
}
