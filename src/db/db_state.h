/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of src/db share, and nobody else sees. */
#ifndef ADBNET_DB_DB_STATE_H
#define ADBNET_DB_DB_STATE_H

#include "db/db.h"

#include <sqlite3.h>

struct db {
    sqlite3 *handle;
    const char *what;
};

/* The sentence of the last failure; returns the code that it means. */
int db_fail(struct db *db, int code, struct err *err);

#endif
