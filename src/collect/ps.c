/* SPDX-License-Identifier: Apache-2.0 */
/* Columns by the words of the header. See ps.h. */
#include "collect/ps.h"

#include "base/err.h"
#include "model/uids.h"

static bool is_one_of(struct str word, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (str_is(word, *names)) {
            return true;
        }
    }
    return false;
}

/* The last of them that is there: it has the most of the name. */
static bool is_name_column(struct str word)
{
    static const char *const names[] = {"NAME", "CMD",  "COMMAND", "CMDLINE",
                                        "ARGS", "COMM", NULL};

    return is_one_of(word, names);
}

static void take_column(struct ps_reader *reader, struct str word, size_t at)
{
    if (str_is(word, "PID")) {
        reader->pid = at;
    } else if (str_is(word, "UID")) {
        reader->uid = at;
    } else if (str_is(word, "USER")) {
        reader->user = at;
    } else if (is_name_column(word)) {
        reader->name = at;
    }
}

/* A process chooses its name, blanks and all, and with them what follows. */
static bool is_behind(size_t column, size_t name)
{
    return column != PS_COLUMNS_MAX && column > name;
}

bool ps_header(struct ps_reader *reader, struct str line)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct ps_reader found = {.pid = PS_COLUMNS_MAX,
                              .uid = PS_COLUMNS_MAX,
                              .user = PS_COLUMNS_MAX,
                              .name = PS_COLUMNS_MAX};
    struct str word;
    size_t at = 0;

    while (cursor_token(&cursor, &word)) {
        if (at == PS_COLUMNS_MAX) {
            return false;
        }
        take_column(&found, word, at);
        at++;
        /* toolbox prints a process's state behind this, without a title. */
        if (str_is(word, "PC")) {
            at++;
        }
    }
    if (found.pid == PS_COLUMNS_MAX || found.name == PS_COLUMNS_MAX ||
        (found.uid == PS_COLUMNS_MAX && found.user == PS_COLUMNS_MAX)) {
        return false;
    }
    if (is_behind(found.pid, found.name) || is_behind(found.uid, found.name) ||
        is_behind(found.user, found.name)) {
        found.exactly = at;
    }
    *reader = found;
    return true;
}

/* A number, or a name of Android's. */
static bool read_owner(struct str word, uint32_t *out)
{
    uint64_t number;

    if (str_to_u64(word, UINT32_MAX, &number)) {
        *out = (uint32_t)number;
        return true;
    }
    return uid_from_name(word, out);
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c != '\0' && strchr("._:@/-", c) != NULL);
}

static struct str keep_name(struct ps_reader *reader, struct str word)
{
    struct str name = {reader->text, word.len};

    if (name.len > PS_NAME_MAX) {
        name.len = PS_NAME_MAX;
    }
    for (size_t i = 0; i < name.len; i++) {
        reader->text[i] = '?';
        if (is_plain(word.ptr[i])) {
            reader->text[i] = word.ptr[i];
        }
    }
    return name;
}

int ps_line(struct ps_reader *reader, struct str line, struct process_line *out)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str word;
    struct str name = {NULL, 0};
    uint64_t pid = 0;
    size_t at = 0;
    bool has_owner = false;

    for (; cursor_token(&cursor, &word); at++) {
        if (at == reader->pid && !str_to_u64(word, INT32_MAX, &pid)) {
            return ERR_PROTO;
        }
        if (at == reader->uid || (at == reader->user && !has_owner)) {
            has_owner = read_owner(word, &out->uid) || has_owner;
        }
        if (at == reader->name) {
            name = word;
        }
    }
    if (pid == 0 || name.len == 0 || !has_owner ||
        (reader->exactly > 0 && at != reader->exactly)) {
        return ERR_PROTO;
    }
    if (name.ptr[0] == '[' && out->uid == 0) {
        return 0;
    }
    out->pid = (int32_t)pid;
    out->name = keep_name(reader, name);
    return 1;
}
