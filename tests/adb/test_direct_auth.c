/* SPDX-License-Identifier: Apache-2.0 */
/* Connecting to a phone that wants to know who we are. */
#include "canned.h"
#include "vectors.h"
#include "wire.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HELLO HOST(CNXN, 0x01000001, 262144, "host::features=shell_v2")
#define TOKEN PHONE(AUTH, 1, 0, VECTOR_TOKEN)
#define SIGNATURE HOST(AUTH, 2, 0, VECTOR_ADB29_SIGNATURE)
#define PUBLIC_KEY HOST(AUTH, 3, 0, VECTOR_ADB29_PUBLIC " me@here\0")
#define WELCOME PHONE(CNXN, 0x01000001, 1048576, "device::")

/* ---- a home with a key in it ------------------------------------------ */

static char home[] = "/tmp/adb-test-auth.XXXXXX";
static char directory[sizeof(home) + 10];
static char key_file[sizeof(home) + 20];

static int make_home(void **state)
{
    char bytes[4096];
    int in = open(VECTOR_DIRECTORY "/adb29.adb_key", O_RDONLY | O_CLOEXEC);
    ssize_t len = read(in, bytes, sizeof(bytes));
    int out;

    (void)state;
    assert_non_null(mkdtemp(home));
    (void)snprintf(directory, sizeof(directory), "%s/.android", home);
    (void)snprintf(key_file, sizeof(key_file), "%s/adbkey", directory);
    assert_int_equal(mkdir(directory, 0750), 0);
    out = open(key_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_int_equal(write(out, bytes, (size_t)len), len);
    close(in);
    close(out);
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    assert_int_equal(unlink(key_file), 0);
    assert_int_equal(rmdir(directory), 0);
    return rmdir(home);
}

/* ---- connecting ------------------------------------------------------- */

struct result {
    struct adb_err err; /* code 0: connected */
    int told;           /* how often the user was told to look */
    char text[ADB_ERR_TEXT_CAP];
    int64_t took_ms;
};

static void hear(void *ctx, const char *text)
{
    struct result *result = ctx;

    result->told++;
    memcpy(result->text, text, strlen(text) + 1);
}

static struct result connect_with(const struct canned_line *lines,
                                  const struct adb_key_places *places,
                                  int auth_timeout_ms, size_t every)
{
    struct result result = {.told = 0};
    struct canned canned;
    struct adb_device *device;

    canned_init(&canned, lines, every);
    canned.options.keys = places;
    canned.options.on_owner_asked = hear;
    canned.options.on_owner_asked_ctx = &result;
    canned.options.auth_timeout_ms = auth_timeout_ms;
    device = canned_connect(&canned, &result.err);
    result.took_ms = canned.now_ms - 1000000;
    adb_device_close(device);
    canned_fini(&canned);
    return result;
}

static struct result connect_as_me(const struct canned_line *lines,
                                   int auth_timeout_ms, size_t every)
{
    struct adb_key_places places = {home, NULL, "me@here"};

    return connect_with(lines, &places, auth_timeout_ms, every);
}

static void direct_is_let_in_by_a_phone_that_knows_the_key(void **state)
{
    static const struct canned_line lines[] = {
        HELLO, TOKEN, SIGNATURE, WELCOME, GONE,
    };
    static const size_t pieces[] = {0, 1, 24, 100};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct result result = connect_as_me(lines, 0, pieces[i]);

        assert_int_equal(result.err.code, 0);
        assert_int_equal(result.told, 0);
    }
}

/* The time for connecting is over by then; people take longer. */
static void direct_waits_for_the_phones_owner(void **state)
{
    static const struct canned_line lines[] = {
        HELLO, TOKEN, SIGNATURE, TOKEN, PUBLIC_KEY, TICK(9000), WELCOME, GONE,
    };
    static const size_t pieces[] = {0, 1, 24, 100};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct result result = connect_as_me(lines, 0, pieces[i]);

        assert_int_equal(result.err.code, 0);
        assert_int_equal(result.told, 1);
        assert_string_equal(result.text,
                            "phone: look at the phone: unlock it and accept "
                            "\"Allow USB debugging?\" for this computer");
    }
}

