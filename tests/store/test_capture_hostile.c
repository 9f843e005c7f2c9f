/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are no captures, or are made to harm whoever reads them. */
#include "db/db.h"
#include "fixture.h"
#include "store/capture_read.h"
#include "store/capture_schema.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fixture_plan plan = {20, 4, 8, true};

static void make_capture(const struct place *place)
{
    struct capture_writer *writer = fixture_writer(place, &plan);
    const uint8_t bytes[4] = {203, 0, 113, 10};
    const struct addr addr = addr_v4(bytes);
    struct tracked connection = {.is_selected = true, .last_sample = 1};
    struct gap gap = {1, 2, 3, "away", false};
    struct event events[] = {
        {.kind = EVENT_OPEN, .sample = 1, .connection = &connection},
        {.kind = EVENT_MARK, .sample = 1, .text = "mark"},
        {.kind = EVENT_GAP, .gap = &gap},
    };
    struct lookup lookup;
    struct err err = {0, ""};
    size_t i;

    fixture_put(writer, &plan, 1, 1);
    for (i = 0; i < 3; i++) {
        assert_int_equal(capture_put_event(writer, 0, &events[i], &err), 0);
    }
    lookup_init(&lookup, &addr);
    lookup.ptr.status = LOOKUP_OK;
    lookup.ptr.names[0] = "api.bank.example";
    lookup.ptr.name_count = 1;
    assert_int_equal(capture_put_lookup(writer, &lookup, &err), 0);
    fixture_put(writer, &plan, 2, 12);
    fixture_close(writer);
}

static void write_file(const char *path, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    assert_int_equal(close(fd), 0);
}

/* A good capture, made once. */
static size_t good_capture(const struct place *place,
                           const unsigned char **out_bytes)
{
    static unsigned char bytes[1024 * 1024];
    static size_t len;

    if (len == 0) {
        ssize_t got;
        int fd;

        make_capture(place);
        fd = open(place->path, O_RDONLY);
        got = read(fd, bytes, sizeof(bytes));
        assert_int_equal(close(fd), 0);
        assert_true(got > 4096 && (size_t)got < sizeof(bytes));
        len = (size_t)got;
    }
    *out_bytes = bytes;
    return len;
}

/* All that is in it; 0, or what the reader said in the end. */
static int read_all(const char *path, struct err *err)
{
    struct capture_reader *reader = NULL;
    struct capture_item item;
    struct buf raw;
    int rc = capture_open(path, &reader, err);

    if (rc < 0) {
        assert_null(reader);
        return rc;
    }
    buf_init(&raw, SAMPLE_RAW_MAX);
    capture_item_init(&item);
    while ((rc = capture_next(reader, &item, err)) == 1) {
        if (item.kind == CAPTURE_SAMPLE && item.sample->number == 1) {
            rc = capture_raw(reader, 0, 1, &raw, err);
            if (rc < 0) {
                break;
            }
        }
    }
    capture_item_fini(&item);
    capture_free(reader);
    buf_fini(&raw);
    return rc;
}

/* What SQL makes of a good capture. */
static int read_changed(const struct place *place, const char *sql,
                        struct err *err)
{
    const unsigned char *good;
    size_t len = good_capture(place, &good);
    struct db *db = NULL;

    write_file(place->path, good, len);
    assert_int_equal(db_open(&capture_format, place->path, &db, NULL, err), 0);
    if (db_exec(db, sql, err) < 0) {
        fail_msg("%s: %s", sql, err->text);
    }
    db_close(db);
    return read_all(place->path, err);
}

static const char padded_address[] =
    "INSERT INTO lookup VALUES('203.0.113.010', '203.0.113.10', 0, 0,"
    " 'none', 0, 0, 0, 0, 'none', 0, 0, 0, 0, 0, 0, 0, 0, 'none')";

