/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a watching a capture has to know besides what the phones showed,
 * so that a report finds the same: what was asked for, and when it began.
 */
#ifndef ADBNET_CMD_WATCH_SAVED_H
#define ADBNET_CMD_WATCH_SAVED_H

#include "cmd/settings.h"
#include "model/watch.h"
#include "store/capture_read.h"

/* Once a phone's head is known; again when its own connection is another. */
int watch_saved_put(struct capture_writer *capture, uint32_t device,
                    const struct settings *settings,
                    const struct watch_head *head,
                    const struct own_connection *own, struct err *err);

/*
 * The same back: of settings what was asked for, of head all but result,
 * capture and is_of_several. Its texts are the reader's. What is not there
 * is as it is without options.
 */
int watch_saved_get(struct capture_reader *capture, uint32_t device,
                    struct settings *settings, struct watch_head *head,
                    struct own_connection *own, struct err *err);

#endif
