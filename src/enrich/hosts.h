/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that the user brings: lines "ADDRESS NAME ...", as in /etc/hosts, or
 * a name alone, whose addresses are to be found out. "#" begins a comment.
 */
#ifndef ADBNET_ENRICH_HOSTS_H
#define ADBNET_ENRICH_HOSTS_H

#include "base/err.h"
#include "base/pool.h"
#include "base/vec.h"
#include "model/addr.h"

struct host {
    struct addr addr;
    const char *name;
};

struct hosts {
    struct pool pool;
    struct vec hosts; /* struct host, in the order of the file */
    struct vec names; /* const char *, without an address */
};

void hosts_init(struct hosts *hosts);
void hosts_fini(struct hosts *hosts);

/*
 * ERR_USAGE with the line's number and what is wrong with it: a list with a
 * slip in it shall not be half used.
 */
int hosts_read(struct hosts *hosts, struct str text, struct err *err);

#endif
