/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of sampling have in common: a receiver of samples, and text
 * as the loop prints it.
 */
#ifndef ADBNET_TESTS_COLLECT_LOOP_H
#define ADBNET_TESTS_COLLECT_LOOP_H

#include "collect/sampling.h"

#include <string.h>

#define TOKEN "0123456789abcdef"
#define F "\n#" TOKEN " "
#define HEAD                                                              \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
    "retrnsmt   uid  timeout inode\n"
/* Of uid 10093, inode 5001; and 10094, 5002. */
#define ROW_1                                                             \
    "   0: 110200C0:C001 0A7100CB:01BB 01 00000000:00000000 00:00000000 " \
    "00000000 10093        0 5001 1 0000000000000000 20 4 30 10 -1\n"
#define ROW_2                                                             \
    "   1: 110200C0:C002 0A7100CB:01BB 01 00000000:00000000 00:00000000 " \
    "00000000 10094        0 5002 1 0000000000000000 20 4 30 10 -1\n"
/* TIME_WAIT: uid 0 and inode 0 are nobody's. */
#define ROW_GONE                                                          \
    "   2: 110200C0:C003 0A7100CB:01BB 06 00000000:00000000 03:000010AB " \
    "00000000     0        0 0 3 0000000000000000\n"
#define BEGIN(n, time) F "begin adbnet-sample/1 " n " " time
#define SECTION(name, text) F "section " name "\n" text F "done 0"
/* Four sections. */
#define TABLES(rows)          \
    SECTION("tcp", HEAD rows) \
    SECTION("tcp6", HEAD) SECTION("udp", HEAD) SECTION("udp6", HEAD)
#define END(sections, time) F "end " sections " " time "\n"
#define PLAIN(n, second, rows) \
    BEGIN(n, second ".000000") TABLES(rows) END("4", second ".010000")

#define SAMPLES_MAX 16

/* What came; each sample is freed by receiver_fini(). */
struct receiver {
    struct sample *samples[SAMPLES_MAX];
    size_t count;
    struct gap gaps[SAMPLES_MAX];
    size_t gap_count;
    size_t gap_before[SAMPLES_MAX]; /* which sample it was told */
    int rc;                         /* what the next sample is answered with */
};

static inline int receive_sample(void *ctx, struct sample *sample)
{
    struct receiver *receiver = ctx;

    if (receiver->count == SAMPLES_MAX) {
        sample_free(sample);
        return ERR_LIMIT;
    }
    receiver->samples[receiver->count++] = sample;
    return receiver->rc;
}

static inline int receive_gap(void *ctx, const struct gap *gap)
{
    struct receiver *receiver = ctx;

    if (receiver->gap_count == SAMPLES_MAX) {
        return ERR_LIMIT;
    }
    receiver->gap_before[receiver->gap_count] = receiver->count;
    receiver->gaps[receiver->gap_count++] = *gap;
    return 0;
}

static const struct sampling_events receiver_events = {receive_sample,
                                                       receive_gap};

static inline void receiver_fini(struct receiver *receiver)
{
    for (size_t i = 0; i < receiver->count; i++) {
        sample_free(receiver->samples[i]);
    }
    memset(receiver, 0, sizeof(*receiver));
}

static inline struct sampling_options receiver_options(
    struct receiver *receiver)
{
    struct sampling_options options = {
        .token = TOKEN,
        .interval_ms = 200,
        .events = &receiver_events,
        .ctx = receiver,
    };

    memset(receiver, 0, sizeof(*receiver));
    return options;
}

static inline int feed_text(struct sampling *sampling, int64_t wall_ms,
                            const char *text, struct err *err)
{
    return sampling_feed(sampling, wall_ms, text, strlen(text), err);
}

#endif
