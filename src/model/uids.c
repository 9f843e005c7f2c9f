/* SPDX-License-Identifier: Apache-2.0 */
/* Android's uid ranges and system names. See uids.h. */
#include "model/uids.h"

#include "base/format.h"

#define APP_FIRST 10000u
#define SDK_SANDBOX_FIRST 20000u
#define SDK_SANDBOX_END 30000u
#define ISOLATED_FIRST 90000u

struct aid {
    uint32_t id;
    const char *name;
};

static const struct aid aids[] = {
    {0, "root"},
    {1000, "system"},
    {1001, "radio"},
    {1002, "bluetooth"},
    {1003, "graphics"},
    {1007, "log"},
    {1010, "wifi"},
    {1011, "adb"},
    {1013, "media"},
    {1014, "dhcp"},
    {1016, "vpn"},
    {1017, "keystore"},
    {1019, "drm"},
    {1020, "mdnsr"},
    {1021, "gps"},
    {1023, "media_rw"},
    {1024, "mtp"},
    {1027, "nfc"},
    {1029, "clat"},
    {1036, "logd"},
    {1040, "mediaex"},
    {1041, "audioserver"},
    {1046, "mediacodec"},
    {1047, "cameraserver"},
    {1051, "dns"},
    {1052, "dns_tether"},
    {1053, "webview_zygote"},
    {1061, "ota_update"},
    {1066, "statsd"},
    {1067, "incidentd"},
    {1068, "secure_element"},
    {1069, "lmkd"},
    {1072, "gpu_service"},
    {1073, "network_stack"},
    {1076, "credstore"},
    {1081, "virtualizationservice"},
    {1082, "artd"},
    {1083, "uwb"},
    {1084, "thread_network"},
    {1093, "uprobestats"},
    {2000, "shell"},
    {9999, "nobody"},
};

enum uid_kind uid_kind_of(uint32_t uid)
{
    uint32_t app_id = uid % UID_PER_USER;

    if (app_id < APP_FIRST) {
        return UID_SYSTEM;
    }
    if (app_id < SDK_SANDBOX_FIRST) {
        return UID_APP;
    }
    if (app_id < SDK_SANDBOX_END) {
        return UID_SDK_SANDBOX;
    }
    return app_id >= ISOLATED_FIRST ? UID_ISOLATED : UID_OTHER;
}

static const char *aid_name(uint32_t app_id)
{
    size_t i;

    for (i = 0; i < sizeof(aids) / sizeof(aids[0]); i++) {
        if (aids[i].id == app_id) {
            return aids[i].name;
        }
    }
    return NULL;
}

/* format_text() takes its time, and a phone has thousands of these. */
static char *put_number(char *to, uint32_t value)
{
    char digits[10];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    memcpy(to, digits + at, sizeof(digits) - at);
    return to + (sizeof(digits) - at);
}

/* "u0_a93" */
static void put_app(char *to, uint32_t user, char kind, uint32_t number)
{
    *to++ = 'u';
    to = put_number(to, user);
    *to++ = '_';
    *to++ = kind;
    *put_number(to, number) = '\0';
}

const char *uid_name(uint32_t uid, char out[UID_NAME_CAP])
{
    uint32_t user = uid / UID_PER_USER;
    uint32_t app_id = uid % UID_PER_USER;
    enum uid_kind kind = uid_kind_of(uid);
    const char *name = kind == UID_SYSTEM ? aid_name(app_id) : NULL;

    out[0] = '\0';
    if (kind == UID_APP) {
        put_app(out, user, 'a', app_id - APP_FIRST);
    } else if (kind == UID_ISOLATED) {
        put_app(out, user, 'i', app_id - ISOLATED_FIRST);
    } else if (name != NULL && user == 0) {
        (void)format_text(out, UID_NAME_CAP, "%s", name);
    } else if (name != NULL) {
        (void)format_text(out, UID_NAME_CAP, "u%u_%s", user, name);
    }
    return out;
}

static bool aid_by_name(struct str name, uint64_t *out)
{
    for (size_t i = 0; i < sizeof(aids) / sizeof(aids[0]); i++) {
        if (str_is(name, aids[i].name)) {
            *out = aids[i].id;
            return true;
        }
    }
    return false;
}

/* "system", and, of a name with a user in front, "a93" and "i9001". */
static bool take_app_id(struct cursor *cursor, bool has_user, uint64_t *out)
{
    struct cursor number = *cursor;
    uint64_t first = APP_FIRST;

    if (aid_by_name(cursor_rest(cursor), out)) {
        return true;
    }
    if (!cursor_char(&number, 'a')) {
        first = ISOLATED_FIRST;
        if (!cursor_char(&number, 'i')) {
            return false;
        }
    }
    if (!has_user || !cursor_u64(&number, UID_PER_USER, out) ||
        !cursor_is_end(&number)) {
        return false;
    }
    *out += first;
    return true;
}

bool uid_from_name(struct str name, uint32_t *out)
{
    struct cursor cursor = cursor_from(name);
    uint64_t user = 0;
    uint64_t app_id;
    uint32_t uid;
    char back[UID_NAME_CAP];
    bool has_user = cursor_char(&cursor, 'u') &&
                    cursor_u64(&cursor, UINT32_MAX / UID_PER_USER, &user) &&
                    cursor_char(&cursor, '_');

    if (!has_user) {
        user = 0;
        cursor = cursor_from(name);
    }
    if (!take_app_id(&cursor, has_user, &app_id)) {
        return false;
    }
    uid = (uint32_t)(user * UID_PER_USER + app_id);
    /* Neither leading zeros nor numbers out of their range. */
    if (!str_is(name, uid_name(uid, back))) {
        return false;
    }
    *out = uid;
    return true;
}
