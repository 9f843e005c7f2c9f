/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of /proc/PID/net: the phone's own once more, or those of a network of
 * its own. Pure.
 */
#ifndef ADBNET_COLLECT_NETNS_H
#define ADBNET_COLLECT_NETNS_H

#include "model/snapshot.h"

/*
 * Decides for each of snapshot->namespaces, moves rows of networks that are
 * not the phone's to snapshot->rows, each with its net_pid, with a warning
 * for each; empties other_rows. Two tables with one socket in common, told by
 * its inode, are of one network, whatever else was said. 0 or a negative
 * err_code.
 */
int netns_settle(struct snapshot *snapshot);

#endif
