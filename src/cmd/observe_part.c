/* SPDX-License-Identifier: Apache-2.0 */
/* See observe_part.h. */
#include "cmd/observe_part.h"

#include "base/format.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int observe_name(const char *text, char **out_file, struct str *out_mark,
                 struct err *err)
{
    const char *at = strrchr(text, '@');

    *out_mark = (struct str){NULL, 0};
    *out_file = strdup(text);
    if (*out_file == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    if (at != NULL && access(text, F_OK) != 0) {
        (*out_file)[at - text] = '\0';
        *out_mark = str_from(at + 1);
    }
    return 0;
}

/* One more, unless there is no room for it. */
static bool add_mark(char out[OBSERVE_MARKS_CAP], const char *mark)
{
    size_t used = strlen(out);

    /* The first one is rather cut than left out. */
    if (used > 0 && used + strlen(mark) + sizeof(", ''") + sizeof(" ...") >
                        OBSERVE_MARKS_CAP) {
        (void)format_text(out + used, OBSERVE_MARKS_CAP - used, " ...");
        return false;
    }
    (void)format_text(out + used, OBSERVE_MARKS_CAP - used, "%s'%s'",
                      used == 0 ? "its marks: " : ", ", mark);
    return true;
}

const char *observe_marks(struct capture_reader *capture,
                          char out[OBSERVE_MARKS_CAP])
{
    struct capture_item item;
    struct err unused;
    bool has_more = capture_rewind(capture, &unused) == 0;

    out[0] = '\0';
    capture_item_init(&item);
    while (has_more && capture_next(capture, &item, &unused) == 1) {
        if (item.kind == CAPTURE_EVENT && item.event.kind == EVENT_MARK) {
            has_more = add_mark(out, item.event.text);
        }
    }
    capture_item_fini(&item);
    return out[0] == '\0' ? "it has none" : out;
}

int observe_part(struct capture_reader *capture, const char *mark,
                 int64_t *from_ms, int64_t *to_ms, struct err *err)
{
    bool is_found = mark[0] == '\0';
    bool is_over = false;
    char marks[OBSERVE_MARKS_CAP];
    struct capture_item item;
    int rc = capture_rewind(capture, err);

    capture_item_init(&item);
    while (rc == 0 && !is_over &&
           (rc = capture_next(capture, &item, err)) == 1) {
        rc = 0;
        if (item.kind != CAPTURE_EVENT || item.event.kind != EVENT_MARK) {
            continue;
        }
        if (is_found) {
            *to_ms = item.event.at_ms;
            is_over = true;
        } else if (strcmp(item.event.text, mark) == 0) {
            *from_ms = item.event.at_ms;
            is_found = true;
        }
    }
    capture_item_fini(&item);
    return rc < 0 || is_found
               ? rc
               : err_set(err, ERR_USAGE, "there is no mark '%s'; %s", mark,
                         observe_marks(capture, marks));
}
