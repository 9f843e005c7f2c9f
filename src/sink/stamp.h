/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Points in time as text, from milliseconds since 1970-01-01 UTC: by
 * arithmetic alone, so that no time zone of the machine has a say.
 */
#ifndef ADBNET_SINK_STAMP_H
#define ADBNET_SINK_STAMP_H

#include <stdint.h>

/* Room for any six numbers, which the compiler takes them for. */
#define STAMP_CAP 80

/*
 * RFC 3339 with milliseconds, "2026-11-22T12:40:05.118Z". NULL outside the
 * years 0000 to 9999, which that format cannot say. Else returns out.
 */
const char *stamp_utc(int64_t ms, char out[STAMP_CAP]);

/*
 * Time of day where UTC is so many minutes behind, "13:40:05+01",
 * "04:10:05-03:30". Offsets of a day and more count as none. Returns out.
 */
const char *stamp_local(int64_t ms, int utc_offset_minutes,
                        char out[STAMP_CAP]);

#endif
