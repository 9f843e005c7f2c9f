/* SPDX-License-Identifier: Apache-2.0 */
/* What hints of a report are made by: the settings. Wiring only. */
#include "cmd/observe.h"
#include "cmd/report_played.h"

int report_hints_begin(struct report_play *play, struct err *err)
{
    const struct settings *settings = &play->settings;
    struct hint_options *options = &play->hint_options;
    int rc;

    options->expected = settings->expected_path;
    options->by = settings->by;
    if (settings->against == NULL) {
        return 0;
    }
    rc = observe_capture(settings->against, settings, &play->against, err);
    if (rc == 0) {
        options->baseline =
            observe_runs(play->against, &options->baseline_count);
    }
    return rc;
}
