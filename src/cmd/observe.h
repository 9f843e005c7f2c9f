/* SPDX-License-Identifier: Apache-2.0 */
/* A capture as what was observed of each phone in it: the judges' input. */
#ifndef ADBNET_CMD_OBSERVE_H
#define ADBNET_CMD_OBSERVE_H

#include "cmd/settings.h"
#include "model/observed.h"

struct observation;

/* Reads all of a capture. 0 or a negative code with its sentence. */
int observe_capture(const char *file, const struct settings *settings,
                    struct observation **out, struct err *err);
void observe_free(struct observation *observation); /* accepts NULL */

/* One for each phone; they last as long as the observation. */
const struct observed *const *observe_runs(
    const struct observation *observation, size_t *out_count);

/* It did not end in order, or a phone was away at its end. */
bool observe_is_partial(const struct observation *observation);

#endif
