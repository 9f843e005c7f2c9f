/* SPDX-License-Identifier: Apache-2.0 */
/* Names of verdicts. See run.h. */
#include "model/run.h"

#include <string.h>

static const char *const names[SCAN_VERDICTS] = {
    [SCAN_OK] = "ok",
    [SCAN_SILENT] = "silent",
    [SCAN_UNSEEN] = "unseen",
    [SCAN_NOT_STARTED] = "not-started",
    [SCAN_NO_LAUNCHER] = "no-launcher",
    [SCAN_LOCKED] = "locked",
    [SCAN_CRASHED] = "crashed",
    [SCAN_EXERCISE_FAILED] = "exercise-failed",
    [SCAN_PHONE_LOST] = "phone-lost",
    [SCAN_LOW_COVERAGE] = "low-coverage",
};

const char *scan_verdict_name(enum scan_verdict verdict)
{
    return names[verdict];
}

bool scan_verdict_from(const char *name, enum scan_verdict *out)
{
    unsigned i;

    for (i = 0; i < SCAN_VERDICTS; i++) {
        if (strcmp(names[i], name) == 0) {
            *out = (enum scan_verdict)i;
            return true;
        }
    }
    return false;
}

bool scan_verdict_is_judged(enum scan_verdict verdict)
{
    return verdict == SCAN_OK || verdict == SCAN_SILENT;
}

const char *scan_run_word(const struct scan_run_result *run)
{
    return run->has_verdict ? scan_verdict_name(run->verdict) : "broken-off";
}

bool scan_run_is_judged(const struct scan_run_result *run)
{
    return run->has_verdict && scan_verdict_is_judged(run->verdict);
}
