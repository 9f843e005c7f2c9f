/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a scan, as they begin and end. See capture.h. */
#include "store/capture_state.h"

static void put_times(struct row_in *in, const struct scan_run_result *run)
{
    row_i64(in, run->started_ms);
    row_i64(in, run->ended_ms);
    row_i64(in, run->start_took_ms);
    row_i64(in, run->dwell_ms);
    row_i64(in, run->watched_ms);
}

static void put_figures(struct row_in *in, const struct scan_figures *figures)
{
    const struct coverage *coverage = &figures->coverage;

    row_u64(in, figures->endpoints);
    row_u64(in, figures->flagged);
    row_u64(in, figures->listening);
    row_u64(in, figures->udp_without_peer);
    if (figures->has_bytes) {
        row_u64(in, figures->rx_bytes);
        row_u64(in, figures->tx_bytes);
    } else {
        row_nulls(in, 2);
    }
    if (coverage->is_known) {
        row_u64(in, coverage->opens);
        row_u64(in, coverage->seen);
        row_u64(in, coverage->attributed);
        row_u64(in, coverage->fails);
    } else {
        row_nulls(in, 4);
    }
    row_u64(in, figures->samples);
    row_u64(in, figures->ticks);
}

/* Negative: unknown. */
static void put_known(struct row_in *in, int64_t value)
{
    if (value >= 0) {
        row_i64(in, value);
    } else {
        row_nulls(in, 1);
    }
}

static void put_run(struct capture_writer *writer, uint32_t device, int64_t seq,
                    int64_t last_seq, const struct scan_run_result *run)
{
    struct row_in in = row_begin(writer, INSERT_RUN);

    row_i64(&in, seq);
    row_i64(&in, device);
    if (last_seq > 0) {
        row_i64(&in, last_seq);
    } else {
        row_nulls(&in, 1);
    }
    row_text(&in, run->package);
    row_text(&in, run->version);
    row_i64(&in, run->user);
    row_text(&in, run->component);
    put_times(&in, run);
    row_text(&in, run->has_verdict ? scan_verdict_name(run->verdict) : NULL);
    row_text(&in, run->reason);
    put_figures(&in, &run->figures);
    row_text(&in, run->foreground);
    put_known(&in, run->is_alive);
    put_known(&in, run->stop_took_ms);
    put_known(&in, run->beside_ms);
    (void)row_put(&in);
}

int capture_put_run_start(struct capture_writer *writer, uint32_t device,
                          const struct scan_run_result *run, int64_t *out_run,
                          struct err *err)
{
    *out_run = ++writer->seq;
    put_run(writer, device, *out_run, 0, run);
    return capture_tell(writer, err);
}

int capture_put_run_end(struct capture_writer *writer, uint32_t device,
                        int64_t run, const struct scan_run_result *result,
                        struct err *err)
{
    put_run(writer, device, run, ++writer->seq, result);
    return capture_tell(writer, err);
}
