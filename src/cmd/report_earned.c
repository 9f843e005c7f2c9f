/* SPDX-License-Identifier: Apache-2.0 */
/* See report_earned.h. */
#include "cmd/report_earned.h"

static bool are_judged(const struct report_runs *runs)
{
    size_t i;

    for (i = 0; i < runs->count + runs->unrun.len; i++) {
        if (!scan_run_is_judged(&runs->results[i])) {
            return false;
        }
    }
    return true;
}

/* All runs may be judged, and who was asked for was there. */
static bool is_earned(const struct report_file *file)
{
    /* Of several phones of a scan each has its own packages. */
    return are_judged(&file->runs) &&
           (file->runs.count > 0 || !file->play.is_absent);
}

bool report_file_is_partial(const struct report_file *file)
{
    return file->head.is_cut || file->play.is_partial ||
           file->play.path.not_told > 0 || !is_earned(file);
}

bool report_is_of_nobody(const struct report_file *files, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        const struct report_file *file = &files[i];

        if (file->settings->only == NULL || file->runs.count > 0 ||
            (capture_run_count(file->capture) == 0 && !file->play.is_absent)) {
            return false;
        }
    }
    return count > 0;
}
