/* SPDX-License-Identifier: Apache-2.0 */
/* Recording what passes, and replaying it: the same bytes, times and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "canned.h"

/* Records a canned runner into text; returns what run() returned. */
static int record(struct canned *canned, struct buf *text,
                  struct received *received)
{
    struct link link = {.via = "tcp", .serial = "192.0.2.17:5555"};
    struct runner_end end;
    struct err err;
    int rc;

    canned->base.ops = &canned_ops;
    link.runner = &canned->base;
    assert_true(addr_parse(str_from("192.0.2.1"), &link.own_laptop));
    assert_true(addr_parse(str_from("192.0.2.17"), &link.own_phone));
    link.own_laptop_port = 40022;
    link.own_phone_port = 5555;
    assert_int_equal(recording_start(&link, &still, write_text, text, &err), 0);
    rc = run(&link, received, &end, &err);
    link_close(&link);
    return rc;
}

static const char all_bytes[] = "a\tb\\\r\n\x01\x7f\xff\xc3\xa9 .\n\nno end";

static void a_replay_gives_what_was_recorded(void **state)
{
    static const struct answer answers[] = {
        {RUNNER_STDOUT, 4, all_bytes, sizeof(all_bytes)},
        {RUNNER_STDERR, 9, "oops\n", 5},
        {RUNNER_STDOUT, 11, "last\n", 5},
    };
    struct canned canned = {.answers = answers, .count = 3, .exit_status = 7};
    struct received live;
    struct received again;
    struct runner_end end;
    struct buf text;
    struct link link;
    struct err err;
    int stream;

    (void)state;
    buf_init(&text, TEXT_MAX);
    receive_init(&live);
    receive_init(&again);
    assert_int_equal(record(&canned, &text, &live), 0);
    for (size_t i = 0; i < text.len; i++) {
        assert_true(text.data[i] == '\n' ||
                    (text.data[i] >= 0x20 && text.data[i] <= 0x7e));
    }
    assert_int_equal(replay_open(str_of(&text), &link, &err), 0);
    assert_string_equal(link.via, "replay");
    assert_string_equal(link.serial, "...5555");
    assert_int_equal(link.own_laptop_port, 40022);
    assert_int_equal(link.own_phone_port, 5555);
    assert_true(link.runner->is_replay);
    assert_int_equal(run(&link, &again, &end, &err), 0);
    assert_int_equal(end.exit_status, 7);
    assert_true(end.sent_at_ms == NOW);
    assert_true(end.ended_at_ms == NOW + 212);
    assert_true(again.last_at_ms == NOW + 11);
    for (stream = RUNNER_STDOUT; stream <= RUNNER_STDERR; stream++) {
        assert_int_equal(live.bytes[stream].len, again.bytes[stream].len);
        assert_memory_equal(live.bytes[stream].data, again.bytes[stream].data,
                            live.bytes[stream].len);
    }
    link_close(&link);
    receive_fini(&live);
    receive_fini(&again);
    buf_fini(&text);
}

static void a_recording_is_readable_ascii(void **state)
{
    static const struct answer answers[] = {
        {RUNNER_STDOUT, 4, "one\ntwo\x1b[2J\n", 12},
    };
    struct canned canned = {.answers = answers, .count = 1};
    struct received live;
    struct buf text;

    (void)state;
    buf_init(&text, TEXT_MAX);
    receive_init(&live);
    assert_int_equal(record(&canned, &text, &live), 0);
    assert_int_equal(buf_append(&text, "", 1), 0);
    assert_string_equal((const char *)text.data,
                        "adbnet-recording 1\n"
                        "tool adbnet " ADBNET_VERSION "\n"
                        "made 1795354805118\n"
                        "device via=tcp serial=...5555\n"
                        "own 192.0.2.1 40022 192.0.2.17 5555\n"
                        "request snapshot 1795354805118\n"
                        "o 4 one\\n\n"
                        ". two\\x1b[2J\\n\n"
                        "end 212 exit 0\n");
    receive_fini(&live);
    buf_fini(&text);
}

static void a_failure_is_replayed_with_its_sentence(void **state)
{
    static const struct answer answers[] = {
        {RUNNER_STDOUT, 1, "half a li", 9},
    };
    struct canned canned = {.answers = answers,
                            .count = 1,
                            .exit_status = -1,
                            .rc = ERR_CLOSED,
                            .sentence = "...4F2K: gone\nfor good"};
    struct received live;
    struct received again;
    struct runner_end end;
    struct buf text;
    struct link link;
    struct err err;

    (void)state;
    buf_init(&text, TEXT_MAX);
    receive_init(&live);
    receive_init(&again);
    assert_int_equal(record(&canned, &text, &live), ERR_CLOSED);
    assert_int_equal(replay_open(str_of(&text), &link, &err), 0);
    assert_int_equal(run(&link, &again, &end, &err), ERR_CLOSED);
    assert_string_equal(err.text, "...4F2K: gone\nfor good");
    assert_int_equal(again.bytes[RUNNER_STDOUT].len, 9);
    link_close(&link);
    receive_fini(&live);
    receive_fini(&again);
    buf_fini(&text);
}

