/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of SQLite: made, upgraded, refused, set aside, shared by processes.
 * In a directory of its own.
 */
#include "db/db.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const steps[] = {
    "CREATE TABLE fruit(name TEXT PRIMARY KEY, amount INTEGER, raw BLOB)",
    "CREATE TABLE tree(height INTEGER); INSERT INTO tree VALUES(7)",
};
static const struct db_format one = {"basket", 0x61644274, 1, steps};
static const struct db_format two = {"basket", 0x61644274, 2, steps};
static const struct db_format other = {"barrel", 0x12345678, 1, steps};

struct place {
    char dir[64];
    char path[96];
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    (void)snprintf(place->dir, sizeof(place->dir), "/tmp/adbnet-db.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    (void)snprintf(place->path, sizeof(place->path), "%s/f", place->dir);
    *state = place;
    return 0;
}

static const char *beside(const struct place *place, const char *suffix,
                          char out[128])
{
    (void)snprintf(out, 128, "%s%s", place->path, suffix);
    return out;
}

static int tear_down(void **state)
{
    static const char *const suffixes[] = {
        "", "-wal", "-shm", ".lock", ".broken", ".newer", ".link",
    };
    struct place *place = *state;
    char name[128];
    size_t i;

    for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        (void)unlink(beside(place, suffixes[i], name));
    }
    assert_int_equal(rmdir(place->dir), 0);
    free(place);
    return 0;
}

static struct db *open_good(const struct db_format *format, const char *path)
{
    struct err err = {.code = 0};
    struct db *db;

    if (db_open(format, path, &db, NULL, &err) < 0) {
        fail_msg("%s", err.text);
    }
    return db;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static int64_t number(struct db *db, const char *sql)
{
    struct db_stmt *stmt;
    struct err err;
    int64_t value;

    assert_int_equal(db_prepare(db, sql, &stmt, &err), 0);
    assert_int_equal(db_step(stmt, &err), 1);
    value = db_column_i64(stmt, 0);
    db_finish(stmt);
    return value;
}

static void put(struct db *db, const char *name, int64_t amount)
{
    static const uint8_t raw[] = {0, 1, 0xff};
    struct db_stmt *stmt;
    struct err err;

    assert_int_equal(
        db_prepare(db, "INSERT INTO fruit VALUES(?,?,?)", &stmt, &err), 0);
    db_bind_text(stmt, 1, name);
    db_bind_i64(stmt, 2, amount);
    db_bind_blob(stmt, 3, raw, sizeof(raw));
    assert_int_equal(db_step(stmt, &err), 0);
    db_finish(stmt);
}

static void what_was_put_is_there_after_opening_again(void **state)
{
    const struct place *place = *state;
    struct db *db = open_good(&one, place->path);
    struct db_stmt *stmt;
    struct err err;
    const void *raw;
    size_t len;

    put(db, "fig", INT64_MIN);
    db_close(db);
    db = open_good(&one, place->path);
    assert_int_equal(
        db_prepare(db, "SELECT name,amount,raw,NULL FROM fruit", &stmt, &err),
        0);
    assert_int_equal(db_step(stmt, &err), 1);
    assert_string_equal(db_column_text(stmt, 0), "fig");
    assert_true(db_column_i64(stmt, 1) == INT64_MIN);
    raw = db_column_blob(stmt, 2, &len);
    assert_int_equal(len, 3);
    assert_memory_equal(raw, "\x00\x01\xff", 3);
    assert_true(db_column_is_null(stmt, 3));
    assert_int_equal(db_step(stmt, &err), 0);
    db_finish(stmt);
    db_close(db);
}

static void a_file_is_its_owners_alone(void **state)
{
    const struct place *place = *state;
    struct db *db;
    struct stat stat_;
    char name[128];

    write_file(place->path, "");
    assert_int_equal(chmod(place->path, 0644), 0);
    db = open_good(&one, place->path);
    put(db, "fig", 1);
    assert_int_equal(stat(place->path, &stat_), 0);
    assert_int_equal(stat_.st_mode & 0777, 0600);
    assert_int_equal(stat(beside(place, "-wal", name), &stat_), 0);
    assert_int_equal(stat_.st_mode & 0777, 0600);
    db_close(db);
}

static void an_older_file_is_upgraded_and_keeps_its_rows(void **state)
{
    const struct place *place = *state;
    struct db *db = open_good(&one, place->path);

    put(db, "fig", 3);
    db_close(db);
    db = open_good(&two, place->path);
    assert_int_equal(number(db, "SELECT amount FROM fruit"), 3);
    assert_int_equal(number(db, "SELECT height FROM tree"), 7);
    assert_int_equal(number(db, "PRAGMA user_version"), 2);
    db_close(db);
}

static void an_upgrade_that_fails_leaves_the_file_as_it_was(void **state)
{
    static const char *const bad_steps[] = {
        NULL, "CREATE TABLE tree(height INTEGER); SELECT nothing FROM nowhere"};
    static const struct db_format bad = {"basket", 0x61644274, 2, bad_steps};
    const struct place *place = *state;
    struct db *db = open_good(&one, place->path);
    struct err err;

    db_close(db);
    assert_int_equal(db_open(&bad, place->path, &db, NULL, &err), ERR_IO);
    db = open_good(&one, place->path);
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    assert_int_equal(
        number(db, "SELECT count(*) FROM sqlite_schema WHERE name='tree'"), 0);
    db_close(db);
}

static void make_newer(const struct place *place)
{
    db_close(open_good(&two, place->path));
}

static void make_foreign(const struct place *place)
{
    db_close(open_good(&other, place->path));
}

static void make_text(const struct place *place)
{
    write_file(place->path, "this is not a database, but it is long enough "
                            "to have the size of a header of one, is it not");
}

/* A page in the middle is gone: found only when it is read. */
static void make_damaged(const struct place *place)
{
    struct db *db = open_good(&one, place->path);
    static const char junk[4096] = {0x7f};
    int fd;

    db_close(db);
    fd = open(place->path, O_RDWR);
    assert_true(fd >= 0);
    assert_true(pwrite(fd, junk, 4096 - 100, 100) == 4096 - 100);
    (void)close(fd);
}

static const struct {
    const char *why;
    void (*make)(const struct place *place);
    enum db_aside aside;
    int code;
    const char *suffix;
    const char *words;
} unusable[] = {
    {"a later version", make_newer, DB_ASIDE_NEWER, ERR_LIMIT, ".newer",
     "version 2, this program knows up to 1"},
    {"another program's", make_foreign, DB_ASIDE_FOREIGN, ERR_PROTO, ".broken",
     "not a basket of adbnet"},
    {"a text", make_text, DB_ASIDE_BROKEN, ERR_PROTO, ".broken",
     "not a basket of adbnet"},
    {"a damaged page", make_damaged, DB_ASIDE_BROKEN, ERR_PROTO, ".broken",
     "malformed"},
};

static void a_file_that_cannot_be_used_is_refused_and_stays(void **state)
{
    const struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(unusable) / sizeof(unusable[0]); i++) {
        enum db_aside aside = DB_ASIDE_NOTHING;
        struct err err = {.code = 0};
        struct stat before;
        struct stat after;
        struct db *db;

        unusable[i].make(place);
        assert_int_equal(stat(place->path, &before), 0);
        if (db_open(&one, place->path, &db, &aside, &err) != unusable[i].code ||
            aside != unusable[i].aside ||
            strstr(err.text, unusable[i].words) == NULL ||
            strncmp(err.text, place->path, strlen(place->path)) != 0) {
            fail_msg("%s: %d, %s", unusable[i].why, aside, err.text);
        }
        assert_null(db);
        assert_int_equal(stat(place->path, &after), 0);
        assert_int_equal(before.st_ino, after.st_ino);
        assert_int_equal(before.st_size, after.st_size);
        assert_int_equal(unlink(place->path), 0);
    }
}

