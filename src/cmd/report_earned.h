/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a green result of a report has been earned. */
#ifndef ADBNET_CMD_REPORT_EARNED_H
#define ADBNET_CMD_REPORT_EARNED_H

#include "cmd/report_file.h"

/*
 * Status 4, and "partial" in JSON: not all of it is there, a run was not
 * judged, or who was asked for was not there. When all has been played.
 */
bool report_file_is_partial(const struct report_file *file);

/* --only names a package that no run is of, or that no phone had. */
bool report_is_of_nobody(const struct report_file *files, size_t count);

#endif
