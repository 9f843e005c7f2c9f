/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a capture, and what its columns' numbers mean. */
#ifndef ADBNET_STORE_CAPTURE_SCHEMA_H
#define ADBNET_STORE_CAPTURE_SCHEMA_H

#include "db/db.h"

extern const struct db_format capture_format;

/* Tells who made a capture, of any version: this table never changes. */
extern const char capture_maker_sql[];

/* Bits of sample.flags. */
enum capture_sample_flag {
    CAPTURE_ALL_PROCESSES = 1 << 0,
    CAPTURE_ALL_HOLDERS = 1 << 1,
    CAPTURE_ALL_PACKAGES = 1 << 2
};

/* Bits of look.flags. */
enum capture_look_flag {
    CAPTURE_HAS_INTERFACES = 1 << 0,
    CAPTURE_HAS_NETWORKS = 1 << 1,
    CAPTURE_HAS_SETTINGS = 1 << 2
};

/* Bits of socket.flags. */
enum capture_socket_flag {
    CAPTURE_REMOTE_CUT = 1 << 0,
    CAPTURE_LOCAL_CUT = 1 << 1,
    CAPTURE_PROCESS_CUT = 1 << 2,
    CAPTURE_UID_UNKNOWN = 1 << 3
};

/* Phones in one capture. */
#define CAPTURE_DEVICES_MAX ((size_t)1024)
/* WHATs, interfaces, warnings ...: far more than anybody has. */
#define CAPTURE_LIST_MAX ((size_t)4096)

/* enum counter as text, "tcp_active_opens". */
const char *capture_counter_name(unsigned counter);

#endif
