/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of one phone to all outputs, with names. */
#ifndef ADBNET_CMD_OUTPUTS_ANSWER_H
#define ADBNET_CMD_OUTPUTS_ANSWER_H

#include "cmd/outputs.h"
#include "cmd/resolve.h"

/*
 * Formats that stream get each row as soon as its name is known, if there
 * is no other; a table waits for all. As outputs_print().
 */
int outputs_answer(struct outputs *outputs, const struct result *result,
                   struct resolve *resolve, struct err *err);

#endif
