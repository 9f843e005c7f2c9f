/* SPDX-License-Identifier: Apache-2.0 */
/* Cells that are measured as they are written; paragraphs. */
#include "sink/pen.h"

#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct page {
    struct catcher catcher;
    struct out out;
    int rc;
};

static void page_init(struct page *page)
{
    page->rc = 0;
    catcher_init(&page->catcher);
    (void)out_init(&page->out, SINK_DATA, catcher_drain, &page->catcher,
                   &page->rc);
}

static void assert_page(struct page *page, const char *want)
{
    const struct buf *got = &page->catcher.streams[SINK_DATA];

    assert_int_equal(out_flush(&page->out), 0);
    if (got->len != strlen(want) ||
        (got->len > 0 && memcmp(got->data, want, got->len) != 0)) {
        fail_msg("%.*s", (int)got->len, (const char *)got->data);
    }
    out_fini(&page->out);
    catcher_fini(&page->catcher);
}

static void write_cell(struct pen *pen)
{
    pen_puts(pen, "ab");
    pen_text(pen, "\xe6\xbc\xa2\x1b,", TEXT_FIELD);
    pen_u64(pen, UINT64_MAX);
    pen_pad(pen, 40);
    pen_pad(pen, 3);
    pen_puts(pen, "|");
}

static void pen_measures_what_it_would_write(void **state)
{
    struct pen dry = {.out = NULL};
    struct page page;
    struct pen pen = {.out = &page.out};

    (void)state;
    page_init(&page);
    write_cell(&dry);
    write_cell(&pen);
    assert_int_equal(dry.width, 41);
    assert_int_equal(pen.width, 41);
    assert_page(&page, "ab\xe6\xbc\xa2\\x1b\\x2c"
                       "18446744073709551615        |");
}

static void para_wraps_between_words(void **state)
{
    struct page page;
    struct para para;

    (void)state;
    page_init(&page);
    para_begin(&para, &page.out, 10, 1, 3, NULL);
    para_puts(&para, "one two  three");
    para_word(&para, "(", "fo ur", "),");
    para_text(&para, " five\x1b six ");
    para_puts(&para, "");
    para_end(&para);
    assert_page(&page, " one two\n"
                       "   three\n"
                       "   (fo\\x20ur),\n"
                       "   five\\x1b\n"
                       "   six\n");
}

static void para_fills_a_line_to_its_last_column(void **state)
{
    struct page page;
    struct para para;

    (void)state;
    page_init(&page);
    para_begin(&para, &page.out, 7, 0, 0, NULL);
    para_puts(&para, "abc def ghi jklm n");
    para_end(&para);
    assert_page(&page, "abc def\nghi\njklm n\n");
}

static void para_cuts_no_word_however_long(void **state)
{
    struct page page;
    struct para para;

    (void)state;
    page_init(&page);
    para_begin(&para, &page.out, 5, 0, 2, NULL);
    para_word(&para, "", "abcdefghi", "");
    para_puts(&para, "jklmnopq r");
    para_end(&para);
    assert_page(&page, "abcdefghi\n  jklmnopq\n  r\n");
}

static void para_colours_each_line_by_itself(void **state)
{
    struct page page;
    struct para para;

    (void)state;
    page_init(&page);
    para_begin(&para, &page.out, 5, 0, 2, PEN_BOLD);
    para_puts(&para, "abc def");
    para_end(&para);
    assert_page(&page, "\x1b[1mabc\x1b[0m\n  \x1b[1mdef\x1b[0m\n");
}

static void para_without_words_leaves_no_trace(void **state)
{
    struct page page;
    struct para para;

    (void)state;
    page_init(&page);
    para_begin(&para, &page.out, 5, 1, 2, PEN_BOLD);
    para_puts(&para, " ");
    para_text(&para, "");
    para_end(&para);
    assert_page(&page, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pen_measures_what_it_would_write),
        cmocka_unit_test(para_wraps_between_words),
        cmocka_unit_test(para_fills_a_line_to_its_last_column),
        cmocka_unit_test(para_cuts_no_word_however_long),
        cmocka_unit_test(para_colours_each_line_by_itself),
        cmocka_unit_test(para_without_words_leaves_no_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
