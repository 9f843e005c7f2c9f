/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of spans of time. See duration.h. */
#include "cmd/duration.h"

#include "base/cursor.h"

#include <limits.h>

static const struct {
    const char *unit;
    uint64_t ms;
} units[] = {
    {"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000},
};

int duration_parse(const char *text, int *out_ms, struct err *err)
{
    struct cursor cursor = cursor_from(str_from(text));
    uint64_t value;
    size_t i;

    if (cursor_u64(&cursor, INT_MAX, &value)) {
        for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
            if (str_is(cursor_rest(&cursor), units[i].unit) && value > 0 &&
                value <= INT_MAX / units[i].ms) {
                *out_ms = (int)(value * units[i].ms);
                return 0;
            }
        }
    }
    return err_set(err, ERR_USAGE,
                   "'%s' is no time; write 30, 30s, 500ms, 2m or 1h", text);
}
