/* SPDX-License-Identifier: Apache-2.0 */
/* Other people's text made safe: escapes, widths, cutting into pieces. */
#include "sink/text.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define OUT_MAX 4096

static const struct {
    const char *text;
    const char *visible;
    const char *json;
    size_t width; /* of visible */
    const char *why;
} cases[] = {
    {"", "", "", 0, "nothing"},
    {"com.example.bank", "com.example.bank", "com.example.bank", 16,
     "a package"},
    {"a b,c", "a b,c", "a b,c", 5, "blanks and commas are plain"},
    {"\x1b[2J", "\\x1b[2J", "\\u001b[2J", 7, "an escape sequence"},
    {"a\nb\r\tc", "a\\x0ab\\x0d\\x09c", "a\\nb\\r\\tc", 15, "line ends"},
    {"\b\f\v", "\\x08\\x0c\\x0b", "\\b\\f\\u000b", 12, "other controls"},
    {"\x7f", "\\x7f", "\\u007f", 4, "DEL"},
    {"\xc2\x80\xc2\x9b", "\\u{80}\\u{9b}", "\\u0080\\u009b", 12, "C1"},
    {"a\\b", "a\\\\b", "a\\\\b", 4, "a backslash"},
    {"\"", "\"", "\\\"", 1, "a quotation mark"},
    {"</script>", "</script>", "</script>", 9, "HTML is no matter here"},
    {"=cmd()", "=cmd()", "=cmd()", 6, "CSV is no matter here"},
    {"\xe2\x80\xae", "\\u{202e}", "\\u202e", 8, "right to left"},
    {"\xe2\x81\xa6", "\\u{2066}", "\\u2066", 8, "isolates"},
    {"\xe2\x80\x8f\xd8\x9c", "\\u{200f}\\u{61c}", "\\u200f\\u061c", 15,
     "direction marks"},
    {"\xe2\x80\x8b\xef\xbb\xbf", "\\u{200b}\\u{feff}", "\\u200b\\ufeff", 16,
     "no width"},
    {"\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}", "\\u2028\\u2029", 16,
     "line and paragraph separator"},
    {"\xc2\xa0\xe3\x80\x80", "\\u{a0}\\u{3000}", "\\u00a0\\u3000", 14,
     "blanks that look like one"},
    {"\xf3\xa0\x81\x81", "\\u{e0041}", "\\udb40\\udc41", 9, "tags"},
    {"\xf4\x8f\xbf\xbf", "\\u{10ffff}", "\\udbff\\udfff", 10, "the last"},
    {"B\xc3\xa4r", "B\xc3\xa4r", "B\xc3\xa4r", 3, "Latin"},
    {"a\xcc\x88", "a\xcc\x88", "a\xcc\x88", 1, "a combining mark"},
    {"\xe6\xbc\xa2\xe5\xad\x97", "\xe6\xbc\xa2\xe5\xad\x97",
     "\xe6\xbc\xa2\xe5\xad\x97", 4, "wide characters"},
    {"\xed\x9e\xa3\xef\xbc\xa1", "\xed\x9e\xa3\xef\xbc\xa1",
     "\xed\x9e\xa3\xef\xbc\xa1", 4, "wide, Hangul and full width"},
    {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 2, "an emoji"},
    {"\x80", "\\x80", "\xef\xbf\xbd", 4, "a continuation alone"},
    {"\xff\xfe", "\\xff\\xfe", "\xef\xbf\xbd\xef\xbf\xbd", 8, "no UTF-8"},
    {"\xc0\xaf", "\\xc0\\xaf", "\xef\xbf\xbd\xef\xbf\xbd", 8, "overlong"},
    {"\xe0\x80\xaf", "\\xe0\\x80\\xaf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
     12, "overlong, three"},
    {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
     12, "a surrogate"},
    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80",
     "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 16, "too high"},
    {"\xe2\x82", "\\xe2\\x82", "\xef\xbf\xbd", 8, "cut at the end"},
    {"\xe2\x82x", "\\xe2\\x82x", "\xef\xbf\xbdx", 9, "cut by a letter"},
    {"\xf0\x9f\x98x", "\\xf0\\x9f\\x98x", "\xef\xbf\xbdx", 13,
     "cut after three"},
};

#define CASE_COUNT (sizeof(cases) / sizeof(cases[0]))

static void assert_appends(struct str text, enum text_escape escape,
                           const char *want, const char *why)
{
    struct buf buf;
    struct str got;

    buf_init(&buf, OUT_MAX);
    assert_int_equal(text_append(&buf, text, escape), 0);
    got.ptr = (const char *)buf.data;
    got.len = buf.len;
    if (!str_is(got, want)) {
        fail_msg("%s: %.*s", why, (int)got.len, got.ptr);
    }
    buf_fini(&buf);
}

