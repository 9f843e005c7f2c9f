/* SPDX-License-Identifier: Apache-2.0 */
/* Samples that are told. */
#ifndef ADBNET_CMD_WATCHING_TAKE_H
#define ADBNET_CMD_WATCHING_TAKE_H

#include "cmd/watching.h"

/* The baseline: the watching begins with it. */
void watching_take_first(struct watched *watched, const struct sample *sample,
                         int64_t start_ms);

/* One of those behind it. */
void watching_take_sample(struct watched *watched, const struct sample *sample);

/* Time between two of them in which nobody looked. */
void watching_take_gap(struct watched *watched, const struct gap *gap);

#endif
