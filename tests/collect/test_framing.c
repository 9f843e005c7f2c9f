/* SPDX-License-Identifier: Apache-2.0 */
/* Answers cut into frames and lines, however they are cut on the way. */
#include "collect/framing.h"

#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN "0123456789abcdef"
#define F "\n#" TOKEN " "
#define BEGIN F "begin adbnet-snapshot/1 2000 1730000000.123456\n"
#define END(n) F "end " #n " 1730000000.223456\n"

/* What the events said, one after the other. */
struct heard {
    char text[4096];
    size_t lines;
    int fail_at; /* the event that returns ERR_CANCELED, from 1 on */
    int events;
};

__attribute__((format(printf, 2, 3))) static int say(struct heard *heard,
                                                     const char *fmt, ...)
{
    size_t used = strlen(heard->text);
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(heard->text + used, sizeof(heard->text) - used, fmt, args);
    va_end(args);
    heard->events++;
    return heard->events == heard->fail_at ? ERR_CANCELED : 0;
}

static int on_begin(void *ctx, const struct framing_begin *begin)
{
    return say(ctx, "begin %lld %lld;", (long long)begin->uid,
               (long long)begin->phone_us);
}

static int on_section(void *ctx, struct str name, struct str argument)
{
    return say(ctx, "section %.*s(%.*s);", (int)name.len, name.ptr,
               (int)argument.len, argument.ptr);
}

static int on_line(void *ctx, struct str line)
{
    struct heard *heard = ctx;

    heard->lines++;
    return say(heard, "[%.*s];", (int)line.len, line.ptr);
}

static int on_done(void *ctx, const struct framing_done *done)
{
    if (done->has_bytes) {
        return say(ctx, "done %d %llu of %llu;", done->status,
                   (unsigned long long)done->seen,
                   (unsigned long long)done->bytes);
    }
    if (done->lines_long > 0) {
        return say(ctx, "done %d long=%zu;", done->status, done->lines_long);
    }
    return say(ctx, "done %d;", done->status);
}

static int on_end(void *ctx, int64_t phone_us)
{
    return say(ctx, "end %lld;", (long long)phone_us);
}

static const struct framing_events events = {
    .begin = on_begin,
    .section = on_section,
    .line = on_line,
    .done = on_done,
    .end = on_end,
};

/* Feeds text in pieces; the framing is the caller's to look at and free. */
static int feed(struct framing *framing, struct heard *heard, const char *token,
                const char *text, size_t len, size_t piece)
{
    struct err err = {0, ""};
    int rc = 0;

    memset(heard, 0, sizeof(*heard));
    assert_int_equal(framing_init(framing, token, &events, heard), 0);
    for (size_t at = 0; rc == 0 && at < len; at += piece) {
        size_t left = len - at < piece ? len - at : piece;

        rc = framing_feed(framing, text + at, left, &err);
    }
    assert_int_equal(rc, err.code);
    return rc;
}

static int feed_all(struct framing *framing, struct heard *heard,
                    const char *text)
{
    return feed(framing, heard, TOKEN, text, strlen(text), 4096);
}

static const char good[] =
    BEGIN F "section tcp\nrow one\n\nrow two\n" F "done 0\n" F
            "section packages 10\nno newline" F "done 255\n" F
            "section processes\n1 0 a\n" F "done 0 6\n" END(3);

static const char good_heard[] =
    "begin 2000 1730000000123456;section tcp();[row one];[];[row two];"
    "done 0;section packages(10);[no newline];done 255;"
    "section processes();[1 0 a];done 0 6 of 6;end 1730000000223456;";

static void framing_reads_an_answer_cut_at_every_byte(void **state)
{
    size_t len = sizeof(good) - 1;

    (void)state;
    for (size_t piece = 1; piece <= len; piece++) {
        struct framing framing;
        struct heard heard;

        assert_int_equal(feed(&framing, &heard, TOKEN, good, len, piece), 0);
        assert_string_equal(heard.text, good_heard);
        assert_true(framing_is_complete(&framing));
        assert_int_equal(framing.junk, 0);
        framing_fini(&framing);
    }
}

static void framing_learns_the_token_of_a_recording(void **state)
{
    struct framing framing;
    struct heard heard;

    (void)state;
    assert_int_equal(feed(&framing, &heard, "", good, sizeof(good) - 1, 7), 0);
    assert_string_equal(heard.text, good_heard);
    assert_string_equal(framing.token, TOKEN);
    framing_fini(&framing);
    assert_int_equal(feed(&framing, &heard, NULL, good, sizeof(good) - 1, 7),
                     0);
    assert_string_equal(heard.text, good_heard);
    framing_fini(&framing);
}