static void text_is_escaped_for_where_it_goes(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < CASE_COUNT; i++) {
        struct str text = str_from(cases[i].text);

        assert_appends(text, TEXT_VISIBLE, cases[i].visible, cases[i].why);
        assert_appends(text, TEXT_JSON, cases[i].json, cases[i].why);
        if (text_width(text, TEXT_VISIBLE) != cases[i].width) {
            fail_msg("%s: %zu columns", cases[i].why,
                     text_width(text, TEXT_VISIBLE));
        }
    }
}

static void text_in_a_field_has_no_blank_and_no_comma(void **state)
{
    struct str text = str_from("a b,c\xe2\x80\xae\\");

    (void)state;
    assert_appends(text, TEXT_FIELD, "a\\x20b\\x2cc\\u{202e}\\\\", "field");
    assert_int_equal(text_width(text, TEXT_FIELD), 21);
}

static void text_in_a_cell_doubles_quotation_marks(void **state)
{
    struct str text = str_from("a \"b\",c;\xe2\x80\xae\t\\");

    (void)state;
    assert_appends(text, TEXT_CELL, "a \"\"b\"\",c;\\u{202e}\\x09\\\\", "cell");
    assert_appends(text, TEXT_CELL_WORD, "a\\x20\"\"b\"\",c;\\u{202e}\\x09\\\\",
                   "word in a cell");
}

/* One byte at a time, which the code does eight at a time. */
static bool is_plain_byte(unsigned byte, enum text_escape escape)
{
    static const char *const others[] = {
        [TEXT_VISIBLE] = "\\",   [TEXT_FIELD] = "\\ ,",
        [TEXT_CELL] = "\\ ,;\"", [TEXT_CELL_WORD] = "\\ ,;\"",
        [TEXT_JSON] = "\\\"",
    };

    return byte >= 0x20 && byte < 0x7f &&
           strchr(others[escape], (int)byte) == NULL;
}

/* That byte at each place of a text of that length. */
static void assert_plainness(unsigned byte, size_t len, enum text_escape escape)
{
    char bytes[20];
    struct str text = {bytes, len};
    size_t at;

    for (at = 0; at < len; at++) {
        memset(bytes, '!', sizeof(bytes));
        bytes[at] = (char)byte;
        if (text_is_plain(text, escape) != is_plain_byte(byte, escape)) {
            fail_msg("0x%02x at %zu of %zu, escape %d", byte, at, len,
                     (int)escape);
        }
    }
}

