/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key ring: finding, reading and making the files. Who may read a key
 * file is not looked at, as adb does not either. See keys.h.
 */
#include "keys.h"

#include "adb_limits.h"
#include "fail.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_CAP 4096u
#define REASON_CAP 96u

/* What keys of a directory are called. */
#define VENDOR_SUFFIX ".adb_key"

struct keys {
    struct adb_key_places places;
    const struct log *log;
    bool is_loaded;
    bool is_own_bad; /* it is there, but of no use */
    struct key *own;
    struct key *list[LIMIT_KEYS]; /* vendor keys, none of them the own */
    size_t count;
    size_t skipped;
    struct buf offer;
};

struct keys *keys_new(const struct adb_key_places *places,
                      const struct log *log)
{
    struct keys *keys = calloc(1, sizeof(*keys));

    if (keys != NULL) {
        if (places != NULL) {
            keys->places = *places;
        }
        keys->log = log;
        buf_init(&keys->offer, LIMIT_PAYLOAD_V1 - 1);
    }
    return keys;
}

void keys_free(struct keys *keys)
{
    if (keys == NULL) {
        return;
    }
    while (keys->count > 0) {
        keys->count--;
        key_free(keys->list[keys->count]);
    }
    key_free(keys->own);
    buf_fini(&keys->offer);
    free(keys);
}

size_t keys_skipped(const struct keys *keys)
{
    return keys->skipped;
}

static const char *reason(int code, char out[REASON_CAP])
{
    if (strerror_r(code, out, REASON_CAP) != 0) {
        (void)snprintf(out, REASON_CAP, "error %d", code);
    }
    return out;
}

static void skip(struct keys *keys, const char *path, const char *why)
{
    keys->skipped++;
    log_warn(keys->log, "key %s left out: %s", path, why);
}

/* false: it is longer than any path. */
static bool join(char out[PATH_CAP], const char *directory, const char *name)
{
    int len = snprintf(out, PATH_CAP, "%s/%s", directory, name);

    return len > 0 && (size_t)len < PATH_CAP;
}

/* ---- reading ---------------------------------------------------------- */

static bool is_known(const struct keys *keys, const struct key *key)
{
    size_t i;

    if (keys->own != NULL && key_equals(keys->own, key)) {
        return true;
    }
    for (i = 0; i < keys->count; i++) {
        if (key_equals(keys->list[i], key)) {
            return true;
        }
    }
    return false;
}

/* Takes key. */
static void add(struct keys *keys, struct key *key, const char *path)
{
    if (is_known(keys, key)) {
        key_free(key);
    } else if (keys->count == LIMIT_KEYS) {
        skip(keys, path, "there are too many keys");
        key_free(key);
    } else {
        keys->list[keys->count] = key;
        keys->count++;
    }
}

/* A file that could be a pipe of somebody who never writes. */
static int open_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat stat;

    if (fd >= 0 && (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))) {
        (void)close(fd);
        errno = EINVAL;
        fd = -1;
    }
    return fd;
}

/* NULL: left out and said, but for none, with ENOENT in errno. */
static struct key *read_file(struct keys *keys, const char *path)
{
    char why[REASON_CAP];
    struct key *key;
    int fd = open_file(path);

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        errno = ENOENT;
        return NULL;
    }
    if (fd < 0) {
        skip(keys, path, reason(errno, why));
        errno = EINVAL;
        return NULL;
    }
    key = key_read(fd);
    (void)close(fd);
    if (key == NULL) {
        skip(keys, path,
             "no private key that adb could use (RSA of 2048 bits, PEM, "
             "without a password)");
        errno = EINVAL;
    }
    return key;
}

static bool own_path(const struct keys *keys, const char *name,
                     char out[PATH_CAP])
{
    const char *home = keys->places.home;

    return home != NULL && home[0] != '\0' && join(out, home, name);
}

