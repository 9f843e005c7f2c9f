/* SPDX-License-Identifier: Apache-2.0 */
/* What takes the options of scan. The rows are in option_table.c. */
#ifndef ADBNET_CMD_OPTION_SCAN_H
#define ADBNET_CMD_OPTION_SCAN_H

#include "cmd/settings.h"

int option_take_file(const char *argument, struct settings *out,
                     struct err *err);
int option_take_third_party(const char *argument, struct settings *out,
                            struct err *err);
int option_take_dwell(const char *argument, struct settings *out,
                      struct err *err);
int option_take_resume(const char *argument, struct settings *out,
                       struct err *err);
int option_take_wait_phone(const char *argument, struct settings *out,
                           struct err *err);
int option_take_no_stop(const char *argument, struct settings *out,
                        struct err *err);
int option_take_attended(const char *argument, struct settings *out,
                         struct err *err);
int option_take_before(const char *argument, struct settings *out,
                       struct err *err);
int option_take_exercise(const char *argument, struct settings *out,
                         struct err *err);
int option_take_after(const char *argument, struct settings *out,
                      struct err *err);
int option_take_min_seen(const char *argument, struct settings *out,
                         struct err *err);
int option_take_min_samples(const char *argument, struct settings *out,
                            struct err *err);
int option_take_on(const char *argument, struct settings *out, struct err *err);
int option_take_shard(const char *argument, struct settings *out,
                      struct err *err);
int option_take_dry_run(const char *argument, struct settings *out,
                        struct err *err);

#endif
