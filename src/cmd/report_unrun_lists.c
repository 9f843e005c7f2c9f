/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan was to run, and where: see report_runs.h. */
#include "cmd/report_runs.h"

#include "cmd/scan_took.h"

#include <string.h>

#define LIST_SETTING "packages"

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each once, of names that are sorted. */
static void settle_names(struct vec *list)
{
    const char **names = list->items;
    size_t kept = 0;
    size_t i;

    vec_sort(list, compare_names);
    for (i = 0; i < list->len; i++) {
        if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0) {
            names[kept++] = names[i];
        }
    }
    list->len = kept;
}

/* In merged captures lists stand behind each other. */
int unrun_wanted(const struct capture_reader *capture, struct report_runs *runs,
                 struct vec *out)
{
    const char *list = capture_setting(capture, LIST_SETTING);
    struct cursor cursor = cursor_from(str_from(list == NULL ? "" : list));
    struct str word;
    int rc = 0;

    while (rc == 0 && cursor_token(&cursor, &word)) {
        const char *name = pool_add(&runs->names, word);

        rc = name == NULL ? ERR_NOMEM : vec_push(out, &name);
    }
    settle_names(out);
    return rc;
}

/* In a merged capture nobody knows whose list was whose. */
int unrun_places(const struct capture_reader *capture, struct vec *out)
{
    static const char anywhere[] = "";
    const char *any = anywhere;
    struct report_head head;
    size_t i;
    int rc = 0;

    scan_took_head(capture, &head);
    if (!head.is_on_each || scan_took_count(capture) > 1) {
        return vec_push(out, &any);
    }
    for (i = 0; i < capture_device_count(capture) && rc == 0; i++) {
        rc = vec_push(out, &capture_device(capture, (uint32_t)i)->serial);
    }
    settle_names(out);
    return rc == 0 && out->len == 0 ? vec_push(out, &any) : rc;
}
