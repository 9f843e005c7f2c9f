/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Networks from the user's own databases in the MaxMind format. Such a file
 * is trusted like a program: its reader is not made for hostile ones.
 */
#ifndef ADBNET_ENRICH_MMDB_H
#define ADBNET_ENRICH_MMDB_H

#include "base/err.h"
#include "model/lookup.h"

#include <stddef.h>

/* One with the AS, one with the country, and room for more. */
#define MMDB_FILES_MAX 4

struct mmdb;

/* 0 or a negative code with its sentence. */
int mmdb_open(const char *const *paths, size_t count, struct mmdb **out,
              struct err *err);
/* Accepts NULL. */
void mmdb_close(struct mmdb *mmdb);

/* Fills out; its texts live until the next call. */
void mmdb_look(struct mmdb *mmdb, const struct addr *addr,
               struct lookup_network *out);

#endif
