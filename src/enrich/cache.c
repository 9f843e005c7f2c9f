/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of the cache. How long things are kept: names as long as their
 * records say, at least a minute, at most a day; that there is none as RFC
 * 2308 has it, at most an hour, and not at all without a SOA; that nobody
 * could tell (RFC 9520) a minute, then twice as long each time up to a
 * quarter of an hour. What is the servers' fault is not kept: they may be
 * others in a minute.
 */
#include "enrich/cache.h"

#include "base/format.h"
#include "base/vec.h"
#include "db/db.h"
#include "enrich/known.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define FILE_NAME "names.db"
#define PATH_CAP 4096

#define MINUTE_MS ((int64_t)60 * 1000)
#define OK_MAX_MS (24 * 60 * MINUTE_MS)
#define NONE_MAX_MS (60 * MINUTE_MS)
#define ERROR_MAX_MS (15 * MINUTE_MS)
/* Above so many pages of 4 KiB what is over is thrown out: 64 MiB. */
#define PAGES_MAX 16384
/* Rows that wait to be written: then they are, all at once. */
#define PENDING_MANY 2048

static const char *const steps[] = {
    /* ip: 4 or 16 bytes. names: lines. Times: ms since 1970. */
    "CREATE TABLE ptr("
    " resolver TEXT NOT NULL, ip BLOB NOT NULL, status INTEGER NOT NULL,"
    " confirmed INTEGER NOT NULL, cut INTEGER NOT NULL, names TEXT NOT NULL,"
    " fetched INTEGER NOT NULL, until INTEGER NOT NULL,"
    " fails INTEGER NOT NULL, PRIMARY KEY(resolver, ip)) WITHOUT ROWID",
    known_sql,
};
static const struct db_format format = {
    .what = "cache",
    .application_id = 0x61644e63, /* "adNc" */
    .version = 2,
    .steps = steps,
};

int cache_version(void)
{
    return format.version;
}

/* One row to be written. */
struct pending {
    struct addr addr;
    int64_t fetched_ms;
    int64_t until_ms;
    enum lookup_status status;
    int8_t confirmed;
    bool is_cut;
    int64_t fails;
    char *names; /* lines */
};

struct cache {
    struct db *db;
    const struct log *log;
    bool has_told; /* that it cannot be written */
    char path[PATH_CAP];
    struct db_stmt *select;
    struct db_stmt *insert;
    struct vec pending;
    char *resolver;
    char *names; /* of the last row that was read */
};

static size_t ip_len(const struct addr *addr)
{
    return addr->family == ADDR_V4 ? 4 : 16;
}

/* Also the parents that XDG leaves to us: $HOME/.cache may be missing. */
static int make_dir(const char *dir, struct err *err)
{
    char part[PATH_CAP];
    size_t len = strlen(dir);
    size_t i;

    if (len >= sizeof(part)) {
        return err_set(err, ERR_LIMIT, "%s: name too long", dir);
    }
    for (i = 1; i <= len; i++) {
        if (dir[i] == '/' || dir[i] == '\0') {
            memcpy(part, dir, i);
            part[i] = '\0';
            if (mkdir(part, 0700) < 0 && errno != EEXIST) {
                return err_set(err, ERR_IO, "%s: %s", part, strerror(errno));
            }
        }
    }
    return 0;
}

static void tell_aside(const struct cache *cache, enum db_aside aside)
{
    log_warn(cache->log, "the cache %s was %s and has been set aside",
             cache->path,
             aside == DB_ASIDE_NEWER ? "made by a later version" : "damaged");
}

static void purge(struct cache *cache, int64_t now_ms)
{
    static const char *const sql[] = {"DELETE FROM ptr WHERE until < ?",
                                      "DELETE FROM route WHERE until < ?",
                                      "DELETE FROM held WHERE until < ?"};
    size_t i;
    struct db_stmt *stmt;
    int64_t pages = 0;

    if (db_prepare(cache->db, "PRAGMA page_count", &stmt, NULL) == 0) {
        pages = db_step(stmt, NULL) == 1 ? db_column_i64(stmt, 0) : 0;
        db_finish(stmt);
    }
    for (i = 0; pages > PAGES_MAX && i < sizeof(sql) / sizeof(sql[0]); i++) {
        if (db_prepare(cache->db, sql[i], &stmt, NULL) == 0) {
            db_bind_i64(stmt, 1, now_ms);
            (void)db_step(stmt, NULL);
            db_finish(stmt);
        }
    }
}

