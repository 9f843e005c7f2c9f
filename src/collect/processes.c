/* SPDX-License-Identifier: Apache-2.0 */
/* See processes.h. */
#include "collect/processes.h"

#include "base/err.h"

#include <string.h>

/* What the script leaves of argv[0] ("?" stands for the rest). */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') ||
              (c != '\0' && strchr("._:@/?-", c) != NULL))) {
            return false;
        }
    }
    return name.len > 0;
}

int processes_parse(struct str line, struct process_line *out)
{
    struct cursor cursor = cursor_from(str_trim(line));
    uint64_t pid;
    uint64_t uid;

    if (cursor_is_end(&cursor)) {
        return 0;
    }
    if (!cursor_u64(&cursor, INT32_MAX, &pid) || !cursor_char(&cursor, ' ') ||
        !cursor_u64(&cursor, UINT32_MAX, &uid) || !cursor_char(&cursor, ' ') ||
        !is_name(cursor_rest(&cursor))) {
        return ERR_PROTO;
    }
    out->pid = (int32_t)pid;
    out->uid = (uint32_t)uid;
    out->name = cursor_rest(&cursor);
    return 1;
}
