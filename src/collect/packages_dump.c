/* SPDX-License-Identifier: Apache-2.0 */
/* See packages_dump.h. */
#include "collect/packages_dump.h"

#include "collect/packages.h"

#include <string.h>

#define UIDS_PER_USER 100000u
#define USER_ID_MAX 42949 /* 2^32 uids */

void packages_dump_init(struct packages_dump *dump)
{
    memset(dump, 0, sizeof(*dump));
}

static char *name_of(struct packages_dump *dump)
{
    return dump->names[dump->now];
}

/* What was open stays readable until the block after this one. */
static void open_block(struct packages_dump *dump, struct str name)
{
    dump->now ^= 1u;
    memcpy(name_of(dump), name.ptr, name.len);
    name_of(dump)[name.len] = '\0';
    dump->has_app_id = false;
    dump->has_user = false;
    dump->is_user_installed = false;
}

/* Not what belongs to a name that is none. */
static bool give(struct packages_dump *dump, uint32_t user,
                 struct packages_dump_row *out)
{
    out->name = name_of(dump);
    out->uid = user * UIDS_PER_USER + dump->app_id;
    out->is_user_installed = dump->is_user_installed;
    return out->name[0] != '\0';
}

/* The block's package where no line has named a user. */
static bool close_block(struct packages_dump *dump,
                        struct packages_dump_row *out)
{
    bool is_row = dump->has_app_id && !dump->has_user;

    dump->has_user = true;
    return is_row && give(dump, 0, out);
}

bool packages_dump_end(struct packages_dump *dump,
                       struct packages_dump_row *out)
{
    return close_block(dump, out);
}

static bool has_word(struct str text, const char *word)
{
    struct cursor cursor = cursor_from(text);
    struct str token;

    while (cursor_token(&cursor, &token)) {
        if (str_is(token, word)) {
            return true;
        }
    }
    return false;
}

/* "User 10: ceDataInode=0 installed=false ...": of a package that is open. */
static bool take_user(struct packages_dump *dump, struct cursor *cursor,
                      struct packages_dump_row *out)
{
    uint64_t user;

    if (!cursor_u64(cursor, USER_ID_MAX, &user) || !cursor_char(cursor, ':')) {
        return false;
    }
    dump->has_user = true;
    return dump->has_app_id &&
           !has_word(cursor_rest(cursor), "installed=false") &&
           give(dump, (uint32_t)user, out);
}

static bool take_in_block(struct packages_dump *dump, struct str text,
                          struct packages_dump_row *out)
{
    struct cursor cursor = cursor_from(text);
    uint64_t number;

    if (cursor_literal(&cursor, "userId=") ||
        cursor_literal(&cursor, "appId=")) {
        if (!dump->has_app_id &&
            cursor_u64(&cursor, UIDS_PER_USER - 1, &number)) {
            dump->app_id = (uint32_t)number;
            dump->has_app_id = true;
        }
        return false;
    }
    if (cursor_literal(&cursor, "codePath=")) {
        dump->is_user_installed = packages_is_user_path(cursor_rest(&cursor));
        return false;
    }
    return cursor_literal(&cursor, "User ") && take_user(dump, &cursor, out);
}

/* "com.example.bank 10093 0 /data/data/com.example.bank default 3003" */
static bool take_list(struct packages_dump *dump, struct str line,
                      struct packages_dump_row *out)
{
    struct cursor cursor = cursor_from(line);
    struct str words[4];
    uint64_t uid;

    for (size_t i = 0; i < 4; i++) {
        if (!cursor_token(&cursor, &words[i])) {
            return false;
        }
    }
    if (!packages_is_name(words[0]) ||
        !str_to_u64(words[1], UINT32_MAX, &uid) || words[2].len != 1 ||
        words[3].ptr[0] != '/') {
        return false;
    }
    open_block(dump, words[0]);
    dump->app_id = (uint32_t)(uid % UIDS_PER_USER);
    dump->has_app_id = true;
    dump->has_user = true;
    return give(dump, (uint32_t)(uid / UIDS_PER_USER), out);
}

/* "  Package [com.example.bank] (a1b2c3d):" */
static bool take_head(struct packages_dump *dump, struct cursor *cursor,
                      struct packages_dump_row *out)
{
    struct str name = {"", 0};
    bool is_row = close_block(dump, out);

    if (!cursor_until(cursor, ']', &name) || !packages_is_name(name)) {
        name.len = 0;
    }
    open_block(dump, name);
    return is_row;
}

bool packages_dump_line(struct packages_dump *dump, struct str line,
                        struct packages_dump_row *out)
{
    struct str text = str_trim(line);
    struct cursor cursor = cursor_from(text);

    if (text.len == 0) {
        return false;
    }
    if (line.ptr[0] != ' ' && line.ptr[0] != '\t') {
        if (take_list(dump, text, out)) {
            return true;
        }
        dump->is_passed_over = !str_is(text, "Packages:");
        return close_block(dump, out);
    }
    if (dump->is_passed_over) {
        return false;
    }
    if (cursor_literal(&cursor, "Package [")) {
        return take_head(dump, &cursor, out);
    }
    return take_in_block(dump, text, out);
}
