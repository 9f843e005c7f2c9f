/* SPDX-License-Identifier: Apache-2.0 */
/* What waits to be read of a stream. */
#include "inbox.h"

#include "adb_limits.h"

#include <adb/error.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void inbox_gives_bytes_in_the_order_they_came(void **state)
{
    struct inbox inbox;
    char got[16];

    (void)state;
    inbox_init(&inbox);
    assert_int_equal(inbox_append(&inbox, "hello ", 6), 0);
    assert_int_equal(inbox_append(&inbox, "world", 5), 0);
    assert_int_equal(inbox_unread(&inbox), 11);
    assert_int_equal(inbox_take(&inbox, got, 3), 3);
    assert_memory_equal(got, "hel", 3);
    assert_int_equal(inbox_append(&inbox, "!", 1), 0);
    assert_int_equal(inbox_take(&inbox, got, sizeof(got)), 9);
    assert_memory_equal(got, "lo world!", 9);
    assert_int_equal(inbox_take(&inbox, got, sizeof(got)), 0);
    inbox_fini(&inbox);
}

/* Reading little and writing little for ever must not need ever more. */
static void inbox_uses_the_room_that_reading_made(void **state)
{
    unsigned char *bytes = calloc(1, INBOX_MAX);
    struct inbox inbox;
    int i;

    (void)state;
    assert_non_null(bytes);
    inbox_init(&inbox);
    assert_int_equal(inbox_append(&inbox, bytes, INBOX_MAX), 0);
    assert_int_equal(inbox_append(&inbox, bytes, 1), ADB_ERR_LIMIT);
    for (i = 0; i < 20; i++) {
        assert_int_equal(inbox_take(&inbox, bytes, 1000), 1000);
        assert_int_equal(inbox_append(&inbox, bytes, 1001), ADB_ERR_LIMIT);
        assert_int_equal(inbox_append(&inbox, bytes, 1000), 0);
    }
    assert_int_equal(inbox_unread(&inbox), INBOX_MAX);
    inbox_fini(&inbox);
    free(bytes);
}

static void inbox_is_full_with_a_packet_to_spare(void **state)
{
    unsigned char *bytes = calloc(1, LIMIT_STREAM_BUFFER);
    struct inbox inbox;

    (void)state;
    assert_non_null(bytes);
    inbox_init(&inbox);
    assert_false(inbox_is_full(&inbox));
    assert_int_equal(inbox_append(&inbox, bytes, LIMIT_STREAM_BUFFER - 1), 0);
    assert_false(inbox_is_full(&inbox));
    assert_int_equal(inbox_append(&inbox, bytes, 1), 0);
    assert_true(inbox_is_full(&inbox));
    assert_int_equal(inbox_append(&inbox, bytes, LIMIT_PAYLOAD_MAX), 0);
    assert_int_equal(inbox_take(&inbox, bytes, LIMIT_PAYLOAD_MAX),
                     LIMIT_PAYLOAD_MAX);
    assert_true(inbox_is_full(&inbox));
    assert_int_equal(inbox_take(&inbox, bytes, 1), 1);
    assert_false(inbox_is_full(&inbox));
    inbox_fini(&inbox);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inbox_gives_bytes_in_the_order_they_came),
        cmocka_unit_test(inbox_uses_the_room_that_reading_made),
        cmocka_unit_test(inbox_is_full_with_a_packet_to_spare),
    };

    return cmocka_run_group_tests_name("inbox", tests, NULL, NULL);
}
