/* SPDX-License-Identifier: Apache-2.0 */
/* --policy of a scan: what a run connected to is judged when it is over. */
#include "cmd/report_file.h"
#include "cmd/scanning.h"

int scanned_judge(struct scanned *scanned, struct endpoint *endpoints,
                  struct watch_summary *summary, struct judging *judging)
{
    struct scanning *scanning = scanned->scanning;
    const struct settings *settings = scanning->settings;
    const struct deadline deadline =
        deadline_in(clock_system(), settings->names.dns_wait_ms);
    int rc;

    if (scanning->policy == NULL) {
        return 0;
    }
    /* They were asked for when it connected: most are there. */
    scanning_take_names(scanning, &deadline);
    for (size_t i = 0; i < summary->endpoint_count; i++) {
        endpoints[i].connection.lookup = watch_names_find(
            &scanning->names, &endpoints[i].row.remote, scanned->number);
    }
    rc = judging_endpoints(settings, scanning->policy, endpoints,
                           summary->endpoint_count, judging);
    summary->judged = &judging->judged;
    judging_add(&scanning->judged, &judging->judged);
    return rc;
}

int scanning_judge_before(struct scanning *scanning, struct err *err)
{
    struct report_file file = {.name = NULL};
    int rc = 0;

    if (scanning->policy != NULL &&
        scan_queue_totals(&scanning->jobs)->resumed > 0) {
        rc = report_file_open(&file, scanning->settings, scanning->policy,
                              scanning->save, err);
        if (rc == 0) {
            scanning->judged = file.runs.judged;
        }
        report_file_close(&file);
    }
    scanning->judged.file = scanning->settings->policy;
    return rc;
}
