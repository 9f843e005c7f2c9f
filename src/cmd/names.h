/* SPDX-License-Identifier: Apache-2.0 */
/* The enrichment of a command, as the settings have it. */
#ifndef ADBNET_CMD_NAMES_H
#define ADBNET_CMD_NAMES_H

#include "cmd/settings.h"
#include "enrich/enrich.h"
#include "enrich/hosts.h"

struct names {
    struct enrich *enrich;
    struct log log;
    struct hosts hosts;
};

/*
 * Reads the user's list and starts the thread. 0 or a negative code with
 * its sentence; names_stop() is due either way.
 */
int names_start(const struct settings *settings, struct names *out,
                struct err *err);

void names_stop(struct names *names);

/* Networks are wanted, from whom ever. */
bool names_want_networks(const struct settings *settings);
/* How long holders may take, in all. */
int names_whois_wait_ms(const struct settings *settings);
/* Says how many holders were not asked for, if any. */
void names_say_skipped(const struct settings *settings,
                       const struct lookup *const *lookups, size_t count);

/* Somebody may have to be asked: there is something to wait for. */
bool names_are_wanted(const struct settings *settings);

#endif
