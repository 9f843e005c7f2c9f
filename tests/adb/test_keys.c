/* SPDX-License-Identifier: Apache-2.0 */
/* The key ring: which files, in which order, and what is made. */
#include "adb_limits.h"
#include "keys.h"
#include "vectors.h"

#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define CAP 512

/* A home of its own for each test, and what was logged. */
struct world {
    char home[CAP];
    char log_text[2000];
    struct log log;
    struct adb_key_places places;
};

static void write_log(void *ctx, enum log_level level, const char *text)
{
    struct world *world = ctx;
    size_t used = strlen(world->log_text);

    (void)snprintf(world->log_text + used, sizeof(world->log_text) - used,
                   "%d %s\n", (int)level, text);
}

static char *path_of(const struct world *world, const char *name)
{
    static char path[CAP * 2];

    (void)snprintf(path, sizeof(path), "%s/%s", world->home, name);
    return path;
}

static void world_init(struct world *world)
{
    memset(world, 0, sizeof(*world));
    (void)snprintf(world->home, CAP, "/tmp/adb-test-keys.XXXXXX");
    assert_non_null(mkdtemp(world->home));
    world->log.level = LOG_WARN;
    world->log.write = write_log;
    world->log.ctx = world;
    world->places.home = world->home;
    world->places.owner = "me@here";
}

/* The test fails if anything but these files is there. */
static void world_fini(struct world *world, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (remove(path_of(world, *names)) < 0) {
            fail_msg("%s is not there", *names);
        }
    }
    assert_int_equal(rmdir(world->home), 0);
}

static void copy(const struct world *world, const char *from, const char *to)
{
    char bytes[4096];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out =
        open(path_of(world, to), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t len = read(in, bytes, sizeof(bytes));

    assert_true(len >= 0 && out >= 0);
    assert_int_equal(write(out, bytes, (size_t)len), len);
    close(in);
    close(out);
}

static void make_dir(const struct world *world, const char *name)
{
    assert_int_equal(mkdir(path_of(world, name), 0750), 0);
}

/* Which keys sign, in their order: "2" adb29.adb_key, "p" pkcs1.adb_key. */
static const char *order(struct keys *keys)
{
    static char text[LIMIT_KEYS + 2];
    unsigned char signature[KEY_SIGNATURE_LEN];
    size_t which = 0;

    while (keys_sign(keys, which, (const unsigned char *)VECTOR_TOKEN,
                     signature) == (int)KEY_SIGNATURE_LEN) {
        text[which] =
            memcmp(signature, VECTOR_ADB29_SIGNATURE, sizeof(signature)) == 0
                ? '2'
            : memcmp(signature, VECTOR_PKCS1_SIGNATURE, sizeof(signature)) == 0
                ? 'p'
                : '?';
        which++;
    }
    text[which] = '\0';
    return text;
}

#define KEY_29 VECTOR_DIRECTORY "/adb29.adb_key"
#define KEY_P VECTOR_DIRECTORY "/pkcs1.adb_key"

static void keys_are_tried_in_the_order_of_their_places(void **state)
{
    static const struct {
        const char *why;
        const char *own;
        const char *vendor;
        const char *order;
        size_t skipped;
    } rows[] = {
        {"none at all", NULL, NULL, "", 0},
        {"the user's own", KEY_29, NULL, "2", 0},
        {"nothing is given", KEY_29, "", "2", 0},
        {"a file", NULL, KEY_P, "p", 0},
        {"the own one first", KEY_P, KEY_29, "p2", 0},
        {"two files", NULL, KEY_P ":" KEY_29, "p2", 0},
        {"a directory, by name", NULL, VECTOR_DIRECTORY, "2p", 0},
        {"each key once", KEY_P, VECTOR_DIRECTORY ":" KEY_29 ":" KEY_P, "p2",
         0},
        {"empty parts", NULL, "::" KEY_P "::", "p", 0},
        {"one is not there", NULL, "/nowhere/x:" KEY_P, "p", 1},
        {"a directory without keys", NULL, VECTOR_DIRECTORY "/refused", "", 0},
        {"no key", KEY_P, VECTOR_DIRECTORY "/refused/ec:/dev/null", "p", 2},
        {"the own one is none", VECTOR_DIRECTORY "/refused/cut", KEY_P, "p", 1},
    };
    static const char *const no_files[] = {".android", NULL};
    static const char *const files[] = {".android/adbkey", ".android", NULL};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct world world;
        struct keys *keys;

        world_init(&world);
        make_dir(&world, ".android");
        if (rows[i].own != NULL) {
            copy(&world, rows[i].own, ".android/adbkey");
        }
        world.places.vendor_keys = rows[i].vendor;
        keys = keys_new(&world.places, &world.log);
        if (strcmp(order(keys), rows[i].order) != 0 ||
            keys_skipped(keys) != rows[i].skipped ||
            (rows[i].skipped == 0) != (world.log_text[0] == '\0')) {
            fail_msg("%s: %s, %zu left out: %s", rows[i].why, order(keys),
                     keys_skipped(keys), world.log_text);
        }
        keys_free(keys);
        world_fini(&world, rows[i].own != NULL ? files : no_files);
    }
    keys_free(NULL);
}

