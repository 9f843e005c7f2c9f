/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of one capture into another, for capture_merge.c only. */
#ifndef ADBNET_STORE_CAPTURE_COPY_H
#define ADBNET_STORE_CAPTURE_COPY_H

#include "store/capture_reading.h"
#include "store/capture_state.h"

/* What is added to the numbers of a capture. */
struct capture_shift {
    int64_t seq;
    int64_t socket;
    int64_t max_seq; /* filled: the highest that was put */
    int64_t max_socket;
};

/* Every row of a device, which becomes the device `to`, already put. */
int capture_copy_device(struct capture_reader *reader, uint32_t from,
                        struct capture_writer *writer, uint32_t to,
                        struct capture_shift *shift, struct err *err);

#endif
