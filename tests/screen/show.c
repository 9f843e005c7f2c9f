/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live view on a real terminal with made-up rows, for the test
 * tests/screen/terminal: keys work, "q" ends, "C" crashes.
 */
#include "cmd/crash.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int feed(struct screen_state *state)
{
    static const struct screen_row rows[] = {
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
         .group = "com.example.b\xc3\xbc"
                  "cher (uid 10094)",
         .proto = "udp",
         .remote = "[2001:db8:1111:2222:3333:4444:5555:6666]:65535",
         .name = "~edge.cdn.example",
         .state = "CONNECTED",
         .since_ms = 620,
         .age_ms = 3200,
         .count = 1,
         .flag = '!'},
    };
    const struct screen_feed all = {.title = "com.example.bank",
                                    .status = "made up   5/s",
                                    .foot = "foot",
                                    .news = "",
                                    .rows = rows,
                                    .row_count = 2};

    return screen_feed(state, &all);
}

/* False: it is over. */
static int handle(struct screen_state *state)
{
    enum screen_key key;
    char character;

    switch (screen_read(&key, &character)) {
    case SCREEN_INPUT_KEY:
        if (character == 'C') {
            (void)raise(SIGSEGV);
        }
        return screen_key(state, key, character) != SCREEN_QUIT;
    case SCREEN_INPUT_SUSPEND:
        screen_leave();
        (void)raise(SIGTSTP);
        screen_return(state);
        return 1;
    case SCREEN_INPUT_REDRAW:
        screen_measure(state);
        screen_redraw(state);
        return 1;
    case SCREEN_INPUT_NONE:
        return 1;
    default:
        return 0;
    }
}

int main(void)
{
    struct screen_rescue rescue;
    struct screen_state state;
    struct err err;
    int is_on = 1;

    (void)setlocale(LC_CTYPE, "");
    screen_init(&state);
    if (feed(&state) < 0 || screen_open(&state, &rescue, &err) < 0) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    crash_arm(&rescue);
    /* A test that hangs ends all the same. */
    (void)alarm(60);
    while (is_on) {
        struct pollfd input = {STDIN_FILENO, POLLIN, 0};

        screen_measure(&state);
        screen_draw(&state);
        (void)poll(&input, 1, 100);
        is_on = handle(&state);
    }
    screen_close();
    crash_disarm();
    screen_fini(&state);
    return 0;
}
