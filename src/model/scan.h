/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scan as it is told: each run when it is over, and in the end what all of
 * it came to. What one run is stands in run.h.
 */
#ifndef ADBNET_MODEL_SCAN_H
#define ADBNET_MODEL_SCAN_H

#include "model/result.h"
#include "model/run.h"

struct scan_seen {
    const struct scan_run_result *run;
    const struct result *phone; /* on which: its facts, no rows */
    /* Endpoints of the run, those of the app only; NULL: it never began. */
    const struct watch_summary *summary;
    size_t number; /* 1 ... of, in the order in which they ended */
    size_t of;
    bool is_of_several; /* phones */
};

struct scan_summary {
    const char *version; /* of the program */
    const char *capture;
    int64_t started_ms; /* laptop's wall clock */
    int64_t took_ms;
    int64_t starts_ms; /* what the phones took to open the apps */
    int64_t stops_ms;  /* and to stop them; of several phones together */
    int64_t beside_ms; /* all else beside the watching, likewise */
    int64_t dwell_ms;
    unsigned min_seen; /* percent */
    unsigned min_samples;
    size_t runs;    /* that were wanted */
    size_t resumed; /* of these, over in an earlier scan */
    size_t judged;  /* those of earlier scans included */
    size_t verdicts[SCAN_VERDICTS];
    size_t left_out;             /* packages that a scan leaves alone */
    const struct judged *policy; /* says of all runs; NULL: there is none */
    bool is_interrupted;
    bool lacks_tables; /* of a phone, that could not be read */
    const struct result *phones;
    size_t phone_count;
};

#endif
