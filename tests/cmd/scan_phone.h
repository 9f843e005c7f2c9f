/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone for the real code of a scan, behind the runner: it answers in the
 * words of Android 14, on the clock of virtual.h. Its apps have numbers; one
 * that is opened makes two connections of its own. It stands in for
 * src/cmd/phone.c.
 */
#ifndef ADBNET_TESTS_CMD_SCAN_PHONE_H
#define ADBNET_TESTS_CMD_SCAN_PHONE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_PHONES 3
/* Of its apps: com.example.p00000 ... */
#define SCAN_PHONE_NAME "com.example.p%05zu"
#define SCAN_PHONE_NONE ((size_t)-1)

/* What a command wants of it. */
enum scan_phone_task {
    SCAN_PHONE_GUARD, /* whom it had better leave alone */
    SCAN_PHONE_LOOK,
    SCAN_PHONE_START,
    SCAN_PHONE_STOP,
    SCAN_PHONE_OTHER
};

struct scan_phone {
    const char *serial;
    size_t app_count;
    int64_t clock_ms; /* its clock, before the laptop's */
    char boot_id[40];

    /*
     * What a test has it do otherwise; each may be NULL. answer: true, and
     * the text is what a command beside the samples prints, after *ms (-1:
     * never). tick: before each sample.
     */
    bool (*answer)(struct scan_phone *phone, enum scan_phone_task task,
                   size_t app, struct buf *out, int64_t *ms);
    void (*tick)(struct scan_phone *phone);
    const char *packages;  /* lines of pm's list, instead of its own apps */
    int64_t away_until_ms; /* it cannot be reached until then */
    bool is_cut;           /* what is open breaks */
    size_t fronts;         /* how often it says of a start what is in front */

    /* What it did. */
    size_t starts;
    size_t opened; /* how often it was reached */
    /* Called with each start, before it counts. */
    void (*started)(struct scan_phone *phone);

    /* Its state. */
    size_t app; /* that runs, or SCAN_PHONE_NONE */
    int64_t app_since_ms;
    uint64_t connects; /* of all apps so far */
    uint64_t bytes;
    bool has_joined;
};

/* Phones that can be reached by their serials; count is at most SCAN_PHONES. */
void scan_phones_set(struct scan_phone *list, size_t count);

/* With that many apps, and nothing else. */
void scan_phone_init(struct scan_phone *phone, const char *serial,
                     size_t app_count);

#endif
