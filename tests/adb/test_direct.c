/* SPDX-License-Identifier: Apache-2.0 */
/* Blocking calls over a connection of our own, on a canned phone. */
#include "canned.h"

#include "adb_limits.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Every conversation is held in pieces of these sizes; 0 is whole lines. */
static const size_t pieces[] = {0, 1, 2, 23, 24, 25, 1000};

#define FOR_ALL_PIECES(i) \
    for ((i) = 0; (i) < sizeof(pieces) / sizeof(pieces[0]); (i)++)

/* ---- connecting ------------------------------------------------------- */

static void direct_knows_the_phone_by_its_greeting(void **state)
{
    static const struct canned_line lines[] = {CANNED_GREETING, GONE};
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_endpoint local;
        struct adb_endpoint peer;

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_non_null(device);
        assert_string_equal(adb_device_name(device), "phone");
        assert_string_equal(adb_device_type(device), "device");
        assert_string_equal(adb_device_prop(device, "ro.product.model"),
                            "Test");
        assert_null(adb_device_prop(device, "ro.product.name"));
        assert_true(adb_device_has_feature(device, "shell_v2"));
        assert_false(adb_device_has_feature(device, "cmd")); /* not ours */
        assert_int_equal(adb_device_max_payload(device), 262144);
        assert_int_equal(adb_device_endpoints(device, &local, &peer),
                         ADB_ERR_ARG);
        adb_device_close(device);
        assert_true(canned.has_ended);
        assert_non_null(strstr(canned.log, "1 phone: connected"));
        canned_fini(&canned);
    }
}