static void text_in_html_neither_begins_nor_ends_anything(void **state)
{
    static const struct {
        const char *text;
        const char *want;
        const char *why;
    } rows[] = {
        {"</script><b>", "&lt;/script&gt;&lt;b&gt;", "elements"},
        {"\" onload='x'`&amp;", "&quot; onload=&#39;x&#39;&#96;&amp;amp;",
         "attributes"},
        {"a\x1b\n\\", "a\\x1b\\x0a\\\\", "controls and a backslash"},
        {"\xe2\x80\xae\xff\xef\xbf\xbe", "\\u{202e}\\xff\\u{fffe}",
         "directions, no UTF-8, what XML may not have"},
        {"com.example.bank, 1", "com.example.bank, 1", "what is harmless"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_appends(str_from(rows[i].text), TEXT_HTML, rows[i].want,
                       rows[i].why);
    }
}

/* Each character at each place of a run of eight. */
static void text_in_html_is_escaped_wherever_it_stands(void **state)
{
    static const char marks[] = "<>&\"'`\\\n";
    size_t i;
    size_t at;

    (void)state;
    for (i = 0; marks[i] != '\0'; i++) {
        for (at = 0; at < 16; at++) {
            char text[] = "abcdefghijklmnop";

            text[at] = marks[i];
            assert_false(text_is_plain(str_from(text), TEXT_HTML));
        }
    }
    assert_true(text_is_plain(str_from("abc, (def); g=h"), TEXT_HTML));
}

static void text_is_plain_when_each_of_its_bytes_is(void **state)
{
    enum text_escape escape;
    size_t len;
    unsigned byte;

    (void)state;
    for (escape = TEXT_VISIBLE; escape <= TEXT_JSON; escape++) {
        assert_true(text_is_plain(str_from(""), escape));
        for (byte = 0; byte < 256; byte++) {
            for (len = 1; len <= 20; len++) {
                assert_plainness(byte, len, escape);
            }
        }
    }
}

static void text_with_a_zero_byte_goes_on_after_it(void **state)
{
    struct str text = {"a\0b", 3};

    (void)state;
    assert_appends(text, TEXT_VISIBLE, "a\\x00b", "visible");
    assert_appends(text, TEXT_JSON, "a\\u0000b", "json");
}

/* Numbers that only look random, the same in every run. */
static unsigned next_byte(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 24;
}

static void assert_harmless(const struct buf *buf, size_t width,
                            enum text_escape escape)
{
    struct str rest = {(const char *)buf->data, buf->len};
    size_t columns = 0;

    while (rest.len > 0) {
        uint32_t point;
        size_t len = text_decode(rest, &point);
        struct str one = {rest.ptr, len};

        assert_true(point != TEXT_ILL_FORMED);
        assert_true(point >= 0x20 && !(point >= 0x7f && point <= 0x9f));
        assert_true(point < 0x2028 || point > 0x202e);
        assert_true(escape != TEXT_FIELD || (point != ' ' && point != ','));
        assert_true(escape != TEXT_CELL_WORD || point != ' ');
        columns += point == '\\' ? 1 : text_width(one, TEXT_VISIBLE);
        rest.ptr += len;
        rest.len -= len;
    }
    if (escape == TEXT_VISIBLE || escape == TEXT_FIELD) {
        assert_int_equal(columns, width);
    }
}

static void text_of_any_bytes_becomes_harmless(void **state)
{
    uint32_t seed = 1;
    unsigned round;

    (void)state;
    for (round = 0; round < 3000; round++) {
        enum text_escape escape = (enum text_escape)(round % 5);
        char bytes[64];
        struct str text = {bytes, round % sizeof(bytes)};
        struct buf buf;
        size_t i;

        for (i = 0; i < text.len; i++) {
            unsigned byte = next_byte(&seed);

            /* Half of it from the bytes that UTF-8 is made of. */
            bytes[i] = (char)(round % 2 == 0 ? byte : 0x80 | byte % 0x74);
        }
        buf_init(&buf, OUT_MAX);
        assert_int_equal(text_append(&buf, text, escape), 0);
        assert_harmless(
            &buf, escape <= TEXT_FIELD ? text_width(text, escape) : 0, escape);
        buf_fini(&buf);
    }
}

static void text_says_when_the_buffer_is_full(void **state)
{
    static const char *const texts[] = {"plain", "a\x1b", "\\", "\xff",
                                        "x\xe2\x80\xae"};
    size_t i;
    size_t max;

    (void)state;
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct str text = str_from(texts[i]);
        size_t need = text_width(text, TEXT_VISIBLE);

        for (max = 0; max <= need; max++) {
            struct buf buf;

            buf_init(&buf, max);
            assert_int_equal(text_append(&buf, text, TEXT_VISIBLE),
                             max == need ? 0 : ERR_LIMIT);
            assert_true(buf.len <= max);
            buf_fini(&buf);
        }
    }
}

static const struct {
    const char *text;
    size_t max;
    size_t want;
    const char *why;
} pieces[] = {
    {"abc", 4, 3, "shorter"},
    {"abcd", 4, 4, "just so long"},
    {"abcdef", 4, 4, "letters"},
    {"abc\xc3\xa4", 4, 3, "two bytes at the end"},
    {"ab\xc3\xa4z", 4, 4, "two bytes that fit"},
    {"ab\xe2\x82\xac", 4, 2, "three bytes, one missing"},
    {"abc\xe2\x82\xac", 4, 3, "three bytes, two missing"},
    {"a\xf0\x9f\x98\x80", 4, 1, "four bytes, one missing"},
    {"\xf0\x9f\x98\x80\xf0", 4, 4, "four bytes that fit"},
    {"\xf0\x9f\x98\x80\x80", 4, 4, "a stray byte behind a character"},
    {"\x80\x80\x80\x80\x80\x80", 4, 4, "nothing but stray bytes"},
};

static void text_piece_does_not_cut_a_character(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        size_t got = text_piece(str_from(pieces[i].text), pieces[i].max);

        if (got != pieces[i].want) {
            fail_msg("%s: %zu", pieces[i].why, got);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped_for_where_it_goes),
        cmocka_unit_test(text_in_a_field_has_no_blank_and_no_comma),
        cmocka_unit_test(text_in_a_cell_doubles_quotation_marks),
        cmocka_unit_test(text_in_html_neither_begins_nor_ends_anything),
        cmocka_unit_test(text_in_html_is_escaped_wherever_it_stands),
        cmocka_unit_test(text_is_plain_when_each_of_its_bytes_is),
        cmocka_unit_test(text_with_a_zero_byte_goes_on_after_it),
        cmocka_unit_test(text_of_any_bytes_becomes_harmless),
        cmocka_unit_test(text_says_when_the_buffer_is_full),
        cmocka_unit_test(text_piece_does_not_cut_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