static void direct_gives_up_when_the_owner_does_not_answer(void **state)
{
    static const struct canned_line lines[] = {
        HELLO, TOKEN, SIGNATURE, TOKEN, PUBLIC_KEY, SILENT,
    };
    struct result result = connect_as_me(lines, 0, 0);

    (void)state;
    assert_int_equal(result.err.code, ADB_ERR_UNAUTHORIZED);
    assert_int_equal(result.told, 1);
    assert_int_equal(result.took_ms, 10000);
    assert_non_null(strstr(result.err.text, "within 10 s; unlock it, accept"));
    result = connect_as_me(lines, 1500, 0);
    assert_int_equal(result.err.code, ADB_ERR_UNAUTHORIZED);
    assert_int_equal(result.took_ms, 1500);
    assert_non_null(strstr(result.err.text, "within 1500 ms"));
}

static void direct_says_that_the_owner_did_not_accept(void **state)
{
    static const struct canned_line lines[] = {
        HELLO, TOKEN, SIGNATURE, TOKEN, PUBLIC_KEY, GONE,
    };
    struct result result = connect_as_me(lines, 0, 0);

    (void)state;
    assert_int_equal(result.err.code, ADB_ERR_UNAUTHORIZED);
    assert_non_null(strstr(result.err.text, "without accepting this computer"));
}

static void direct_can_be_canceled_while_the_owner_is_asked(void **state)
{
    static const struct canned_line lines[] = {
        HELLO, TOKEN, SIGNATURE, TOKEN, PUBLIC_KEY, CANCEL, SILENT,
    };
    struct result result = connect_as_me(lines, -1, 0);

    (void)state;
    assert_int_equal(result.err.code, ADB_ERR_CANCELED);
    assert_int_equal(result.told, 1);
}

static void direct_ends_in_time_when_the_phone_checks_for_ever(void **state)
{
    static const struct canned_line lines[] = {
        HELLO,
        TOKEN,
        SIGNATURE,
        SILENT,
    };
    struct result result = connect_as_me(lines, -1, 0);

    (void)state;
    assert_int_equal(result.err.code, ADB_ERR_TIMEOUT);
    assert_int_equal(result.told, 0);
    assert_int_equal(result.took_ms, 5000);
}

static void direct_says_why_it_has_no_key_to_show(void **state)
{
    static const struct canned_line none[] = {HELLO, TOKEN, GONE};
    static const struct canned_line vendor[] = {HELLO, TOKEN, SIGNATURE, TOKEN,
                                                GONE};
    struct adb_key_places homeless = {NULL, VECTOR_DIRECTORY "/adb29.adb_key",
                                      NULL};
    struct result result = connect_with(none, NULL, 0, 0);

    (void)state;
    assert_int_equal(result.err.code, ADB_ERR_UNAUTHORIZED);
    assert_non_null(strstr(result.err.text, "none was given"));
    result = connect_with(vendor, &homeless, 0, 0);
    assert_int_equal(result.err.code, ADB_ERR_UNAUTHORIZED);
    assert_non_null(strstr(result.err.text, "no home directory"));
    assert_int_equal(result.told, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(direct_is_let_in_by_a_phone_that_knows_the_key),
        cmocka_unit_test(direct_waits_for_the_phones_owner),
        cmocka_unit_test(direct_gives_up_when_the_owner_does_not_answer),
        cmocka_unit_test(direct_says_that_the_owner_did_not_accept),
        cmocka_unit_test(direct_can_be_canceled_while_the_owner_is_asked),
        cmocka_unit_test(direct_ends_in_time_when_the_phone_checks_for_ever),
        cmocka_unit_test(direct_says_why_it_has_no_key_to_show),
    };

    return cmocka_run_group_tests_name("direct_auth", tests, make_home,
                                       remove_home);
}
