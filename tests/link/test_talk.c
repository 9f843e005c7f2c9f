/* SPDX-License-Identifier: Apache-2.0 */
/* Talks, recorded and replayed: beside each other, each for itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "canned.h"

/* What one read brought, appended to a text. */
static int read_into(struct runner_talk *talk, struct received *received,
                     struct err *err)
{
    return runner_talk_read(talk, -1, receive, received, err);
}

/* Two talks beside each other, and a request in the middle of them. */
static void record_talks(struct buf *text)
{
    static const struct answer answers[] = {
        {RUNNER_STDOUT, 1, "a\nb", 3},
        {RUNNER_STDOUT, 2, "c\n", 2},
    };
    struct canned canned = {.answers = answers, .count = 2, .exit_status = 3};
    struct link link = {.via = "tcp"};
    struct request first = {.kind = "sample"};
    struct request second = {.kind = "logcat"};
    struct runner_talk *talks[2];
    struct received ignored;
    struct runner_end end;
    struct err err;

    canned.base.ops = &canned_ops;
    link.runner = &canned.base;
    receive_init(&ignored);
    assert_int_equal(recording_start(&link, &still, write_text, text, &err), 0);
    assert_int_equal(runner_open_talk(link.runner, &first, &talks[0], &err), 0);
    assert_int_equal(runner_talk_write(talks[0], "s\n", 2, &err), 0);
    assert_int_equal(runner_talk_write(talks[0], "s", 1, &err), ERR_IO);
    assert_int_equal(runner_talk_read(talks[0], 0, receive, &ignored, &err),
                     ERR_TIMEOUT);
    assert_int_equal(read_into(talks[0], &ignored, &err), 1);
    assert_int_equal(runner_open_talk(link.runner, &second, &talks[1], &err),
                     0);
    assert_int_equal(read_into(talks[1], &ignored, &err), 1);
    assert_int_equal(run(&link, &ignored, &end, &err), 0);
    assert_int_equal(read_into(talks[0], &ignored, &err), 1);
    assert_int_equal(read_into(talks[0], &ignored, &err), 0);
    assert_int_equal(talks[0]->exit_status, 3);
    runner_talk_close(talks[0]);
    runner_talk_close(talks[1]);
    link_close(&link);
    receive_fini(&ignored);
}

static void talks_are_recorded_beside_each_other(void **state)
{
    struct buf text;

    (void)state;
    buf_init(&text, TEXT_MAX);
    record_talks(&text);
    assert_int_equal(buf_append(&text, "", 1), 0);
    assert_string_equal(strstr((const char *)text.data, "request"),
                        "request sample 1795354805118 1\n"
                        "o 1 a\\n\n"
                        ". b\n"
                        "request logcat 1795354805118 2\n"
                        "o 1 a\\n\n"
                        ". b\n"
                        "request snapshot 1795354805118\n"
                        "o 1 a\\n\n"
                        ". b\n"
                        "o 2 c\\n\n"
                        "end 212 exit 3\n"
                        "of 1\n"
                        "o 2 c\\n\n"
                        "end 0 exit 3\n"
                        "of 2\n"
                        "end 0 exit 0\n");
    buf_fini(&text);
}

/* All that a talk has to say; its end in *out_rc. */
static void hear(struct runner_talk *talk, struct received *received,
                 int *out_rc, struct err *err)
{
    do {
        *out_rc = read_into(talk, received, err);
    } while (*out_rc > 0);
}

