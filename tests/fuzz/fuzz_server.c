/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an adb server might say: lists of devices, failures, lengths and
 * versions from any bytes. The first byte chooses which.
 */
#include "server_reply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int is_so)
{
    if (!is_so) {
        abort();
    }
}

static size_t count_lines(struct str text)
{
    size_t count = 1;
    size_t i;

    for (i = 0; i < text.len; i++) {
        count += text.ptr[i] == '\n';
    }
    return count;
}

/* A string of an entry: of one line, and not longer than the reply. */
static void check_string(const char *text, size_t max)
{
    size_t len = strlen(text);

    expect(len <= max);
    expect(strchr(text, '\n') == NULL);
}

static void check_is_trimmed(const char *text)
{
    size_t len = strlen(text);

    expect(len > 0);
    expect(strchr(" \t", text[0]) == NULL);
    expect(strchr(" \t", text[len - 1]) == NULL);
}

static void check_devices(struct str text)
{
    struct adb_device_list *list;
    size_t i;

    expect(server_reply_devices(text, &list) == 0);
    expect(list->count + list->bad_count <= count_lines(text));
    for (i = 0; i < list->count; i++) {
        const struct adb_device_entry *entry = &list->entries[i];

        check_string(entry->serial, text.len);
        check_is_trimmed(entry->serial);
        check_is_trimmed(entry->state_text);
        check_string(entry->state_text, text.len);
        check_string(entry->devpath, text.len);
        check_string(entry->product, text.len);
        check_string(entry->model, text.len);
        check_string(entry->device, text.len);
        expect(entry->state >= ADB_STATE_UNKNOWN &&
               entry->state <= ADB_STATE_DETACHED);
    }
    adb_device_list_free(list);
}

static void check_failure(struct str text)
{
    static const struct server_question questions[] = {
        {"127.0.0.1:5037", "", NULL},
        {"127.0.0.1:5037", "0123456789", NULL},
        {"127.0.0.1:5037", "0123456789", "shell,v2,raw:id"},
    };
    size_t i;

    for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        struct adb_err err = {0, ""};
        const char *at;
        int rc = server_reply_failure(&questions[i], text, &err);

        expect(rc < 0 && rc == err.code && err.text[0] != '\0');
        for (at = err.text; *at != '\0'; at++) {
            expect(*at >= ' ' && *at <= '~');
        }
    }
}

/* What was read as a number is that number when a person reads it. */
static void check_numbers(struct str text)
{
    static const char digits[] = "0123456789abcdef";
    size_t len = 0;
    int version = 0;

    if (text.len >= SERVER_WORD_LEN &&
        server_reply_length(text.ptr, &len) == 0) {
        size_t i;

        expect(len <= 0xffff);
        for (i = SERVER_WORD_LEN; i-- > 0; len /= 16) {
            expect((text.ptr[i] | 0x20) == digits[len % 16] ||
                   text.ptr[i] == digits[len % 16]);
        }
    }
    if (text.len >= SERVER_WORD_LEN) {
        (void)server_reply_status(text.ptr);
    }
    if (server_reply_version(text, &version) == 0) {
        expect(version >= 0 && version <= 0xffff && text.len <= 4);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text;

    if (size == 0) {
        return 0;
    }
    text.ptr = (const char *)data + 1;
    text.len = size - 1;
    switch (data[0] % 3) {
    case 0:
        check_devices(text);
        break;
    case 1:
        check_failure(text);
        break;
    default:
        check_numbers(text);
        break;
    }
    return 0;
}
