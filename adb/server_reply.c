/* SPDX-License-Identifier: Apache-2.0 */
/* What an adb server says. See server_reply.h. */
#include "server_reply.h"

#include "fail.h"

#include <stdlib.h>
#include <string.h>

/* ---- framing ---------------------------------------------------------- */

enum server_status server_reply_status(const char word[SERVER_WORD_LEN])
{
    if (memcmp(word, "OKAY", SERVER_WORD_LEN) == 0) {
        return SERVER_OKAY;
    }
    if (memcmp(word, "FAIL", SERVER_WORD_LEN) == 0) {
        return SERVER_FAIL;
    }
    return SERVER_NONSENSE;
}

static int read_hex(struct str text, unsigned digits, uint64_t *out)
{
    struct cursor cursor = cursor_from(text);

    return cursor_hex(&cursor, digits, out) && cursor_is_end(&cursor)
               ? 0
               : ADB_ERR_PROTO;
}

int server_reply_length(const char word[SERVER_WORD_LEN], size_t *out)
{
    struct str text = {word, SERVER_WORD_LEN};
    uint64_t value;
    int rc = read_hex(text, SERVER_WORD_LEN, &value);

    *out = rc == 0 ? (size_t)value : 0;
    return rc;
}

int server_reply_version(struct str text, int *out)
{
    uint64_t value;
    int rc = read_hex(text, SERVER_WORD_LEN, &value);

    *out = rc == 0 ? (int)value : 0;
    return rc;
}

/* ---- the list of devices ---------------------------------------------- */

