/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV: golden files, and cells that attack. That a CSV reader finds in it
 * what JSON says is what check_lines.py looks at.
 */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct golden goldens[] = {
    {"usual.csv", world_make_usual},
    {"long.csv", world_make_long},
    {"hostile.csv", world_make_hostile},
    {"listening.csv", world_make_listening},
    {"all.csv", world_make_all},
    {"network.csv", world_make_network},
    {"netstat.csv", world_make_netstat},
    {"empty.csv", world_make_empty},
    {"local.csv", world_make_local},
};

static void csv_looks_like_the_golden_files(void **state)
{
    (void)state;
    assert_goldens("csv", goldens, sizeof(goldens) / sizeof(goldens[0]));
}

static const struct {
    const char *text;
    const char *cell;
    const char *why;
} cells[] = {
    {"com.example.bank", "com.example.bank", "nothing to do"},
    {"", "", "nothing at all"},
    {"a b", "\"a b\"", "a blank"},
    {"a,b", "\"a,b\"", "the separator"},
    {"a;b", "\"a;b\"", "the separator of other countries"},
    {"a\"b", "\"a\"\"b\"", "a quotation mark"},
    {"\"", "\"\"\"\"", "nothing but one"},
    {"a\nb", "\"a\\x0ab\"", "a line end is no line end"},
    {"a\\b", "\"a\\\\b\"", "a backslash"},
    {"=1+1", "'=1+1", "a formula"},
    {"=cmd|'/c calc'!A0", "\"'=cmd|'/c calc'!A0\"", "a call"},
    {"+1", "'+1", "a formula too"},
    {"-1", "'-1", "likewise"},
    {"@SUM(A1)", "'@SUM(A1)", "likewise"},
    {"a=1", "a=1", "not at the beginning"},
    {"\t=1", "\"\\x09=1\"", "a tab in front is no tab any more"},
    {"\r=1", "\"\\x0d=1\"", "nor is a carriage return"},
    {"\"=1", "\"\"\"=1\"", "a mark in front"},
    {"'=1", "''=1", "one apostrophe can be taken off of all"},
    {"\xef\xbc\x9d"
     "1",
     "\"'\xef\xbc\x9d"
     "1\"",
     "full width"},
    {"\xef\xbc\x8b", "\"'\xef\xbc\x8b\"", "likewise plus"},
    {"\xef\xbc\x8d", "\"'\xef\xbc\x8d\"", "likewise minus"},
    {"\xef\xbc\xa0", "\"'\xef\xbc\xa0\"", "likewise at"},
    {"\xef\xbc\xa1", "\"\xef\xbc\xa1\"", "a full width letter"},
    {"\xef\xbc", "\"\\xef\\xbc\"", "cut off"},
};

/* A row of which only one cell has text of others in it. */
static void render_row(const char *process, const char *const *packages,
                       struct catcher *catcher)
{
    struct sink_options options = options_of(0);
    struct world world;

    world_init(&world);
    (void)world_sock(&world, world_owner(&world, 10093, packages), SOCK_TCP,
                     "192.0.2.17:47919", "203.0.113.10:443", SOCK_ESTABLISHED);
    world_last(&world)->process = process;
    world_last(&world)->pid = 1;
    catcher_init(catcher);
    render("csv", &options, world_result(&world), catcher);
    world_fini(&world);
}

static void csv_cells_are_quoted_and_defused(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        struct catcher catcher;
        struct buf want;

        buf_init(&want, 256);
        assert_int_equal(
            buf_printf(&want, ",none,1,%s,,procfs,", cells[i].cell), 0);
        assert_int_equal(buf_append(&want, "", 1), 0);
        render_row(cells[i].text, NULL, &catcher);
        if (!contains(&catcher.streams[SINK_DATA], (const char *)want.data)) {
            fail_msg("%s: %.*s", cells[i].why,
                     (int)catcher.streams[SINK_DATA].len,
                     (const char *)catcher.streams[SINK_DATA].data);
        }
        buf_fini(&want);
        catcher_fini(&catcher);
    }
}

static const struct {
    const char *packages[4];
    const char *cell;
    const char *why;
} lists[] = {
    {{"com.example.a"}, ",com.example.a,uid,", "one"},
    {{"com.example.a", "com.example.b"},
     ",\"com.example.a com.example.b\",uid-shared,",
     "two"},
    {{"a b"}, ",\"a\\x20b\",uid,", "one is never taken for two"},
    {{"a b", "=c"}, ",\"a\\x20b =c\",uid-shared,", "likewise of two"},
    {{"=a", "b"}, ",\"'=a b\",uid-shared,", "a formula"},
    {{"=a"}, ",'=a,uid,", "a formula alone"},
    {{"a\"b"}, ",\"a\"\"b\",uid,", "a quotation mark"},
};

static void csv_lists_are_separated_by_blanks(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct catcher catcher;

        render_row(NULL, lists[i].packages, &catcher);
        if (!contains(&catcher.streams[SINK_DATA], lists[i].cell)) {
            fail_msg("%s: %.*s", lists[i].why,
                     (int)catcher.streams[SINK_DATA].len,
                     (const char *)catcher.streams[SINK_DATA].data);
        }
        catcher_fini(&catcher);
    }
}

/* Around the length up to which a text takes the short way, and far over. */
static void csv_and_json_texts_may_have_any_length(void **state)
{
    static const char *const formats[] = {"csv", "json", "jsonl"};
    static const size_t lens[] = {1023, 1024, 1025, 4095, 4096, 65535, 300000};
    size_t i;
    size_t k;

    (void)state;
    for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        char *text = malloc(lens[i] + 1);

        assert_non_null(text);
        memset(text, 'x', lens[i]);
        text[lens[i]] = '\0';
        for (k = 0; k < sizeof(formats) / sizeof(formats[0]); k++) {
            const char *const packages[] = {text, text, NULL};
            struct sink_options options = options_of(0);
            struct catcher catcher;
            struct world world;

            world_init(&world);
            world_sock(&world, world_owner(&world, 10093, packages), SOCK_TCP,
                       "192.0.2.17:1", "203.0.113.10:443", SOCK_ESTABLISHED)
                ->remote_text = text;
            world_last(&world)->process = text;
            world.result.serial = text;
            catcher_init(&catcher);
            render(formats[k], &options, world_result(&world), &catcher);
            assert_true(catcher.streams[SINK_DATA].len > 5 * lens[i]);
            assert_true(catcher.streams[SINK_DATA].len < 6 * lens[i] + 2000);
            assert_true(contains(&catcher.streams[SINK_DATA], text));
            catcher_fini(&catcher);
            world_fini(&world);
        }
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_looks_like_the_golden_files),
        cmocka_unit_test(csv_cells_are_quoted_and_defused),
        cmocka_unit_test(csv_lists_are_separated_by_blanks),
        cmocka_unit_test(csv_and_json_texts_may_have_any_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
