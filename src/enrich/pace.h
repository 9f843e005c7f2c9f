/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many questions may be on their way, how long to wait for an answer,
 * and how many a second: learned from what comes back. Pure: the time is
 * passed in, in milliseconds.
 *
 * A window as TCP has one, because the limits are alike: a forwarder takes
 * so many at once (dnsmasq 150) and drops or refuses the rest. It doubles
 * in each round trip up to a threshold, then grows slowly, and is halved, at
 * most once in a round trip, by a refusal or when too many are lost.
 */
#ifndef ADBNET_ENRICH_PACE_H
#define ADBNET_ENRICH_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_RATE_DEFAULT 500
/* With a limit of the rate; a home router's forwarder has 150. */
#define PACE_WINDOW_MAX 128
/* Without one: the user knows the server. */
#define PACE_WINDOW_UNLIMITED 1024

struct pace {
    uint32_t rate; /* questions a second; 0: as many as the window lets */
    uint32_t window;
    uint32_t window_max;
    uint32_t threshold;
    uint32_t good; /* answers since the window grew by one */
    int64_t cut_at_ms;
    /* Round trips; -1 while unknown (RFC 6298). */
    int32_t srtt_ms;
    int32_t rttvar_ms;
    uint32_t samples;
    /* What became of the last questions: one bit each, 1 lost. */
    uint64_t fates[2];
    uint32_t fate_count;
    /* The bucket, in thousandths of a question. */
    int64_t tokens;
    int64_t filled_at_ms;
};

void pace_init(struct pace *pace, uint32_t rate, int64_t now_ms);

/* Milliseconds until another question may go, by the rate; 0: now. */
int pace_wait_ms(struct pace *pace, int64_t now_ms);
/* A question went, also one that was repeated. */
void pace_sent(struct pace *pace);

/*
 * An answer. rtt_ms < 0 when it cannot be told which of several questions
 * it answers (Karn).
 */
void pace_answered(struct pace *pace, int32_t rtt_ms);
/* None within the time of a question that went at sent_ms. */
void pace_lost(struct pace *pace, int64_t sent_ms, int64_t now_ms);
/* The server says that it is busy, or will not. */
void pace_refused(struct pace *pace, int64_t sent_ms, int64_t now_ms);

/* How long to wait for the answer of the try-th question, 0 the first. */
int32_t pace_timeout_ms(const struct pace *pace, unsigned try);

#endif
