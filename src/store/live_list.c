/* SPDX-License-Identifier: Apache-2.0 */
/* Two sorted lists side by side. See live_list.h. */
#include "store/live_list.h"

#include <string.h>

int live_merge(struct capture_writer *writer, const struct live_phone *phone,
               const struct live_list *list, const struct vec *before,
               const struct vec *now)
{
    size_t b = 0;
    size_t n = 0;
    int rc = 0;

    while ((b < before->len || n < now->len) && rc == 0) {
        int order = b == before->len ? 1
                    : n == now->len
                        ? -1
                        : list->compare(vec_at(before, b), vec_at(now, n));

        if (order < 0) {
            rc = list->on_gone(writer, vec_at(before, b));
        } else {
            rc = list->on_now(writer, phone,
                              order == 0 ? vec_at(before, b) : NULL,
                              vec_at(now, n));
        }
        b += order <= 0;
        n += order >= 0;
    }
    return rc;
}

void live_drop_repeated(struct vec *list, vec_compare compare)
{
    size_t kept = list->len > 0;
    size_t i;

    for (i = 1; i < list->len; i++) {
        if (compare(vec_at(list, kept - 1), vec_at(list, i)) != 0) {
            memmove(vec_at(list, kept), vec_at(list, i), list->item_size);
            kept++;
        }
    }
    list->len = kept;
}
