/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What adbnet has printed as JSON, read back: runs with their endpoints, as
 * far as they are told there. Of conns each connection is an endpoint. What is
 * in the file is doubted, whoever made it.
 */
#ifndef ADBNET_STORE_SAID_JSON_H
#define ADBNET_STORE_SAID_JSON_H

#include "base/cursor.h"
#include "base/err.h"
#include "model/observed.h"

/* Of a file; a report of 200 packages has a tenth of it. */
#define SAID_TEXT_MAX ((size_t)256 * 1024 * 1024)

struct said;

/* The text is a JSON document, as far as its first bytes tell. */
bool said_is(struct str text);

/*
 * source: what the runs are said to be from, which stays the caller's; stamp
 * reads RFC 3339. 0; ERR_PROTO with the reason; ERR_LIMIT, ERR_NOMEM.
 */
int said_read(struct str text, const char *source,
              bool (*stamp)(struct str text, int64_t *out_ms),
              struct said **out, struct err *err);
void said_free(struct said *said); /* accepts NULL */

size_t said_count(const struct said *said);
/* Borrowed. */
const struct observed *said_run(const struct said *said, size_t index);
/* It says that it is partial. */
bool said_is_partial(const struct said *said);

#endif