static const char eleven_names[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n"
    " WHERE i<11) INSERT INTO lookup_name"
    " SELECT '203.0.113.10', i, 'x' FROM n";

static const char long_command[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n"
    " WHERE i<5000) INSERT INTO argument SELECT i+100, 'x' FROM n";

static const char *const senseless[] = {
    "UPDATE sample SET device=1",
    "UPDATE sample SET device=-1 WHERE number=3",
    "UPDATE sample SET parts=-1 WHERE number=3",
    "UPDATE sample SET rows_bad=-1",
    "UPDATE sample SET seq=-seq",
    "DELETE FROM sample WHERE number=2",
    "UPDATE device SET id=7",
    "UPDATE device SET to_ms=1, ticks=-2",
    "DELETE FROM device",
    "UPDATE socket SET proto=5",
    "UPDATE socket SET family=3",
    "UPDATE socket SET family=3, proto=3",
    "UPDATE socket SET family=3, local_addr=NULL, remote_addr=NULL",
    "UPDATE socket SET family=4",
    "UPDATE socket SET local_addr='somewhere'",
    "UPDATE socket SET remote_port=65536",
    "UPDATE socket SET local_port=-1",
    "UPDATE socket SET device=4294967296",
    "UPDATE socket SET flags=16",
    "DELETE FROM socket WHERE id=3",
    "UPDATE socket SET id=id+100000",
    "UPDATE change SET state=256",
    "UPDATE change SET uid=4294967296",
    "UPDATE change SET tx_queue=-1",
    "UPDATE change SET place=-1",
    "UPDATE change SET socket=socket+1000000",
    "DELETE FROM change WHERE seq=2",
    "INSERT INTO change(seq, socket, state) VALUES(0, 1, 1)",
    "INSERT INTO change(seq, socket) VALUES(2, -1)",
    "UPDATE process SET uid=-1",
    "UPDATE process SET name=NULL WHERE uid NOT NULL",
    "UPDATE process SET pid=pid+4294967296",
    "UPDATE package SET is_user_installed=2",
    "UPDATE package SET uid=-1",
    "UPDATE holder SET is_claim=9",
    "UPDATE uid_bytes SET uid=-uid",
    "INSERT INTO process VALUES(-5, 1, 1, 'a')",
    "UPDATE event SET device=2",
    "UPDATE event SET text=NULL",
    "UPDATE event SET is_reboot=2",
    "UPDATE event SET ticks=-1",
    "UPDATE event SET ticks=9223372036854775807",
    "UPDATE lookup SET addr='nowhere'",
    "UPDATE lookup SET wrapped='nowhere'",
    "UPDATE lookup SET ptr_status='maybe'",
    "UPDATE lookup SET ptr_confirmed=2",
    "UPDATE lookup SET asn=-2",
    "DELETE FROM lookup_name",
    "INSERT INTO lookup_name VALUES('203.0.113.11', 0, 'x')",
    padded_address,
    eleven_names,
    "DELETE FROM meta WHERE name='made_by'",
    long_command,
    "UPDATE fact SET value=-2 WHERE name='shell_uid'",
    "UPDATE fact SET value=7 WHERE name='has_networks'",
    "UPDATE address SET interface=1",
    "UPDATE address SET prefix_len=33",
    "UPDATE address SET addr=NULL",
    "UPDATE interface SET name=NULL",
    "UPDATE proxy SET port=70000",
    "UPDATE user SET is_listed=3",
    "UPDATE warning SET code=NULL",
    "UPDATE raw SET size=size+1",
    "UPDATE raw SET size=size-1",
    "UPDATE raw SET size=0",
    "UPDATE raw SET size=9223372036854775807",
    "UPDATE raw SET packed=x'00'",
    "UPDATE raw SET packed=NULL",
};

static void capture_refuses_rows_that_make_no_sense(void **state)
{
    const struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++) {
        struct err err = {0, ""};
        int rc = read_changed(place, senseless[i], &err);

        if (rc >= 0) {
            fail_msg("%s: was read", senseless[i]);
        }
        if (rc != ERR_PROTO && rc != ERR_IO) {
            fail_msg("%s: %d, %s", senseless[i], rc, err.text);
        }
        assert_int_equal(unlink(place->path), 0);
    }
}

static const char endless_view[] =
    "DROP TABLE counter; CREATE VIEW counter(seq, name, value) AS"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n)"
    " SELECT 1, i, i FROM n";

