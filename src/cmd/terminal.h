/* SPDX-License-Identifier: Apache-2.0 */
/* What the laptop's side of the output is like. */
#ifndef ADBNET_CMD_TERMINAL_H
#define ADBNET_CMD_TERMINAL_H

#include <stdint.h>

/* Columns of the terminal behind fd, 0 if it is none. */
unsigned terminal_width(int fd);

/* Minutes east of UTC of the laptop's zone at that moment. */
int terminal_utc_offset(int64_t wall_ms);

#endif
