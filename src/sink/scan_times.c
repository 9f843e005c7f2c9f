/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan took, in the words of its end and of its report. */
#include "sink/scan.h"

#include "base/format.h"
#include "sink/report.h"

#include <inttypes.h>

#define PART_CAP 48

/* "1.9 s" */
static const char *seconds(int64_t ms, char out[PART_CAP])
{
    return format_text(out, PART_CAP, "%" PRId64 ".%u s", ms / 1000,
                       (unsigned)(ms % 1000 / 100));
}

const char *scan_times_text(const struct scan_times *times, size_t judged,
                            size_t runs, char out[SCAN_TIMES_CAP])
{
    char took[PART_CAP] = "";
    char parts[3][PART_CAP];
    char beside[SCAN_TIMES_CAP] = "";

    if (times->took_ms >= 0) {
        (void)format_text(took, sizeof(took), ", %" PRId64 " s",
                          (times->took_ms + 500) / 1000);
    }
    if (times->has_parts) {
        (void)format_text(
            beside, sizeof(beside),
            " (to open the apps %s, to stop them %s, else beside the "
            "watching %s)",
            seconds(times->starts_ms, parts[0]),
            seconds(times->stops_ms, parts[1]),
            seconds(times->beside_ms, parts[2]));
    }
    return format_text(out, SCAN_TIMES_CAP, "%zu of %zu judged%s%s.", judged,
                       runs, took, beside);
}

/* False: it is not known of this one. */
static bool add(struct scan_times *times, const struct scan_run_result *run)
{
    if (!run->has_verdict) {
        return true; /* the scan did not count it either */
    }
    if (run->stop_took_ms < 0 || run->beside_ms < 0) {
        return false;
    }
    times->starts_ms += run->start_took_ms < 0 ? 0 : run->start_took_ms;
    times->stops_ms += run->stop_took_ms;
    times->beside_ms += run->beside_ms;
    return true;
}

void report_times(const struct report_head *report, struct scan_times *out)
{
    const struct report_head *file;
    size_t i;

    *out = (struct scan_times){.has_parts = true};
    for (i = 0; i < report_run_count(report); i++) {
        const struct watch_summary *unused;

        out->has_parts &= add(out, report_run_at(report, i, &unused));
    }
    for (file = report; file != NULL; file = file->next) {
        if (file->run_count > 0) {
            out->took_ms = out->took_ms < 0 || file->took_ms < 0
                               ? -1
                               : out->took_ms + file->took_ms;
        }
    }
}
