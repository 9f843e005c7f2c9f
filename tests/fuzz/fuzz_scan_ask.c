/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to a scan's requests: what is taken for a name must be one. */
#include "collect/scan_ask.h"
#include "collect/script.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cursor lines = cursor_from(text);
    struct scan_guard guard;
    struct scan_look look;
    struct str line;
    struct str why;
    char package[SCAN_PACKAGE_CAP];

    scan_guard_init(&guard);
    if (scan_read_guard(text, &guard) == 0) {
        for (size_t i = 0; i < guard.list.len; i++) {
            const struct scan_guarded *one = vec_at(&guard.list, i);

            if (!script_package_is_good(str_from(one->package))) {
                abort();
            }
        }
    }
    scan_guard_fini(&guard);
    scan_read_look(text, "com.example.bank", true, &look);
    if (look.is_missing != (look.component[0] == '\0') ||
        strlen(look.version) >= sizeof(look.version)) {
        abort();
    }
    if (!scan_read_stop(text, &why) &&
        (why.ptr < text.ptr || why.ptr + why.len > text.ptr + text.len)) {
        abort();
    }
    while (cursor_line(&lines, &line)) {
        if (scan_read_crash(line, package) &&
            !script_package_is_good(str_from(package))) {
            abort();
        }
    }
    return 0;
}
