/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes per uid as Android counts them, from what `dumpsys netstats` prints
 * (Android 13 and later), or from those of its lines that matter:
 *
 *   mAppUidStatsMap: OK
 *   ...
 *   mAppUidStatsMap:
 *     uid rxBytes rxPackets txBytes txPackets
 *     1000 1234 5 678 9
 *     Entry is deleted while dumping, iterating from first entry
 *     1000 1234 5 678 9
 *   mStatsMapA:
 *
 * The name occurs twice, first in a list of what is in order; what the kernel
 * moved while it was printed is printed again. Pure. Source: AOSP
 * packages/modules/Connectivity, NetworkStatsService.java and BpfDump.java.
 */
#ifndef ADBNET_COLLECT_UID_BYTES_H
#define ADBNET_COLLECT_UID_BYTES_H

#include "base/cursor.h"
#include "base/vec.h"
#include "model/sample.h"

struct uid_bytes_reader {
    bool is_in_map;
    bool has_map; /* without it nothing is known, which is not 0 */
};

/* > 0: *out is a row. 0: not one. ERR_PROTO: in the map, and no row. */
int uid_bytes_line(struct uid_bytes_reader *reader, struct str line,
                   struct uid_bytes *out);

/*
 * Sorts struct uid_bytes by uid, and leaves of several of one uid that with
 * the most bytes, for they only grow.
 */
void uid_bytes_settle(struct vec *bytes);

#endif
