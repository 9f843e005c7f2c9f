/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite opened the one right way, for files of several formats: mode 0600,
 * no symbolic link, write-ahead log, application id, schema version, upgrade
 * in one transaction, a busy time-out, and a file that cannot be used set
 * aside. Whose tables are in it is the caller's business.
 *
 * A struct db and its statements belong to one thread at a time.
 */
#ifndef ADBNET_DB_DB_H
#define ADBNET_DB_DB_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_stmt;

/* One kind of file. All of it is static. */
struct db_format {
    const char *what;        /* for sentences: "cache" */
    uint32_t application_id; /* of SQLite's header */
    /*
     * steps[i] is the SQL that makes version i + 1 out of version i, and
     * steps[0] makes version 1 out of nothing. There are `version` of them.
     */
    int version;
    const char *const *steps;
};

/* What became of a file that could not be used. */
enum db_aside {
    DB_ASIDE_NOTHING,
    DB_ASIDE_BROKEN,  /* no database, or a damaged one */
    DB_ASIDE_FOREIGN, /* a database of somebody else's */
    DB_ASIDE_NEWER    /* made by a later version of this program */
};

/*
 * Opens path, or makes it; its directory must exist. A file that is there
 * must be of this format: ERR_PROTO when it is broken or foreign, ERR_LIMIT
 * when it is newer, ERR_IO and ERR_NOMEM for the rest. *out_aside, unless
 * NULL, says which of them it was.
 */
int db_open(const struct db_format *format, const char *path, struct db **out,
            enum db_aside *out_aside, struct err *err);

/*
 * The same, but a file that cannot be used is renamed to PATH.broken or
 * PATH.newer, and a new one is made. For files that can be made again.
 * Safe against other processes that do the same at that moment.
 */
int db_open_or_replace(const struct db_format *format, const char *path,
                       struct db **out, enum db_aside *out_aside,
                       struct err *err);

/*
 * Opens a file of this format to read it as it is at this moment, whoever
 * may be writing it. Nothing of the file is changed, also when a program
 * that was killed left its log beside it. Its tables must be those of its
 * version, to the letter: ERR_PROTO for another file, ERR_LIMIT for a newer
 * one. maker: SQL that tells who made such a newer one, or NULL.
 */
int db_open_read(const struct db_format *format, const char *path,
                 const char *maker, struct db **out, int *out_version,
                 enum db_aside *out_aside, struct err *err);

/*
 * All into the one file, without a log beside it. Statements must have been
 * reset. It fails when somebody else reads the file; then the log stays.
 */
int db_settle(struct db *db, struct err *err);

/* Of SQLite, as it is at run time: static, and nothing is initialised. */
const char *db_library_version(void);

/* Statements must have been finished. Accepts NULL. */
void db_close(struct db *db);

/*
 * Damage may lie where opening does not look. Then, when it is closed, the
 * file can be renamed to PATH.broken, so that the next one begins anew.
 */
bool db_is_damaged(const struct db *db);
int db_set_aside(const char *path, struct err *err);

/* SQL without a result. */
int db_exec(struct db *db, const char *sql, struct err *err);

/*
 * What is read until db_read_end() or db_begin() is of one moment; many rows
 * cost less so than each alone. Nobody waits for it. Both may be called again.
 */
int db_read_begin(struct db *db, struct err *err);
void db_read_end(struct db *db);

/* A transaction that writes; waits for others at its beginning only. */
int db_begin(struct db *db, struct err *err);
int db_commit(struct db *db, struct err *err);

/*
 * Whether the file is still where it was opened: SQLite may go on for long
 * with one that is not. 0 or ERR_IO.
 */
int db_check_place(struct db *db, struct err *err);
void db_rollback(struct db *db);

/* sql is static. End with db_finish(), which accepts NULL. */
int db_prepare(struct db *db, const char *sql, struct db_stmt **out,
               struct err *err);
void db_finish(struct db_stmt *stmt);

/*
 * Parameters count from 1. Texts and blobs are borrowed until db_reset().
 * A failure shows at the next db_step().
 */
void db_bind_i64(struct db_stmt *stmt, int index, int64_t value);
void db_bind_text(struct db_stmt *stmt, int index, const char *text);
void db_bind_blob(struct db_stmt *stmt, int index, const void *bytes,
                  size_t len);
void db_bind_null(struct db_stmt *stmt, int index);

/* 1: a row is there; 0: done; negative: failed. */
int db_step(struct db_stmt *stmt, struct err *err);
/* The statement can be stepped again, with new parameters. */
void db_reset(struct db_stmt *stmt);

/*
 * Columns count from 0. Texts and blobs live until the next db_step() or
 * db_reset(); NULL for an SQL NULL. Of another type: as SQLite converts it.
 */
int64_t db_column_i64(struct db_stmt *stmt, int column);
const char *db_column_text(struct db_stmt *stmt, int column);
const void *db_column_blob(struct db_stmt *stmt, int column, size_t *out_len);
bool db_column_is_null(struct db_stmt *stmt, int column);
bool db_column_is_text(struct db_stmt *stmt, int column);

#endif
