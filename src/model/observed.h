/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was observed of an app on a phone in one run, as the judges get it:
 * who, how well it was looked, and the endpoints. Of a whole watching it is
 * one as well, with everybody that was watched in it.
 */
#ifndef ADBNET_MODEL_OBSERVED_H
#define ADBNET_MODEL_OBSERVED_H

#include "model/tracked.h"

struct observed {
    const char *source;  /* where it is from: "v12.adbnet"; NULL: live */
    const char *serial;  /* NULL: not known */
    const char *package; /* the run's; NULL: whoever was watched */
    const char *version; /* of the package: "4.2.1"; NULL: not known */
    /* Of a scan: why it says nothing, "crashed"; NULL: it may be judged. */
    const char *not_judged;
    bool has_user;                 /* the next is known */
    uint32_t user;                 /* Android's, who was watched */
    const char *android;           /* "14"; NULL: not known */
    const struct network *network; /* of the phone; NULL: not known */
    /* endpoints, coverage, times; of the endpoints those that are selected */
    const struct watch_summary *summary;
    bool has_connections; /* they were looked for */
    bool has_tcp;         /* those of TCP among them */
    bool has_listeners;   /* likewise, wherever they are bound */
    bool has_raw;         /* raw and packet sockets, likewise */
};

#endif
