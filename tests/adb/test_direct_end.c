/* SPDX-License-Identifier: Apache-2.0 */
/* How streams and connections of our own end, on a canned phone. */
#include "canned.h"

#include "adb_limits.h"
#include "direct.h"
#include "transport_tcp.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* Every conversation is held in pieces of these sizes; 0 is whole lines. */
static const size_t pieces[] = {0, 1, 2, 23, 24, 25, 1000};

#define FOR_ALL_PIECES(i) \
    for ((i) = 0; (i) < sizeof(pieces) / sizeof(pieces[0]); (i)++)

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

/* ---- the end ---------------------------------------------------------- */

static void direct_gives_the_last_words_of_a_broken_connection(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),
        PHONE(WRTE, 11, 1, "last words"),
        BROKEN,
    };
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_stream *stream;
        struct adb_err err = {0};
        char byte;
        size_t len;

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
        read_exactly(stream, "last words");
        assert_int_equal(adb_read(stream, &byte, 1, 1000, &len, &err),
                         ADB_ERR_IO);
        assert_string_equal(err.text, "phone: the connection broke");
        assert_int_equal(adb_write(stream, "x", 1, 1000, &err), ADB_ERR_IO);
        adb_stream_close(stream);
        assert_int_equal(adb_open(device, "b:", 1000, &stream, &err),
                         ADB_ERR_IO);
        adb_device_close(device);
        canned_fini(&canned);
    }
}

/* A phone's side of a connection, where bytes are written and read by hand. */
static void say(int fd, uint32_t command, uint32_t arg0, uint32_t arg1,
                const char *text)
{
    struct wire_header header = {command, arg0, arg1, (uint32_t)strlen(text),
                                 0};
    unsigned char head[WIRE_HEADER_LEN];

    wire_encode(&header, head);
    assert_int_equal(write(fd, head, sizeof(head)), sizeof(head));
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/* That nothing can be sent any more does not mean that nothing was said. */
static void direct_gives_the_last_words_when_a_write_fails(void **state)
{
    struct adb_options options = {.timeout_ms = 1000};
    struct budget budget = budget_start(clock_system(), 1000, NULL);
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_err err = {0};
    char unread[256];
    int fds[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    assert_int_equal(device_new(&options, clock_system(), &device, &err), 0);
    say(fds[1], WIRE_CNXN, WIRE_VERSION, 4096, "device::");
    assert_int_equal(
        direct_start(device, transport_tcp_from(fds[0]), &budget, &err), 0);
    say(fds[1], WIRE_OKAY, 11, 1, "");
    assert_int_equal(adb_open(device, "a:", 1000, &stream, &err), 0);
    assert_true(read(fds[1], unread, sizeof(unread)) > 0);
    say(fds[1], WIRE_WRTE, 11, 1, "last words");
    (void)close(fds[1]);
    assert_int_equal(adb_write(stream, "x", 1, 1000, &err), ADB_ERR_CLOSED);
    read_exactly(stream, "last words");
    adb_stream_close(stream);
    adb_device_close(device);
}

static void direct_tells_a_reset_from_an_end(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),
        PHONE(CNXN, 0x01000001, 4096, "device::"),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_err err = {0};
    char byte;
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    assert_int_equal(adb_read(stream, &byte, 1, 1000, &len, &err),
                     ADB_ERR_CLOSED);
    assert_string_equal(err.text,
                        "phone: a: lost, adbd on the phone began anew");
    assert_non_null(strstr(canned.log, "0 phone: adbd began anew"));
    adb_stream_close(stream);
    adb_device_close(device);
    canned_fini(&canned);
}

static void direct_write_to_a_closed_stream_says_so(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(WRTE, 1, 11, "one"),
        PHONE(CLSE, 11, 1, ""),
        HOST(CLSE, 1, 11, ""),
        GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_err err = {0};

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    assert_int_equal(adb_write(stream, "one", 3, 1000, &err), 0);
    assert_int_equal(adb_write(stream, "two", 3, 1000, &err), ADB_ERR_CLOSED);
    assert_string_equal(err.text, "phone: a: closed by the phone");
    adb_stream_close(stream);
    adb_device_close(device);
    canned_fini(&canned);
}

static void direct_write_waits_for_acknowledgements(void **state)
{
    static char big[262144 + 3];
    struct canned_line lines[] = {
        CANNED_GREETING,        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""), {CANNED_HOST, WIRE_WRTE, 1, 11, big, 262144},
        PHONE(OKAY, 11, 1, ""), {CANNED_HOST, WIRE_WRTE, 1, 11, big, 3},
        HOST(CLSE, 1, 11, ""),  GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    assert_int_equal(adb_write(stream, big, sizeof(big), 1000, NULL), 0);
    adb_stream_close(stream);
    adb_device_close(device);
    canned_fini(&canned);
}

static void direct_close_ends_every_stream_and_takes_a_second(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,
        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),
        HOST(OPEN, 2, 0, "b:\0"),
        PHONE(OKAY, 12, 2, ""),
        HOST(CLSE, 2, 12, ""),
        HOST(CLSE, 1, 11, ""),
        PHONE(CLSE, 11, 1, ""),
        SILENT,
    };
    size_t i;

    (void)state;
    FOR_ALL_PIECES(i)
    {
        struct canned canned;
        struct adb_device *device;
        struct adb_stream *a;
        struct adb_stream *b;
        struct adb_err err = {0};
        char byte;
        size_t len;

        canned_init(&canned, lines, pieces[i]);
        device = canned_connect(&canned, NULL);
        assert_int_equal(adb_open(device, "a:", 1000, &a, NULL), 0);
        assert_int_equal(adb_open(device, "b:", 1000, &b, NULL), 0);
        adb_device_close(device);
        assert_true(canned.has_ended);
        assert_int_equal(canned.now_ms, 1000000 + LIMIT_CLOSE_MS);
        /* The handles live on, for their own close only. */
        assert_int_equal(adb_read(a, &byte, 1, 1000, &len, &err),
                         ADB_ERR_CLOSED);
        assert_string_equal(err.text, "phone: a: the device was closed");
        assert_int_equal(adb_write(b, "x", 1, 1000, &err), ADB_ERR_CLOSED);
        adb_stream_close(a);
        adb_stream_close(b);
        canned_fini(&canned);
    }
    adb_device_close(NULL);
    adb_stream_close(NULL);
}

