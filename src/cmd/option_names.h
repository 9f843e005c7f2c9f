/* SPDX-License-Identifier: Apache-2.0 */
/* What takes the options about names. The rows are in option_table.c. */
#ifndef ADBNET_CMD_OPTION_NAMES_H
#define ADBNET_CMD_OPTION_NAMES_H

#include "cmd/settings.h"

int option_take_dns_wait(const char *argument, struct settings *out,
                         struct err *err);
int option_take_dns(const char *argument, struct settings *out,
                    struct err *err);
int option_take_dns_rate(const char *argument, struct settings *out,
                         struct err *err);
int option_take_hosts(const char *argument, struct settings *out,
                      struct err *err);
int option_take_global(const char *argument, struct settings *out,
                       struct err *err);
int option_take_mmdb(const char *argument, struct settings *out,
                     struct err *err);
int option_take_rdap_url(const char *argument, struct settings *out,
                         struct err *err);
int option_take_whois_server(const char *argument, struct settings *out,
                             struct err *err);
int option_take_proxy(const char *argument, struct settings *out,
                      struct err *err);
int option_take_whois_wait(const char *argument, struct settings *out,
                           struct err *err);
int option_take_whois(const char *argument, struct settings *out,
                      struct err *err);
int option_take_numeric(const char *argument, struct settings *out,
                        struct err *err);
int option_take_offline(const char *argument, struct settings *out,
                        struct err *err);
int option_take_private(const char *argument, struct settings *out,
                        struct err *err);
int option_take_no_cache(const char *argument, struct settings *out,
                         struct err *err);
int option_take_refresh(const char *argument, struct settings *out,
                        struct err *err);

#endif
