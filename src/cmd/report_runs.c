/* SPDX-License-Identifier: Apache-2.0 */
/* See report_runs.h. */
#include "cmd/report_runs.h"

#include <stdlib.h>

int report_runs(const struct capture_reader *capture,
                struct scan_run_result **out, struct report_head *head,
                struct err *err)
{
    size_t count = capture_run_count(capture);
    size_t i;

    *out = calloc(count + 1, sizeof(**out));
    if (*out == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count; i++) {
        (*out)[i] = capture_run(capture, i)->result;
    }
    head->runs = *out;
    head->run_count = count;
    return 0;
}
