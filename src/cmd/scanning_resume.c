/* SPDX-License-Identifier: Apache-2.0 */
/* --resume: what an earlier scan has done already, and its file. */
#include "base/format.h"
#include "cmd/scanning.h"
#include "store/capture_read.h"

#include <stdlib.h>
#include <string.h>

/* In the capture: names with a blank between them. */
#define LIST_SETTING "packages"
#define LIST_TEXT_MAX ((size_t)64 * 1024 * 1024)

static int keep(struct scanning *scanning, const struct capture_reader *reader,
                struct err *err)
{
    for (size_t i = 0; i < capture_run_count(reader); i++) {
        const struct capture_run *run = capture_run(reader, i);
        const char *serial = capture_device(reader, run->device)->serial;
        struct scanned_before before = {.verdict = run->result.verdict};

        if (!run->has_end || !run->result.has_verdict) {
            continue;
        }
        before.package = strdup(run->result.package);
        /* A phone without one is none that is here. */
        before.serial = strdup(serial == NULL ? "" : serial);
        if (before.package == NULL || before.serial == NULL ||
            vec_push(&scanning->before, &before) < 0) {
            free(before.package);
            free(before.serial);
            return err_set(err, ERR_NOMEM, "out of memory");
        }
    }
    return 0;
}

static int take_list(struct scanning *scanning,
                     const struct capture_reader *reader, struct err *err)
{
    const struct settings *settings = scanning->settings;
    const char *list = capture_setting(reader, LIST_SETTING);
    struct cursor cursor;
    struct str word;
    int rc = 0;

    if (scanning->wanted.len > 0 || settings->scan.want_third_party ||
        settings->want_all) {
        return 0;
    }
    if (list == NULL) {
        return err_set(err, ERR_USAGE,
                       "--resume %s: there is no list of packages in it: was "
                       "it made by a scan?",
                       settings->scan.resume);
    }
    cursor = cursor_from(str_from(list));
    while (rc == 0 && cursor_token(&cursor, &word)) {
        rc = scanning_list_word(scanning, word, "--resume: ", err);
    }
    /* Whom it left alone is not in that list: these were wanted. */
    scanning->word_count = scanning->wanted.len;
    return rc;
}

int scanning_resume(struct scanning *scanning, struct err *err)
{
    const char *path = scanning->settings->scan.resume;
    struct capture_reader *reader = NULL;
    size_t devices = 0;
    int rc = capture_open(path, &reader, err);

    if (rc == 0) {
        devices = capture_device_count(reader);
        rc = scanning_begun_take(scanning, reader, err);
    }
    if (rc == 0) {
        rc = keep(scanning, reader, err);
    }
    if (rc == 0) {
        rc = take_list(scanning, reader, err);
    }
    capture_free(reader);
    if (rc == 0 && !scanning->settings->scan.is_dry) {
        scanning->save = strdup(path);
        rc = scanning->save == NULL
                 ? err_set(err, ERR_NOMEM, "out of memory")
                 : capture_append(path, devices, &scanning->capture, err);
    }
    return rc;
}

int scanning_resume_keep(struct scanning *scanning, struct err *err)
{
    struct buf text;
    int rc = 0;

    if (scanning->capture == NULL) {
        return 0;
    }
    buf_init(&text, LIST_TEXT_MAX);
    for (size_t i = 0; i < scanning->list.len && rc == 0; i++) {
        rc = buf_printf(&text, i == 0 ? "%s" : " %s",
                        *(char **)vec_at(&scanning->list, i));
    }
    rc = rc < 0 ? rc : buf_putc(&text, '\0');
    rc = rc < 0 ? err_set(err, ERR_NOMEM, "out of memory")
                : capture_put_setting(scanning->capture, LIST_SETTING,
                                      (const char *)text.data, err);
    buf_fini(&text);
    return rc;
}

void scanning_resume_skip(struct scanning *scanning)
{
    for (size_t i = 0; i < scanning->before.len; i++) {
        const struct scanned_before *before = vec_at(&scanning->before, i);
        size_t phone = 0;

        while (phone < scanning->phone_count &&
               (scanning->phones[phone].base == NULL ||
                strcmp(scanning->phones[phone].link.serial, before->serial) !=
                    0)) {
            phone++;
        }
        if (!scanning->settings->scan.is_on_each) {
            phone = SCAN_ANY_PHONE;
        } else if (phone == scanning->phone_count) {
            continue;
        }
        (void)scan_queue_skip(&scanning->jobs, before->package, phone,
                              before->verdict);
    }
}