/* Sentences begin with the phone's name, as live.c and the library do. */
static void a_failure_is_recorded_without_the_serial(void **state)
{
    struct canned canned = {
        .exit_status = -1,
        .rc = ERR_TIMEOUT,
        .sentence = "192.0.2.17:5555: nothing came of 192.0.2.17:5555",
    };
    struct received live;
    struct buf text;

    (void)state;
    buf_init(&text, TEXT_MAX);
    receive_init(&live);
    assert_int_equal(record(&canned, &text, &live), ERR_TIMEOUT);
    assert_int_equal(buf_append(&text, "", 1), 0);
    assert_null(strstr((const char *)text.data, "192.0.2.17:5555"));
    assert_non_null(
        strstr((const char *)text.data, " ...5555: nothing came of ...5555\n"));
    receive_fini(&live);
    buf_fini(&text);
}

#define HEAD "adbnet-recording 1\nown - 0 - 0\n"

static const struct {
    const char *text;
    const char *sentence;
    const char *why;
} broken_texts[] = {
    {"",
     "not a recording of adbnet; --record makes one, and parse reads what "
     "else was saved",
     "empty"},
    {"tcp\n",
     "not a recording of adbnet; --record makes one, and parse reads what "
     "else was saved",
     "something else"},
    {"adbnet-recording 2\n", "a recording of format 2; this adbnet reads 1",
     "newer"},
    {"adbnet-recording 1\nown x\n", "recording, line 2: not understood",
     "no addresses"},
    {HEAD,
     "the recording holds no (further) request 'snapshot': it is of another "
     "command, or was cut",
     "no request"},
    {HEAD "request sample 1\nend 0 exit 0\n",
     "the recording holds no (further) request 'snapshot': it is of another "
     "command, or was cut",
     "another"},
    {HEAD "request snapshot x\n", "recording, line 3: not understood",
     "no time"},
    {HEAD "request snapshot 1\no 0 a\\n\n", "the recording ends too early",
     "cut"},
    {HEAD "request snapshot 1\no x a\\n\n", "recording, line 4: not understood",
     "no time"},
    {HEAD "request snapshot 1\no 0 a\\q\n", "recording, line 4: not understood",
     "no such escape"},
    {HEAD "request snapshot 1\no 0 a\\x1\n",
     "recording, line 4: not understood", "half an escape"},
    {HEAD "request snapshot 1\n# a person\nz\n",
     "recording, line 5: not understood", "no such mark"},
    {HEAD "request snapshot 1\nend 0 exit 256\n",
     "recording, line 4: not understood", "no exit status"},
    {HEAD "request snapshot 1\nend 0 error 5 x\n",
     "recording, line 4: not understood", "no code"},
    {HEAD "request snapshot 9223372036854775807\no 1 a\\n\n",
     "recording, line 3: not understood", "sums would overflow"},
    {HEAD "request snapshot 1\no -9223372036854775807 a\\n\n",
     "recording, line 4: not understood", "differences would overflow"},
    {HEAD "request snapshot 1\nend 9223372036854775807 exit 0\n",
     "recording, line 4: not understood", "the end would overflow"},
};

static void a_broken_recording_is_refused_by_line(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(broken_texts) / sizeof(broken_texts[0]); i++) {
        struct received received;
        struct runner_end end;
        struct link link;
        struct err err = {.text = ""};
        int rc = replay_open(str_from(broken_texts[i].text), &link, &err);

        receive_init(&received);
        if (rc == 0) {
            rc = run(&link, &received, &end, &err);
            link_close(&link);
        }
        receive_fini(&received);
        if (rc >= 0 || strcmp(err.text, broken_texts[i].sentence) != 0) {
            fail_msg("case %zu (%s): rc %d '%s'", i, broken_texts[i].why, rc,
                     err.text);
        }
    }
}

static void every_cut_of_a_recording_is_survived(void **state)
{
    static const char whole[] =
        "adbnet-recording 1\ndevice via=tcp serial=...5555\n"
        "own 192.0.2.1 40022 192.0.2.17 5555\nrequest snapshot 1\n"
        "o 0 a\\x41\\n\n. b\ne 1 c\nend 2 error -8 gone\\n\n";
    size_t len;

    (void)state;
    for (len = 0; len < sizeof(whole); len++) {
        /* A copy of its own size, so that a sanitizer sees an overrun. */
        char *copy = malloc(len + 1);
        struct received received;
        struct runner_end end;
        struct link link;
        struct err err;
        struct str text = {copy, len};

        assert_non_null(copy);
        memcpy(copy, whole, len);
        receive_init(&received);
        if (replay_open(text, &link, &err) == 0) {
            assert_true(run(&link, &received, &end, &err) < 0);
            link_close(&link);
        }
        receive_fini(&received);
        free(copy);
    }
}

static int refuse(void *ctx, const char *text, size_t len)
{
    (void)ctx;
    (void)text;
    (void)len;
    return ERR_IO;
}

static void a_recording_that_cannot_be_written_is_said(void **state)
{
    struct canned canned = {.base = {.ops = &canned_ops}};
    struct link link = {.via = "tcp", .runner = &canned.base};
    struct err err = {.text = ""};

    (void)state;
    assert_int_equal(recording_start(&link, &still, refuse, NULL, &err),
                     ERR_IO);
    assert_string_equal(err.text, "the recording could not be written");
    assert_ptr_equal(link.runner, &canned.base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replay_gives_what_was_recorded),
        cmocka_unit_test(a_recording_is_readable_ascii),
        cmocka_unit_test(a_failure_is_replayed_with_its_sentence),
        cmocka_unit_test(a_failure_is_recorded_without_the_serial),
        cmocka_unit_test(a_broken_recording_is_refused_by_line),
        cmocka_unit_test(every_cut_of_a_recording_is_survived),
        cmocka_unit_test(a_recording_that_cannot_be_written_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