static void a_file_that_cannot_be_used_is_set_aside(void **state)
{
    const struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(unusable) / sizeof(unusable[0]); i++) {
        enum db_aside aside;
        struct err err;
        struct db *db;
        char name[128];

        unusable[i].make(place);
        assert_int_equal(
            db_open_or_replace(&one, place->path, &db, &aside, &err), 0);
        assert_int_equal(aside, unusable[i].aside);
        put(db, "fig", 1);
        db_close(db);
        assert_int_equal(access(beside(place, unusable[i].suffix, name), F_OK),
                         0);
        assert_int_equal(
            db_open_or_replace(&one, place->path, &db, &aside, &err), 0);
        assert_int_equal(aside, DB_ASIDE_NOTHING);
        assert_int_equal(number(db, "SELECT count(*) FROM fruit"), 1);
        db_close(db);
        assert_int_equal(unlink(place->path), 0);
    }
}

static void a_link_is_not_followed(void **state)
{
    const struct place *place = *state;
    struct err err;
    struct db *db;
    char name[128];

    (void)beside(place, ".link", name);
    assert_int_equal(symlink(place->path, name), 0);
    assert_int_equal(db_open(&one, name, &db, NULL, &err), ERR_IO);
    assert_int_equal(access(place->path, F_OK), -1);
}

static void a_directory_that_is_missing_is_an_error(void **state)
{
    enum db_aside aside;
    struct err err;
    struct db *db;

    (void)state;
    assert_int_equal(
        db_open_or_replace(&one, "/tmp/adbnet-none/x/f", &db, &aside, &err),
        ERR_IO);
    assert_non_null(strstr(err.text, "/tmp/adbnet-none/x/f"));
}

