/* SPDX-License-Identifier: Apache-2.0 */
/* The table in both forms: golden files, and what must hold for any. */
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum look { PLAIN, WIDE, EXTENDED, PROGRAMS };

static const struct table_golden {
    const char *file;
    void (*make)(struct world *world);
    unsigned width;
    enum look look;
    const char *why;
} goldens[] = {
    {"usual-80.txt", world_make_usual, 80, PLAIN, "every kind of owner"},
    {"usual-110.txt", world_make_usual, 110, PLAIN, "room for LOCAL"},
    {"usual-200.txt", world_make_usual, 200, PLAIN, "a wide terminal"},
    {"usual-piped.txt", world_make_usual, 0, PLAIN, "rows only"},
    {"usual-wide-80.txt", world_make_usual, 80, WIDE, "-W"},
    {"usual-extended-80.txt", world_make_usual, 80, EXTENDED, "-e"},
    {"usual-extended-piped.txt", world_make_usual, 0, EXTENDED, "-e"},
    {"usual-programs-80.txt", world_make_usual, 80, PROGRAMS, "-p"},
    {"usual-programs-piped.txt", world_make_usual, 0, PROGRAMS, "-p"},
    {"held-80.txt", world_make_held, 80, PROGRAMS, "several holders"},
    {"long-80.txt", world_make_long, 80, PLAIN, "nothing fits"},
    {"long-wide-80.txt", world_make_long, 80, WIDE, "two long ends"},
    {"long-110.txt", world_make_long, 110, PLAIN, "one long end fits"},
    {"long-200.txt", world_make_long, 200, PLAIN, "all fits"},
    {"long-piped.txt", world_make_long, 0, PLAIN, "columns as wide"},
    {"hostile-80.txt", world_make_hostile, 80, EXTENDED, "escaped"},
    {"hostile-piped.txt", world_make_hostile, 0, PLAIN, "escaped"},
    {"listening-80.txt", world_make_listening, 80, PLAIN, "-l"},
    {"listening-piped.txt", world_make_listening, 0, PLAIN, "-l"},
    {"all-80.txt", world_make_all, 80, PLAIN, "rows without a peer"},
    {"all-110.txt", world_make_all, 110, PLAIN, "likewise with LOCAL"},
    {"netstat-80.txt", world_make_netstat, 80, PLAIN, "names and gaps"},
    {"netstat-110.txt", world_make_netstat, 110, PLAIN, "likewise, LOCAL"},
    {"netstat-extended-80.txt", world_make_netstat, 80, EXTENDED, "-e"},
    {"netstat-extended-piped.txt", world_make_netstat, 0, EXTENDED, "-e"},
    {"local-80.txt", world_make_local, 80, PLAIN, "-w -x"},
    {"local-extended-80.txt", world_make_local, 80, EXTENDED, "-e"},
    {"local-extended-piped.txt", world_make_local, 0, EXTENDED, "-e"},
    {"network-80.txt", world_make_network, 80, PLAIN, "what is set"},
    {"network-piped.txt", world_make_network, 0, PLAIN, "likewise"},
    {"empty-80.txt", world_make_empty, 80, PLAIN, "kinds of empty"},
    {"empty-piped.txt", world_make_empty, 0, PLAIN, "a header is left"},
};

#define GOLDEN_COUNT (sizeof(goldens) / sizeof(goldens[0]))

static void render_golden(const struct table_golden *golden,
                          struct world *world, struct catcher *catcher)
{
    struct sink_options options = options_of(golden->width);

    options.want_wide = golden->look == WIDE;
    options.want_extended = golden->look == EXTENDED;
    options.want_programs = golden->look == PROGRAMS;
    golden->make(world);
    catcher_init(catcher);
    render("table", &options, world_result(world), catcher);
}