static const struct state_word {
    const char *word;
    enum adb_state state;
} state_words[] = {
    {"device", ADB_STATE_DEVICE},
    {"offline", ADB_STATE_OFFLINE},
    {"unauthorized", ADB_STATE_UNAUTHORIZED},
    {"recovery", ADB_STATE_RECOVERY},
    {"sideload", ADB_STATE_SIDELOAD},
    {"rescue", ADB_STATE_RESCUE},
    {"bootloader", ADB_STATE_BOOTLOADER},
    {"host", ADB_STATE_HOST},
    {"connecting", ADB_STATE_CONNECTING},
    {"authorizing", ADB_STATE_AUTHORIZING},
    {"no permissions", ADB_STATE_NO_PERMISSIONS},
    {"detached", ADB_STATE_DETACHED},
    {"unknown", ADB_STATE_UNKNOWN},
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The state whose word stands here as a whole, or NULL. */
static const struct state_word *state_at(struct str text)
{
    size_t i;

    for (i = 0; i < sizeof(state_words) / sizeof(state_words[0]); i++) {
        size_t len = strlen(state_words[i].word);

        if (str_starts(text, state_words[i].word) &&
            (text.len == len || is_blank(text.ptr[len]) ||
             text.ptr[len] == ';')) {
            return &state_words[i];
        }
    }
    return NULL;
}

/*
 * Moves the cursor behind the serial. It may hold blanks: "(no serial
 * number)", and mDNS names of a second phone ("adb-X (2)._adb-..."); so it
 * ends where a known state begins, else at the first blank.
 */
static const struct state_word *find_state(struct cursor *cursor)
{
    struct cursor try = *cursor;
    struct str word;

    (void)cursor_token(&try, &word);
    *cursor = try;
    while (cursor_token(&try, &word)) {
        struct str rest = {word.ptr, (size_t)(try.end - word.ptr)};
        const struct state_word *state = state_at(rest);

        if (state != NULL) {
            cursor->at = word.ptr;
            return state;
        }
    }
    return NULL;
}

/*
 * "no permissions" carries its reason with it: " (...); see [...]". All
 * other states are one word.
 */
static struct str take_state_text(struct cursor *cursor,
                                  const struct state_word *state)
{
    struct str text = {cursor->at, 0};
    struct cursor try = *cursor;
    struct str part;

    if (state == NULL || state->state != ADB_STATE_NO_PERMISSIONS) {
        (void)cursor_token(cursor, &text);
        return text;
    }
    cursor->at += strlen(state->word);
    if (cursor_until(&try, '[', &part) && cursor_until(&try, ']', &part)) {
        cursor->at = try.at;
    } else {
        try = *cursor;
        if (cursor_until(&try, ')', &part)) {
            cursor->at = try.at;
        }
    }
    text.len = (size_t)(cursor->at - text.ptr);
    return text;
}

/* The parts of a line, where they stand. */
struct parts {
    struct str serial;
    struct str state_text;
    struct str devpath;
    struct str product;
    struct str model;
    struct str device;
    uint64_t transport_id;
};

/* Takes the value of "KEY:VALUE" if the word is that. */
static bool take_value(struct str word, const char *key, struct str *out)
{
    struct cursor cursor = cursor_from(word);

    if (!cursor_literal(&cursor, key)) {
        return false;
    }
    *out = cursor_rest(&cursor);
    return true;
}

static void take_attribute(struct str word, struct parts *parts)
{
    struct str id;

    if (take_value(word, "product:", &parts->product) ||
        take_value(word, "model:", &parts->model) ||
        take_value(word, "device:", &parts->device)) {
        return;
    }
    if (take_value(word, "transport_id:", &id)) {
        (void)str_to_u64(id, UINT64_MAX, &parts->transport_id);
    } else if (parts->devpath.len == 0) {
        parts->devpath = word;
    }
}

static bool split_line(struct str line, struct parts *parts,
                       enum adb_state *out_state)
{
    struct cursor cursor = cursor_from(str_trim(line));
    const char *start = cursor.at;
    const struct state_word *state = find_state(&cursor);
    struct str word = {start, (size_t)(cursor.at - start)};

    memset(parts, 0, sizeof(*parts));
    parts->serial = str_trim(word);
    cursor_skip_blanks(&cursor);
    parts->state_text = take_state_text(&cursor, state);
    *out_state = state == NULL ? ADB_STATE_UNKNOWN : state->state;
    while (cursor_token(&cursor, &word)) {
        take_attribute(word, parts);
    }
    /* A zero byte would end the strings early; no server writes one. */
    return parts->serial.len > 0 && parts->state_text.len > 0 &&
           memchr(line.ptr, '\0', line.len) == NULL;
}

/*
 * A list and the copy of the reply its strings stand in. Each ends where a
 * blank or a line end was; empty ones are the zero at the end of the copy.
 */
struct list {
    struct adb_device_list list;
    char *copy;
    size_t copy_len;
};

static char *keep(const struct list *list, struct str part)
{
    char *text;

    if (part.len == 0) {
        return list->copy + list->copy_len;
    }
    text = list->copy + (part.ptr - list->copy);
    text[part.len] = '\0';
    return text;
}

static void parse_lines(struct list *list)
{
    struct str text = {list->copy, list->copy_len};
    struct cursor cursor = cursor_from(text);
    struct str line;

    while (cursor_line(&cursor, &line)) {
        struct adb_device_entry *entry = &list->list.entries[list->list.count];
        struct parts parts;

        if (!split_line(line, &parts, &entry->state)) {
            list->list.bad_count += str_trim(line).len > 0;
            continue;
        }
        entry->serial = keep(list, parts.serial);
        entry->state_text = keep(list, parts.state_text);
        entry->devpath = keep(list, parts.devpath);
        entry->product = keep(list, parts.product);
        entry->model = keep(list, parts.model);
        entry->device = keep(list, parts.device);
        entry->transport_id = parts.transport_id;
        list->list.count++;
    }
}

static size_t count_lines(struct str text)
{
    struct cursor cursor = cursor_from(text);
    struct str line;
    size_t count = 0;

    while (cursor_line(&cursor, &line)) {
        count++;
    }
    return count;
}

int server_reply_devices(struct str text, struct adb_device_list **out)
{
    struct list *list = calloc(1, sizeof(*list));
    size_t line_count = count_lines(text);

    *out = NULL;
    if (list == NULL) {
        return ADB_ERR_NOMEM;
    }
    list->list.entries = calloc(line_count + 1, sizeof(*list->list.entries));
    list->copy = calloc(1, text.len + 1);
    list->copy_len = text.len;
    if (list->list.entries == NULL || list->copy == NULL) {
        adb_device_list_free(&list->list);
        return ADB_ERR_NOMEM;
    }
    if (text.len > 0) {
        memcpy(list->copy, text.ptr, text.len);
    }
    parse_lines(list);
    *out = &list->list;
    return 0;
}

void adb_device_list_free(struct adb_device_list *list)
{
    struct list *whole = (struct list *)list;

    if (list == NULL) {
        return;
    }
    free(whole->copy);
    free(list->entries);
    free(whole);
}

/* ---- failures --------------------------------------------------------- */

/*
 * Texts begin like this, in every version; what follows differs. The first
 * row that fits counts.
 */
static const struct failure {
    const char *begins;
    int code;
    const char *next; /* what it means, and what to do */
} failures[] = {
    {"no devices", ADB_ERR_NO_DEVICE,
     "no phone is connected; plug one in with USB debugging on, or use "
     "`adb connect HOST:PORT`"},
    {"no emulators", ADB_ERR_NO_DEVICE,
     "no phone is connected over TCP; use `adb connect HOST:PORT`"},
    {"more than one", ADB_ERR_AMBIGUOUS,
     "several phones are connected; choose one by its serial"},
    {"device unauthorized", ADB_ERR_UNAUTHORIZED,
     "the phone has not accepted this computer; unlock it and answer its "
     "question about USB debugging"},
    {"device still authorizing", ADB_ERR_OFFLINE,
     "the phone is still checking this computer's key; try again"},
    {"device still connecting", ADB_ERR_OFFLINE,
     "the phone is still connecting; try again"},
    {"device offline", ADB_ERR_OFFLINE,
     "the phone does not answer; replug it, or use `adb reconnect`"},
    {"device detached", ADB_ERR_OFFLINE,
     "the adb server has let go of the phone; use `adb attach`"},
    {"no permissions", ADB_ERR_PERM,
     "this user may not open the USB device; see the udev rules"},
    {"insufficient permissions", ADB_ERR_PERM,
     "this user may not open the USB device; see the udev rules"},
    {"unknown host service", ADB_ERR_PROTO,
     "the adb server does not know this request; update it"},
    {"closed", ADB_ERR_REFUSED, "the phone does not offer this service"},
};

static bool is_not_found(struct str text)
{
    static const char end[] = "not found";
    size_t len = sizeof(end) - 1;

    return str_starts(text, "device ") && text.len >= len &&
           memcmp(text.ptr + text.len - len, end, len) == 0;
}

static const struct failure *find_failure(struct str text)
{
    static const struct failure not_found = {"", ADB_ERR_NO_DEVICE,
                                             "not connected"};
    size_t i;

    for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
        if (str_starts(text, failures[i].begins)) {
            return &failures[i];
        }
    }
    return is_not_found(text) ? &not_found : NULL;
}

int server_reply_failure(const struct server_question *question,
                         struct str text, struct adb_err *err)
{
    const struct failure *failure = find_failure(str_trim(text));
    const char *who =
        question->device[0] == '\0' ? question->server : question->device;
    int len = (int)(text.len < 120 ? text.len : 120);

    if (failure == NULL) {
        return fail_with(
            err, question->service == NULL ? ADB_ERR_PROTO : ADB_ERR_REFUSED,
            "%.80s: the adb server says \"%.*s\"", who, len,
            text.len == 0 ? "" : text.ptr);
    }
    if (question->service != NULL) {
        int name_len = (int)strcspn(question->service, ":");

        return fail_with(err, failure->code, "%.80s: %.*s: %s", who,
                         name_len < 24 ? name_len : 24, question->service,
                         failure->next);
    }
    return fail_with(err, failure->code, "%.80s: %s", who, failure->next);
}
