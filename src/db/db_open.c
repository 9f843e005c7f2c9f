/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening, upgrading, setting aside. Two processes that open the same file
 * take turns (a lock on PATH.lock), so that neither sets aside what the
 * other has just made.
 */
#include "db/db_state.h"

#include "base/buf.h"
#include "base/format.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long one process waits for another's transaction. */
#define BUSY_MS 2000
/* PATH_MAX of Linux; longer names cannot be opened anyway. */
#define PATH_CAP 4096

static int read_number(struct db *db, const char *sql, int64_t *out,
                       struct err *err)
{
    struct db_stmt *stmt;
    int rc = db_prepare(db, sql, &stmt, err);

    if (rc < 0) {
        return rc;
    }
    rc = db_step(stmt, err);
    if (rc == 1) {
        *out = db_column_i64(stmt, 0);
    }
    db_finish(stmt);
    return rc < 0 ? rc : 0;
}

int db_read_header(struct db *db, struct db_header *out, struct err *err)
{
    int rc =
        read_number(db, "PRAGMA application_id", &out->application_id, err);

    if (rc == 0) {
        rc = read_number(db, "PRAGMA user_version", &out->version, err);
    }
    if (rc == 0) {
        rc = read_number(db, "SELECT count(*) FROM sqlite_master", &out->tables,
                         err);
    }
    return rc;
}

/* In a transaction: nobody sees half an upgrade. */
static int upgrade(struct db *db, const struct db_format *format, int from,
                   struct err *err)
{
    char sql[80];
    int rc = 0;
    int i;

    for (i = from; i < format->version && rc == 0; i++) {
        rc = db_exec(db, format->steps[i], err);
    }
    if (rc == 0) {
        rc = db_exec(db,
                     format_text(sql, sizeof(sql),
                                 "PRAGMA application_id=%d;"
                                 "PRAGMA user_version=%d",
                                 (int)format->application_id, format->version),
                     err);
    }
    return rc;
}

int db_judge(const struct db_format *format, const struct db_header *header,
             enum db_aside *out_aside, struct err *err)
{
    bool is_new = header->application_id == 0 && header->version == 0 &&
                  header->tables == 0;

    if (!is_new && header->application_id != format->application_id) {
        *out_aside = DB_ASIDE_FOREIGN;
        return err_set(err, ERR_PROTO, "not a %s of adbnet", format->what);
    }
    if (header->version > format->version) {
        *out_aside = DB_ASIDE_NEWER;
        return err_set(err, ERR_LIMIT,
                       "%s of version %d, this program knows up to %d",
                       format->what, (int)header->version, format->version);
    }
    return 0;
}

/* Looks first: a file that is as it should be is not written to. */
static int check(struct db *db, const struct db_format *format,
                 int64_t *out_version, enum db_aside *out_aside,
                 struct err *err)
{
    struct db_header header = {.application_id = 0};
    int rc = db_read_header(db, &header, err);

    *out_version = header.version;
    return rc < 0 ? rc : db_judge(format, &header, out_aside, err);
}

static int check_and_upgrade(struct db *db, const struct db_format *format,
                             enum db_aside *out_aside, struct err *err)
{
    int64_t version;
    int rc = check(db, format, &version, out_aside, err);

    if (rc < 0 || version == format->version) {
        return rc;
    }
    if (version == 0) {
        /* Stays with the file. Without it readers wait for writers. */
        rc = db_exec(db, "PRAGMA journal_mode=WAL", err);
    }
    if (rc == 0) {
        rc = db_begin(db, err);
    }
    if (rc == 0) {
        /* Somebody else may have done it meanwhile. */
        rc = check(db, format, &version, out_aside, err);
    }
    if (rc == 0) {
        rc = upgrade(db, format, (int)version, err);
    }
    if (rc == 0) {
        rc = db_commit(db, err);
    }
    if (rc < 0) {
        db_rollback(db);
    }
    return rc;
}

/* 0600 from its first byte on; SQLite gives the log beside it the same. */
static int make_new(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0) {
        (void)close(fd);
        return 0;
    }
    return err_set(err, errno == EACCES ? ERR_PERM : ERR_IO, "%s: %s", path,
                   strerror(errno));
}

