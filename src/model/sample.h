/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reading of a phone's tables in a series of them, and what may stand
 * between two readings. Times are the laptop's wall clock, in ms since 1970,
 * unless they say otherwise.
 */
#ifndef ADBNET_MODEL_SAMPLE_H
#define ADBNET_MODEL_SAMPLE_H

#include "base/buf.h"
#include "model/snapshot.h"

/* What a tick asks for, and what of it a sample brings whole; or-ed. */
enum sample_part {
    /*
     * tcp, tcp6, udp, udp6, but for those that the first look could not read:
     * in every sample. One without it is not one that was read.
     */
    SAMPLE_SOCKETS = 1 << 0,
    SAMPLE_PROCESSES = 1 << 1, /* snapshot.processes */
    SAMPLE_PACKAGES = 1 << 2,  /* snapshot.packages */
    SAMPLE_COUNTERS = 1 << 3,  /* snapshot.counters */
    SAMPLE_BYTES = 1 << 4,     /* bytes */
    SAMPLE_HOLDERS = 1 << 5,   /* snapshot.holders, as root */
    SAMPLE_NETSTAT = 1 << 6,   /* raw has what netstat printed, a witness */
    /* raw, raw6, packet: nobody asks for them, every sample has them. */
    SAMPLE_RAW_SOCKETS = 1 << 7
};

/*
 * What Android counted of a uid since the phone started, over all
 * interfaces: `dumpsys netstats`, mAppUidStatsMap (Android 13 and later).
 */
struct uid_bytes {
    uint32_t uid;
    uint64_t rx_bytes;
    uint64_t rx_packets;
    uint64_t tx_bytes;
    uint64_t tx_packets;
};

#define SAMPLE_BYTES_MAX ((size_t)65536)
/* Of the tables' own text, when it is kept. */
#define SAMPLE_RAW_MAX ((size_t)64 * 1024 * 1024)

struct sample {
    uint64_t number; /* 1, 2, ... for as long as the watching lasts */
    /*
     * When the tables were read: the phone's time, moved by the measured
     * difference of the clocks. Never earlier than that of the sample
     * before.
     */
    int64_t at_ms;
    int64_t asked_at_ms; /* its tick was sent; SNAPSHOT_NO_TIME: a replay */
    int64_t came_at_ms;  /* its last byte came */
    int64_t phone_at_us; /* the phone's wall clock, before the first table */
    unsigned parts;      /* enum sample_part: came, and came whole */
    /*
     * rows, packet sockets among them; and what parts says. Facts of the
     * phone that do not change are not in it.
     */
    struct snapshot snapshot;
    struct vec bytes; /* struct uid_bytes, sorted by uid, each once */
    struct buf raw;   /* the tables' unmodified text; empty: not kept */
};

void sample_init(struct sample *sample);
void sample_fini(struct sample *sample);

/* Bytes of memory, about. */
size_t sample_size(const struct sample *sample);

/* The same on the heap; NULL without memory. sample_free() accepts NULL. */
struct sample *sample_new(void);
void sample_free(struct sample *sample);

/* Time in which nobody looked. */
struct gap {
    int64_t from_ms; /* of the last sample before */
    int64_t to_ms;   /* of the first one after, or of the end */
    uint64_t ticks;  /* that were due in between and brought nothing */
    const char *why; /* one phrase: "the phone was away" */
    /*
     * The phone started anew: its counters begin at 0 again, pids and uids
     * of processes mean nothing any more.
     */
    bool is_reboot;
};

#endif
