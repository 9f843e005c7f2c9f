/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of src/db share, and nobody else sees. */
#ifndef ADBNET_DB_DB_STATE_H
#define ADBNET_DB_DB_STATE_H

#include "db/db.h"

#include <sqlite3.h>

struct db {
    sqlite3 *handle;
    const char *what;
    bool is_damaged; /* it has shown */
    bool is_reading; /* between db_read_begin() and its end */
};

/* What the file itself says it is. */
struct db_header {
    int64_t application_id;
    int64_t version;
    int64_t tables;
};

int db_read_header(struct db *db, struct db_header *out, struct err *err);

/* 0, or why it cannot be used. */
int db_judge(const struct db_format *format, const struct db_header *header,
             enum db_aside *out_aside, struct err *err);

/* What holds for every connection. */
int db_configure(struct db *db, struct err *err);

/* The sentence of the last failure; returns the code that it means. */
int db_fail(struct db *db, int code, struct err *err);

#endif
