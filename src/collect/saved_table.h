/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of the kernel's tables a saved row is of: by its header, by what it
 * was called, by its own shape. Pure. Private to collect/saved*.c and tests.
 */
#ifndef ADBNET_COLLECT_SAVED_TABLE_H
#define ADBNET_COLLECT_SAVED_TABLE_H

#include "collect/section_kind.h"

enum saved_header {
    SAVED_NO_HEADER,
    SAVED_HEADER_TCP,
    /* udp, udplite, raw and icmp look the same */
    SAVED_HEADER_DATAGRAM,
    SAVED_HEADER_UNIX,
    SAVED_HEADER_PACKET,
    SAVED_HEADER_NETLINK
};

enum saved_header saved_table_header(struct str line);

bool saved_table_is_unix_row(struct str line);

/*
 * The name of a unix socket is any app's choice, line ends and all: behind
 * one any line may be forged that is no longer than a name. So only the
 * kernel's longer headers end its table, and what else comes is not believed.
 */
bool saved_table_ends_unix(struct str line);

/* The table of that name, or NULL. */
const struct section_kind *saved_table_by_name(struct str name);

/* "out/phone-tcp6.txt": a table's name as a word of the file's; or NULL. */
const struct section_kind *saved_table_of_file(const char *path);

/* "$ adb shell cat /proc/net/udp": the last that it names; or NULL. */
const struct section_kind *saved_table_of_prompt(struct str line);

/*
 * The table under such a header, given what its name says (or NULL): the
 * header is right about tcp, the name tells the others apart.
 */
const struct section_kind *saved_table_under(enum saved_header header,
                                             const struct section_kind *named);

enum saved_shape {
    SAVED_NO_ROW,
    SAVED_TCP_ROW, /* it has what only tcp has */
    SAVED_ANY_ROW  /* of udp, raw or another, which cannot be told */
};

/* Of a row without a header. */
enum saved_shape saved_table_shape(struct str line);

#endif
