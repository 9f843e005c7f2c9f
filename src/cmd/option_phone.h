/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What takes the options about which phone is asked, by which way, how long.
 * The rows are in option_table.c.
 */
#ifndef ADBNET_CMD_OPTION_PHONE_H
#define ADBNET_CMD_OPTION_PHONE_H

#include "cmd/settings.h"

int option_take_serial(const char *argument, struct settings *out,
                       struct err *err);
int option_take_usb(const char *argument, struct settings *out,
                    struct err *err);
int option_take_local(const char *argument, struct settings *out,
                      struct err *err);
#define VIA_WORDS "auto|server|usb|tcp"
int option_take_via(const char *argument, struct settings *out,
                    struct err *err);
int option_take_host(const char *argument, struct settings *out,
                     struct err *err);
int option_take_port(const char *argument, struct settings *out,
                     struct err *err);
int option_take_socket(const char *argument, struct settings *out,
                       struct err *err);
int option_take_record(const char *argument, struct settings *out,
                       struct err *err);
int option_take_replay(const char *argument, struct settings *out,
                       struct err *err);
int option_take_timeout(const char *argument, struct settings *out,
                        struct err *err);
int option_take_wait_auth(const char *argument, struct settings *out,
                          struct err *err);

#endif
