/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several captures made one: of phones that shared a list, of a scan that
 * was cut off and went on in another file, of earlier versions. What was put
 * is taken as it is, row by row, with new numbers; nothing is worked out.
 *
 * A device of a capture is one watching of a phone, and stays one: the same
 * phone, watched again, is another device with the same serial (its facts
 * and its path may have changed). Two captures that hold the same watching
 * (serial and time of the first sample) give it once: the one with more
 * samples, else the earlier file.
 *
 * Every run of a scan stays, also when several files have one of the same
 * package: nobody says here which of them is right.
 *
 * WHATs and lists of scans are put together; one without a WHAT was of all,
 * and so is the whole. Captures whose reports show something else (-t, -l,
 * --user ...) cannot be one: ERR_USAGE.
 */
#ifndef ADBNET_STORE_CAPTURE_MERGE_H
#define ADBNET_STORE_CAPTURE_MERGE_H

#include "store/capture.h"

#include <stddef.h>

/* Files at a time. */
#define CAPTURE_MERGE_MAX ((size_t)4096)
/* Of packages that were run in several of them. */
#define CAPTURE_AGAIN_NAMED 3
#define CAPTURE_AGAIN_CAP 256

struct capture_merged {
    size_t phones;
    size_t devices;
    size_t runs;
    size_t twice_devices; /* that were left out, since they are there */
    size_t twice_runs;    /* theirs */
    /* Packages with finished runs in several files, and the first of them. */
    size_t again;
    char again_names[CAPTURE_AGAIN_NAMED][CAPTURE_AGAIN_CAP];
    /* A setting of one file that another has otherwise: that of the first. */
    size_t settings;
};

/*
 * Makes path out of the captures at in[], read in the order of their starts,
 * under another name first. Of head: command_line, utc_offset_minutes; the
 * rest is that of the captures. When it fails, which the sentence says of
 * which file, nothing is left behind, and a path that was there is as it was.
 */
int capture_merge(const char *path, bool is_forced,
                  const struct capture_head *head, const char *const *in,
                  size_t count, struct capture_merged *out, struct err *err);

#endif
