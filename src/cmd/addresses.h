/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses of a command line, or of standard input. */
#ifndef ADBNET_CMD_ADDRESSES_H
#define ADBNET_CMD_ADDRESSES_H

#include "cmd/settings.h"
#include "model/addr_set.h"

/*
 * Adds them to out, which has been made, and indexes it. ERR_USAGE for an
 * argument that is no address; lines of standard input that are none are
 * counted in *out_bad.
 */
int addresses_read(struct addr_set *out, const struct settings *settings,
                   size_t *out_bad, struct err *err);

#endif
