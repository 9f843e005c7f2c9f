/* SPDX-License-Identifier: Apache-2.0 */
/* The live view without a terminal: keys in, lines out. */
#include "screen/state.h"

#include "base/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define LINES 12

struct shown {
    char text[64][256];
    enum screen_look look[64];
    size_t count;
};

static void keep_line(void *ctx, size_t line, enum screen_look look,
                      const char *text)
{
    struct shown *shown = ctx;

    assert_int_equal(line, shown->count);
    assert_true(line < 64);
    assert_true(strlen(text) < sizeof(shown->text[0]));
    memcpy(shown->text[line], text, strlen(text) + 1);
    shown->look[line] = look;
    shown->count++;
}

static struct shown show(struct screen_state *state)
{
    struct shown shown = {.count = 0};

    screen_lines(state, keep_line, &shown);
    return shown;
}

static const struct screen_row bank[] = {
    {.id = 1,
     .group = "com.example.bank (uid 10093)",
     .proto = "tcp",
     .remote = "203.0.113.10:443",
     .name = "api.bank.example",
     .state = "ESTABLISHED",
     .since_ms = 410,
     .age_ms = 12000,
     .count = 2,
     .flag = ' '},
    {.id = 2,
     .group = "com.example.bank (uid 10093)",
     .proto = "tcp",
     .remote = "198.51.100.80:80",
     .name = "~img.ads.example",
     .state = "closed",
     .since_ms = 620,
     .age_ms = 3200,
     .count = 1,
     .flag = '!',
     .is_over = true},
    {.id = 3,
     .group = "com.example.push (uid 10121)",
     .proto = "tcp",
     .remote = "198.51.100.188:5228",
     .name = "-",
     .state = "ESTABLISHED",
     .since_ms = 900,
     .age_ms = 11500,
     .count = 1,
     .flag = ' ',
     .is_service = true},
};

static void feed(struct screen_state *state, const struct screen_row *rows,
                 size_t count)
{
    const struct screen_feed all = {.title = "com.example.bank 4.2.1",
                                    .status = "Pixel 7   5/s   62 ok",
                                    .foot = "seen 97 % of TCP connects",
                                    .news = "mark: login",
                                    .rows = rows,
                                    .row_count = count};

    assert_int_equal(screen_feed(state, &all), 0);
}

static int start(void **ctx)
{
    struct screen_state *state = malloc(sizeof(*state));

    assert_non_null(state);
    screen_init(state);
    screen_resize(state, 80, LINES);
    feed(state, bank, 3);
    *ctx = state;
    return 0;
}

static int end(void **ctx)
{
    screen_fini(*ctx);
    free(*ctx);
    return 0;
}

static enum screen_action type(struct screen_state *state, const char *text)
{
    enum screen_action action = SCREEN_NOTHING;

    for (; *text != '\0'; text++) {
        action = screen_key(state, SCREEN_KEY_TEXT, *text);
    }
    return action;
}

static void the_list_is_what_a_tester_reads(void **ctx)
{
    static const char *const lines[LINES] = {
        "com.example.bank 4.2.1                                     "
        "Pixel 7   5/s   62 ok",
        "   SINCE   AGE   N PROT REMOTE                NAME                  "
        "STATE",
        "com.example.bank (uid 10093)",
        ">   0.41  12.0   2 tcp  203.0.113.10:443      api.bank.example      "
        "ESTABLISHED",
        " !  0.62   3.2   1 tcp  198.51.100.80:80      ~img.ads.example      "
        "closed",
        "same time, services acting for apps",
        "com.example.push (uid 10121)",
        "    0.90  11.5   1 tcp  198.51.100.188:5228   -                     "
        "ESTABLISHED",
        "",
        "mark: login",
        "seen 97 % of TCP connects",
        "m mark   / filter   p pause   Enter details   q quit and print "
        "summary",
    };
    struct shown shown = show(*ctx);

    assert_int_equal(shown.count, LINES);
    for (size_t i = 0; i < LINES; i++) {
        assert_string_equal(shown.text[i], lines[i]);
    }
    assert_int_equal(shown.look[3], SCREEN_CURSOR);
    assert_int_equal(shown.look[7], SCREEN_PLAIN);
    assert_int_equal(shown.look[4], SCREEN_FLAGGED);
}

