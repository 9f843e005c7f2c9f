/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_took.h. */
#include "cmd/scan_took.h"

#include "base/cursor.h"
#include "base/format.h"

#include <inttypes.h>
#include <string.h>

/* Of a phone, as merge knows: "scan_took_ms.3". */
#define NAME_CAP 40
/* Years; what says more is not believed. */
#define TOOK_MAX_MS ((uint64_t)1 << 40)

static const char *name_of(uint32_t device, char out[NAME_CAP])
{
    return format_text(out, NAME_CAP, "scan_took_ms.%" PRIu32, device);
}

int scan_took_put(struct capture_writer *capture, uint32_t device,
                  int64_t took_ms, struct err *err)
{
    char name[NAME_CAP];
    char value[NAME_CAP];

    return capture_put_setting(
        capture, name_of(device, name),
        format_text(value, sizeof(value), "%" PRId64, took_ms), err);
}

static int64_t took(const struct capture_reader *capture)
{
    size_t count = capture_device_count(capture);
    char name[NAME_CAP];
    int64_t sum = -1;
    uint64_t ms;

    for (size_t i = 0; i < count && !capture_is_cut(capture); i++) {
        const char *text = capture_setting(capture, name_of((uint32_t)i, name));

        if (text != NULL && str_to_u64(str_from(text), TOOK_MAX_MS, &ms)) {
            sum = (sum < 0 ? 0 : sum) + (int64_t)ms;
        }
    }
    return sum;
}

size_t scan_took_count(const struct capture_reader *capture)
{
    size_t count = 0;
    char name[NAME_CAP];

    for (size_t i = 0; i < capture_device_count(capture); i++) {
        count += capture_setting(capture, name_of((uint32_t)i, name)) != NULL;
    }
    return count;
}

void scan_took_head(const struct capture_reader *capture,
                    struct report_head *head)
{
    const char *on = capture_setting(capture, "scan_on");

    head->took_ms = took(capture);
    head->is_on_each = on != NULL && strcmp(on, "each") == 0;
}