static void load_own(struct keys *keys)
{
    char path[PATH_CAP];

    if (!own_path(keys, ".android/adbkey", path)) {
        return;
    }
    keys->own = read_file(keys, path);
    keys->is_own_bad = keys->own == NULL && errno != ENOENT;
}

static void load_vendor_file(struct keys *keys, const char *path)
{
    struct key *key = read_file(keys, path);

    if (key != NULL) {
        add(keys, key, path);
    } else if (errno == ENOENT) {
        skip(keys, path, "it does not exist");
    }
}

static int is_vendor_name(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    size_t suffix = sizeof(VENDOR_SUFFIX) - 1;

    return len >= suffix &&
           strcmp(entry->d_name + len - suffix, VENDOR_SUFFIX) == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void load_directory(struct keys *keys, const char *directory)
{
    struct dirent **names;
    char path[PATH_CAP];
    char why[REASON_CAP];
    int count = scandir(directory, &names, is_vendor_name, by_name);
    int i;

    if (count < 0) {
        skip(keys, directory, reason(errno, why));
        return;
    }
    for (i = 0; i < count; i++) {
        if (join(path, directory, names[i]->d_name)) {
            load_vendor_file(keys, path);
        } else {
            skip(keys, directory, "a path in it is too long");
        }
        free(names[i]);
    }
    free(names);
}

static void load_vendor(struct keys *keys, struct str place)
{
    char path[PATH_CAP];
    struct stat stat_of;

    if (place.len == 0) {
        return;
    }
    if (place.len >= sizeof(path)) {
        skip(keys, "of ADB_VENDOR_KEYS", "its path is too long");
        return;
    }
    memcpy(path, place.ptr, place.len);
    path[place.len] = '\0';
    if (stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode)) {
        load_directory(keys, path);
    } else {
        load_vendor_file(keys, path);
    }
}

static void load(struct keys *keys)
{
    const char *vendor = keys->places.vendor_keys;
    struct cursor cursor = cursor_from(str_from(vendor == NULL ? "" : vendor));
    struct str place;

    if (keys->is_loaded) {
        return;
    }
    keys->is_loaded = true;
    load_own(keys);
    while (cursor_until(&cursor, ':', &place)) {
        load_vendor(keys, place);
    }
    load_vendor(keys, cursor_rest(&cursor));
    log_info(keys->log, "%zu keys of this computer, %zu left out",
             keys->count + (keys->own != NULL), keys->skipped);
}

int keys_sign(struct keys *keys, size_t which,
              const unsigned char token[KEY_TOKEN_LEN],
              unsigned char out[KEY_SIGNATURE_LEN])
{
    const struct key *key = NULL;

    load(keys);
    if (keys->own != NULL && which == 0) {
        key = keys->own;
    } else {
        which -= keys->own != NULL;
        key = which < keys->count ? keys->list[which] : NULL;
    }
    if (key == NULL) {
        return 0;
    }
    return key_sign(key, token, out) < 0 ? -1 : (int)KEY_SIGNATURE_LEN;
}

/* ---- making ----------------------------------------------------------- */

static int fail_to_make(const char *path, struct adb_err *err)
{
    char why[REASON_CAP];

    return fail_with(err, ADB_ERR_UNAUTHORIZED,
                     "the phone wants a key, and %.150s cannot be made: %s",
                     path, reason(errno, why));
}

/* A whole new file or none; 0, or -1 with errno. key NULL: text. */
static int write_file(const char *path, mode_t mode, const struct key *key,
                      const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    int rc = 0;

    if (fd < 0) {
        return -1;
    }
    if (key != NULL) {
        rc = key_write(key, fd);
    } else if (write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        rc = -1;
    }
    if (rc == 0) {
        rc = fsync(fd);
    }
    if (close(fd) < 0) {
        rc = -1;
    }
    if (rc < 0) {
        int code = errno;

        (void)unlink(path);
        errno = code;
    }
    return rc;
}

/*
 * Under a name of its own first: adb may look for its key at any time, and
 * half a key, found later, would be in everybody's way. -1 with EEXIST:
 * somebody else was quicker.
 */
