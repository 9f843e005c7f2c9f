/* SPDX-License-Identifier: Apache-2.0 */
/* See packages.h. */
#include "collect/packages.h"

#include "base/err.h"

#include <string.h>

#define NAME_MAX_LEN 255

/* Letters, digits, "_" and "." (AOSP FrameworkParsingPackageUtils), and "-",
 * which overlays made by vendors have. */
bool packages_is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-')) {
            return false;
        }
    }
    return name.len > 0 && name.len <= NAME_MAX_LEN;
}

static bool is_uid_list(struct str uids)
{
    struct cursor cursor = cursor_from(uids);
    uint64_t uid;

    do {
        if (!cursor_u64(&cursor, UINT32_MAX, &uid)) {
            return false;
        }
    } while (cursor_char(&cursor, ','));
    return cursor_is_end(&cursor);
}

bool packages_next_uid(struct str *uids, uint32_t *out)
{
    struct cursor cursor = cursor_from(*uids);
    uint64_t uid;

    if (!cursor_u64(&cursor, UINT32_MAX, &uid)) {
        return false;
    }
    (void)cursor_char(&cursor, ',');
    *uids = cursor_rest(&cursor);
    *out = (uint32_t)uid;
    return true;
}

/* Splits "PATH=NAME" at its last "=". */
static void split(struct str head, struct package_line *out)
{
    size_t at = head.len;

    while (at > 0 && head.ptr[at - 1] != '=') {
        at--;
    }
    out->name.ptr = head.ptr + at;
    out->name.len = head.len - at;
    out->path.ptr = head.ptr;
    out->path.len = at > 0 ? at - 1 : 0;
}

/* Of an adopted SD card the apps lie in /mnt/expand/UUID/app. */
bool packages_is_user_path(struct str path)
{
    return str_starts(path, "/data/app/") || str_starts(path, "/data/app-") ||
           str_starts(path, "/mnt/expand/") || str_starts(path, "/mnt/asec/");
}

int packages_parse(struct str line, struct package_line *out)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str token;

    memset(out, 0, sizeof(*out));
    if (cursor_is_end(&cursor)) {
        return 0;
    }
    if (!cursor_literal(&cursor, "package:") ||
        !cursor_token(&cursor, &token)) {
        return ERR_PROTO;
    }
    split(token, out);
    out->uids.ptr = token.ptr;
    if (!packages_is_name(out->name)) {
        return ERR_PROTO;
    }
    while (cursor_token(&cursor, &token)) {
        if (str_starts(token, "uid:")) {
            out->uids.ptr = token.ptr + strlen("uid:");
            out->uids.len = token.len - strlen("uid:");
            if (!is_uid_list(out->uids)) {
                return ERR_PROTO;
            }
        }
    }
    out->is_user_installed = packages_is_user_path(out->path);
    return 1;
}

static bool contains(struct str text, const char *part)
{
    size_t len = strlen(part);

    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, part, len) == 0) {
            return true;
        }
    }
    return false;
}

enum packages_failure packages_why(struct str text)
{
    static const struct {
        const char *part;
        enum packages_failure why;
    } signs[] = {
        {"SecurityException", PACKAGES_REFUSED},
        {"Security exception", PACKAGES_REFUSED},
        {"does not have permission to access user", PACKAGES_REFUSED},
        {"Unknown option", PACKAGES_OPTION_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (contains(text, signs[i].part)) {
            return signs[i].why;
        }
    }
    return PACKAGES_OTHER;
}