static void direct_gives_up_on_a_silent_phone(void **state)
{
    static const struct canned_line lines[] = {
        HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"), SILENT};
    struct canned canned;
    struct adb_err err = {0};

    (void)state;
    canned_init(&canned, lines, 0);
    assert_null(canned_connect(&canned, &err));
    assert_int_equal(err.code, ADB_ERR_TIMEOUT);
    assert_string_equal(err.text,
                        "phone: something listens there but does not answer; "
                        "is it a phone's adbd?");
    assert_int_equal(canned.now_ms, 1005000);
    canned_fini(&canned);
}

/* Five seconds stay five seconds however many packets they hold. */
static void direct_has_one_deadline_for_all_packets(void **state)
{
    static const struct canned_line lines[] = {
        HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
        TICK(2000),
        PHONE(CLSE, 1, 1, ""),
        TICK(2000),
        PHONE(CLSE, 1, 1, ""),
        TICK(1000),
        PHONE(CLSE, 1, 1, ""),
        TICK(2000),
        PHONE(CNXN, 0x01000001, 4096, "device::"),
        GONE,
    };
    struct canned canned;
    struct adb_err err = {0};

    (void)state;
    canned_init(&canned, lines, 0);
    assert_null(canned_connect(&canned, &err));
    assert_int_equal(err.code, ADB_ERR_TIMEOUT);
    assert_int_equal(canned.now_ms, 1005000);
    canned.line = &lines[9]; /* nobody is interested in the rest */
    canned_fini(&canned);
}

static const struct {
    const char *why;
    struct canned_line lines[3];
    int code;
    const char *words;
} refusals[] = {
    {"wants a key",
     {HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
      PHONE(AUTH, 1, 0, "01234567890123456789"), SILENT},
     ADB_ERR_UNAUTHORIZED,
     "phone: the phone wants to know"},
    {"wants TLS",
     {HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"),
      PHONE(STLS, 0x01000000, 0, ""), SILENT},
     ADB_ERR_UNAUTHORIZED,
     "TLS"},
    {"closes",
     {HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"), GONE},
     ADB_ERR_CLOSED,
     "phone: closed the connection without a word of adb"},
    {"broken",
     {HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2"), BROKEN},
     ADB_ERR_IO,
     "phone: the connection broke"},
    {"broken at once", {BROKEN}, ADB_ERR_IO, "broke"},
};

static void expect_refusal(size_t row, size_t every)
{
    struct canned canned;
    struct adb_err err = {0};

    canned_init(&canned, refusals[row].lines, every);
    assert_null(canned_connect(&canned, &err));
    if (err.code != refusals[row].code ||
        strstr(err.text, refusals[row].words) == NULL) {
        fail_msg("%s: %d %s", refusals[row].why, err.code, err.text);
    }
    canned_fini(&canned);
}

static void direct_passes_on_why_it_cannot_connect(void **state)
{
    size_t row;
    size_t i;

    (void)state;
    for (row = 0; row < sizeof(refusals) / sizeof(refusals[0]); row++) {
        FOR_ALL_PIECES(i)
        {
            expect_refusal(row, pieces[i]);
        }
    }
}

static void direct_refuses_packet_sizes_that_cannot_be(void **state)
{
    static const struct canned_line lines[] = {GONE};
    static const uint32_t sizes[] = {1, 4095, 1048577};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct canned canned;
        struct adb_err err = {0};

        canned_init(&canned, lines, 0);
        canned.options.max_payload = sizes[i];
        assert_null(canned_connect(&canned, &err));
        assert_int_equal(err.code, ADB_ERR_ARG);
        canned.is_closed = true; /* it was never opened */
        canned_fini(&canned);
    }
}

/* ---- streams ---------------------------------------------------------- */

static void read_exactly(struct adb_stream *stream, const char *want)
{
    struct adb_err err = {0};
    size_t len = strlen(want);
    char buf[64];
    size_t got;

    while (len > 0) {
        assert_int_equal(adb_read(stream, buf, sizeof(buf), 1000, &got, &err),
                         0);
        assert_in_range(got, 1, len);
        assert_memory_equal(buf, want, got);
        want += got;
        len -= got;
    }
}

static void direct_reads_and_writes_two_streams(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(OPEN, 2, 0, "b:\0"),
        PHONE(WRTE, 11, 1, "early"),
        PHONE(OKAY, 12, 2, ""),
        HOST(OKAY, 1, 11, ""),
        HOST(WRTE, 2, 12, "question"),
        PHONE(WRTE, 11, 1, " bird"),
        PHONE(OKAY, 12, 2, ""),
        HOST(OKAY, 1, 11, ""),
        PHONE(WRTE, 12, 2, "answer"),
        HOST(OKAY, 2, 12, ""),
        PHONE(CLSE, 12, 2, ""),
        HOST(CLSE, 2, 12, ""),
        HOST(CLSE, 1, 11, ""),
        PHONE(CLSE, 11, 1, ""),
        GONE,
    };
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_stream *a;
        struct adb_stream *b;
        char byte;
        size_t len;

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_int_equal(adb_open(device, "a:", 1000, &a, NULL), 0);
        assert_int_equal(adb_open(device, "b:", 1000, &b, NULL), 0);
        assert_int_equal(adb_write(b, "question", 8, 1000, NULL), 0);
        read_exactly(b, "answer");
        assert_int_equal(adb_read(b, &byte, 1, 1000, &len, NULL), 0);
        assert_int_equal(len, 0);
        assert_int_equal(adb_read(b, &byte, 1, 1000, &len, NULL), 0);
        assert_int_equal(len, 0);
        read_exactly(a, "early bird");
        adb_stream_close(b);
        adb_stream_close(a);
        adb_device_close(device);
        canned_fini(&canned);
    }
}

static void direct_logs_every_packet_for_those_who_look(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(CLSE, 0, 1, ""),
        {CANNED_PHONE, 0x1b005b, 0, 0, "", 0},
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;

    (void)state;
    canned_init(&canned, lines, 0);
    canned.options.log_level = ADB_LOG_DEBUG;
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL),
                     ADB_ERR_REFUSED);
    adb_device_close(device);
    assert_non_null(strstr(canned.log, "2 phone: > OPEN 1 0, 3 bytes\n"));
    assert_non_null(strstr(canned.log, "2 phone: < CLSE 0 1, 0 bytes\n"));
    assert_non_null(strstr(canned.log, "2 phone: < .... 0 0, 0 bytes\n"));
    canned_fini(&canned);
}

