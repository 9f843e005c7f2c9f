/* SPDX-License-Identifier: Apache-2.0 */
/* Statements and transactions. Opening is in db_open.c. */
#include "db/db_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct db_stmt {
    struct db *db;
    sqlite3_stmt *handle;
    int rc; /* of a bind, told at the next step */
};

static int fail_moved(const struct db *db, struct err *err)
{
    return err_set(err, ERR_IO,
                   "%s: the file was moved, removed or replaced meanwhile",
                   db->what);
}

int db_fail(struct db *db, int code, struct err *err)
{
    int meaning = ERR_IO;
    int reason = 0;

    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return err_set(err, ERR_NOMEM, "out of memory");
    case SQLITE_NOTADB:
        db->is_damaged = true;
        return err_set(err, ERR_PROTO, "not a %s of adbnet", db->what);
    case SQLITE_CORRUPT:
        db->is_damaged = true;
        meaning = ERR_PROTO;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        meaning = ERR_TIMEOUT;
        break;
    case SQLITE_TOOBIG:
    case SQLITE_FULL:
        meaning = ERR_LIMIT;
        break;
    case SQLITE_READONLY:
        if (code == SQLITE_READONLY_DBMOVED) {
            return fail_moved(db, err);
        }
        break;
    case SQLITE_IOERR:
        /* SQLite forgets it when it was a COMMIT. */
        reason = sqlite3_system_errno(db->handle);
        reason = reason == 0 ? errno : reason;
        break;
    default:
        break;
    }
    if (reason != 0) {
        return err_set(err, meaning, "%s: %s: %s", db->what,
                       sqlite3_errmsg(db->handle), strerror(reason));
    }
    return err_set(err, meaning, "%s: %s", db->what,
                   sqlite3_errmsg(db->handle));
}

const char *db_library_version(void)
{
    return sqlite3_libversion();
}

int db_exec(struct db *db, const char *sql, struct err *err)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : db_fail(db, rc, err);
}

int db_read_begin(struct db *db, struct err *err)
{
    int rc = db->is_reading ? 0 : db_exec(db, "BEGIN", err);

    db->is_reading = rc == 0;
    return rc;
}

void db_read_end(struct db *db)
{
    if (db->is_reading) {
        db->is_reading = false;
        db_rollback(db);
    }
}

int db_begin(struct db *db, struct err *err)
{
    db_read_end(db);
    return db_exec(db, "BEGIN IMMEDIATE", err);
}

int db_commit(struct db *db, struct err *err)
{
    errno = 0; /* for db_fail() */
    return db_exec(db, "COMMIT", err);
}

int db_check_place(struct db *db, struct err *err)
{
    int has_moved = 0;

    (void)sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_HAS_MOVED,
                               &has_moved);
    return has_moved ? fail_moved(db, err) : 0;
}

bool db_is_damaged(const struct db *db)
{
    return db->is_damaged;
}

void db_rollback(struct db *db)
{
    /* Fails when nothing was begun, or SQLite has rolled back already. */
    (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int db_prepare(struct db *db, const char *sql, struct db_stmt **out,
               struct err *err)
{
    struct db_stmt *stmt = calloc(1, sizeof(*stmt));
    int rc;

    *out = NULL;
    if (stmt == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    stmt->db = db;
    rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                            &stmt->handle, NULL);
    if (rc != SQLITE_OK) {
        free(stmt);
        return db_fail(db, rc, err);
    }
    *out = stmt;
    return 0;
}

void db_finish(struct db_stmt *stmt)
{
    if (stmt != NULL) {
        (void)sqlite3_finalize(stmt->handle);
        free(stmt);
    }
}

static void keep(struct db_stmt *stmt, int rc)
{
    if (stmt->rc == SQLITE_OK) {
        stmt->rc = rc;
    }
}

void db_bind_i64(struct db_stmt *stmt, int index, int64_t value)
{
    keep(stmt, sqlite3_bind_int64(stmt->handle, index, value));
}

void db_bind_text(struct db_stmt *stmt, int index, const char *text)
{
    keep(stmt, sqlite3_bind_text(stmt->handle, index, text, -1, SQLITE_STATIC));
}

void db_bind_blob(struct db_stmt *stmt, int index, const void *bytes,
                  size_t len)
{
    keep(stmt, sqlite3_bind_blob64(stmt->handle, index, len > 0 ? bytes : "",
                                   len, SQLITE_STATIC));
}

void db_bind_null(struct db_stmt *stmt, int index)
{
    keep(stmt, sqlite3_bind_null(stmt->handle, index));
}

int db_step(struct db_stmt *stmt, struct err *err)
{
    int rc = stmt->rc;

    if (rc == SQLITE_OK) {
        rc = sqlite3_step(stmt->handle);
    }
    if (rc == SQLITE_ROW || rc == SQLITE_DONE) {
        return rc == SQLITE_ROW;
    }
    return db_fail(stmt->db, rc, err);
}

void db_reset(struct db_stmt *stmt)
{
    stmt->rc = SQLITE_OK;
    /* Repeats the failure of the step before, which was told then. */
    (void)sqlite3_reset(stmt->handle);
    (void)sqlite3_clear_bindings(stmt->handle);
}

int64_t db_column_i64(struct db_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

const char *db_column_text(struct db_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt->handle, column);
}

const void *db_column_blob(struct db_stmt *stmt, int column, size_t *out_len)
{
    const void *bytes = sqlite3_column_blob(stmt->handle, column);

    *out_len = (size_t)sqlite3_column_bytes(stmt->handle, column);
    return bytes;
}

bool db_column_is_null(struct db_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

bool db_column_is_text(struct db_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_TEXT;
}
