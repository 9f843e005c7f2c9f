/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line as targets. */
#ifndef ADBNET_CMD_WHATS_H
#define ADBNET_CMD_WHATS_H

#include "track/target.h"

/*
 * One target per word; the caller frees *out, also after a failure. 0 or a
 * negative code with its sentence.
 */
int whats_parse(const char *const *words, int count, struct target **out,
                struct err *err);

/* The same of those that stand in this capture: wrong ones are its fault. */
int whats_of_file(const char *file, const char *const *words, size_t count,
                  struct target **out, struct err *err);

#endif
