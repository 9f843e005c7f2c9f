/* SPDX-License-Identifier: Apache-2.0 */
/* Files of others, read only; and a file made one plain file again. */
#include "db/db_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/*
 * A view in the place of a table, an index over an expression, a generated
 * column: all would make SQLite compute what the file says. So nothing but
 * the very tables of that version is read.
 */
static const char tables_sql[] =
    "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name";

static bool is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int compare(struct db_stmt *file, struct db_stmt *model, struct err *err)
{
    for (;;) {
        int has = db_step(file, err);
        int should = has < 0 ? has : db_step(model, err);
        int i;

        if (has < 0 || should < 0) {
            return has < 0 ? has : should;
        }
        if (has != should) {
            return err_set(err, ERR_PROTO, "its tables are not as they should");
        }
        if (has == 0) {
            return 0;
        }
        for (i = 0; i < 4; i++) {
            if (!is_same_text(db_column_text(file, i),
                              db_column_text(model, i))) {
                return err_set(err, ERR_PROTO,
                               "its tables are not as they should");
            }
        }
    }
}

/* The tables of that version, in memory. */
static int make_model(const struct db_format *format, int version,
                      struct db *model, struct err *err)
{
    int rc = sqlite3_open_v2(":memory:", &model->handle,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    int i;

    model->what = format->what;
    rc = rc == SQLITE_OK ? 0 : db_fail(model, rc, err);
    for (i = 0; i < version && rc == 0; i++) {
        rc = db_exec(model, format->steps[i], err);
    }
    return rc;
}

static int check_tables(struct db *db, const struct db_format *format,
                        int version, struct err *err)
{
    struct db model = {.handle = NULL};
    struct db_stmt *ours = NULL;
    struct db_stmt *theirs = NULL;
    int rc = make_model(format, version, &model, err);

    if (rc == 0) {
        rc = db_prepare(&model, tables_sql, &ours, err);
    }
    if (rc == 0) {
        rc = db_prepare(db, tables_sql, &theirs, err);
    }
    if (rc == 0) {
        rc = compare(theirs, ours, err);
    }
    db_finish(theirs);
    db_finish(ours);
    (void)sqlite3_close(model.handle);
    return rc;
}

/* Of a newer file: who made it, behind the sentence. */
static void add_maker(struct db *db, const char *maker, struct err *err)
{
    struct db_stmt *stmt;
    struct err before;

    if (maker == NULL || err == NULL ||
        db_prepare(db, maker, &stmt, NULL) < 0) {
        return;
    }
    before = *err;
    if (db_step(stmt, NULL) == 1 && db_column_text(stmt, 0) != NULL) {
        (void)err_set(err, before.code, "%s; %.40s made it", before.text,
                      db_column_text(stmt, 0));
    }
    db_finish(stmt);
}

static int check(struct db *db, const struct db_format *format,
                 const char *maker, int *out_version, enum db_aside *aside,
                 struct err *err)
{
    struct db_header header = {.application_id = 0};
    int rc = db_read_header(db, &header, err);

    if (rc == 0) {
        rc = db_judge(format, &header, aside, err);
    }
    if (*aside == DB_ASIDE_NEWER) {
        add_maker(db, maker, err);
    }
    if (rc == 0 && header.version < 1) {
        /* An empty file is an empty database, too. */
        *aside = DB_ASIDE_FOREIGN;
        rc = err_set(err, ERR_PROTO, "it is empty, not a %s of adbnet",
                     format->what);
    }
    if (rc == 0) {
        *out_version = (int)header.version;
        rc = check_tables(db, format, (int)header.version, err);
    }
    return rc;
}

static int open_plain(struct db *db, const char *path, struct err *err)
{
    int rc = sqlite3_open_v2(path, &db->handle,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
                                 SQLITE_OPEN_PRIVATECACHE,
                             NULL);

    rc = rc == SQLITE_OK ? db_configure(db, err) : db_fail(db, rc, err);
    /* One moment of the file, also while it grows. */
    return rc < 0 ? rc : db_exec(db, "BEGIN", err);
}

/*
 * Where nothing can be written beside the file, SQLite cannot keep an index
 * of the log there. Nobody can be writing the file either, then: without
 * locks it keeps the index in memory.
 */
static int open_unwritable(struct db *db, const char *path, struct err *err)
{
    int rc = sqlite3_open_v2(path, &db->handle,
                             SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
                                 SQLITE_OPEN_PRIVATECACHE,
                             "unix-none");

    if (rc != SQLITE_OK) {
        return db_fail(db, rc, err);
    }
    rc = db_exec(db, "PRAGMA locking_mode=EXCLUSIVE", err);
    if (rc == 0) {
        rc = db_configure(db, err);
    }
    return rc < 0 ? rc : db_exec(db, "BEGIN", err);
}

int db_open_read(const struct db_format *format, const char *path,
                 const char *maker, struct db **out, int *out_version,
                 enum db_aside *out_aside, struct err *err)
{
    enum db_aside aside = DB_ASIDE_NOTHING;
    struct stat info;
    struct db *db;
    int rc;

    *out = NULL;
    if (stat(path, &info) < 0) {
        return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO, "%s: %s", path,
                       strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return err_set(err, ERR_IO, "%s: not a file", path);
    }
    db = calloc(1, sizeof(*db));
    if (db == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    db->what = format->what;
    rc = open_plain(db, path, err);
    if (rc == 0) {
        rc = check(db, format, maker, out_version, &aside, err);
    }
    if (rc == ERR_IO) {
        (void)sqlite3_close(db->handle);
        db->handle = NULL;
        rc = open_unwritable(db, path, err);
        if (rc == 0) {
            rc = check(db, format, maker, out_version, &aside, err);
        }
    }
    if (rc == ERR_PROTO && aside == DB_ASIDE_NOTHING) {
        aside = DB_ASIDE_BROKEN;
    }
    if (out_aside != NULL) {
        *out_aside = aside;
    }
    if (rc < 0) {
        (void)err_prefix(err, "%s", path);
        db_close(db);
        return rc;
    }
    *out = db;
    return 0;
}

int db_settle(struct db *db, struct err *err)
{
    struct db_stmt *stmt;
    bool is_settled = false;
    int rc = db_prepare(db, "PRAGMA journal_mode=DELETE", &stmt, err);

    if (rc < 0) {
        return rc;
    }
    /* Writes the log's pages into the file first. */
    rc = db_step(stmt, err);
    if (rc == 1) {
        is_settled = is_same_text(db_column_text(stmt, 0), "delete");
        rc = 0;
    }
    db_finish(stmt);
    if (rc == 0 && !is_settled) {
        rc = err_set(err, ERR_BUSY, "%s: its log stays beside it", db->what);
    }
    return rc;
}
