/* SPDX-License-Identifier: Apache-2.0 */
/* See capture_again.h. */
#include "store/capture_again.h"

#include "base/format.h"
#include "store/capture_reading.h"

#include <string.h>

/* "each": every phone ran every package; of cmd/scanning_begun.c. */
#define ON_SETTING "scan_on"

struct again_run {
    const char *package;
    const char *serial; /* "": whichever phone it was */
    uint32_t user;
    size_t input;
    size_t device;
    bool is_left_out;
};

void again_init(struct again *again, struct pool *texts)
{
    vec_init(&again->runs, sizeof(struct again_run),
             CAPTURE_MERGE_MAX * CAPTURE_DEVICES_MAX);
    again->texts = texts;
}

void again_fini(struct again *again)
{
    vec_fini(&again->runs);
}

int again_note(struct again *again, const struct capture_reader *reader,
               size_t input, size_t first, struct err *err)
{
    const char *on = capture_setting(reader, ON_SETTING);
    bool is_on_each = on != NULL && strcmp(on, "each") == 0;

    for (size_t i = 0; i < capture_run_count(reader); i++) {
        const struct capture_run *run = capture_run(reader, i);
        const char *serial = run->result.serial;
        struct again_run one = {
            .package = pool_add(again->texts, str_from(run->result.package)),
            .serial = "",
            .user = run->result.user,
            .input = input,
            .device = first + run->device,
        };

        if (!run->result.has_verdict) {
            continue;
        }
        if (is_on_each && serial != NULL) {
            one.serial = pool_add(again->texts, str_from(serial));
        }
        if (one.package == NULL || one.serial == NULL ||
            vec_push(&again->runs, &one) < 0) {
            return err_set(err, ERR_LIMIT, "more runs than one has");
        }
    }
    return 0;
}

void again_drop(struct again *again, size_t device)
{
    for (size_t i = 0; i < again->runs.len; i++) {
        struct again_run *run = vec_at(&again->runs, i);

        run->is_left_out |= run->device == device;
    }
}

static int compare_who(const struct again_run *x, const struct again_run *y)
{
    int order = strcmp(x->package, y->package);

    order = order != 0 ? order : strcmp(x->serial, y->serial);
    return order != 0 ? order : (x->user > y->user) - (x->user < y->user);
}

static int compare(const void *a, const void *b)
{
    const struct again_run *x = a;
    const struct again_run *y = b;
    int order = compare_who(x, y);

    return order != 0 ? order : (x->input > y->input) - (x->input < y->input);
}

static void count_one(const struct again_run *run, struct capture_merged *out)
{
    if (out->again < CAPTURE_AGAIN_NAMED) {
        (void)format_text(out->again_names[out->again],
                          sizeof(out->again_names[0]), "%s", run->package);
    }
    out->again++;
}

void again_count(struct again *again, struct capture_merged *out)
{
    const struct again_run *before = NULL;
    const struct again_run *counted = NULL;

    vec_sort(&again->runs, compare);
    for (size_t i = 0; i < again->runs.len; i++) {
        const struct again_run *run = vec_at(&again->runs, i);

        if (run->is_left_out) {
            continue;
        }
        if (before != NULL && compare_who(before, run) == 0 &&
            before->input != run->input &&
            (counted == NULL || compare_who(counted, run) != 0)) {
            count_one(run, out);
            counted = run;
        }
        before = run;
    }
}