static int write_key(const char *path, const struct key *key)
{
    char draft[PATH_CAP];
    int len = snprintf(draft, sizeof(draft), "%s.%ld", path, (long)getpid());
    int rc;
    int code;

    if (len < 0 || (size_t)len >= sizeof(draft)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    rc = write_file(draft, 0600, key, NULL);
    if (rc < 0) {
        return rc;
    }
    rc = link(draft, path);
    code = errno;
    (void)unlink(draft);
    if (rc < 0 && code != EEXIST) {
        /* A file system without links. */
        return write_file(path, 0600, key, NULL);
    }
    errno = code;
    return rc;
}

/* The line that goes to the phone and into adbkey.pub; the phone keeps one
 * key a line. */
static int write_offer(struct keys *keys, const struct key *key)
{
    const char *owner = keys->places.owner;
    char text[KEY_TEXT_CAP];
    int rc;

    key_text(key, text);
    buf_clear(&keys->offer);
    rc = buf_printf(&keys->offer, "%s ", text);
    if (owner == NULL || owner[0] == '\0') {
        owner = "@unknown";
    }
    for (; rc == 0 && *owner != '\0'; owner++) {
        bool is_plain = *owner > ' ' && *owner <= '~';

        rc = buf_putc(&keys->offer, is_plain ? *owner : '_');
    }
    return rc < 0 ? rc : buf_append(&keys->offer, "", 1);
}

static void write_public(struct keys *keys, const char *path)
{
    char name[PATH_CAP];
    char why[REASON_CAP];
    int len = snprintf(name, sizeof(name), "%s.pub", path);

    if (len < 0 || (size_t)len >= sizeof(name)) {
        errno = ENAMETOOLONG;
    } else if (write_file(name, 0644, NULL, (const char *)keys->offer.data) ==
               0) {
        return;
    }
    log_warn(keys->log, "%s.pub was not written: %s", path, reason(errno, why));
}

static int make_own(struct keys *keys, const char *path, struct adb_err *err)
{
    struct key *key = key_make();
    int rc;

    if (key == NULL) {
        return fail_nomem(err);
    }
    rc = write_key(path, key);
    if (rc < 0 && errno == EEXIST) {
        key_free(key);
        key = read_file(keys, path);
        rc = key == NULL ? -1 : 0;
    } else if (rc == 0 && write_offer(keys, key) == 0) {
        log_info(keys->log, "made the key %s", path);
        write_public(keys, path);
    }
    if (rc < 0) {
        (void)fail_to_make(path, err);
        key_free(key);
        return ADB_ERR_UNAUTHORIZED;
    }
    keys->own = key;
    return 0;
}

static int find_own(struct keys *keys, struct adb_err *err)
{
    char path[PATH_CAP];

    if (!own_path(keys, ".android", path)) {
        return fail_with(err, ADB_ERR_UNAUTHORIZED,
                         "the phone wants a key, and there is no home "
                         "directory to keep one in");
    }
    if (!keys->is_own_bad && mkdir(path, 0750) < 0 && errno != EEXIST) {
        return fail_to_make(path, err);
    }
    if (!own_path(keys, ".android/adbkey", path)) {
        errno = ENAMETOOLONG;
        return fail_to_make(path, err);
    }
    if (keys->is_own_bad) {
        return fail_with(err, ADB_ERR_UNAUTHORIZED,
                         "the phone wants a key, and %.150s is none that "
                         "could be used; move it away, and a new one will "
                         "be made",
                         path);
    }
    return make_own(keys, path, err);
}

const char *keys_offer(struct keys *keys, struct adb_err *err)
{
    load(keys);
    if (keys->own == NULL && find_own(keys, err) < 0) {
        return NULL;
    }
    if (write_offer(keys, keys->own) < 0) {
        (void)fail_nomem(err);
        return NULL;
    }
    return (const char *)keys->offer.data;
}
