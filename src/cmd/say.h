/* SPDX-License-Identifier: Apache-2.0 */
/* Words for people, on standard error, with hostile bytes made visible. */
#ifndef ADBNET_CMD_SAY_H
#define ADBNET_CMD_SAY_H

#include "base/log.h"
#include "cmd/settings.h"

/* "adbnet: SENTENCE". */
void say_error(const struct err *err);

/*
 * All warnings of a snapshot, "adbnet: warning: SENTENCE [CODE]" each, silent
 * under -q. True when one of them makes the result partial.
 */
bool say_warnings(const struct settings *settings,
                  const struct snapshot *snapshot);

/* "adbnet: SENTENCE", silent under -q. */
void say_note(const struct settings *settings, const char *text);

/* "adbnet: SENTENCE", also under -q: what somebody has to do now. */
void say_request(const char *text);

/* A log whose lines go to standard error, as -q and -v have it. */
struct log say_log(const struct settings *settings);

/*
 * The status a failure ends with; is_unreachable: it was in reaching the
 * phone, so that whatever it was no phone can be used.
 */
int say_exit_status(const struct err *err, bool is_unreachable);

#endif
