/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes per uid from what dumpsys netstats prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect/uid_bytes.h"

#include "base/err.h"

#define HEADER "  uid rxBytes rxPackets txBytes txPackets\n"

/* Reads the text; the number of bad lines. */
static size_t read_text(const char *text, struct vec *rows, bool *out_has_map)
{
    struct cursor cursor = cursor_from(str_from(text));
    struct uid_bytes_reader reader = {0};
    struct str line;
    size_t bad = 0;

    vec_init(rows, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
    while (cursor_line(&cursor, &line)) {
        struct uid_bytes row;
        int rc = uid_bytes_line(&reader, line, &row);

        if (rc > 0) {
            assert_int_equal(vec_push(rows, &row), 0);
        }
        bad += rc == ERR_PROTO;
    }
    uid_bytes_settle(rows);
    *out_has_map = reader.has_map;
    return bad;
}

static void bytes_of_each_uid_are_read(void **state)
{
    const struct uid_bytes *row;
    struct vec rows;
    bool has_map;

    (void)state;
    assert_int_equal(read_text("mAppUidStatsMap: OK\n"
                               "1 2 3 4 5\n"
                               "  mAppUidStatsMap:\n" HEADER
                               "    10093 48213 60 12904 50\n"
                               "    0 18446744073709551615 1 2 3\r\n"
                               "\n"
                               "mStatsMapA:\n"
                               "10094 1 2 3 4\n",
                               &rows, &has_map),
                     0);
    assert_true(has_map);
    assert_int_equal(rows.len, 2);
    row = vec_at(&rows, 0);
    assert_int_equal(row->uid, 0);
    assert_true(row->rx_bytes == UINT64_MAX);
    row = vec_at(&rows, 1);
    assert_int_equal(row->uid, 10093);
    assert_int_equal(row->rx_bytes, 48213);
    assert_int_equal(row->rx_packets, 60);
    assert_int_equal(row->tx_bytes, 12904);
    assert_int_equal(row->tx_packets, 50);
    vec_fini(&rows);
}

static void rows_that_are_repeated_count_once_and_the_newest(void **state)
{
    const struct uid_bytes *row;
    struct vec rows;
    bool has_map;

    (void)state;
    assert_int_equal(
        read_text("mAppUidStatsMap:\n" HEADER "1000 10 1 20 2\n"
                  "10093 1 1 1 1\n"
                  "Entry is deleted while dumping, iterating from first entry\n"
                  "1000 10 1 30 3\n"
                  "1000 10 1 25 2\n"
                  "1000 9 1 90 2\n",
                  &rows, &has_map),
        0);
    assert_int_equal(rows.len, 2);
    row = vec_at(&rows, 0);
    assert_int_equal(row->uid, 1000);
    assert_int_equal(row->tx_bytes, 30);
    vec_fini(&rows);
}

static void a_map_that_is_missing_is_not_an_empty_one(void **state)
{
    static const struct {
        const char *why;
        const char *text;
        bool has_map;
    } cases[] = {
        {"nothing", "", false},
        {"only its state", "mAppUidStatsMap: OK\n1000 1 2 3 4\n", false},
        {"an error", "mAppUidStatsMap: ERROR: Permission denied\n", false},
        {"another map", "mIfaceStatsMap:\n1000 1 2 3 4\n", false},
        {"empty", "mAppUidStatsMap:\n", true},
        {"empty with a head", "mAppUidStatsMap:\n" HEADER, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct vec rows;
        bool has_map;

        print_message("%s\n", cases[i].why);
        assert_int_equal(read_text(cases[i].text, &rows, &has_map), 0);
        assert_int_equal(has_map, cases[i].has_map);
        assert_int_equal(rows.len, 0);
        vec_fini(&rows);
    }
}

static void a_row_that_is_none_is_counted(void **state)
{
    static const char *const bad[] = {
        "1000 1 2 3",     "1000 1 2 3 4 5", "4294967296 1 2 3 4",
        "1000 1 -2 3 4",  "1000 1 2 3 4x",  "1000 18446744073709551616 2 3 4",
        "1000 0x1 2 3 4",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct uid_bytes_reader reader = {.is_in_map = true};
        struct uid_bytes row;

        print_message("%s\n", bad[i]);
        assert_int_equal(uid_bytes_line(&reader, str_from(bad[i]), &row),
                         ERR_PROTO);
        assert_true(reader.is_in_map);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_of_each_uid_are_read),
        cmocka_unit_test(rows_that_are_repeated_count_once_and_the_newest),
        cmocka_unit_test(a_map_that_is_missing_is_not_an_empty_one),
        cmocka_unit_test(a_row_that_is_none_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
