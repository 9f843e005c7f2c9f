/* SPDX-License-Identifier: Apache-2.0 */
/* Capped buffers: growth, the maximum, failing allocations. */
#include "base/buf.h"

#include "base/err.h"
#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_holds(const struct buf *buf, const char *text)
{
    assert_int_equal(buf->len, strlen(text));
    if (buf->len > 0) {
        assert_memory_equal(buf->data, text, buf->len);
    }
}

static void buf_allocates_nothing_before_it_is_used(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 10);
    assert_null(buf.data);
    assert_int_equal(buf_room(&buf), 10);
    assert_int_equal(buf_append(&buf, NULL, 0), 0);
    buf_clear(&buf);
    buf_drop(&buf, 5);
    assert_null(buf.data);
    buf_fini(&buf);
}

static void buf_joins_what_is_appended(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 100);
    assert_int_equal(buf_append(&buf, "ab\0c", 4), 0);
    assert_int_equal(buf_puts(&buf, "de"), 0);
    assert_int_equal(buf_putc(&buf, 'f'), 0);
    assert_int_equal(buf_printf(&buf, "%d-%s", 12, "gh"), 0);
    assert_int_equal(buf.len, 12);
    assert_memory_equal(buf.data, "ab\0cdef12-gh", 12);
    assert_int_equal(buf_room(&buf), 88);
    buf_fini(&buf);
    assert_null(buf.data);
    assert_int_equal(buf_puts(&buf, "again"), 0);
    assert_holds(&buf, "again");
    buf_fini(&buf);
}

static void buf_keeps_its_bytes_while_it_grows(void **state)
{
    struct buf buf;
    size_t i;

    (void)state;
    buf_init(&buf, 100000);
    for (i = 0; i < 100000; i++) {
        assert_int_equal(buf_putc(&buf, (char)('a' + i % 26)), 0);
    }
    for (i = 0; i < 100000; i++) {
        assert_int_equal(buf.data[i], 'a' + i % 26);
    }
    buf_fini(&buf);
}

static const struct {
    size_t max;
    size_t filled;
    const char *text;
    int want;
    const char *why;
} limits[] = {
    {5, 0, "12345", 0, "exactly the maximum"},
    {5, 0, "123456", ERR_LIMIT, "one more"},
    {5, 3, "12", 0, "exactly what is left"},
    {5, 3, "123", ERR_LIMIT, "one more than is left"},
    {0, 0, "1", ERR_LIMIT, "a buffer of nothing"},
    {256, 250, "123456", 0, "the first allocation, filled"},
    {256, 250, "1234567", ERR_LIMIT, "one more than it"},
    {300, 250, "1234567", 0, "not a power of two"},
};

static void buf_holds_its_maximum_and_no_more(void **state)
{
    char fill[256];
    size_t i;

    (void)state;
    memset(fill, 'x', sizeof(fill));
    for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        size_t len = strlen(limits[i].text);
        int way;

        for (way = 0; way < 3; way++) {
            unsigned char *to;
            struct buf buf;
            size_t want;
            int rc;

            buf_init(&buf, limits[i].max);
            assert_int_equal(buf_append(&buf, fill, limits[i].filled), 0);
            rc = way == 0   ? buf_puts(&buf, limits[i].text)
                 : way == 1 ? buf_printf(&buf, "%s", limits[i].text)
                            : buf_reserve(&buf, len, &to);
            if (rc != limits[i].want) {
                fail_msg("way %d: %s", way, limits[i].why);
            }
            want = limits[i].filled + (rc == 0 && way < 2 ? len : 0);
            assert_int_equal(buf.len, want);
            buf_fini(&buf);
        }
    }
}

static void buf_refuses_a_length_that_overflows(void **state)
{
    unsigned char *to;
    struct buf buf;

    (void)state;
    buf_init(&buf, 100);
    assert_int_equal(buf_puts(&buf, "abc"), 0);
    assert_int_equal(buf_reserve(&buf, SIZE_MAX, &to), ERR_LIMIT);
    assert_int_equal(buf_reserve(&buf, SIZE_MAX - 2, &to), ERR_LIMIT);
    assert_holds(&buf, "abc");
    buf_fini(&buf);
}

static void buf_reserves_room_that_the_caller_fills(void **state)
{
    unsigned char *to;
    struct buf buf;

    (void)state;
    buf_init(&buf, 1000);
    assert_int_equal(buf_puts(&buf, "ab"), 0);
    assert_int_equal(buf_reserve(&buf, 500, &to), 0);
    memset(to, 'z', 500);
    assert_holds(&buf, "ab");
    buf.len += 2;
    assert_holds(&buf, "abzz");
    buf_fini(&buf);
}

static void buf_drops_from_the_front(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 100);
    assert_int_equal(buf_puts(&buf, "abcdef"), 0);
    buf_drop(&buf, 0);
    assert_holds(&buf, "abcdef");
    buf_drop(&buf, 2);
    assert_holds(&buf, "cdef");
    buf_drop(&buf, 100);
    assert_holds(&buf, "");
    assert_int_equal(buf_puts(&buf, "x"), 0);
    assert_holds(&buf, "x");
    buf_clear(&buf);
    assert_holds(&buf, "");
    buf_fini(&buf);
}

static void buf_is_unchanged_when_memory_runs_out(void **state)
{
    char fill[256];
    int way;

    (void)state;
    memset(fill, 'x', sizeof(fill));
    for (way = 0; way < 2; way++) {
        struct buf buf;

        buf_init(&buf, 1000);
        assert_int_equal(buf_append(&buf, fill, sizeof(fill)), 0);
        failmalloc_at(0);
        assert_int_equal(way == 0 ? buf_putc(&buf, 'y')
                                  : buf_printf(&buf, "%c", 'y'),
                         ERR_NOMEM);
        assert_true(failmalloc_off());
        assert_int_equal(buf.len, sizeof(fill));
        assert_memory_equal(buf.data, fill, sizeof(fill));
        assert_int_equal(buf_putc(&buf, 'y'), 0);
        buf_fini(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_allocates_nothing_before_it_is_used),
        cmocka_unit_test(buf_joins_what_is_appended),
        cmocka_unit_test(buf_keeps_its_bytes_while_it_grows),
        cmocka_unit_test(buf_holds_its_maximum_and_no_more),
        cmocka_unit_test(buf_refuses_a_length_that_overflows),
        cmocka_unit_test(buf_reserves_room_that_the_caller_fills),
        cmocka_unit_test(buf_drops_from_the_front),
        cmocka_unit_test(buf_is_unchanged_when_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