static void a_long_address_is_whole_and_the_name_below(void **ctx)
{
    static const struct screen_row rows[] = {
        {.id = 1,
         .group = "g",
         .proto = "udp",
         .remote = "[2001:db8:4:81f::200e]:443",
         .name = "edge-6.cdn.example",
         .state = "CONNECTED",
         .count = 1,
         .flag = ' '},
        {.id = 2,
         .group = "g",
         .proto = "udp",
         .remote = "[2001:db8:1111:2222:3333:4444:5555:6666]:65535",
         .name = "-",
         .state = "CONNECTED",
         .count = 1,
         .flag = ' '},
    };
    struct screen_state *state = *ctx;
    struct shown shown;

    feed(state, rows, 2);
    shown = show(state);
    assert_string_equal(
        shown.text[3] + 24,
        "[2001:db8:4:81f::200e]:443                  CONNECTED");
    assert_string_equal(shown.text[4] + 46, "edge-6.cdn.example    ");
    assert_string_equal(shown.text[5] + 24,
                        "[2001:db8:1111:2222:3333:4444:5555:6666]:65535 ");
    assert_string_equal(shown.text[6] + 46, "-                     CONNECTED");
}

static void a_long_name_ends_in_dots(void **ctx)
{
    struct screen_row row = bank[0];
    struct screen_state *state = *ctx;
    struct shown shown;

    row.name = "a-very-long-name-of-a-host.cdn.example";
    feed(state, &row, 1);
    shown = show(state);
    assert_string_equal(shown.text[3] + 46,
                        "a-very-long-name-of.. ESTABLISHED");
    screen_resize(state, 120, LINES);
    shown = show(state);
    assert_non_null(strstr(shown.text[3], row.name));
}

static void no_line_is_wider_than_the_terminal(void **ctx)
{
    struct screen_row row = bank[0];
    struct screen_state *state = *ctx;
    char group[300];
    struct shown shown;

    memset(group, 'g', sizeof(group) - 1);
    group[sizeof(group) - 1] = '\0';
    row.group = group;
    row.since_ms = 999999999;
    row.age_ms = 999999999;
    row.count = 123456;
    feed(state, &row, 1);
    shown = show(state);
    for (size_t i = 0; i < shown.count; i++) {
        assert_true(strlen(shown.text[i]) <= 80);
    }
    assert_string_equal(shown.text[2] + 77, "g..");
    assert_memory_equal(shown.text[3], "> 277h46 277h46 999 tcp", 23);
}

static void times_are_told_in_their_columns(void **ctx)
{
    static const struct {
        int64_t ms;
        const char *since; /* from the second column on */
        const char *why;
    } cases[] = {
        {0, "   0.00", "the start"},
        {999990, " 999.99", "the last with hundredths"},
        {1000000, "  16m40", "minutes"},
        {59999999, " 999m59", "the last minute"},
        {60000000, "  16h40", "hours"},
        {-500, "  -0.50", "before the start"},
        {-99990, " -99.99", "long before"},
        {-100000, "  -1m40", "longer before"},
    };
    struct screen_state *state = *ctx;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct screen_row row = bank[0];
        struct shown shown;

        row.since_ms = cases[i].ms;
        feed(state, &row, 1);
        shown = show(state);
        if (memcmp(shown.text[3] + 1, cases[i].since, 7) != 0) {
            fail_msg("%s: \"%.9s\"", cases[i].why, shown.text[3]);
        }
    }
}

