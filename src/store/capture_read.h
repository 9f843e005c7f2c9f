/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a capture: item by item, in the order in which they were put. What
 * is in the file is doubted, whoever made it.
 */
#ifndef ADBNET_STORE_CAPTURE_READ_H
#define ADBNET_STORE_CAPTURE_READ_H

#include "store/capture.h"

struct capture_reader;

/*
 * Opens a capture of this or an earlier version, also one that is being
 * written or whose writer was killed; changes nothing. ERR_PROTO: no capture,
 * or damaged; ERR_LIMIT: of a later version, with the name of its maker.
 * Everything in the file is doubted: lengths, numbers, their order.
 */
int capture_open(const char *path, struct capture_reader **out,
                 struct err *err);
/* Accepts NULL. Frees all that was borrowed from the reader. */
void capture_free(struct capture_reader *reader);

const struct capture_head *capture_head(const struct capture_reader *reader);
/* NULL: not there. */
const char *capture_setting(const struct capture_reader *reader,
                            const char *name);

struct capture_device {
    const char *serial;
    const char *via;
    /* Its watching came to an end; else it was cut off (or goes on). */
    bool has_end;
    int64_t to_ms;  /* without an end: when its last sample came */
    uint64_t ticks; /* without an end: samples, and those known to miss */
};

size_t capture_device_count(const struct capture_reader *reader);
const struct capture_device *capture_device(const struct capture_reader *reader,
                                            uint32_t device);

/* A phone's watching did not end in order, or no phone was reached. */
bool capture_is_cut(const struct capture_reader *reader);

enum capture_kind {
    CAPTURE_BASE,   /* sample: number is 0, without sockets */
    CAPTURE_SAMPLE, /* sample */
    CAPTURE_EVENT   /* event: never one of a connection */
};

/* In the order in which they were put. */
struct capture_item {
    enum capture_kind kind;
    uint32_t device;
    /*
     * Owned by the item until somebody takes it and leaves NULL here. As it
     * was put, but for: facts of the phone are in the base only, raw is
     * empty, timers of rows that did not change since are worked out.
     */
    struct sample *sample;
    struct event event; /* borrowed until the next capture_next() */
    struct gap gap;     /* what event.gap points to */
};

void capture_item_init(struct capture_item *item);
void capture_item_fini(struct capture_item *item);

/* 1: item is filled (what was in it is freed); 0: that was all; negative. */
int capture_next(struct capture_reader *reader, struct capture_item *item,
                 struct err *err);

/* From the first item on again. */
int capture_rewind(struct capture_reader *reader, struct err *err);

/*
 * Runs of a scan: those of a phone in the order of their starts, phone by
 * phone. A capture of version 1 has none.
 */
struct capture_run {
    uint32_t device;
    bool has_end; /* else it was cut off, or goes on */
    /* serial is the device's. Of one without an end: what was known then. */
    struct scan_run_result result;
    int64_t first_seq; /* the rest is the reader's own */
    int64_t last_seq;
};

size_t capture_run_count(const struct capture_reader *reader);
const struct capture_run *capture_run(const struct capture_reader *reader,
                                      size_t run);

/*
 * capture_next() gives the items of this run only: first a base with
 * everything that was known of its phone by then. Until capture_rewind() or
 * capture_skip(). Asked for one after the other, in the order of their
 * numbers, the file is read once for each phone.
 */
int capture_seek_run(struct capture_reader *reader, size_t run,
                     struct err *err);

/*
 * The first item is that of until_ms or later; before it comes a base for
 * each phone, with everything that was known by then.
 */
int capture_skip(struct capture_reader *reader, int64_t until_ms,
                 struct err *err);

/* The first mark of that text at from_ms or later; or ERR_NO_MATCH. */
int capture_find_mark(struct capture_reader *reader, const char *text,
                      int64_t from_ms, int64_t *out_ms, struct err *err);

/*
 * When the first sample with counters was taken at at_ms or up to within_ms
 * later; at_ms if there is none.
 */
int capture_find_counters(struct capture_reader *reader, int64_t at_ms,
                          int64_t within_ms, int64_t *out_ms, struct err *err);

/* When the first sample of a phone was taken; without one, the command. */
int capture_start(struct capture_reader *reader, uint32_t device,
                  int64_t *out_ms, struct err *err);

/* NULL: nothing was found out, or nobody asked. Borrowed from the reader. */
const struct lookup *capture_lookup(const struct capture_reader *reader,
                                    const struct addr *addr);

/* Appends the raw text of a sample; ERR_NO_MATCH: it was not kept. */
int capture_raw(struct capture_reader *reader, uint32_t device, uint64_t number,
                struct buf *out, struct err *err);

#endif
