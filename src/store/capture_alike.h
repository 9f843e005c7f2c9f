/* SPDX-License-Identifier: Apache-2.0 */
/* Whether captures can be one, for capture_merge.c. */
#ifndef ADBNET_STORE_CAPTURE_ALIKE_H
#define ADBNET_STORE_CAPTURE_ALIKE_H

#include "base/buf.h"
#include "store/capture_read.h"

/*
 * The option that the one was made with and the other not, and that decides
 * what a report shows; NULL: there is none. Static.
 */
const char *capture_unlike(const struct capture_reader *a,
                           const struct capture_reader *b);

/*
 * The list of a scan to those of the others, with tabs between them, each
 * once. 0 or a negative code.
 */
int capture_add_list(struct buf *out, const char *list);

#endif
