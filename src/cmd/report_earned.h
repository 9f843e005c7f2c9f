/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a green result of a report has been earned. */
#ifndef ADBNET_CMD_REPORT_EARNED_H
#define ADBNET_CMD_REPORT_EARNED_H

#include "cmd/report_file.h"

/*
 * True: nothing was to be judged, by a policy or by an expected path, or
 * all runs may be, and who was asked for was there.
 */
bool report_is_earned(const struct report_file *file);

/*
 * Status 4, and "partial" in JSON: not all of it is there, or what was to be
 * judged could not be. When all has been played.
 */
bool report_file_is_partial(const struct report_file *file);

/* --only names a package that no run is of, or that no phone had. */
bool report_is_of_nobody(const struct report_file *files, size_t count);

#endif
