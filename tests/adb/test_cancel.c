/* SPDX-License-Identifier: Apache-2.0 */
/* Canceling calls from another thread. */
#include "fake_server.h"

#include "cancel.h"

#include "base/clock.h"

#include <adb/device.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* Far above what a loaded machine needs, far below "never". */
#define AT_ONCE_MS 5000

/*
 * Takes a connection, waits until something was said on it (the caller is
 * then on its way to wait for the answer), and cancels.
 */
struct canceler {
    struct fake_server server;
    struct adb_cancel *cancel;
    pthread_t thread;
};

static void *cancel_after_first_byte(void *ctx)
{
    struct canceler *canceler = ctx;
    int fd = accept(canceler->server.listen_fd, NULL, NULL);
    char bytes[64];
    ssize_t got = recv(fd, bytes, 1, 0);

    adb_cancel(canceler->cancel);
    while (got > 0) {
        got = recv(fd, bytes, sizeof(bytes), 0); /* until they close */
    }
    (void)close(fd);
    return NULL;
}

static void canceler_start(struct canceler *canceler)
{
    canceler->cancel = adb_cancel_new();
    assert_non_null(canceler->cancel);
    fake_server_start(&canceler->server, NULL, false);
    assert_int_equal(pthread_create(&canceler->thread, NULL,
                                    cancel_after_first_byte, canceler),
                     0);
}

static void canceler_stop(struct canceler *canceler)
{
    assert_int_equal(pthread_join(canceler->thread, NULL), 0);
    fake_server_stop(&canceler->server);
    adb_cancel_free(canceler->cancel);
}

static void cancel_ends_the_wait_for_a_phone(void **state)
{
    struct canceler canceler;
    struct adb_options options = {.timeout_ms = -1};
    struct adb_device *device;
    struct adb_err err = {0};
    int64_t start = clock_mono_ms(clock_system());

    (void)state;
    canceler_start(&canceler);
    options.cancel = canceler.cancel;
    assert_int_equal(adb_connect_tcp("127.0.0.1", canceler.server.addr.port,
                                     &options, &device, &err),
                     ADB_ERR_CANCELED);
    assert_null(device);
    assert_in_range(clock_mono_ms(clock_system()) - start, 0, AT_ONCE_MS);
    /* Once canceled, for ever: not even a connection is tried. */
    assert_int_equal(adb_connect_tcp("127.0.0.1", canceler.server.addr.port,
                                     &options, &device, &err),
                     ADB_ERR_CANCELED);
    canceler_stop(&canceler);
}

static void cancel_ends_the_wait_for_a_server(void **state)
{
    struct canceler canceler;
    struct adb_options options = {.timeout_ms = -1};
    struct adb_device *device;
    struct adb_device_list *list;
    struct adb_err err = {0};
    int version;
    int64_t start = clock_mono_ms(clock_system());

    (void)state;
    canceler_start(&canceler);
    options.cancel = canceler.cancel;
    assert_int_equal(
        adb_server_version(&canceler.server.addr, &options, &version, &err),
        ADB_ERR_CANCELED);
    assert_in_range(clock_mono_ms(clock_system()) - start, 0, AT_ONCE_MS);
    assert_int_equal(
        adb_server_devices(&canceler.server.addr, &options, &list, &err),
        ADB_ERR_CANCELED);
    assert_int_equal(adb_connect_server(&canceler.server.addr, NULL, &options,
                                        &device, &err),
                     ADB_ERR_CANCELED);
    canceler_stop(&canceler);
}

static void *cancel_now(void *cancel)
{
    adb_cancel(cancel);
    return NULL;
}

static void cancel_ends_a_read_and_a_write(void **state)
{
    static const struct fake_answer answers[] = {
        ANSWER("host:version", "OKAY00040029", THEN_CLOSE),
        ANSWER("host-serial:0123:features", "OKAY0000", THEN_CLOSE),
        ANSWER("host:host-features", "OKAY0000", THEN_CLOSE),
        ANSWER("host:transport:0123", "OKAY", THEN_LISTEN),
        {NULL, "OKAY", 4, THEN_HOLD},
    };
    static const struct adb_select select = {ADB_SELECT_SERIAL, "0123", 0};
    static char much[1024 * 1024];
    struct adb_options options = {.cancel = adb_cancel_new()};
    struct fake_server server;
    struct adb_device *device;
    struct adb_stream *stream;
    pthread_t thread;
    char byte;
    size_t len;
    int rc = 0;
    int i;

    (void)state;
    fake_server_start(&server, answers, true);
    assert_int_equal(
        adb_connect_server(&server.addr, &select, &options, &device, NULL), 0);
    assert_int_equal(adb_open(device, "x:", 1000, &stream, NULL), 0);
    assert_int_equal(pthread_create(&thread, NULL, cancel_now, options.cancel),
                     0);
    /* Nobody reads: a write gets stuck, then the cancel comes. */
    for (i = 0; i < 64 && rc == 0; i++) {
        rc = adb_write(stream, much, sizeof(much), -1, NULL);
    }
    assert_int_equal(rc, ADB_ERR_CANCELED);
    assert_int_equal(adb_read(stream, &byte, 1, -1, &len, NULL),
                     ADB_ERR_CANCELED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    adb_stream_close(stream);
    adb_device_close(device);
    fake_server_stop(&server);
    adb_cancel_free(options.cancel);
}

static void cancel_may_be_asked_for_without_end(void **state)
{
    struct adb_cancel *cancel = adb_cancel_new();
    int i;

    (void)state;
    for (i = 0; i < 100000; i++) {
        adb_cancel(cancel); /* more than a pipe holds */
    }
    assert_true(cancel_fd(cancel) >= 0);
    assert_int_equal(cancel_fd(NULL), -1);
    adb_cancel_free(cancel);
    adb_cancel_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancel_ends_the_wait_for_a_phone),
        cmocka_unit_test(cancel_ends_the_wait_for_a_server),
        cmocka_unit_test(cancel_ends_a_read_and_a_write),
        cmocka_unit_test(cancel_may_be_asked_for_without_end),
    };

    return cmocka_run_group_tests_name("cancel", tests, NULL, NULL);
}