static void keys_say_which_file_was_left_out_and_why(void **state)
{
    static const char *const files[] = {"pipe", "a.adb_key", "link.adb_key",
                                        NULL};
    struct world world;
    struct keys *keys;

    (void)state;
    world_init(&world);
    copy(&world, VECTOR_DIRECTORY "/refused/rsa1024", "a.adb_key");
    assert_int_equal(symlink("gone", path_of(&world, "link.adb_key")), 0);
    assert_int_equal(mkfifo(path_of(&world, "pipe"), 0600), 0);
    world.places.home = NULL;
    world.places.vendor_keys = strdup(path_of(&world, ""));
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(order(keys), "");
    assert_int_equal(keys_skipped(keys), 2);
    assert_non_null(strstr(world.log_text, "a.adb_key left out: no private "
                                           "key that adb could use"));
    assert_non_null(strstr(world.log_text, "link.adb_key left out: it does "
                                           "not exist"));
    keys_free(keys);
    free((void *)(uintptr_t)world.places.vendor_keys);
    world.places.vendor_keys = strdup(path_of(&world, "pipe"));
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(order(keys), "");
    assert_non_null(strstr(world.log_text, "pipe left out: Invalid"));
    keys_free(keys);
    free((void *)(uintptr_t)world.places.vendor_keys);
    world_fini(&world, files);
}

static void keys_are_not_more_than_their_limit(void **state)
{
    char vendor[4096] = KEY_29;
    struct adb_key_places places = {NULL, vendor, NULL};
    struct keys *keys = keys_new(&places, NULL);
    size_t i;

    (void)state;
    for (i = 0; i < 2 * LIMIT_KEYS; i++) {
        (void)snprintf(vendor + strlen(vendor), sizeof(vendor) - strlen(vendor),
                       ":%s", "tests/adb/keys/refused/ec");
    }
    assert_string_equal(order(keys), "2");
    assert_int_equal(keys_skipped(keys), 2 * LIMIT_KEYS);
    keys_free(keys);
}

static void keys_offer_the_users_own_key_and_nothing_else(void **state)
{
    static const char *const files[] = {".android/adbkey", ".android", NULL};
    struct world world;
    struct keys *keys;
    const char *text;

    (void)state;
    world_init(&world);
    make_dir(&world, ".android");
    copy(&world, KEY_P, ".android/adbkey");
    world.places.vendor_keys = KEY_29;
    keys = keys_new(&world.places, &world.log);
    text = keys_offer(keys, NULL);
    assert_string_equal(text, VECTOR_PKCS1_PUBLIC " me@here");
    keys_free(keys);
    world.places.owner = NULL;
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(keys_offer(keys, NULL),
                        VECTOR_PKCS1_PUBLIC " @unknown");
    keys_free(keys);
    world.places.owner = "a b\nc@\xc3\xa4";
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(keys_offer(keys, NULL),
                        VECTOR_PKCS1_PUBLIC " a_b_c@__");
    keys_free(keys);
    assert_string_equal(world.log_text, "");
    world_fini(&world, files);
}

static size_t read_back(const struct world *world, const char *name, char *out,
                        size_t cap, mode_t *out_mode)
{
    int fd = open(path_of(world, name), O_RDONLY | O_CLOEXEC);
    struct stat stat;
    ssize_t len;

    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &stat), 0);
    *out_mode = stat.st_mode & 07777;
    len = read(fd, out, cap);
    assert_true(len > 0 && (size_t)len < cap);
    out[len] = '\0';
    close(fd);
    return (size_t)len;
}