static void talks_are_replayed_each_for_itself(void **state)
{
    struct request first = {.kind = "sample"};
    struct request second = {.kind = "logcat"};
    struct runner_talk *talks[2];
    struct runner_talk *third;
    struct received heard[3];
    struct runner_end end;
    struct buf text;
    struct link link;
    struct err err;
    int rc;

    (void)state;
    buf_init(&text, TEXT_MAX);
    record_talks(&text);
    for (size_t i = 0; i < 3; i++) {
        receive_init(&heard[i]);
    }
    assert_int_equal(replay_open(str_of(&text), &link, &err), 0);
    assert_int_equal(runner_open_talk(link.runner, &first, &talks[0], &err), 0);
    assert_true(talks[0]->opened_at_ms == NOW);
    assert_int_equal(runner_open_talk(link.runner, &second, &talks[1], &err),
                     0);
    assert_int_equal(runner_talk_write(talks[0], "ignored", 7, &err), 0);
    hear(talks[1], &heard[1], &rc, &err);
    assert_int_equal(rc, 0);
    assert_int_equal(run(&link, &heard[2], &end, &err), 0);
    hear(talks[0], &heard[0], &rc, &err);
    assert_int_equal(rc, 0);
    assert_int_equal(talks[0]->exit_status, 3);
    assert_int_equal(heard[0].bytes[RUNNER_STDOUT].len, 5);
    assert_memory_equal(heard[0].bytes[RUNNER_STDOUT].data, "a\nbc\n", 5);
    assert_int_equal(heard[1].bytes[RUNNER_STDOUT].len, 3);
    assert_int_equal(heard[2].bytes[RUNNER_STDOUT].len, 5);
    assert_int_equal(runner_open_talk(link.runner, &first, &third, &err),
                     ERR_CLOSED);
    assert_null(third);
    runner_talk_close(talks[0]);
    runner_talk_close(talks[1]);
    link_close(&link);
    for (size_t i = 0; i < 3; i++) {
        receive_fini(&heard[i]);
    }
    buf_fini(&text);
}

static const struct {
    const char *text;
    int rc;
    const char *sentence;
    const char *why;
} broken_talks[] = {
    {"request sample 1 1\no 0 a\\n\n", ERR_CLOSED,
     "the recording ends too early", "cut"},
    {"request sample 1 1\nof x\n", ERR_PROTO,
     "recording, line 4: not understood", "nobody's"},
    {"request sample 1 1\nof 0\n", ERR_PROTO,
     "recording, line 4: not understood", "no number is 0"},
    {"request sample 1 1\nof 2\nz\nof 1\nz\n", ERR_PROTO,
     "recording, line 7: not understood", "only its own lines are read"},
    {"request sample 1 1\nend 4 error -8 gone\n", ERR_CLOSED, "gone",
     "the phone went"},
    {"request sample 1\n", ERR_PROTO, "recording, line 3: not understood",
     "a request without a number is no talk"},
    {"request sample 1 x\n", ERR_PROTO, "recording, line 3: not understood",
     "no number"},
};

static void a_broken_talk_is_refused_by_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(broken_talks) / sizeof(broken_talks[0]);
         i++) {
        struct request request = {.kind = "sample"};
        struct runner_talk *talk;
        struct received heard;
        struct buf text;
        struct link link;
        struct err err = {.text = ""};
        int rc;

        print_message("%s\n", broken_talks[i].why);
        buf_init(&text, TEXT_MAX);
        receive_init(&heard);
        assert_int_equal(buf_printf(&text,
                                    "adbnet-recording 1\nown - 0 - 0\n%s",
                                    broken_talks[i].text),
                         0);
        assert_int_equal(replay_open(str_of(&text), &link, &err), 0);
        rc = runner_open_talk(link.runner, &request, &talk, &err);
        if (rc == 0) {
            hear(talk, &heard, &rc, &err);
            runner_talk_close(talk);
        }
        assert_int_equal(rc, broken_talks[i].rc);
        assert_string_equal(err.text, broken_talks[i].sentence);
        link_close(&link);
        receive_fini(&heard);
        buf_fini(&text);
    }
}

static void a_talk_that_cannot_be_opened_leaves_no_trace(void **state)
{
    struct canned canned = {.count = 0};
    struct link link = {.via = "tcp"};
    struct request request = {.kind = "refused"};
    struct runner_talk *talk;
    struct buf text;
    struct err err;

    (void)state;
    canned.base.ops = &canned_ops;
    link.runner = &canned.base;
    buf_init(&text, TEXT_MAX);
    assert_int_equal(recording_start(&link, &still, write_text, &text, &err),
                     0);
    assert_int_equal(runner_open_talk(link.runner, &request, &talk, &err),
                     ERR_REFUSED);
    assert_null(talk);
    assert_int_equal(buf_append(&text, "", 1), 0);
    assert_null(strstr((const char *)text.data, "request"));
    link_close(&link);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(talks_are_recorded_beside_each_other),
        cmocka_unit_test(talks_are_replayed_each_for_itself),
        cmocka_unit_test(a_broken_talk_is_refused_by_line),
        cmocka_unit_test(a_talk_that_cannot_be_opened_leaves_no_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