static void table_looks_like_the_golden_files(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < GOLDEN_COUNT; i++) {
        struct world world;
        struct catcher catcher;
        char people[64];

        render_golden(&goldens[i], &world, &catcher);
        assert_golden(goldens[i].file, &catcher.streams[SINK_DATA]);
        if (goldens[i].width == 0) {
            (void)snprintf(people, sizeof(people), "%.*s-people.txt",
                           (int)(strlen(goldens[i].file) - 4), goldens[i].file);
            assert_golden(people, &catcher.streams[SINK_PEOPLE]);
        } else {
            assert_int_equal(catcher.streams[SINK_PEOPLE].len, 0);
        }
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

static void table_is_no_wider_than_the_terminal(void **state)
{
    unsigned width;
    size_t i;

    (void)state;
    for (i = 0; i < GOLDEN_COUNT; i++) {
        struct table_golden golden = goldens[i];

        /* The longest word of all is a name that attacks, 61 columns. */
        for (width = 80; width <= 240 && golden.width > 0; width += 5) {
            struct world world;
            struct catcher catcher;

            golden.width = width;
            render_golden(&golden, &world, &catcher);
            if (widest_line(&catcher.streams[SINK_DATA]) > width) {
                print_error("%.*s", (int)catcher.streams[SINK_DATA].len,
                            (const char *)catcher.streams[SINK_DATA].data);
                fail_msg("%s: over %u columns", golden.file, width);
            }
            catcher_fini(&catcher);
            world_fini(&world);
        }
    }
}

static void table_cuts_nothing(void **state)
{
    static const char *const whole[] = {
        "com.example.averylongpackagename.thatgoesonandon.untilsixtyy",
        "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535",
        "198.51.100.100:65535",
        "UNKNOWN(0x0f)",
        "1010093",
    };
    static const char *const local = "255.255.255.255:65535";
    static const char *const locals[] = {
        "[2001:db8:1111:2222:3333:4444:5555:6666]:47919",
        "[2001:db8:1111:2222:3333:4444:5555:6666]:47920",
    };
    unsigned width;
    int look;

    (void)state;
    for (width = 0; width <= 240; width += 10) {
        for (look = PLAIN; look <= EXTENDED; look++) {
            struct table_golden golden = {"", world_make_long, width,
                                          (enum look)look, ""};
            bool has_local = width == 0 || width >= 110 || look != PLAIN;
            struct world world;
            struct catcher catcher;
            size_t i;

            render_golden(&golden, &world, &catcher);
            for (i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
                assert_true(contains(&catcher.streams[SINK_DATA], whole[i]));
            }
            for (i = 0; i < 2 && has_local; i++) {
                assert_true(contains(&catcher.streams[SINK_DATA], locals[i]));
            }
            assert_int_equal(contains(&catcher.streams[SINK_DATA], local),
                             has_local);
            catcher_fini(&catcher);
            world_fini(&world);
        }
    }
}

static void table_of_a_narrow_terminal_is_that_of_80(void **state)
{
    static const unsigned widths[] = {1, 20, 79};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
        struct table_golden golden = {"", world_make_usual, widths[i], PLAIN,
                                      ""};
        struct world world;
        struct catcher catcher;

        render_golden(&golden, &world, &catcher);
        assert_golden("usual-80.txt", &catcher.streams[SINK_DATA]);
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

/* Copies without the colour. */
static void strip(const struct buf *from, struct buf *to)
{
    size_t i = 0;

    while (i < from->len) {
        if (from->data[i] == 0x1b) {
            while (from->data[i] != 'm') {
                i++;
            }
        } else {
            assert_int_equal(buf_putc(to, (char)from->data[i]), 0);
        }
        i++;
    }
}

static void table_with_colour_says_the_same(void **state)
{
    static const char *const colored[] = {
        "\x1b[1mcom.example.bank (uid 10093)\x1b[0m\n",
        "\n\x1b[31m!\x1b[0mtcp  198.51.100.80:80 ",
        " \x1b[2mtcp  203.0.113.45:443           3 TIME_WAIT ",
        " 0\x1b[0m\n\n17 connections",
    };
    struct sink_options options = options_of(80);
    struct catcher catcher;
    struct world world;
    struct buf bare;
    size_t i;

    (void)state;
    options.want_color = true;
    world_make_usual(&world);
    catcher_init(&catcher);
    render("table", &options, world_result(&world), &catcher);
    for (i = 0; i < sizeof(colored) / sizeof(colored[0]); i++) {
        assert_true(contains(&catcher.streams[SINK_DATA], colored[i]));
    }
    buf_init(&bare, 100000);
    strip(&catcher.streams[SINK_DATA], &bare);
    assert_golden("usual-80.txt", &bare);
    buf_fini(&bare);
    catcher_fini(&catcher);
    world_fini(&world);
}

static void table_piped_is_never_coloured(void **state)
{
    struct sink_options options = options_of(0);
    struct catcher catcher;
    struct world world;

    (void)state;
    options.want_color = true;
    world_make_usual(&world);
    catcher_init(&catcher);
    render("table", &options, world_result(&world), &catcher);
    assert_golden("usual-piped.txt", &catcher.streams[SINK_DATA]);
    assert_golden("usual-piped-people.txt", &catcher.streams[SINK_PEOPLE]);
    catcher_fini(&catcher);
    world_fini(&world);
}

static void table_collapses_any_number_of_equal_rows(void **state)
{
    static const char *const bank[] = {"com.example.bank", NULL};
    struct sink_options options = options_of(80);
    struct catcher catcher;
    struct owner *owner;
    struct world world;
    size_t i;

    (void)state;
    world_init(&world);
    owner = world_owner(&world, 10093, bank);
    for (i = 0; i < 12345; i++) {
        struct sock_row *row =
            world_sock(&world, owner, SOCK_TCP, "192.0.2.17:40000",
                       "203.0.113.10:443", SOCK_ESTABLISHED);

        row->local_port = (uint16_t)(i + 1);
        row->rx_queue = 4000000000;
        row->tx_queue = 8;
    }
    catcher_init(&catcher);
    render("table", &options, world_result(&world), &catcher);
    assert_true(contains(&catcher.streams[SINK_DATA],
                         " tcp  203.0.113.10:443 12345 ESTABLISHED  49.3T  "
                         "98760\n"));
    assert_true(contains(&catcher.streams[SINK_DATA],
                         "12345 connections, 1 endpoint."));
    catcher_fini(&catcher);
    world_fini(&world);
}

static void table_keeps_the_sockets_of_two_owners_apart(void **state)
{
    static const char *const bank[] = {"com.example.bank", NULL};
    static const char *const mail[] = {"com.example.mail", NULL};
    struct sink_options options = options_of(80);
    struct catcher catcher;
    struct world world;

    (void)state;
    world_init(&world);
    (void)world_sock(&world, world_owner(&world, 10093, bank), SOCK_TCP,
                     "192.0.2.17:40000", "203.0.113.10:443", SOCK_ESTABLISHED);
    (void)world_sock(&world, world_owner(&world, 10147, mail), SOCK_TCP,
                     "192.0.2.17:40001", "203.0.113.10:443", SOCK_ESTABLISHED);
    catcher_init(&catcher);
    render("table", &options, world_result(&world), &catcher);
    assert_true(contains(&catcher.streams[SINK_DATA],
                         "com.example.bank (uid 10093)\n"
                         " tcp  203.0.113.10:443 1 ESTABLISHED      0      0\n"
                         "com.example.mail (uid 10147)\n"
                         " tcp  203.0.113.10:443 1 ESTABLISHED      0      0\n"
                         "\n"
                         "2 connections, 2 endpoints."));
    catcher_fini(&catcher);
    world_fini(&world);
}

static const struct {
    uint32_t bytes;
    const char *want;
} queues[] = {
    {0, "0"},
    {99999, "99999"},
    {100000, "100.0k"},
    {128999, "128.9k"},
    {999999, "999.9k"},
    {1000000, "1.0M"},
    {999999999, "999.9M"},
    {1000000000, "1.0G"},
    {4294967295, "4.2G"},
};

static void table_shortens_long_queues(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(queues) / sizeof(queues[0]); i++) {
        struct sink_options options = options_of(80);
        struct catcher catcher;
        struct world world;
        char want[32];

        world_init(&world);
        world_sock(&world, NULL, SOCK_TCP, "192.0.2.17:1", "192.0.2.1:9",
                   SOCK_FIN_WAIT1)
            ->rx_queue = queues[i].bytes;
        catcher_init(&catcher);
        render("table", &options, world_result(&world), &catcher);
        (void)snprintf(want, sizeof(want), " FIN_WAIT1 %6s      0\n",
                       queues[i].want);
        assert_true(contains(&catcher.streams[SINK_DATA], want));
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

static const struct {
    struct hidden_counts hidden;
    const char *want;
} notes[] = {
    {{.listening = 1},
     "Nothing is connected. Not listed: 1 listening "
     "(-l).\n"},
    {{.loopback = 2}, "Not listed: 2 loopback (-a).\n"},
    {{.udp_without_peer = 1},
     "Not listed: 1 UDP socket that has no fixed peer (-a).\n"},
    {{.listening = 3, .loopback = 2},
     "Not listed: 3 listening (-l), 2 loopback (-a).\n"},
    {{.own = 1},
     "Nothing is connected. adbnet's own connection is left out.\n"},
    {{.own = 0}, "\nNothing is connected.\n"},
};

static void table_counts_what_it_does_not_list(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        struct sink_options options = options_of(80);
        struct catcher catcher;
        struct world world;

        world_init(&world);
        world.result.hidden = notes[i].hidden;
        catcher_init(&catcher);
        render("table", &options, world_result(&world), &catcher);
        if (!contains(&catcher.streams[SINK_DATA], notes[i].want)) {
            print_error("%.*s", (int)catcher.streams[SINK_DATA].len,
                        (const char *)catcher.streams[SINK_DATA].data);
            fail_msg("%s", notes[i].want);
        }
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

static const struct {
    bool is_listening;
    size_t loopback;
    int8_t installed;
    int8_t running;
    const char *want;
} empties[] = {
    {false, 0, 1, 0, "com.example.bank: installed, not running.\n"},
    {false, 0, -1, 0, "com.example.bank: not running.\n"},
    {false, 0, 1, 1, "com.example.bank: running, nothing open.\n"},
    {false, 3, 1, 1,
     "com.example.bank: running, nothing open but what is not listed.\n"},
    {true, 0, 1, 1, "com.example.bank: running, nothing listening.\n"},
    {false, 0, 1, -1,
     "com.example.bank: nothing listed; whether it runs is not known.\n"},
};

static void table_tells_the_kinds_of_empty_apart(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(empties) / sizeof(empties[0]); i++) {
        struct sink_options options = options_of(0);
        struct catcher catcher;
        struct world world;

        world_make_empty(&world);
        world.result.is_listening_view = empties[i].is_listening;
        world.result.hidden.loopback = empties[i].loopback;
        world.targets[0].installed = empties[i].installed;
        world.targets[0].running = empties[i].running;
        catcher_init(&catcher);
        render("table", &options, world_result(&world), &catcher);
        if (!contains(&catcher.streams[SINK_PEOPLE], empties[i].want)) {
            print_error("%.*s", (int)catcher.streams[SINK_PEOPLE].len,
                        (const char *)catcher.streams[SINK_PEOPLE].data);
            fail_msg("%s", empties[i].want);
        }
        catcher_fini(&catcher);
        world_fini(&world);
    }
}

static void table_names_only_the_targets_without_rows(void **state)
{
    static const uint32_t uids[] = {10093, 10500};
    struct sink_options options = options_of(0);
    struct catcher catcher;
    struct world world;

    (void)state;
    world_make_usual(&world);
    world.targets[0] = (struct target_result){
        "com.example.bank", "com.example.bank", true, 1, 1, &uids[0], 1, false};
    world.targets[1] = (struct target_result){
        "com.example.none", "com.example.none", true, 1, 0, &uids[1], 1, false};
    world.targets[2] =
        (struct target_result){":443", ":443", true, -1, -1, NULL, 0, false};
    world.result.target_count = 3;
    catcher_init(&catcher);
    render("table", &options, world_result(&world), &catcher);
    assert_true(contains(&catcher.streams[SINK_PEOPLE],
                         "com.example.none: installed, not running.\n"));
    assert_false(contains(&catcher.streams[SINK_PEOPLE], "com.example.bank"));
    assert_false(contains(&catcher.streams[SINK_PEOPLE], ":443"));
    catcher_fini(&catcher);
    world_fini(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_looks_like_the_golden_files),
        cmocka_unit_test(table_is_no_wider_than_the_terminal),
        cmocka_unit_test(table_cuts_nothing),
        cmocka_unit_test(table_of_a_narrow_terminal_is_that_of_80),
        cmocka_unit_test(table_with_colour_says_the_same),
        cmocka_unit_test(table_piped_is_never_coloured),
        cmocka_unit_test(table_collapses_any_number_of_equal_rows),
        cmocka_unit_test(table_keeps_the_sockets_of_two_owners_apart),
        cmocka_unit_test(table_shortens_long_queues),
        cmocka_unit_test(table_counts_what_it_does_not_list),
        cmocka_unit_test(table_tells_the_kinds_of_empty_apart),
        cmocka_unit_test(table_names_only_the_targets_without_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