/* What a later program of the same version may add is passed over. */
static void capture_passes_over_what_it_does_not_know(void **state)
{
    static const char *const changes[] = {
        "INSERT INTO fact VALUES(0, 'colour', 'green')",
        "INSERT INTO event(seq, device, kind, at_ms) VALUES(900, 0, 'new', 1)",
        "INSERT INTO counter VALUES(2, 'tcp_wonders', 1)",
        "UPDATE meta SET value='x' WHERE name='started_ms'",
    };
    const struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct err err = {0, ""};

        if (read_changed(place, changes[i], &err) != 0) {
            fail_msg("%s: %s", changes[i], err.text);
        }
        assert_int_equal(unlink(place->path), 0);
    }
}

static void capture_refuses_tables_of_somebody_else(void **state)
{
    static const char *const changes[] = {
        "DROP TABLE raw",
        "CREATE TABLE more(a)",
        "CREATE INDEX more ON sample(number)",
        "ALTER TABLE raw ADD COLUMN more",
        endless_view,
    };
    const struct place *place = *state;
    size_t i;

    for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct err err = {0, ""};

        if (read_changed(place, changes[i], &err) != ERR_PROTO) {
            fail_msg("%s: %s", changes[i], err.text);
        }
        assert_int_equal(unlink(place->path), 0);
    }
}

static void capture_of_a_later_version_is_refused_by_name(void **state)
{
    const struct place *place = *state;
    struct err err = {0, ""};

    assert_int_equal(read_changed(place,
                                  "UPDATE meta SET value='adbnet 9.5' WHERE"
                                  " name='made_by'; PRAGMA user_version=77;"
                                  " DROP TABLE sample",
                                  &err),
                     ERR_LIMIT);
    assert_non_null(strstr(err.text, "c.adbnet"));
    assert_non_null(strstr(err.text, "version 77"));
    assert_non_null(strstr(err.text, "adbnet 9.5 made it"));
}

static void capture_says_what_is_none(void **state)
{
    const struct place *place = *state;
    struct err err = {0, ""};

    assert_int_equal(read_all(place->path, &err), ERR_IO);
    assert_int_equal(read_all(place->dir, &err), ERR_IO);
    write_file(place->path, "", 0);
    assert_int_equal(read_all(place->path, &err), ERR_PROTO);
    assert_non_null(strstr(err.text, "not a capture"));
    write_file(place->path, "  sl  local_address rem_address\n", 32);
    assert_int_equal(read_all(place->path, &err), ERR_PROTO);
    assert_int_equal(unlink(place->path), 0);
    assert_int_equal(
        read_changed(place, "PRAGMA application_id=1633969731", &err),
        ERR_PROTO);
    assert_non_null(strstr(err.text, "not a capture"));
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void capture_with_any_bytes_wrong_harms_nobody(void **state)
{
    const struct place *place = *state;
    const unsigned char *good;
    const size_t len = good_capture(place, &good);
    unsigned char *bad = malloc(len);
    size_t refused = 0;
    uint32_t seed = 20261122;
    int i;

    assert_non_null(bad);
    for (i = 0; i < 600; i++) {
        struct err err = {0, ""};
        size_t keep = len;
        uint32_t count = 1 + next_random(&seed) % 8;

        memcpy(bad, good, len);
        for (; count > 0; count--) {
            /* One in four in the header and the first page. */
            size_t most = next_random(&seed) % 4 == 0 ? 4096 : len;

            bad[next_random(&seed) % most] = (unsigned char)next_random(&seed);
        }
        if (i % 10 == 0) {
            keep = next_random(&seed) % len;
        }
        write_file(place->path, bad, keep);
        refused += read_all(place->path, &err) < 0;
        assert_true(err.code == 0 || err.text[0] != '\0');
    }
    free(bad);
    /* Most of it is names and unused room, which may say anything. */
    assert_true(refused > 100 && refused < 600);
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(capture_refuses_rows_that_make_no_sense),
        CASE(capture_passes_over_what_it_does_not_know),
        CASE(capture_refuses_tables_of_somebody_else),
        CASE(capture_of_a_later_version_is_refused_by_name),
        CASE(capture_says_what_is_none),
        CASE(capture_with_any_bytes_wrong_harms_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