static void direct_says_which_service_was_refused(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING, HOST(OPEN, 1, 0, "nosuch:thing\0"),
        PHONE(CLSE, 0, 1, ""), GONE};
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_stream *stream;
        struct adb_err err = {0};

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_int_equal(adb_open(device, "nosuch:thing", 1000, &stream, &err),
                         ADB_ERR_REFUSED);
        assert_null(stream);
        assert_string_equal(
            err.text, "phone: nosuch: the phone does not offer this service");
        adb_device_close(device);
        canned_fini(&canned);
    }
}

static void direct_never_sends_a_service_that_is_too_long(void **state)
{
    static const struct canned_line lines[] = {CANNED_GREETING, GONE};
    char name[ADB_SERVICE_MAX + 2];
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_err err = {0};

    (void)state;
    memset(name, 'n', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, name, 1000, &stream, &err),
                     ADB_ERR_LIMIT);
    assert_non_null(strstr(err.text, "4065 bytes"));
    assert_int_equal(adb_open(device, "", 1000, &stream, &err), ADB_ERR_ARG);
    adb_device_close(device);
    canned_fini(&canned);
}

/* The phone's answer to a request nobody waits for any more is undone. */
static void direct_open_that_took_too_long_is_closed_later(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "slow:\0"),
        TICK(2000),
        PHONE(CLSE, 0, 77, ""), /* something else */
        HOST(OPEN, 2, 0, "b:\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(CLSE, 1, 11, ""),
        PHONE(OKAY, 12, 2, ""),
        HOST(CLSE, 2, 12, ""),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_err err = {0};

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "slow:", 1500, &stream, &err),
                     ADB_ERR_TIMEOUT);
    assert_string_equal(err.text, "phone: no answer within 1500 ms");
    assert_int_equal(adb_open(device, "b:", 1500, &stream, &err), 0);
    adb_device_close(device);
    adb_stream_close(stream);
    canned_fini(&canned);
}

static void direct_read_takes_what_is_there_without_time(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),
        PHONE(WRTE, 11, 1, "x"),
        HOST(OKAY, 1, 11, ""),
        HOST(CLSE, 1, 11, ""),
        SILENT,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    char buf[8];
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    assert_int_equal(adb_read(stream, buf, sizeof(buf), 0, &len, NULL), 0);
    assert_int_equal(len, 1);
    /* The phone was told at once, so that it can go on. */
    assert_ptr_equal(canned.host, &lines[6]);
    assert_int_equal(adb_read(stream, buf, sizeof(buf), 0, &len, NULL),
                     ADB_ERR_TIMEOUT);
    assert_int_equal(len, 0);
    assert_int_equal(adb_read(stream, buf, 0, 0, &len, NULL), ADB_ERR_ARG);
    assert_int_equal(canned.now_ms, 1000000);
    adb_stream_close(stream);
    adb_device_close(device);
    canned_fini(&canned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(direct_knows_the_phone_by_its_greeting),
        cmocka_unit_test(direct_gives_up_on_a_silent_phone),
        cmocka_unit_test(direct_has_one_deadline_for_all_packets),
        cmocka_unit_test(direct_passes_on_why_it_cannot_connect),
        cmocka_unit_test(direct_refuses_packet_sizes_that_cannot_be),
        cmocka_unit_test(direct_reads_and_writes_two_streams),
        cmocka_unit_test(direct_logs_every_packet_for_those_who_look),
        cmocka_unit_test(direct_says_which_service_was_refused),
        cmocka_unit_test(direct_never_sends_a_service_that_is_too_long),
        cmocka_unit_test(direct_open_that_took_too_long_is_closed_later),
        cmocka_unit_test(direct_read_takes_what_is_there_without_time),
    };

    return cmocka_run_group_tests_name("direct", tests, NULL, NULL);
}
