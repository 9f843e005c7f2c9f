/* SPDX-License-Identifier: Apache-2.0 */
/* --dry-run: what would be done. */
#include "base/format.h"
#include "cmd/scanning.h"

#include <stdio.h>

static void put_steps(const struct scanning *scanning)
{
    const struct settings *settings = scanning->settings;
    const struct scan_settings *scan = &settings->scan;
    double seconds = (double)scan->dwell_ms / 1000;

    (void)printf("each:%s%s%s%s", settings->watch.want_fresh ? " clear;" : "",
                 scan->before != NULL ? " --before;" : "",
                 scan->is_attended ? " wait for Enter;" : "",
                 scan->keeps ? "" : " stop;");
    (void)printf(" wake the screen;%s%s%s watch for %g s%s;%s%s\n",
                 scanning->is_passive ? "" : " open ",
                 scanning->is_passive            ? ""
                 : settings->watch.start == NULL ? "what its icon opens"
                                                 : settings->watch.start,
                 scanning->is_passive ? "" : ";", seconds,
                 scan->exercise != NULL ? " with --exercise" : "",
                 scan->keeps ? "" : " stop;",
                 scan->after != NULL ? " --after;" : "");
    (void)printf("no setting of the phone is changed\n");
}

void scanning_dry_print(struct scanning *scanning)
{
    const struct scan_shard *shard = &scanning->settings->scan.shard;
    const struct scan_totals *totals = scan_queue_totals(&scanning->jobs);
    int64_t left_ms =
        scan_queue_left_ms(&scanning->jobs, clock_mono_ms(clock_system()));

    for (size_t i = 0; i < scanning->list.len; i++) {
        const char *name = *(char **)vec_at(&scanning->list, i);

        if (scan_shard_has(shard, name)) {
            (void)printf("%s\n", name);
        }
    }
    (void)printf("%zu runs on %zu phones, %zu packages left alone, about "
                 "%lld min\n",
                 totals->jobs, scanning->phone_count, scanning->left_out,
                 (long long)((left_ms + 59999) / 60000));
    put_steps(scanning);
}
