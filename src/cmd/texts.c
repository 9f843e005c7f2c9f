/* SPDX-License-Identifier: Apache-2.0 */
/* See texts.h. */
#include "cmd/texts.h"

#include "collect/saved.h"

struct reading {
    const struct texts *texts;
    struct saved saved;
};

static int take(void *ctx, const char *bytes, size_t len, struct err *err)
{
    struct reading *reading = ctx;
    const struct texts *texts = reading->texts;
    int rc = saved_feed(&reading->saved, bytes, len, err);

    if (rc == 0 && texts->on_rows != NULL) {
        rc = texts->on_rows(texts->ctx);
        if (rc == ERR_LIMIT) {
            (void)err_set(err, rc,
                          "%s: more users or listening sockets than "
                          "any phone has",
                          reading->saved.file.name);
        }
    }
    return rc;
}

/* > 0: nothing in it is known, which is said. */
static int read_one(struct reading *reading, const struct input *input,
                    struct err *err)
{
    struct saved *saved = &reading->saved;
    int rc;

    saved_begin(saved, input_name(input));
    rc = input_read(input, SIZE_MAX, take, reading, err);
    if (rc != 0) {
        return rc;
    }
    rc = saved_end(saved, err);
    if (rc == ERR_PROTO && input->is_of_directory) {
        rc = saved_leave_out(saved, err);
        return rc < 0 ? rc : 1;
    }
    return rc;
}

static int read_all(struct reading *reading, struct err *err)
{
    const struct inputs *inputs = reading->texts->inputs;
    size_t known = 0;
    int rc = 0;

    for (size_t i = 0; i < inputs->list.len && rc >= 0; i++) {
        rc = read_one(reading, inputs_at(inputs, i), err);
        known += rc == 0;
    }
    if (rc < 0) {
        return rc;
    }
    if (known == 0) {
        return err_set(err, ERR_PROTO, "of %zu files none is known",
                       inputs->list.len);
    }
    rc = saved_finish(&reading->saved);
    return rc < 0 ? err_set(err, rc, "out of memory") : 0;
}

int texts_read(const struct texts *texts, struct err *err)
{
    struct reading reading = {.texts = texts};
    int rc = saved_init(&reading.saved, texts->as, texts->out, err);

    if (rc == 0) {
        texts->out->taken_at_ms = SNAPSHOT_NO_TIME;
        rc = read_all(&reading, err);
    }
    saved_fini(&reading.saved);
    return rc;
}
