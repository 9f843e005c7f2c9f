/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of a command as targets. */
#ifndef ADBNET_CMD_WHATS_H
#define ADBNET_CMD_WHATS_H

#include "cmd/settings.h"

/*
 * One target per argument; the caller frees *out, also after a failure. 0
 * or a negative code with its sentence.
 */
int whats_parse(const struct settings *settings, struct target **out,
                struct err *err);

#endif