/* A pty ends lines with "\r\n"; NUL bytes come from whoever likes them. */
static void framing_takes_crlf_and_nul(void **state)
{
    static const char crlf[] =
        "\r\n#" TOKEN " begin adbnet-snapshot/1 0 1.000000\r\n"
        "\r\n#" TOKEN " section x\r\nab\r\n\r\n"
        "\r\n#" TOKEN " done 0 4\r\n\r\n#" TOKEN " end 1 2.000000\r\n";
    static const char nul[] =
        BEGIN F "section x\na\0b\n\0\n" F "done 0 6\n" END(1);
    struct framing framing;
    struct heard heard;

    (void)state;
    assert_int_equal(feed_all(&framing, &heard, crlf), 0);
    assert_string_equal(heard.text, "begin 0 1000000;section x();[ab];[];"
                                    "done 0 4 of 4;end 2000000;");
    framing_fini(&framing);
    assert_int_equal(feed(&framing, &heard, TOKEN, nul, sizeof(nul) - 1, 5), 0);
    assert_int_equal(heard.lines, 2);
    assert_non_null(strstr(heard.text, "done 0 6 of 6;"));
    framing_fini(&framing);
}

static void framing_leaves_rows_alone_that_look_like_frames(void **state)
{
    static const char text[] =
        BEGIN F "section x\n"
                "#0123456789abcdeg done 0\n"  /* another token */
                "#0123456789abcdef\n"         /* no blank */
                "#0123456789abcdefdone 0\n"   /* no blank either */
                " #0123456789abcdef done 0\n" /* not at the start */
                "##0123456789abcdef done 0\n" /* */
                "#\n"                         /* */
                "x#0123456789abcdef done 0\n" F "done 3\n" END(1);
    struct framing framing;
    struct heard heard;

    (void)state;
    assert_int_equal(feed_all(&framing, &heard, text), 0);
    assert_int_equal(heard.lines, 7);
    assert_non_null(strstr(heard.text, "done 3;end"));
    framing_fini(&framing);
}

static void framing_counts_text_outside_sections(void **state)
{
    static const char text[] =
        "WARNING: linker: x\n\n#ffffffffffffffff begin of nothing\n" BEGIN
        "between\n" F "section x\n" F "done 0\n" END(1) "bye\n" F "section y\n";
    struct framing framing;
    struct heard heard;

    (void)state;
    assert_int_equal(feed_all(&framing, &heard, text), 0);
    assert_string_equal(heard.text,
                        "begin 2000 1730000000123456;section x();done 0;"
                        "end 1730000000223456;");
    assert_true(framing_is_complete(&framing));
    assert_string_equal(framing.junk_text,
                        "WARNING: linker: x #ffffffffffffffff begin of "
                        "nothing between bye #0123456789abcdef section y");
    assert_int_equal(framing.junk, 96);
    framing_fini(&framing);
}

static void framing_keeps_only_the_start_of_much_junk(void **state)
{
    struct framing framing;
    struct heard heard;
    char line[] = "0123456789\n";

    (void)state;
    assert_int_equal(feed_all(&framing, &heard, ""), 0);
    line[3] = '\0';
    for (int i = 0; i < 1000; i++) {
        struct err err;

        assert_int_equal(framing_feed(&framing, line, sizeof(line) - 1, &err),
                         0);
    }
    assert_int_equal(framing.junk, 11000);
    assert_int_equal(strlen(framing.junk_text), FRAMING_JUNK_CAP);
    framing_fini(&framing);
}

static void framing_knows_what_is_missing(void **state)
{
    static const struct {
        const char *why;
        const char *text;
        enum framing_state state;
    } cuts[] = {
        {"nothing", "", FRAMING_START},
        {"no frame", "sh: not found\n", FRAMING_START},
        {"half a frame", "\n#" TOKEN " begin adbnet-snapshot/1 2000 1.00000",
         FRAMING_START},
        {"no section", BEGIN, FRAMING_BETWEEN},
        {"an open section", BEGIN F "section tcp\nrow\n", FRAMING_SECTION},
        {"no end", BEGIN F "section tcp\nrow\n" F "done 0\n", FRAMING_BETWEEN},
        {"a section less", BEGIN F "section tcp\n" F "done 0\n" END(2),
         FRAMING_END},
        {"a section more", BEGIN F "section tcp\n" F "done 0\n" END(0),
         FRAMING_END},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        struct framing framing;
        struct heard heard;

        print_message("%s\n", cuts[i].why);
        assert_int_equal(feed_all(&framing, &heard, cuts[i].text), 0);
        assert_false(framing_is_complete(&framing));
        assert_int_equal(framing.state, cuts[i].state);
        framing_fini(&framing);
    }
}

