/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections whose end the phone does not see, as those over USB, on a
 * canned phone: what is asked before they are let go, and at their begin.
 */
#include "canned.h"

#include "adb_limits.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASKED(id) HOST(OPEN, id, 0, "adbnet-end:\0"), PHONE(CLSE, 0, id, "")

static struct adb_device *connect(struct canned *canned,
                                  const struct canned_line *lines,
                                  struct adb_err *err)
{
    canned_init(canned, lines, 0);
    canned->ops.has_no_end = true;
    canned->ops.gone_text = "pulled out";
    canned->ops.silent_text = "silent";
    return canned_connect(canned, err);
}

/* Whatever an earlier host was answered is not for us. */
static void usb_begins_when_the_phone_answers_us(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "adbnet-end:\0"),
        PHONE(CNXN, 0x01000001, 4096, "device::ro.product.model=Second"),
        ASKED(2),
        HOST(OPEN, 3, 0, "a:\0"),
        PHONE(OKAY, 11, 3, ""),
        HOST(CLSE, 3, 11, ""),
        ASKED(4),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device = connect(&canned, lines, NULL);
    struct adb_stream *stream;

    (void)state;
    assert_non_null(device);
    assert_string_equal(adb_device_prop(device, "ro.product.model"), "Second");
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    adb_stream_close(stream);
    adb_device_close(device);
    canned_fini(&canned);
}

/* adbd gives the connection up a moment after its greeting. */
static void usb_that_breaks_at_its_begin_is_no_connection(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "adbnet-end:\0"),
        GONE,
    };
    struct canned canned;
    struct adb_err err = {0};

    (void)state;
    assert_null(connect(&canned, lines, &err));
    assert_int_equal(err.code, ADB_ERR_CLOSED);
    assert_string_equal(err.text, "phone: pulled out");
    canned_fini(&canned);
}

static void usb_that_never_says_a_word_is_offline(void **state)
{
    static const struct canned_line lines[] = {
        HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        SILENT,
    };
    struct canned canned;
    struct adb_err err = {0};

    (void)state;
    assert_null(connect(&canned, lines, &err));
    assert_int_equal(err.code, ADB_ERR_OFFLINE);
    assert_string_equal(err.text, "phone: silent");
    canned_fini(&canned);
}

static void usb_reads_all_before_it_is_let_go(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        ASKED(1),
        HOST(OPEN, 2, 0, "a:\0"),
        PHONE(OKAY, 11, 2, ""),
        HOST(CLSE, 2, 11, ""),
        HOST(OPEN, 3, 0, "adbnet-end:\0"),
        PHONE(WRTE, 11, 2, "too late"),
        PHONE(CLSE, 11, 2, ""),
        PHONE(CLSE, 0, 3, ""),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device = connect(&canned, lines, NULL);
    struct adb_stream *stream;

    (void)state;
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    adb_stream_close(stream);
    adb_device_close(device);
    assert_true(canned.has_ended);
    assert_int_equal(canned.now_ms, 1000000); /* nothing was waited for */
    canned_fini(&canned);
}

/* A stream that was given up before the phone had answered may still send. */
static void usb_asks_twice_when_an_open_was_not_answered(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        ASKED(1),
        HOST(OPEN, 2, 0, "a:\0"),
        CANCEL,
        HOST(OPEN, 3, 0, "adbnet-end:\0"),
        PHONE(OKAY, 11, 2, ""),
        PHONE(WRTE, 11, 2, "first words"),
        PHONE(CLSE, 0, 3, ""),
        HOST(CLSE, 2, 11, ""),
        ASKED(4),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device = connect(&canned, lines, NULL);
    struct adb_stream *stream;

    (void)state;
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL),
                     ADB_ERR_CANCELED);
    adb_device_close(device);
    assert_true(canned.has_ended);
    canned_fini(&canned);
}

static void usb_says_when_nothing_was_proved(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        ASKED(1),
        HOST(OPEN, 2, 0, "adbnet-end:\0"),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device = connect(&canned, lines, NULL);

    (void)state;
    adb_device_close(device);
    assert_false(canned.has_ended);
    assert_int_equal(canned.now_ms, 1000000 + LIMIT_CLOSE_MS);
    canned_fini(&canned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usb_begins_when_the_phone_answers_us),
        cmocka_unit_test(usb_that_breaks_at_its_begin_is_no_connection),
        cmocka_unit_test(usb_that_never_says_a_word_is_offline),
        cmocka_unit_test(usb_reads_all_before_it_is_let_go),
        cmocka_unit_test(usb_asks_twice_when_an_open_was_not_answered),
        cmocka_unit_test(usb_says_when_nothing_was_proved),
    };

    return cmocka_run_group_tests_name("direct_usb", tests, NULL, NULL);
}
