/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody hears who mistypes a command or an option. */
#include "cmd/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <getopt.h>

#define WORDS_MAX 5

/* The sentence of adbnet WORDS; "": they were understood. */
static const char *said_of(const char *const words[WORDS_MAX],
                           struct settings *out, struct err *err)
{
    union {
        const char *in[WORDS_MAX + 2];
        char *out[WORDS_MAX + 2];
    } argv = {{"adbnet"}};
    int argc = 1;

    for (size_t i = 0; i < WORDS_MAX && words[i] != NULL; i++) {
        argv.in[argc++] = words[i];
    }
    optind = 0; /* getopt begins anew */
    return options_parse(argc, argv.out, out, err) < 0 ? err->text : "";
}

static const struct {
    const char *words[WORDS_MAX];
    const char *want;
    const char *why;
} cases[] = {
    {{"wach"},
     "'wach' is not a command; nearest: watch; see adbnet --help",
     "one letter lacks"},
    {{"con"},
     "'con' is not a command; nearest: conns; see adbnet --help",
     "a beginning"},
    {{"xyzzy"},
     "'xyzzy' is not a command; see adbnet --help",
     "near to nothing"},
    {{""}, "'' is not a command; see adbnet --help", "no word"},
    {{"help", "xyzzy"},
     "'xyzzy' is not a command; see adbnet --help",
     "help of what is not there"},
    {{"watch", "--duratoin", "3"},
     "unknown option --duratoin; nearest: --duration; see adbnet watch "
     "--help",
     "two letters changed places"},
    {{"conns", "--durtion", "3"},
     "unknown option --durtion; see adbnet conns --help",
     "what is near is of another command"},
    {{"conns", "--lisen"},
     "unknown option --lisen; nearest: --listening; see adbnet conns "
     "--help",
     "short, and a letter lacks"},
    {{"conns", "--zz"},
     "unknown option --zz; see adbnet conns --help",
     "too short to be near"},
    {{"connect", "192.0.2.40:5555"},
     "'connect' is not a command; a phone on TCP is named, as in adbnet "
     "-s HOST:PORT conns",
     "adb has it"},
    {{"--recrod", "x"},
     "unknown option --recrod; nearest: --record; see adbnet --help",
     "in front of the command"},
    {{"watch", "--duratoin=3"},
     "unknown option --duratoin=3; nearest: --duration; see adbnet watch "
     "--help",
     "with its value"},
    {{"--re"}, "--re can be --record or --replay", "short for several"},
    {{"watch", "-Q"}, "unknown option -Q; see adbnet watch --help", ""},
    {{"watch", "x", "--duration"},
     "--duration needs TIME behind it; see adbnet watch --help",
     "a value lacks"},
    {{"-s"}, "-s needs SERIAL behind it; see adbnet --help", "of a letter"},
    {{"--json=x"}, "--json takes no value (--json=x)", "a value too much"},
};

static void complain_says_what_is_near_and_where_help_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct settings settings;
        struct err err = {0, ""};

        assert_string_equal(said_of(cases[i].words, &settings, &err),
                            cases[i].want);
        assert_int_equal(err.code, ERR_USAGE);
        free(settings.arguments);
    }
}

static void help_is_a_word_of_its_own(void **state)
{
    static const char *const alone[WORDS_MAX] = {"help"};
    static const char *const of_watch[WORDS_MAX] = {"help", "watch"};
    static const char *const argument[WORDS_MAX] = {"conns", "help"};
    struct settings settings;
    struct err err;

    (void)state;
    assert_string_equal(said_of(alone, &settings, &err), "");
    assert_true(settings.want_help && settings.command == NULL);
    free(settings.arguments);
    assert_string_equal(said_of(of_watch, &settings, &err), "");
    assert_true(settings.want_help);
    assert_string_equal(settings.command->name, "watch");
    free(settings.arguments);
    /* Behind a command it is somebody's name. */
    assert_string_equal(said_of(argument, &settings, &err), "");
    assert_false(settings.want_help);
    assert_int_equal(settings.argument_count, 1);
    free(settings.arguments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(complain_says_what_is_near_and_where_help_is),
        cmocka_unit_test(help_is_a_word_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
