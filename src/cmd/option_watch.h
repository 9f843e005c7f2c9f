/* SPDX-License-Identifier: Apache-2.0 */
/* What takes the options of watch. The rows are in option_table.c. */
#ifndef ADBNET_CMD_OPTION_WATCH_H
#define ADBNET_CMD_OPTION_WATCH_H

#include "cmd/settings.h"

int option_take_interval(const char *argument, struct settings *out,
                         struct err *err);
int option_take_duration(const char *argument, struct settings *out,
                         struct err *err);
int option_take_until(const char *argument, struct settings *out,
                      struct err *err);
/* argument NULL: the launcher. */
int option_take_start(const char *argument, struct settings *out,
                      struct err *err);
#define BASELINE_WORDS "show|ignore"
int option_take_baseline(const char *argument, struct settings *out,
                         struct err *err);
int option_take_save(const char *argument, struct settings *out,
                     struct err *err);
int option_take_fresh(const char *argument, struct settings *out,
                      struct err *err);
int option_take_yes(const char *argument, struct settings *out,
                    struct err *err);
int option_take_wait_install(const char *argument, struct settings *out,
                             struct err *err);
int option_take_all_devices(const char *argument, struct settings *out,
                            struct err *err);

#endif