static void the_filter_works_while_it_is_typed(void **ctx)
{
    struct screen_state *state = *ctx;
    struct shown shown;

    assert_int_equal(type(state, "/ADS"), SCREEN_NOTHING);
    shown = show(state);
    assert_non_null(strstr(shown.text[3], "~img.ads.example"));
    assert_string_equal(shown.text[LINES - 1], "filter: ADS_");
    assert_int_equal(screen_key(state, SCREEN_KEY_ENTER, 0), SCREEN_NOTHING);
    shown = show(state);
    assert_non_null(strstr(shown.text[LINES - 3], "only what contains: ADS"));
    (void)type(state, "/xx");
    shown = show(state);
    assert_string_equal(shown.text[2], " nothing matches the filter");
    (void)screen_key(state, SCREEN_KEY_ESCAPE, 0);
    shown = show(state);
    assert_non_null(strstr(shown.text[3], "api.bank.example"));
}

static void the_cursor_stays_on_its_row(void **ctx)
{
    struct screen_state *state = *ctx;
    uint64_t id;
    struct shown shown;

    assert_true(screen_cursor(state, &id));
    (void)screen_key(state, SCREEN_KEY_DOWN, 0);
    assert_true(screen_cursor(state, &id));
    assert_int_equal(id, 2);
    feed(state, bank + 1, 2);
    assert_true(screen_cursor(state, &id));
    assert_int_equal(id, 2);
    shown = show(state);
    assert_int_equal(shown.look[3], SCREEN_CURSOR);
    assert_int_equal(shown.text[3][0], '>');
    /* Gone: what comes to its place has it. */
    feed(state, bank, 3);
    feed(state, (const struct screen_row[]){bank[0], bank[2]}, 2);
    assert_true(screen_cursor(state, &id));
    assert_int_equal(id, 3);
    feed(state, bank + 2, 1);
    assert_true(screen_cursor(state, &id));
    assert_int_equal(id, 3);
    feed(state, bank, 0);
    assert_false(screen_cursor(state, &id));
    assert_int_equal(screen_key(state, SCREEN_KEY_ENTER, 0), SCREEN_NOTHING);
}

static void a_pause_keeps_the_rows_and_not_the_status(void **ctx)
{
    struct screen_state *state = *ctx;
    const struct screen_feed later = {.title = "t",
                                      .status = "80 ok",
                                      .foot = "f",
                                      .news = "",
                                      .rows = bank + 2,
                                      .row_count = 1};
    struct shown shown;

    (void)type(state, "p");
    assert_int_equal(screen_feed(state, &later), 0);
    shown = show(state);
    assert_non_null(strstr(shown.text[0], "80 ok"));
    assert_non_null(strstr(shown.text[3], "api.bank.example"));
    assert_non_null(strstr(shown.text[4], "~img.ads.example"));
    assert_non_null(strstr(shown.text[LINES - 3], "paused"));
    (void)type(state, "p");
    assert_int_equal(screen_feed(state, &later), 0);
    shown = show(state);
    assert_string_equal(shown.text[2], "same time, services acting for apps");
}

static void a_mark_is_what_was_typed(void **ctx)
{
    struct screen_state *state = *ctx;

    assert_int_equal(type(state, "mlogged inX"), SCREEN_NOTHING);
    assert_int_equal(screen_key(state, SCREEN_KEY_BACKSPACE, 0),
                     SCREEN_NOTHING);
    assert_string_equal(show(state).text[LINES - 1], "mark: logged in_");
    assert_int_equal(screen_key(state, SCREEN_KEY_ENTER, 0), SCREEN_MARK);
    assert_string_equal(screen_input(state), "logged in");
    /* An empty one, and one that was given up, are none. */
    (void)type(state, "m");
    assert_int_equal(screen_key(state, SCREEN_KEY_ENTER, 0), SCREEN_NOTHING);
    (void)type(state, "mq");
    assert_int_equal(screen_key(state, SCREEN_KEY_ESCAPE, 0), SCREEN_NOTHING);
    assert_int_equal(type(state, "q"), SCREEN_QUIT);
}

static void input_ends_at_its_maximum(void **ctx)
{
    struct screen_state *state = *ctx;

    (void)type(state, "m");
    for (size_t i = 0; i < SCREEN_INPUT_MAX * 2; i++) {
        (void)type(state, "x");
    }
    assert_int_equal(strlen(screen_input(state)), SCREEN_INPUT_MAX);
}

