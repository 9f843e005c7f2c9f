/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the option table, one handler each. */
#ifndef ADBNET_CMD_OPTION_TABLE_H
#define ADBNET_CMD_OPTION_TABLE_H

#include "cmd/settings.h"

/* The whole of a snapshot; see the table of limits in DESIGN. */
#define SETTINGS_TIMEOUT_MS 30000
/* Names for a table, after its rows. */
#define SETTINGS_DNS_WAIT_MS 1000
/* Between two looks of watch. */
#define SETTINGS_INTERVAL_MS 200
#define SETTINGS_SCAN_INTERVAL_MS 100
/* How long scan watches each package. */
#define SETTINGS_DWELL_MS 20000
/* Questions a second: what a home router's forwarder stands. */
#define SETTINGS_DNS_RATE 500

struct option_row {
    const char *commands; /* that have it, "conns parse"; NULL: all */
    char letter;          /* 0: none */
    const char *name;     /* without "--"; NULL: none */
    /* For --help: "SERIAL"; "[=WHAT]" may be left out; NULL: takes none. */
    const char *argument;
    const char *help;
    int (*take)(const char *argument, struct settings *out, struct err *err);
};

/* Fewer rows than that. */
#define OPTIONS_CAP 128
/* What getopt_long answers for row i of the table. */
#define LONG_BASE 1000

extern const struct option_row option_table[];
extern const size_t option_count;

/* The row is for that command, and not for all of them. */
bool option_is_of(const struct option_row *row, const char *command);

#endif
