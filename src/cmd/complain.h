/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a command line that is not understood. */
#ifndef ADBNET_CMD_COMPLAIN_H
#define ADBNET_CMD_COMPLAIN_H

#include "cmd/settings.h"

/* The word is no command; ERR_USAGE with the nearest that is one. */
int complain_command(const char *word, struct err *err);

/*
 * getopt_long returned code, '?' or ':', at that word; optopt is still its.
 * command: NULL if none has come so far. ERR_USAGE.
 */
int complain_option(int code, const char *word, const struct command *command,
                    struct err *err);

#endif
