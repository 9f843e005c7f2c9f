/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list of a sample against the one of the sample before. Both are sorted and
 * gone through side by side: no hash that a phone could make collide.
 */
#ifndef ADBNET_STORE_LIVE_LIST_H
#define ADBNET_STORE_LIVE_LIST_H

#include "store/capture_state.h"

/* One list: what to do with what is there, and with what is no more. */
struct live_list {
    vec_compare compare;
    /* before: with the same key, or NULL. */
    int (*on_now)(struct capture_writer *writer, const struct live_phone *phone,
                  void *before, void *now);
    int (*on_gone)(struct capture_writer *writer, const void *before);
};

/* Each key of before and now, once, in its order. 0 or what a call gave. */
int live_merge(struct capture_writer *writer, const struct live_phone *phone,
               const struct live_list *list, const struct vec *before,
               const struct vec *now);

/* Of what stands twice in the sorted list the first is kept. */
void live_drop_repeated(struct vec *list, vec_compare compare);

#endif
