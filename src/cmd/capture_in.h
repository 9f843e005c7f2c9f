/* SPDX-License-Identifier: Apache-2.0 */
/* Captures that a command reads. */
#ifndef ADBNET_CMD_CAPTURE_IN_H
#define ADBNET_CMD_CAPTURE_IN_H

#include "store/capture_read.h"

/* capture_open(); who names what is none hears what makes one. */
int capture_in_open(const char *path, struct capture_reader **out,
                    struct err *err);

#endif