static void details_are_read_and_left(void **ctx)
{
    struct screen_state *state = *ctx;
    struct shown shown;

    assert_int_equal(screen_key(state, SCREEN_KEY_ENTER, 0), SCREEN_DETAILS);
    assert_int_equal(screen_details(state, "1\n2\n3\n4\n5\n6\n7\n8\n9"), 0);
    shown = show(state);
    assert_string_equal(shown.text[2], "1");
    assert_string_equal(shown.text[8], "7");
    assert_string_equal(shown.text[9], "mark: login");
    (void)screen_key(state, SCREEN_KEY_DOWN, 0);
    assert_string_equal(show(state).text[2], "2");
    (void)screen_key(state, SCREEN_KEY_END, 0);
    assert_string_equal(show(state).text[2], "9");
    assert_int_equal(type(state, "q"), SCREEN_NOTHING);
    assert_string_equal(show(state).text[2], "com.example.bank (uid 10093)");
}

static void a_long_list_scrolls_with_the_cursor(void **ctx)
{
    struct screen_row rows[40];
    struct screen_state *state = *ctx;
    char remotes[40][24];
    struct shown shown;
    uint64_t id;

    for (size_t i = 0; i < 40; i++) {
        rows[i] = bank[0];
        rows[i].id = i;
        rows[i].remote = format_text(remotes[i], sizeof(remotes[i]),
                                     "203.0.113.%d:443", (int)i);
    }
    feed(state, rows, 40);
    (void)screen_key(state, SCREEN_KEY_HOME, 0);
    for (size_t i = 0; i < 40; i++) {
        bool is_seen = false;

        assert_true(screen_cursor(state, &id));
        assert_int_equal(id, i);
        shown = show(state);
        for (size_t line = 2; line < LINES - 3; line++) {
            is_seen = is_seen || (shown.look[line] == SCREEN_CURSOR &&
                                  strstr(shown.text[line], remotes[i]) != NULL);
        }
        assert_true(is_seen);
        (void)screen_key(state, SCREEN_KEY_DOWN, 0);
    }
    (void)screen_key(state, SCREEN_KEY_HOME, 0);
    assert_string_equal(show(state).text[2], "com.example.bank (uid 10093)");
    (void)screen_key(state, SCREEN_KEY_PAGE_DOWN, 0);
    assert_true(screen_cursor(state, &id));
    assert_int_equal(id, 7);
}

static void a_terminal_too_small_is_told_so(void **ctx)
{
    struct screen_state *state = *ctx;
    struct shown shown;

    screen_resize(state, 40, 3);
    shown = show(state);
    assert_int_equal(shown.count, 3);
    assert_string_equal(shown.text[0], "80 columns and 8 lines are needed");
    screen_resize(state, 80, 0);
    assert_int_equal(show(state).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_list_is_what_a_tester_reads, start,
                                        end),
        cmocka_unit_test_setup_teardown(
            a_long_address_is_whole_and_the_name_below, start, end),
        cmocka_unit_test_setup_teardown(a_long_name_ends_in_dots, start, end),
        cmocka_unit_test_setup_teardown(no_line_is_wider_than_the_terminal,
                                        start, end),
        cmocka_unit_test_setup_teardown(times_are_told_in_their_columns, start,
                                        end),
        cmocka_unit_test_setup_teardown(the_filter_works_while_it_is_typed,
                                        start, end),
        cmocka_unit_test_setup_teardown(the_cursor_stays_on_its_row, start,
                                        end),
        cmocka_unit_test_setup_teardown(
            a_pause_keeps_the_rows_and_not_the_status, start, end),
        cmocka_unit_test_setup_teardown(a_mark_is_what_was_typed, start, end),
        cmocka_unit_test_setup_teardown(input_ends_at_its_maximum, start, end),
        cmocka_unit_test_setup_teardown(details_are_read_and_left, start, end),
        cmocka_unit_test_setup_teardown(a_long_list_scrolls_with_the_cursor,
                                        start, end),
        cmocka_unit_test_setup_teardown(a_terminal_too_small_is_told_so, start,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