static int prepare(struct cache *cache, struct err *err)
{
    int rc = db_prepare(cache->db,
                        "SELECT status,confirmed,cut,names,fetched,until,fails"
                        " FROM ptr WHERE resolver=? AND ip=?",
                        &cache->select, err);

    if (rc == 0) {
        rc = db_prepare(cache->db,
                        "INSERT OR REPLACE INTO ptr(resolver,ip,status,"
                        "confirmed,cut,names,fetched,until,fails)"
                        " VALUES(?,?,?,?,?,?,?,?,?)",
                        &cache->insert, err);
    }
    return rc;
}

int cache_open(const char *dir, const char *resolver, int64_t now_ms,
               const struct log *log, struct cache **out, struct err *err)
{
    enum db_aside aside = DB_ASIDE_NOTHING;
    struct cache *cache = calloc(1, sizeof(*cache));
    size_t size = strlen(resolver) + 1;
    int rc = make_dir(dir, err);

    *out = NULL;
    if (cache == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    cache->log = log;
    vec_init(&cache->pending, sizeof(struct pending), PENDING_MANY);
    cache->resolver = malloc(size);
    if (cache->resolver == NULL) {
        cache_close(cache);
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    memcpy(cache->resolver, resolver, size);
    if (rc == 0) {
        (void)format_text(cache->path, sizeof(cache->path), "%s/" FILE_NAME,
                          dir);
        rc = db_open_or_replace(&format, cache->path, &cache->db, &aside, err);
    }
    if (rc == 0) {
        rc = prepare(cache, err);
    }
    if (rc < 0) {
        cache_close(cache);
        return rc;
    }
    if (aside != DB_ASIDE_NOTHING) {
        tell_aside(cache, aside);
    }
    purge(cache, now_ms);
    *out = cache;
    return 0;
}

struct db *cache_db(struct cache *cache)
{
    return cache == NULL ? NULL : cache->db;
}

void cache_close(struct cache *cache)
{
    bool is_damaged;

    if (cache == NULL) {
        return;
    }
    cache_flush(cache, true);
    vec_fini(&cache->pending);
    db_finish(cache->select);
    db_finish(cache->insert);
    is_damaged = cache->db != NULL && db_is_damaged(cache->db);
    db_close(cache->db);
    if (is_damaged && db_set_aside(cache->path, NULL) == 0) {
        tell_aside(cache, DB_ASIDE_BROKEN);
    }
    free(cache->resolver);
    free(cache->names);
    free(cache);
}

/* Takes the lines apart, in place. What we did not write is not believed. */
static bool split_names(char *lines, struct lookup_ptr *ptr)
{
    char *at = lines;

    ptr->name_count = 0;
    while (*at != '\0') {
        if (ptr->name_count == LOOKUP_NAMES_MAX) {
            return false;
        }
        ptr->names[ptr->name_count++] = at;
        for (; *at != '\n'; at++) {
            if (*at < 0x20 || *at > 0x7e) {
                return false;
            }
        }
        *at++ = '\0';
    }
    return ptr->status == LOOKUP_OK ? ptr->name_count > 0
                                    : ptr->name_count == 0;
}

static bool take_row(struct cache *cache, struct lookup_ptr *ptr)
{
    struct db_stmt *row = cache->select;
    const char *names = db_column_text(row, 3);
    int64_t status = db_column_i64(row, 0);
    int64_t confirmed = db_column_i64(row, 1);
    size_t size = names == NULL ? 0 : strlen(names) + 1;

    free(cache->names);
    cache->names = malloc(size + 1);
    if (cache->names == NULL || size == 0 || status < LOOKUP_OK ||
        status > LOOKUP_ERROR || confirmed < -1 || confirmed > 1) {
        return false;
    }
    memcpy(cache->names, names, size);
    ptr->status = (enum lookup_status)status;
    ptr->confirmed = (int8_t)confirmed;
    ptr->is_cut = db_column_i64(row, 2) != 0;
    ptr->fetched_at_ms = db_column_i64(row, 4);
    ptr->source = "dns";
    return split_names(cache->names, ptr);
}

/* 1: there is a row; its number of failures in *out_fails. */
static int find(struct cache *cache, const struct addr *addr)
{
    db_reset(cache->select);
    /* Without it each row takes and gives back the file's lock. */
    (void)db_read_begin(cache->db, NULL);
    db_bind_text(cache->select, 1, cache->resolver);
    db_bind_blob(cache->select, 2, addr->bytes, ip_len(addr));
    return db_step(cache->select, NULL);
}

bool cache_get(struct cache *cache, const struct addr *addr, int64_t now_ms,
               struct lookup_ptr *ptr)
{
    struct lookup_ptr found = *ptr;
    bool is_good = find(cache, addr) == 1 &&
                   db_column_i64(cache->select, 5) > now_ms &&
                   /* A clock that was set back would keep it for ever. */
                   db_column_i64(cache->select, 4) <= now_ms + MINUTE_MS &&
                   take_row(cache, &found);

    db_reset(cache->select);
    if (is_good) {
        *ptr = found;
    }
    return is_good;
}

void cache_rest(struct cache *cache)
{
    db_read_end(cache->db);
}

static int64_t clamp(int64_t value, int64_t most)
{
    return value < MINUTE_MS ? MINUTE_MS : value > most ? most : value;
}

/* How long, in ms; 0: not at all. Counts failures on. */
static int64_t keep_ms(struct cache *cache, const struct addr *addr,
                       const struct ptr_result *result, int64_t *out_fails)
{
    int64_t ttl_ms = (int64_t)result->ttl_s * 1000;

    *out_fails = 0;
    if (result->is_down) {
        return 0;
    }
    if (result->status == LOOKUP_ERROR) {
        if (find(cache, addr) == 1) {
            *out_fails = db_column_i64(cache->select, 6);
        }
        db_reset(cache->select);
        *out_fails = *out_fails < 0 ? 1 : *out_fails > 9 ? 10 : *out_fails + 1;
        return clamp(MINUTE_MS << (*out_fails - 1), ERROR_MAX_MS);
    }
    if (!result->has_ttl) {
        return 0;
    }
    return clamp(ttl_ms, result->status == LOOKUP_OK ? OK_MAX_MS : NONE_MAX_MS);
}

static char *join_names(const struct ptr_result *result)
{
    size_t size = 1;
    char *lines;
    char *at;
    size_t i;

    for (i = 0; i < result->name_count; i++) {
        size += strlen(result->names[i]) + 1;
    }
    lines = malloc(size);
    if (lines == NULL) {
        return NULL;
    }
    at = lines;
    for (i = 0; i < result->name_count; i++) {
        size_t len = strlen(result->names[i]);

        memcpy(at, result->names[i], len);
        at += len;
        *at++ = '\n';
    }
    *at = '\0';
    return lines;
}

void cache_put(struct cache *cache, const struct addr *addr,
               const struct ptr_result *result, int64_t now_ms)
{
    struct pending row = {
        .addr = *addr,
        .fetched_ms = now_ms,
        .status = result->status,
        .confirmed = result->confirmed,
        .is_cut = result->is_cut,
    };
    int64_t ms = keep_ms(cache, addr, result, &row.fails);

    if (ms == 0) {
        return;
    }
    row.until_ms = now_ms + ms;
    row.names = join_names(result);
    if (row.names == NULL || vec_push(&cache->pending, &row) < 0) {
        free(row.names);
    }
    cache_flush(cache, false);
}

static int write_row(struct cache *cache, const struct pending *row,
                     struct err *err)
{
    struct db_stmt *stmt = cache->insert;
    int rc;

    db_bind_text(stmt, 1, cache->resolver);
    db_bind_blob(stmt, 2, row->addr.bytes, ip_len(&row->addr));
    db_bind_i64(stmt, 3, row->status);
    db_bind_i64(stmt, 4, row->confirmed);
    db_bind_i64(stmt, 5, row->is_cut);
    db_bind_text(stmt, 6, row->names);
    db_bind_i64(stmt, 7, row->fetched_ms);
    db_bind_i64(stmt, 8, row->until_ms);
    db_bind_i64(stmt, 9, row->fails);
    rc = db_step(stmt, err);
    db_reset(stmt);
    return rc;
}

void cache_flush(struct cache *cache, bool want_all)
{
    size_t count = cache->pending.len;
    struct err err;
    size_t i;
    int rc;

    if (count == 0 || (!want_all && count < PENDING_MANY)) {
        return;
    }
    rc = db_begin(cache->db, &err);
    for (i = 0; i < count; i++) {
        struct pending *row = vec_at(&cache->pending, i);

        if (rc == 0) {
            rc = write_row(cache, row, &err);
        }
        free(row->names);
    }
    if (rc < 0 || db_commit(cache->db, &err) < 0) {
        /* A disk that is full, another process that takes its time: what
         * was found out is found out again. */
        db_rollback(cache->db);
        if (!cache->has_told) {
            log_warn(cache->log, "names are not kept: %s", err.text);
        }
        cache->has_told = true;
    }
    vec_fini(&cache->pending);
}