/* Every prefix of a good answer is incomplete, and gives whole lines only. */
static void framing_never_passes_on_half_a_line(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof(good) - 1; len++) {
        struct framing framing;
        struct heard heard;

        assert_int_equal(feed(&framing, &heard, TOKEN, good, len, len + 1), 0);
        assert_false(framing_is_complete(&framing));
        assert_memory_equal(heard.text, good_heard, strlen(heard.text));
        framing_fini(&framing);
    }
}

static void framing_ends_at_frames_that_make_no_sense(void **state)
{
    static const struct {
        const char *why;
        const char *text;
    } bad[] = {
        {"no verb", BEGIN F "\n"},
        {"another verb", BEGIN F "stop 0\n"},
        {"section first", F "section tcp\n"},
        {"done first", F "done 0\n"},
        {"end first", F "end 0 1.000000\n"},
        {"begun twice", BEGIN BEGIN},
        {"section in a section", BEGIN F "section a\n" F "section b\n"},
        {"end in a section", BEGIN F "section a\n" F "end 1 1.000000\n"},
        {"done twice", BEGIN F "section a\n" F "done 0\n" F "done 0\n"},
        {"section without name", BEGIN F "section  \n"},
        {"not a snapshot", F "begin adbnet-sample/1 0 1.000000\n"},
        {"the next version", F "begin adbnet-snapshot/2 0 1.000000\n"},
        {"no version", F "begin adbnet-snapshot/x 0 1.000000\n"},
        {"version alone", F "begin adbnet-snapshot/1\n"},
        {"no uid", F "begin adbnet-snapshot/1 shell 1.000000\n"},
        {"uid over 32 bits", F "begin adbnet-snapshot/1 4294967296 1.000000\n"},
        {"no time", F "begin adbnet-snapshot/1 0\n"},
        {"time of 5 digits", F "begin adbnet-snapshot/1 0 1.00000\n"},
        {"time of 7 digits", F "begin adbnet-snapshot/1 0 1.0000000\n"},
        {"time without point", F "begin adbnet-snapshot/1 0 1000000\n"},
        {"time of letters", F "begin adbnet-snapshot/1 0 1.00000x\n"},
        {"time without end", F "begin adbnet-snapshot/1 0 "
                               "99999999999999999999.000000\n"},
        {"more after the time", F "begin adbnet-snapshot/1 0 1.000000 x\n"},
        {"no status", BEGIN F "section a\n" F "done \n"},
        {"status over 255", BEGIN F "section a\n" F "done 256\n"},
        {"bytes are no number", BEGIN F "section a\n" F "done 0 x\n"},
        {"more after the bytes", BEGIN F "section a\n" F "done 0 1 2\n"},
        {"glued to the status", BEGIN F "section a\n" F "done 0x\n"},
        {"no count", BEGIN F "end x 1.000000\n"},
        {"no time at the end", BEGIN F "end 0\n"},
        {"more after the end", BEGIN F "end 0 1.000000 x\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct framing framing;
        struct heard heard;

        print_message("%s\n", bad[i].why);
        assert_int_equal(feed_all(&framing, &heard, bad[i].text), ERR_PROTO);
        framing_fini(&framing);
    }
}

static void framing_leaves_out_lines_that_are_too_long(void **state)
{
    size_t size = FRAMING_LINE_MAX + 64;
    char *text = test_malloc(size);
    static const size_t pieces[] = {1000, 65535, 65536, 65537, 1 << 20};

    (void)state;
    memset(text, 'x', size);
    for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++) {
        for (size_t more = 0; more < 2; more++) {
            size_t len = FRAMING_LINE_MAX + more;
            struct framing framing;
            struct heard heard;
            struct err err;

            assert_int_equal(feed_all(&framing, &heard, BEGIN F "section a\n"),
                             0);
            text[len] = '\n';
            for (size_t at = 0; at <= len; at += pieces[p]) {
                size_t left = len + 1 - at;

                assert_int_equal(
                    framing_feed(&framing, text + at,
                                 left < pieces[p] ? left : pieces[p], &err),
                    0);
            }
            text[len] = 'x';
            assert_int_equal(heard.lines, more == 0 ? 1 : 0);
            assert_int_equal(framing.done.lines_long, more);
            framing_fini(&framing);
        }
    }
    test_free(text);
}

/* Ten million bytes and no newline: not kept, and the next line is good. */
static void framing_does_not_grow_on_a_line_without_end(void **state)
{
    static const char rest[] = "\ngood\n" F "done 0\n" END(1);
    static char block[10000];
    struct framing framing;
    struct heard heard;
    struct err err;

    (void)state;
    memset(block, 'x', sizeof(block));
    assert_int_equal(feed_all(&framing, &heard, BEGIN F "section a\n"), 0);
    (void)failmalloc_total();
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(framing_feed(&framing, block, sizeof(block), &err), 0);
    }
    assert_true(failmalloc_total() < 4 * FRAMING_LINE_MAX);
    assert_int_equal(framing_feed(&framing, rest, sizeof(rest) - 1, &err), 0);
    assert_non_null(strstr(heard.text, "section a();[good];done 0 long=1;"));
    assert_true(framing_is_complete(&framing));
    framing_fini(&framing);
}

