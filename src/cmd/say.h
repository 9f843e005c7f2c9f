/* SPDX-License-Identifier: Apache-2.0 */
/* Words for people, on standard error, with hostile bytes made visible. */
#ifndef ADBNET_CMD_SAY_H
#define ADBNET_CMD_SAY_H

#include "base/log.h"
#include "cmd/settings.h"

/* "adbnet: SENTENCE". */
void say_error(const struct err *err);

/* "adbnet: warning: SENTENCE (CODE)", silent under -q. */
void say_warning(const struct settings *settings,
                 const struct warning *warning);

/* "adbnet: SENTENCE", silent under -q. */
void say_note(const struct settings *settings, const char *text);

/* A log whose lines go to standard error, as -q and -v have it. */
struct log say_log(const struct settings *settings);

/* The status a failure to reach a phone, or any other one, ends with. */
int say_exit_status(const struct err *err, bool is_reaching);

#endif
