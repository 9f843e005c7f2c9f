/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packages that were run in more than one of the captures that are merged.
 * Nothing is left out because of it: it is for whoever counts them.
 */
#ifndef ADBNET_STORE_CAPTURE_AGAIN_H
#define ADBNET_STORE_CAPTURE_AGAIN_H

#include "base/pool.h"
#include "store/capture_merge.h"
#include "store/capture_read.h"

struct again {
    struct vec runs; /* struct again_run */
    struct pool *texts;
};

void again_init(struct again *again, struct pool *texts);
void again_fini(struct again *again);

/* Finished runs of that file, whose devices are `first` ... of all of them. */
int again_note(struct again *again, const struct capture_reader *reader,
               size_t input, size_t first, struct err *err);
/* The device is left out, and its runs with it. */
void again_drop(struct again *again, size_t device);
/* To be asked once, when all is noted. */
void again_count(struct again *again, struct capture_merged *out);

#endif
