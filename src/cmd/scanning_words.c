/* SPDX-License-Identifier: Apache-2.0 */
/* Names and globs of packages: of the command line, of --file. */
#include "cmd/file_in.h"
#include "cmd/scanning.h"
#include "collect/script.h"

#include <stdlib.h>
#include <string.h>

#define LIST_FILE_MAX ((size_t)16 * 1024 * 1024)

int scanning_list_add(struct vec *list, struct str name, struct err *err)
{
    char *copy = strndup(name.ptr, name.len);

    if (copy == NULL || vec_push(list, &copy) < 0) {
        free(copy);
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    return 0;
}

/* A name, or a glob of what may stand in one. */
int scanning_list_word(struct scanning *scanning, struct str word,
                       const char *from, struct err *err)
{
    char plain[SCAN_PACKAGE_CAP];
    size_t len = word.len < sizeof(plain) ? word.len : sizeof(plain) - 1;
    bool is_good = word.len < sizeof(plain);

    memcpy(plain, word.ptr, len);
    plain[len] = '\0';
    is_good = is_good && strspn(plain, "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789._*?[]!-") == len;
    if (!is_good || (!target_is_glob(plain) && !script_package_is_good(word))) {
        return err_set(err, ERR_USAGE,
                       "%s'%.80s' is no package's name, as in "
                       "com.example.bank, and no glob of names",
                       from, plain);
    }
    return scanning_list_add(&scanning->wanted, word, err);
}

static int read_file(struct scanning *scanning, struct err *err)
{
    const char *path = scanning->settings->scan.file;
    struct cursor lines;
    struct str line;
    struct buf text;
    int rc;

    buf_init(&text, LIST_FILE_MAX);
    rc = file_in_read(path, &text, err);
    lines = cursor_from((struct str){(const char *)text.data, text.len});
    while (rc == 0 && cursor_line(&lines, &line)) {
        line = str_trim(line);
        /* As `pm list packages` prints them, too. */
        if (str_starts(line, "package:")) {
            line.ptr += strlen("package:");
            line.len -= strlen("package:");
        }
        if (line.len > 0 && line.ptr[0] != '#') {
            rc = scanning_list_word(scanning, line, "--file: ", err);
        }
    }
    buf_fini(&text);
    if (rc == 0 && scanning->wanted.len == scanning->word_count) {
        rc = err_set(err, ERR_USAGE, "--file %s: no package in it", path);
    }
    return rc;
}

int scanning_list_read(struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    int rc = 0;

    for (int i = 0; i < settings->argument_count && rc == 0; i++) {
        rc = scanning_list_word(scanning, str_from(settings->arguments[i]), "",
                                err);
    }
    scanning->word_count = scanning->wanted.len;
    if (rc == 0 && settings->scan.file != NULL) {
        rc = read_file(scanning, err);
    }
    return rc;
}