static void keys_make_the_users_key_if_there_is_none(void **state)
{
    static const char *const files[] = {
        ".android/adbkey", ".android/adbkey.pub", ".android", NULL};
    char private_key[4096];
    char public_key[4096];
    struct world world;
    struct stat stat_of;
    struct keys *keys;
    char *text;
    mode_t mode;
    mode_t mask = umask(022);

    (void)state;
    world_init(&world);
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(order(keys), "");
    assert_int_equal(rmdir(path_of(&world, ".android")), -1); /* not yet */
    text = strdup(keys_offer(keys, NULL));
    assert_string_equal(order(keys), "?");
    keys_free(keys);

    assert_int_equal(stat(path_of(&world, ".android"), &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 07777, 0750);
    (void)read_back(&world, ".android/adbkey", private_key, sizeof(private_key),
                    &mode);
    assert_int_equal(mode, 0600);
    assert_memory_equal(private_key, "-----BEGIN PRIVATE KEY-----\n", 28);
    (void)read_back(&world, ".android/adbkey.pub", public_key,
                    sizeof(public_key), &mode);
    assert_int_equal(mode, 0644);
    assert_string_equal(public_key, text);
    assert_memory_equal(text, "QAAAA", 5);
    assert_string_equal(text + 700, " me@here");

    /* The second time it is there. */
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(order(keys), "?");
    assert_string_equal(keys_offer(keys, NULL), text);
    keys_free(keys);
    free(text);
    assert_string_equal(world.log_text, "");
    world_fini(&world, files);
    (void)umask(mask);
}

static void keys_write_over_nothing(void **state)
{
    static const char *const files[] = {
        ".android/adbkey", ".android/adbkey.pub", ".android", NULL};
    char bytes[4096];
    struct world world;
    struct adb_err err = {0};
    struct keys *keys;
    mode_t mode;

    (void)state;
    /* A public key without its private one. */
    world_init(&world);
    make_dir(&world, ".android");
    copy(&world, VECTOR_DIRECTORY "/refused/public", ".android/adbkey.pub");
    keys = keys_new(&world.places, &world.log);
    assert_non_null(keys_offer(keys, &err));
    keys_free(keys);
    (void)read_back(&world, ".android/adbkey.pub", bytes, sizeof(bytes), &mode);
    assert_memory_equal(bytes, "-----BEGIN PUBLIC KEY-----", 26);
    assert_non_null(strstr(world.log_text, "adbkey.pub was not written: "));
    world_fini(&world, files);

    /* Something that is no key. */
    world_init(&world);
    make_dir(&world, ".android");
    copy(&world, VECTOR_DIRECTORY "/refused/cut", ".android/adbkey");
    keys = keys_new(&world.places, &world.log);
    assert_null(keys_offer(keys, &err));
    assert_int_equal(err.code, ADB_ERR_UNAUTHORIZED);
    assert_non_null(strstr(err.text, "move it away"));
    keys_free(keys);
    assert_int_equal(
        read_back(&world, ".android/adbkey", bytes, sizeof(bytes), &mode), 900);
    assert_int_equal(unlink(path_of(&world, ".android/adbkey")), 0);
    assert_int_equal(rmdir(path_of(&world, ".android")), 0);
    assert_int_equal(rmdir(world.home), 0);
}

/* Somebody else makes the key between our looking and our making. */
static void keys_take_the_key_that_somebody_was_quicker_to_make(void **state)
{
    static const char *const files[] = {".android/adbkey", ".android", NULL};
    struct world world;
    struct keys *keys;

    (void)state;
    world_init(&world);
    keys = keys_new(&world.places, &world.log);
    assert_string_equal(order(keys), "");
    make_dir(&world, ".android");
    copy(&world, KEY_29, ".android/adbkey");
    assert_string_equal(keys_offer(keys, NULL), VECTOR_ADB29_PUBLIC " me@here");
    assert_string_equal(order(keys), "2");
    keys_free(keys);
    world_fini(&world, files);
}

static void keys_say_why_none_can_be_made(void **state)
{
    static const struct {
        const char *home;
        const char *words;
    } rows[] = {
        {NULL, "no home directory"},
        {"", "no home directory"},
        {"/nowhere/at/all", ".android cannot be made: No such file"},
        {"/dev/null", ".android cannot be made: Not a directory"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct adb_key_places places = {rows[i].home, NULL, NULL};
        struct keys *keys = keys_new(&places, NULL);
        struct adb_err err = {0};

        assert_null(keys_offer(keys, &err));
        assert_int_equal(err.code, ADB_ERR_UNAUTHORIZED);
        if (strstr(err.text, rows[i].words) == NULL) {
            fail_msg("\"%s\" is not in \"%s\"", rows[i].words, err.text);
        }
        keys_free(keys);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_tried_in_the_order_of_their_places),
        cmocka_unit_test(keys_say_which_file_was_left_out_and_why),
        cmocka_unit_test(keys_are_not_more_than_their_limit),
        cmocka_unit_test(keys_offer_the_users_own_key_and_nothing_else),
        cmocka_unit_test(keys_make_the_users_key_if_there_is_none),
        cmocka_unit_test(keys_write_over_nothing),
        cmocka_unit_test(keys_take_the_key_that_somebody_was_quicker_to_make),
        cmocka_unit_test(keys_say_why_none_can_be_made),
    };

    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
