/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The option table: parsing and --help come from the same rows. Options may
 * stand before or behind the command.
 */
#ifndef ADBNET_CMD_OPTIONS_H
#define ADBNET_CMD_OPTIONS_H

#include "cmd/settings.h"

/*
 * Fills out from argv and the environment; out->arguments is to be freed.
 * 0, or ERR_USAGE with the sentence in err.
 */
int options_parse(int argc, char **argv, struct settings *out, struct err *err);

/* --help of the program (command NULL) or of one command, on stdout. */
void options_help(const struct command *command);

/* Twelve lines for somebody who typed nothing at all, on stderr. */
void options_hint(void);

#endif
