/* SPDX-License-Identifier: Apache-2.0 */
/* What a list of phones says of each. */
#include "collect/brief.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void the_answer_is_read_as_far_as_it_goes(void **state)
{
    static const struct {
        const char *why;
        const char *answer;
        struct brief want;
    } cases[] = {
        {"a phone",
         "[shell.uid]: [2000]\n[shell.su]: [0]\n"
         "[ro.product.model]: [Pixel 7]\n[ro.build.version.release]: [14]\n"
         "[ro.boot.qemu.avd_name]: []\n[ro.kernel.qemu.avd_name]: []\n",
         {"Pixel 7", "14", "", 2000, false}},
        {"an emulator whose adbd is root, through a terminal",
         "[shell.uid]: [0]\r\n[shell.su]: [1]\r\n"
         "[ro.product.model]: [sdk_gphone64]\r\n"
         "[ro.build.version.release]: [13]\r\n"
         "[ro.boot.qemu.avd_name]: [Pixel_6_API33]\r\n",
         {"sdk_gphone64", "13", "Pixel_6_API33", 0, true}},
        {"an older emulator",
         "[ro.boot.qemu.avd_name]: []\n[ro.kernel.qemu.avd_name]: [Nexus]\n",
         {"", "", "Nexus", -1, false}},
        {"cut",
         "[shell.uid]: [2000]\n[shell.su]: [1]\n[ro.product.mo",
         {"", "", "", 2000, true}},
        {"a shell that knows no USER_ID",
         "[shell.uid]: []\n",
         {"", "", "", -1, false}},
        {"a model that would be root",
         "[shell.uid]: [2000]\n[shell.su]: [0]\n"
         "[ro.product.model]: [a\n[shell.uid]: [0]\n[shell.su]: [1]\n",
         {"", "", "", 2000, false}},
        {"not a word of it", "sh: not found\n", {"", "", "", -1, false}},
        {"nothing", "", {"", "", "", -1, false}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct brief *want = &cases[i].want;
        struct brief got;

        brief_read(str_from(cases[i].answer), &got);
        if (strcmp(got.model, want->model) != 0 ||
            strcmp(got.android, want->android) != 0 ||
            strcmp(got.avd, want->avd) != 0 ||
            got.shell_uid != want->shell_uid || got.has_su != want->has_su) {
            fail_msg("%s: %s, %s, %s, %d, %d", cases[i].why, got.model,
                     got.android, got.avd, (int)got.shell_uid, got.has_su);
        }
    }
}

static void what_is_too_long_is_cut_and_a_nul_is_nothing(void **state)
{
    static const char nul[] = "[ro.product.model]: [a\0b]\n";
    struct brief got;
    char text[400];

    (void)state;
    memset(text, 'x', sizeof(text));
    memcpy(text, "[ro.product.model]: [", 21);
    text[sizeof(text) - 1] = ']';
    brief_read((struct str){text, sizeof(text)}, &got);
    assert_int_equal(strlen(got.model), BRIEF_WORD_CAP - 1);
    brief_read((struct str){nul, sizeof(nul) - 1}, &got);
    assert_string_equal(got.model, "");
}

static void root_is_said_in_four_ways(void **state)
{
    (void)state;
    assert_null(brief_root(-1, true));
    assert_string_equal(brief_root(0, true), "yes (adbd)");
    assert_string_equal(brief_root(2000, true), "su found");
    assert_string_equal(brief_root(2000, false), "no");
}

static void the_question_travels_in_one_piece(void **state)
{
    struct buf text;

    (void)state;
    buf_init(&text, BRIEF_TEXT_MAX);
    assert_int_equal(brief_put(&text), 0);
    assert_null(memchr(text.data, '\n', text.len));
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_is_read_as_far_as_it_goes),
        cmocka_unit_test(what_is_too_long_is_cut_and_a_nul_is_nothing),
        cmocka_unit_test(root_is_said_in_four_ways),
        cmocka_unit_test(the_question_travels_in_one_piece),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
