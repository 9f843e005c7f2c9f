/* SPDX-License-Identifier: Apache-2.0 */
/* One private key: read, used, made. */
#include "key.h"
#include "vectors.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct key *read_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct key *key;

    assert_true(fd >= 0);
    key = key_read(fd);
    close(fd);
    return key;
}

static const unsigned char *token(void)
{
    return (const unsigned char *)VECTOR_TOKEN;
}

static void key_of_adb_is_read_in_both_its_forms(void **state)
{
    static const struct {
        const char *path;
        const char *text;
        const char *signature;
    } rows[] = {
        {VECTOR_DIRECTORY "/adb29.adb_key", VECTOR_ADB29_PUBLIC,
         VECTOR_ADB29_SIGNATURE},
        {VECTOR_DIRECTORY "/pkcs1.adb_key", VECTOR_PKCS1_PUBLIC,
         VECTOR_PKCS1_SIGNATURE},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct key *key = read_path(rows[i].path);
        unsigned char signature[KEY_SIGNATURE_LEN];
        char text[KEY_TEXT_CAP];

        assert_non_null(key);
        key_text(key, text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(key_sign(key, token(), signature), 0);
        assert_memory_equal(signature, rows[i].signature, sizeof(signature));
        key_free(key);
    }
}

static void key_refuses_what_adb_could_not_use(void **state)
{
    static const char *const names[] = {
        "empty",   "cut", "public",    "rsa1024",
        "rsa3072", "ec",  "encrypted", "pss",
    };
    char path[100] = VECTOR_DIRECTORY "/refused/";
    size_t len = strlen(path);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        memcpy(path + len, names[i], strlen(names[i]) + 1);
        if (read_path(path) != NULL) {
            fail_msg("%s", names[i]);
        }
    }
}

static void key_refuses_what_cannot_be_read(void **state)
{
    int fd = open(".", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_null(key_read(fd));
    assert_null(key_read(-1));
    close(fd);
}

static void key_that_was_made_is_read_again(void **state)
{
    char path[] = "/tmp/adb-test-key.XXXXXX";
    int fd = mkstemp(path);
    struct key *made = key_make();
    struct key *again;
    unsigned char first[KEY_SIGNATURE_LEN];
    unsigned char second[KEY_SIGNATURE_LEN];
    char head[28] = "";

    (void)state;
    assert_true(fd >= 0);
    assert_non_null(made);
    assert_int_equal(key_write(made, fd), 0);
    close(fd);
    again = read_path(path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(read(fd, head, 27), 27);
    close(fd);
    unlink(path);
    assert_string_equal(head, "-----BEGIN PRIVATE KEY-----");
    assert_non_null(again);
    assert_true(key_equals(made, again));
    assert_int_equal(key_sign(made, token(), first), 0);
    assert_int_equal(key_sign(again, token(), second), 0);
    assert_memory_equal(first, second, sizeof(first));
    key_free(again);
    again = read_path(VECTOR_DIRECTORY "/adb29.adb_key");
    assert_false(key_equals(made, again));
    key_free(again);
    key_free(made);
    key_free(NULL);
}

static void key_says_when_it_cannot_be_written(void **state)
{
    struct key *key = read_path(VECTOR_DIRECTORY "/adb29.adb_key");

    (void)state;
    errno = 0;
    assert_int_equal(key_write(key, -1), -1);
    assert_int_equal(errno, EBADF);
    key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_of_adb_is_read_in_both_its_forms),
        cmocka_unit_test(key_refuses_what_adb_could_not_use),
        cmocka_unit_test(key_refuses_what_cannot_be_read),
        cmocka_unit_test(key_that_was_made_is_read_again),
        cmocka_unit_test(key_says_when_it_cannot_be_written),
    };

    return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
