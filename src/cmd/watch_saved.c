/* SPDX-License-Identifier: Apache-2.0 */
/* Settings in a capture: NAME, or NAME.0 of the first phone. */
#include "cmd/watch_saved.h"

#include "base/format.h"

#define NAME_CAP 48
#define VALUE_CAP 32

static const char *name_of(const char *name, uint32_t device,
                           char out[NAME_CAP])
{
    return format_text(out, NAME_CAP, "%s.%u", name, (unsigned)device);
}

static int put_number(struct capture_writer *capture, const char *name,
                      int64_t value, struct err *err)
{
    char text[VALUE_CAP];

    return capture_put_setting(
        capture, name,
        format_text(text, sizeof(text), "%lld", (long long)value), err);
}

static int64_t get_number(const struct capture_reader *capture,
                          const char *name, int64_t min, int64_t max,
                          int64_t otherwise)
{
    const char *text = capture_setting(capture, name);
    struct cursor cursor = cursor_from(str_from(text == NULL ? "" : text));
    int64_t value;

    return cursor_i64(&cursor, &value) && cursor_is_end(&cursor) &&
                   value >= min && value <= max
               ? value
               : otherwise;
}

static int put_own(struct capture_writer *capture, uint32_t device,
                   const struct own_connection *own, struct err *err)
{
    char laptop[ADDR_TEXT_CAP];
    char phone[ADDR_TEXT_CAP];
    char text[2 * ADDR_TEXT_CAP + VALUE_CAP];
    char name[NAME_CAP];

    return capture_put_setting(capture, name_of("own", device, name),
                               format_text(text, sizeof(text), "%s %u %s %u",
                                           addr_format(&own->laptop, laptop),
                                           (unsigned)own->laptop_port,
                                           addr_format(&own->phone, phone),
                                           (unsigned)own->phone_port),
                               err);
}

static bool take_end(struct cursor *cursor, struct addr *addr, uint16_t *port)
{
    struct str word;
    uint64_t number;

    if (!cursor_token(cursor, &word)) {
        return false;
    }
    if (!addr_parse(word, addr)) {
        *addr = (struct addr){.family = ADDR_NONE};
    }
    cursor_skip_blanks(cursor);
    if (!cursor_u64(cursor, UINT16_MAX, &number)) {
        return false;
    }
    *port = (uint16_t)number;
    return true;
}

static void get_own(const struct capture_reader *capture, uint32_t device,
                    struct own_connection *own)
{
    char name[NAME_CAP];
    const char *text = capture_setting(capture, name_of("own", device, name));
    struct cursor cursor = cursor_from(str_from(text == NULL ? "" : text));

    if (!take_end(&cursor, &own->laptop, &own->laptop_port) ||
        !take_end(&cursor, &own->phone, &own->phone_port)) {
        *own = (struct own_connection){.laptop_port = 0};
    }
}

/* What is a number and the same for all phones. */
static int put_choices(struct capture_writer *capture,
                       const struct settings *settings, struct err *err)
{
    const struct {
        const char *name;
        int64_t value;
    } choices[] = {
        {"all", settings->want_all},
        {"listening", settings->want_listening},
        {"tcp", settings->want_tcp},
        {"udp", settings->want_udp},
        {"raw", settings->want_raw},
        {"states", settings->states},
        {"user_choice", settings->user_choice},
        {"user", settings->user},
        {"ignores_baseline", settings->watch.ignores_baseline},
    };
    size_t i;
    int rc = 0;

    for (i = 0; i < sizeof(choices) / sizeof(choices[0]) && rc == 0; i++) {
        rc = put_number(capture, choices[i].name, choices[i].value, err);
    }
    return rc;
}

static void get_choices(const struct capture_reader *capture,
                        struct settings *out)
{
    out->want_all = get_number(capture, "all", 0, 1, 0) == 1;
    out->want_listening = get_number(capture, "listening", 0, 1, 0) == 1;
    out->want_tcp = get_number(capture, "tcp", 0, 1, 0) == 1;
    out->want_udp = get_number(capture, "udp", 0, 1, 0) == 1;
    out->want_raw = get_number(capture, "raw", 0, 1, 0) == 1;
    out->states = (uint32_t)get_number(capture, "states", 0, UINT32_MAX, 0);
    out->user_choice = (enum user_choice)get_number(
        capture, "user_choice", USER_ALL, USER_ONE, USER_ALL);
    out->user = (uint32_t)get_number(capture, "user", 0, UINT32_MAX, 0);
    out->watch.ignores_baseline =
        get_number(capture, "ignores_baseline", 0, 1, 0) == 1;
}

int watch_saved_put(struct capture_writer *capture, uint32_t device,
                    const struct settings *settings,
                    const struct watch_head *head,
                    const struct own_connection *own, struct err *err)
{
    char name[NAME_CAP];
    int rc = put_choices(capture, settings, err);

    if (rc == 0) {
        rc = put_own(capture, device, own, err);
    }
    if (rc == 0) {
        rc = put_number(capture, name_of("start_ms", device, name),
                        head->start_ms, err);
    }
    if (rc == 0) {
        rc = put_number(capture, "interval_ms", head->interval_ms, err);
    }
    if (rc == 0) {
        rc = put_number(capture, "duration_ms", head->duration_ms, err);
    }
    if (rc == 0) {
        rc = put_number(capture, "is_fresh", head->is_fresh, err);
    }
    if (rc == 0 && head->started != NULL) {
        rc = capture_put_setting(capture, name_of("started", device, name),
                                 head->started, err);
    }
    return rc;
}

int watch_saved_get(struct capture_reader *capture, uint32_t device,
                    struct settings *settings, struct watch_head *head,
                    struct own_connection *own, struct err *err)
{
    const char *made_by = capture_head(capture)->made_by;
    const char *version = strchr(made_by, ' ');
    char name[NAME_CAP];
    int64_t first_ms;
    int rc = capture_start(capture, device, &first_ms, err);

    get_choices(capture, settings);
    get_own(capture, device, own);
    head->version = version == NULL ? made_by : version + 1;
    head->start_ms = get_number(capture, name_of("start_ms", device, name),
                                INT64_MIN, INT64_MAX, first_ms);
    head->interval_ms =
        (uint32_t)get_number(capture, "interval_ms", 0, UINT32_MAX, 0);
    head->duration_ms = get_number(capture, "duration_ms", -1, INT64_MAX, -1);
    head->started = capture_setting(capture, name_of("started", device, name));
    head->is_fresh = get_number(capture, "is_fresh", 0, 1, 0) == 1;
    head->is_baseline_ignored = settings->watch.ignores_baseline;
    return rc;
}