/* ---- canceling -------------------------------------------------------- */

static void direct_is_canceled_in_every_call_and_still_ends_well(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,          HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""),   PHONE(WRTE, 11, 1, "x"),
        HOST(OPEN, 2, 0, "b:\0"), HOST(OKAY, 1, 11, ""),
        HOST(CLSE, 1, 11, ""),    SILENT,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_stream *other;
    struct adb_err err = {0};
    char byte;
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    adb_cancel(canned.cancel);
    assert_int_equal(adb_read(stream, &byte, 1, -1, &len, &err),
                     ADB_ERR_CANCELED);
    assert_string_equal(err.text, "phone: a: canceled");
    assert_int_equal(adb_write(stream, "x", 1, -1, &err), ADB_ERR_CANCELED);
    assert_int_equal(adb_open(device, "b:", -1, &other, &err),
                     ADB_ERR_CANCELED);
    adb_stream_close(stream);
    adb_device_close(device);
    /* The phone got its second to take note all the same. */
    assert_int_equal(canned.now_ms, 1000000 + LIMIT_CLOSE_MS);
    canned_fini(&canned);
}

static void direct_is_canceled_while_it_waits(void **state)
{
    static const struct canned_line lines[] = {
        CANNED_GREETING,        HOST(OPEN, 1, 0, "a:\0"),
        PHONE(OKAY, 11, 1, ""), TICK(10),
        PHONE(CLSE, 0, 99, ""), CANCEL,
        HOST(CLSE, 1, 11, ""),  GONE,
    };
    struct canned canned;
    struct adb_device *device;
    struct adb_stream *stream;
    struct adb_err err = {0};
    char byte;
    size_t len;

    (void)state;
    canned_init(&canned, lines, 0);
    device = canned_connect(&canned, NULL);
    assert_int_equal(adb_open(device, "a:", 1000, &stream, NULL), 0);
    assert_int_equal(adb_read(stream, &byte, 1, -1, &len, &err),
                     ADB_ERR_CANCELED);
    assert_int_equal(canned.now_ms, 1000010);
    adb_device_close(device);
    adb_stream_close(stream);
    canned_fini(&canned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(direct_gives_the_last_words_of_a_broken_connection),
        cmocka_unit_test(direct_gives_the_last_words_when_a_write_fails),
        cmocka_unit_test(direct_tells_a_reset_from_an_end),
        cmocka_unit_test(direct_write_to_a_closed_stream_says_so),
        cmocka_unit_test(direct_write_waits_for_acknowledgements),
        cmocka_unit_test(direct_close_ends_every_stream_and_takes_a_second),
        cmocka_unit_test(direct_is_canceled_in_every_call_and_still_ends_well),
        cmocka_unit_test(direct_is_canceled_while_it_waits),
    };

    return cmocka_run_group_tests_name("direct_end", tests, NULL, NULL);
}
