/* SPDX-License-Identifier: Apache-2.0 */
/* Command lines that a shell would take apart as they were. */
#include "cmd/command_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void command_line_can_be_typed_again(void **state)
{
    static const struct {
        const char *words[4];
        const char *want;
    } cases[] = {
        {{"x", "watch", "com.example.bank", ":443"},
         "adbnet watch com.example.bank :443"},
        {{"x", "--save", "my run.adbnet", ""},
         "adbnet --save 'my run.adbnet' ''"},
        {{"x", "it's", "$HOME", "*"}, "adbnet 'it'\\''s' '$HOME' '*'"},
        {{"x", "--proxy", "http://me:secret@proxy.example:3128/", "a@b"},
         "adbnet --proxy http://...@proxy.example:3128/ a@b"},
        {{"x", "--start=https://app.example/", "http://", "@"},
         "adbnet --start=https://app.example/ http:// @"},
        {{"x", "a;b", "a\nb", "http://'@h"},
         "adbnet 'a;b' 'a\nb' 'http://...@h'"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        union {
            const char *const *in;
            char *const *out;
        } words = {cases[i].words};
        struct settings settings = {.words = words.out, .word_count = 4};
        struct buf text;

        buf_init(&text, 4096);
        assert_int_equal(command_line_put(&settings, &text), 0);
        assert_string_equal((const char *)text.data, cases[i].want);
        buf_fini(&text);
        buf_init(&text, 10);
        assert_true(command_line_put(&settings, &text) < 0);
        buf_fini(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(command_line_can_be_typed_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
