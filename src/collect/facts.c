/* SPDX-License-Identifier: Apache-2.0 */
/* See facts.h. */
#include "collect/facts.h"

#include "base/err.h"

#include <string.h>

/* Bits of a user's flags, from AOSP android.content.pm.UserInfo. */
#define FLAG_PRIMARY 0x1u
#define FLAG_MANAGED_PROFILE 0x20u
#define FLAG_PROFILE 0x1000u

#define USER_ID_MAX 42949 /* 2^32 uids, 100 000 for each user */

int facts_parse_property(struct str line, struct property_line *out)
{
    struct cursor cursor = cursor_from(str_trim(line));

    if (!cursor_char(&cursor, '[') || !cursor_until(&cursor, ']', &out->key) ||
        out->key.len == 0 || !cursor_literal(&cursor, ": [")) {
        return 0;
    }
    out->value = cursor_rest(&cursor);
    if (out->value.len == 0 || out->value.ptr[out->value.len - 1] != ']') {
        return 0;
    }
    out->value.len--;
    return 1;
}

static const char *kind_of(uint32_t id, uint64_t flags)
{
    if ((flags & FLAG_MANAGED_PROFILE) != 0) {
        return "profile";
    }
    /* Cloned apps, a private space, a maker's secure folder. */
    if ((flags & FLAG_PROFILE) != 0) {
        return "other-profile";
    }
    return id == 0 || (flags & FLAG_PRIMARY) != 0 ? "owner" : "secondary";
}

/* The name is the user's own words and may hold any of ":{}". */
int facts_parse_user(struct str line, struct user_line *out)
{
    struct str text = str_trim(line);
    struct cursor cursor = cursor_from(text);
    uint64_t id;
    uint64_t flags;
    size_t at;

    if (text.len == 0 || str_is(text, "Users:")) {
        return 0;
    }
    if (!cursor_literal(&cursor, "UserInfo{") ||
        !cursor_u64(&cursor, USER_ID_MAX, &id) || !cursor_char(&cursor, ':')) {
        return ERR_PROTO;
    }
    text = cursor_rest(&cursor);
    at = text.len;
    while (at > 0 && text.ptr[at - 1] != ':') {
        at--;
    }
    cursor.at += at;
    if (at == 0 || !cursor_hex(&cursor, 8, &flags) ||
        !cursor_char(&cursor, '}')) {
        return ERR_PROTO;
    }
    out->id = (uint32_t)id;
    out->kind = kind_of(out->id, flags);
    return 1;
}

int facts_parse_user_id(struct str line, uint32_t *out)
{
    struct str text = str_trim(line);
    uint64_t id;

    if (text.len == 0) {
        return 0;
    }
    if (!str_to_u64(text, USER_ID_MAX, &id)) {
        return ERR_PROTO;
    }
    *out = (uint32_t)id;
    return 1;
}