static void rollback_takes_back(void **state)
{
    const struct place *place = *state;
    struct db *db = open_good(&one, place->path);
    struct err err;

    assert_int_equal(db_begin(db, &err), 0);
    put(db, "fig", 1);
    db_rollback(db);
    assert_int_equal(db_begin(db, &err), 0);
    put(db, "pear", 1);
    assert_int_equal(db_commit(db, &err), 0);
    assert_int_equal(number(db, "SELECT count(*) FROM fruit"), 1);
    db_close(db);
}

static void reading_sees_one_moment_and_nobody_waits_for_it(void **state)
{
    const struct place *place = *state;
    struct db *reader = open_good(&one, place->path);
    struct db *writer = open_good(&one, place->path);

    assert_int_equal(db_read_begin(reader, NULL), 0);
    assert_int_equal(number(reader, "SELECT count(*) FROM fruit"), 0);
    put(writer, "plum", 5);
    assert_int_equal(db_read_begin(reader, NULL), 0);
    assert_int_equal(number(reader, "SELECT count(*) FROM fruit"), 0);
    db_read_end(reader);
    db_read_end(reader);
    assert_int_equal(number(reader, "SELECT count(*) FROM fruit"), 1);
    /* Who writes after reading writes upon what is there now. */
    assert_int_equal(db_read_begin(reader, NULL), 0);
    assert_int_equal(number(reader, "SELECT count(*) FROM fruit"), 1);
    put(writer, "fig", 2);
    assert_int_equal(db_begin(reader, NULL), 0);
    put(reader, "pear", 1);
    assert_int_equal(db_commit(reader, NULL), 0);
    assert_int_equal(number(writer, "SELECT count(*) FROM fruit"), 3);
    db_close(writer);
    db_close(reader);
}

static void a_failed_statement_says_why_and_works_again(void **state)
{
    const struct place *place = *state;
    struct db *db = open_good(&one, place->path);
    struct db_stmt *stmt;
    struct err err;

    assert_int_equal(
        db_prepare(db, "INSERT INTO fruit(name) VALUES(?)", &stmt, &err), 0);
    db_bind_text(stmt, 1, "fig");
    assert_int_equal(db_step(stmt, &err), 0);
    db_reset(stmt);
    db_bind_text(stmt, 1, "fig");
    assert_true(db_step(stmt, &err) < 0);
    assert_non_null(strstr(err.text, "UNIQUE"));
    db_reset(stmt);
    db_bind_text(stmt, 9, "no such parameter");
    assert_true(db_step(stmt, &err) < 0);
    db_reset(stmt);
    db_bind_text(stmt, 1, "pear");
    assert_int_equal(db_step(stmt, &err), 0);
    db_finish(stmt);
    assert_true(db_prepare(db, "SELECT nothing", &stmt, &err) < 0);
    db_close(db);
}

#define PROCESSES 4
#define ROWS_EACH 50

/* One of several processes: opens what may be broken, writes its rows. */
static int write_rows(const struct place *place, int who)
{
    enum db_aside aside;
    struct err err;
    struct db *db;
    char name[32];
    int i;

    if (db_open_or_replace(&one, place->path, &db, &aside, &err) < 0) {
        return 1;
    }
    for (i = 0; i < ROWS_EACH; i++) {
        if (db_begin(db, &err) < 0) {
            return 2;
        }
        (void)snprintf(name, sizeof(name), "%d.%d", who, i);
        put(db, name, i);
        if (db_commit(db, &err) < 0) {
            return 3;
        }
    }
    db_close(db);
    return 0;
}

static void processes_share_a_file_that_was_broken(void **state)
{
    const struct place *place = *state;
    pid_t children[PROCESSES];
    struct db *db;
    int i;

    make_text(place);
    for (i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            _exit(write_rows(place, i));
        }
    }
    for (i = 0; i < PROCESSES; i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    db = open_good(&one, place->path);
    assert_int_equal(number(db, "SELECT count(*) FROM fruit"),
                     PROCESSES * ROWS_EACH);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_there_after_opening_again),
        TEST(a_file_is_its_owners_alone),
        TEST(an_older_file_is_upgraded_and_keeps_its_rows),
        TEST(an_upgrade_that_fails_leaves_the_file_as_it_was),
        TEST(a_file_that_cannot_be_used_is_refused_and_stays),
        TEST(a_file_that_cannot_be_used_is_set_aside),
        TEST(a_link_is_not_followed),
        TEST(a_directory_that_is_missing_is_an_error),
        TEST(rollback_takes_back),
        TEST(reading_sees_one_moment_and_nobody_waits_for_it),
        TEST(a_failed_statement_says_why_and_works_again),
        TEST(processes_share_a_file_that_was_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
