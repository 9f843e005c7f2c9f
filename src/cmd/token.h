/* SPDX-License-Identifier: Apache-2.0 */
/* Random words that nobody on the phone can foresee. */
#ifndef ADBNET_CMD_TOKEN_H
#define ADBNET_CMD_TOKEN_H

#include "base/err.h"

#define TOKEN_LEN 24

/* TOKEN_LEN characters of [0-9a-z], terminated: 124 bits. */
int token_make(char out[TOKEN_LEN + 1], struct err *err);

#endif
