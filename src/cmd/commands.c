/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands. */
#include "cmd/conns.h"
#include "cmd/devices.h"
#include "cmd/diff.h"
#include "cmd/lookup.h"
#include "cmd/merge.h"
#include "cmd/parse.h"
#include "cmd/report.h"
#include "cmd/scan.h"
#include "cmd/watch.h"

const struct command *const commands[] = {
    &devices_command,
    &conns_command,
    &watch_command,
    &scan_command,
    &lookup_command,
    &parse_command,
    &report_command,
    &diff_command,
    &merge_command,
    &script_command,
    NULL,
};
