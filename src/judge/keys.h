/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a connection is told by when runs are compared or a policy is made
 * of them: whose it is, and where it goes, by address, network, organisation
 * or name. Pure.
 *
 * A name counts if it is confirmed or of the user's own list: the reverse
 * zone of an address says whatever its holder likes.
 */
#ifndef ADBNET_JUDGE_KEYS_H
#define ADBNET_JUDGE_KEYS_H

#include "base/cursor.h"
#include "model/connection.h"

enum key_by { KEY_BY_ADDR, KEY_BY_PREFIX, KEY_BY_ORG, KEY_BY_NAME };

/* "addr", "prefix", "org", "name"; or false. */
bool key_by_from_name(struct str name, enum key_by *out);
const char *key_by_name(enum key_by by);

/* What is known of a fact. */
enum known {
    KNOWN,
    KNOWN_NONE, /* there is none, or none is possible */
    NOT_KNOWN   /* nobody asked, or nobody could tell */
};

#define KEY_CAP 512

/*
 * The key of the remote end, in out. KNOWN_NONE: there is none of that kind;
 * out has the address then. An address is NOT_KNOWN when netstat cut it.
 */
enum known end_key(const struct connection *connection, enum key_by by,
                   char out[KEY_CAP]);

/* The same as facts, borrowed from the lookup. */
enum known key_name(const struct connection *connection, const char **out);
enum known key_prefix(const struct connection *connection, const char **out);
enum known key_org(const struct connection *connection, const char **out);
enum known key_asn(const struct connection *connection, int64_t *out);

/* The port that was called: of one that called us, the phone's. */
uint16_t key_port(const struct connection *connection);

/*
 * Whose it is, one name after the other from index 0 on: each package that
 * shares the uid, or for Android's own ids and those without a package
 * "uid:system", "uid:12345", and "uid:none" when nobody knows. NULL: no more.
 * May use out.
 */
#define SUBJECT_CAP 48
const char *key_subject(const struct connection *connection, size_t index,
                        char out[SUBJECT_CAP]);

#endif