/*
 * A file that exists is not opened here: closing it again would take away
 * the locks of whoever has it open in this process (POSIX).
 */
static int make_private(const char *path, struct err *err)
{
    struct stat stat;

    if (lstat(path, &stat) < 0) {
        return make_new(path, err);
    }
    if (!S_ISREG(stat.st_mode)) {
        return err_set(err, ERR_IO, "%s: not a file", path);
    }
    if ((stat.st_mode & 0077) != 0 && chmod(path, 0600) < 0) {
        return err_set(err, ERR_PERM, "%s: %s", path, strerror(errno));
    }
    return 0;
}

int db_configure(struct db *db, struct err *err)
{
    (void)sqlite3_extended_result_codes(db->handle, 1);
    (void)sqlite3_busy_timeout(db->handle, BUSY_MS);
    (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
                            NULL);
    (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0,
                            NULL);
    return db_exec(db, "PRAGMA cell_size_check=ON; PRAGMA synchronous=NORMAL",
                   err);
}

int db_open(const struct db_format *format, const char *path, struct db **out,
            enum db_aside *out_aside, struct err *err)
{
    enum db_aside aside = DB_ASIDE_NOTHING;
    struct db *db;
    int rc = make_private(path, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    db = calloc(1, sizeof(*db));
    if (db == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    db->what = format->what;
    rc = sqlite3_open_v2(path, &db->handle,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                             SQLITE_OPEN_PRIVATECACHE,
                         NULL);
    rc = rc == SQLITE_OK ? db_configure(db, err) : db_fail(db, rc, err);
    if (rc == 0) {
        rc = check_and_upgrade(db, format, &aside, err);
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

void db_close(struct db *db)
{
    if (db != NULL) {
        int rc = sqlite3_close(db->handle);

        assert(rc == SQLITE_OK); /* else a statement was left open */
        (void)rc;
        free(db);
    }
}

static int join(char out[PATH_CAP], const char *path, const char *suffix,
                struct err *err)
{
    if (strlen(path) + strlen(suffix) >= PATH_CAP) {
        return err_set(err, ERR_LIMIT, "%s: name too long", path);
    }
    (void)format_text(out, PATH_CAP, "%s%s", path, suffix);
    return 0;
}

/* Held until the returned descriptor is closed; -1: not got. */
static int lock(const char *path, struct err *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char name[PATH_CAP];
    int fd;

    if (join(name, path, ".lock", err) < 0) {
        return -1;
    }
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || fcntl(fd, F_SETLKW, &whole) < 0) {
        (void)err_set(err, ERR_IO, "%s: %s", name, strerror(errno));
        if (fd >= 0) {
            (void)close(fd);
        }
        return -1;
    }
    return fd;
}

/* The log goes with its file: beside another it would be poison. */
static int set_aside(const char *path, enum db_aside aside, struct err *err)
{
    static const char *const logs[] = {"-wal", "-shm"};
    char name[PATH_CAP];
    size_t i;
    int rc =
        join(name, path, aside == DB_ASIDE_NEWER ? ".newer" : ".broken", err);

    if (rc < 0) {
        return rc;
    }
    if (rename(path, name) < 0) {
        return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    }
    for (i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
        if (join(name, path, logs[i], NULL) == 0) {
            (void)unlink(name);
        }
    }
    return 0;
}

int db_set_aside(const char *path, struct err *err)
{
    int fd = lock(path, err);
    int rc;

    if (fd < 0) {
        return ERR_IO;
    }
    rc = set_aside(path, DB_ASIDE_BROKEN, err);
    (void)close(fd);
    return rc;
}

int db_open_or_replace(const struct db_format *format, const char *path,
                       struct db **out, enum db_aside *out_aside,
                       struct err *err)
{
    int fd = lock(path, err);
    int rc;

    *out = NULL;
    *out_aside = DB_ASIDE_NOTHING;
    if (fd < 0) {
        return ERR_IO;
    }
    rc = db_open(format, path, out, out_aside, err);
    if (rc < 0 && *out_aside != DB_ASIDE_NOTHING) {
        rc = set_aside(path, *out_aside, err);
        if (rc == 0) {
            rc = db_open(format, path, out, NULL, err);
        }
    }
    (void)close(fd);
    return rc;
}