static void framing_stops_at_its_total(void **state)
{
    static char block[1 << 20];
    uint64_t blocks = FRAMING_TOTAL_MAX / sizeof(block);
    struct framing framing;
    struct heard heard;
    struct err err;

    (void)state;
    assert_int_equal(feed_all(&framing, &heard, ""), 0);
    for (uint64_t i = 0; i < blocks; i++) {
        assert_int_equal(framing_feed(&framing, block, sizeof(block), &err), 0);
    }
    assert_int_equal(framing_feed(&framing, block, 1, &err), ERR_LIMIT);
    assert_non_null(strstr(err.text, "256 MiB"));
    framing_fini(&framing);
}

static void framing_returns_what_an_event_returned(void **state)
{
    (void)state;
    for (int at = 1; at <= 14; at++) {
        struct framing framing;
        struct heard heard;
        struct err err = {0, ""};
        int rc;

        assert_int_equal(feed_all(&framing, &heard, ""), 0);
        heard.fail_at = at;
        rc = framing_feed(&framing, good, sizeof(good) - 1, &err);
        assert_int_equal(rc, at <= 13 ? ERR_CANCELED : 0);
        assert_int_equal(err.code, 0);
        framing_fini(&framing);
    }
}

static void framing_takes_strict_tokens_only(void **state)
{
    static const struct {
        const char *token;
        int rc;
    } tokens[] = {
        {TOKEN, 0},
        {"0123456789abcdefghijklmnopqrstuv", 0},
        {"0123456789abcdefghijklmnopqrstuvw", ERR_ARG},
        {"0123456789abcde", ERR_ARG},
        {"0123456789ABCDEF", ERR_ARG},
        {"0123456789abcd f", ERR_ARG},
        {"0123456789abcde'", ERR_ARG},
        {"0123456789abcde\n", ERR_ARG},
        {"0123456789abcde\xe4", ERR_ARG},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        struct framing framing;

        print_message("%s\n", tokens[i].token);
        assert_int_equal(framing_init(&framing, tokens[i].token, &events, NULL),
                         tokens[i].rc);
        framing_fini(&framing);
    }
}

static void framing_says_when_memory_is_out(void **state)
{
    static const char long_line[] = "0123456789abcdef0123456789abcdef";
    struct framing framing;
    struct heard heard;
    struct err err;
    int failures = 0;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        int rc = 0;

        assert_int_equal(feed_all(&framing, &heard, BEGIN F "section a\n"), 0);
        framing_fini(&framing); /* forgets the memory, not where it is */
        failmalloc_at(i);
        for (int k = 0; rc == 0 && k < 100; k++) {
            rc = framing_feed(&framing, long_line, 32, &err);
        }
        if (failmalloc_off()) {
            assert_int_equal(rc, ERR_NOMEM);
            failures++;
        }
        framing_fini(&framing);
    }
    assert_int_equal(failures, 4);
    /* The piece that ends a line may need memory too. */
    assert_int_equal(feed_all(&framing, &heard, BEGIN F "section a\n"), 0);
    framing_fini(&framing);
    for (int k = 0; k < 8; k++) {
        assert_int_equal(framing_feed(&framing, long_line, 32, &err), 0);
    }
    failmalloc_at(0);
    assert_int_equal(framing_feed(&framing, "x\n", 2, &err), ERR_NOMEM);
    assert_true(failmalloc_off());
    framing_fini(&framing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(framing_reads_an_answer_cut_at_every_byte),
        cmocka_unit_test(framing_learns_the_token_of_a_recording),
        cmocka_unit_test(framing_takes_crlf_and_nul),
        cmocka_unit_test(framing_leaves_rows_alone_that_look_like_frames),
        cmocka_unit_test(framing_counts_text_outside_sections),
        cmocka_unit_test(framing_keeps_only_the_start_of_much_junk),
        cmocka_unit_test(framing_knows_what_is_missing),
        cmocka_unit_test(framing_never_passes_on_half_a_line),
        cmocka_unit_test(framing_ends_at_frames_that_make_no_sense),
        cmocka_unit_test(framing_leaves_out_lines_that_are_too_long),
        cmocka_unit_test(framing_does_not_grow_on_a_line_without_end),
        cmocka_unit_test(framing_stops_at_its_total),
        cmocka_unit_test(framing_returns_what_an_event_returned),
        cmocka_unit_test(framing_takes_strict_tokens_only),
        cmocka_unit_test(framing_says_when_memory_is_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
