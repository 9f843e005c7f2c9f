/* SPDX-License-Identifier: Apache-2.0 */
/* Birth and death of a sample. See sample.h. */
#include "model/sample.h"

#include <stdlib.h>
#include <string.h>

void sample_init(struct sample *sample)
{
    memset(sample, 0, sizeof(*sample));
    sample->asked_at_ms = SNAPSHOT_NO_TIME;
    snapshot_init(&sample->snapshot);
    vec_init(&sample->bytes, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
    buf_init(&sample->raw, SAMPLE_RAW_MAX);
}

void sample_fini(struct sample *sample)
{
    snapshot_fini(&sample->snapshot);
    vec_fini(&sample->bytes);
    buf_fini(&sample->raw);
}

size_t sample_size(const struct sample *sample)
{
    return sizeof(*sample) + snapshot_size(&sample->snapshot) +
           sample->bytes.cap * sample->bytes.item_size + sample->raw.cap;
}

struct sample *sample_new(void)
{
    struct sample *sample = malloc(sizeof(*sample));

    if (sample != NULL) {
        sample_init(sample);
    }
    return sample;
}

void sample_free(struct sample *sample)
{
    if (sample != NULL) {
        sample_fini(sample);
        free(sample);
    }
}
