/* SPDX-License-Identifier: Apache-2.0 */
/* The phones of a scan: which, their threads, and their end. */
#include "cmd/phone_list.h"
#include "cmd/scanning.h"

#include <stdlib.h>
#include <string.h>

/* What one command prints; what is more is cut. */
#define HAND_ANSWER_MAX ((size_t)64 * 1024)

int scanning_phones_find(struct scanning *scanning, struct err *err)
{
    struct phone_list list = {.count = 0};
    int rc = phone_list_find(scanning->settings, &list, err);

    memcpy(scanning->serials, list.owned, sizeof(scanning->serials));
    if (rc < 0) {
        return rc;
    }
    scanning->phones = calloc(list.count, sizeof(*scanning->phones));
    if (scanning->phones == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    scanning->phone_count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        struct scanned *scanned = &scanning->phones[i];

        scanned->scanning = scanning;
        scanned->number = (unsigned)i;
        scanned->settings = *scanning->settings;
        scanned->away_ms = -1;
        scanned->due_ms = INT64_MAX;
        scan_guard_init(&scanned->guard);
        buf_init(&scanned->hand_text, HAND_ANSWER_MAX);
        if (list.serials[i] != NULL) {
            scanned->settings.select = ADB_SELECT_SERIAL;
            scanned->settings.serial = list.serials[i];
        }
    }
    if (list.count > 1 && scanning->settings->scan.is_attended) {
        return err_set(err, ERR_USAGE,
                       "--attended: one person, one phone; name it with -s");
    }
    return 0;
}

int scanning_phones_start(struct scanning *scanning, struct err *err)
{
    int rc = 0;

    scanning->queue = watch_queue_new();
    if (scanning->queue == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory or file descriptors");
    }
    for (size_t i = 0; i < scanning->phone_count && rc == 0; i++) {
        struct scanned *scanned = &scanning->phones[i];
        const struct watch_options options = {
            .settings = &scanned->settings,
            .queue = scanning->queue,
            .phone = scanned->number,
            .interval_ms = scanning->settings->watch.interval_ms,
            .want_raw = scanning->capture != NULL,
        };

        rc = watch_worker_start(&options, &scanned->worker, err);
    }
    return rc;
}

static void free_texts(struct vec *texts)
{
    for (size_t i = 0; i < texts->len; i++) {
        free(*(char **)vec_at(texts, i));
    }
    vec_fini(texts);
}

void scanning_fini(struct scanning *scanning)
{
    struct watch_message *message;
    struct err err;

    for (size_t i = 0; i < scanning->phone_count; i++) {
        struct scanned *scanned = &scanning->phones[i];

        watch_worker_free(scanned->worker);
        scanned_run_free(scanned->job);
        scanned_run_free(scanned->next);
        buf_fini(&scanned->hand_text);
        scan_guard_fini(&scanned->guard);
        vec_fini(&scanned->by_name);
        if (scanned->base != NULL) {
            snapshot_fini(scanned->base);
            free(scanned->base);
        }
    }
    for (size_t i = 0; i < PHONES_MAX; i++) {
        free(scanning->serials[i]);
    }
    while (scanning->queue != NULL &&
           (message = queue_pop(scanning->queue)) != NULL) {
        watch_message_free(message);
    }
    queue_free(scanning->queue);
    free(scanning->phones);
    scan_queue_fini(&scanning->jobs);
    watch_names_fini(&scanning->names);
    (void)capture_close(scanning->capture, &err);
    outputs_abandon(&scanning->outputs);
    outputs_abandon(&scanning->pages);
    policy_free(scanning->policy);
    for (size_t i = 0; i < scanning->before.len; i++) {
        struct scanned_before *before = vec_at(&scanning->before, i);

        free(before->package);
        free(before->serial);
    }
    vec_fini(&scanning->before);
    free_texts(&scanning->wanted);
    free_texts(&scanning->list);
    free(scanning->save);
}
