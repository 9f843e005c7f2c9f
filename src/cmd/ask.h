/* SPDX-License-Identifier: Apache-2.0 */
/* A question that the user has to answer before something is done. */
#ifndef ADBNET_CMD_ASK_H
#define ADBNET_CMD_ASK_H

#include <stdbool.h>

/* Somebody can read the question and answer it. */
bool ask_is_possible(void);

/* Waits for the answer; only "y" and "yes" are one. */
bool ask_yes(const char *question);

#endif
