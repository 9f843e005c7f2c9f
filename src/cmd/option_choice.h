/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options whose value is one of some words. The words stand once, as --help
 * shows them, "auto|su|never": what takes them, the man page and the
 * completions cannot disagree.
 */
#ifndef ADBNET_CMD_OPTION_CHOICE_H
#define ADBNET_CMD_OPTION_CHOICE_H

#include "base/err.h"

/* Which of words argument is, from 0; or ERR_USAGE, which names them all. */
int option_choose(const char *option, const char *words, const char *argument,
                  struct err *err);

#endif
