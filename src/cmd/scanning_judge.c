/* SPDX-License-Identifier: Apache-2.0 */
/* --policy of a scan: what a run connected to is judged when it is over. */
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
