/* SPDX-License-Identifier: Apache-2.0 */
/* What is typed while the screen is open, and how it is left. */
#include "base/clock.h"
#include "base/format.h"
#include "cmd/crash.h"
#include "cmd/signals.h"
#include "cmd/watch_screen.h"

#include <signal.h>

void watch_screen_leave(struct watch_screen *screen)
{
    if (screen->is_open) {
        screen->is_open = false;
        screen_close();
        crash_disarm();
        held_stderr_end(&screen->held);
    }
}

static void stop_here(struct watch_screen *screen)
{
    screen_leave();
    (void)raise(SIGTSTP);
    screen_return(&screen->state);
}

/* A key of the list, of a line of input or of the details. */
static int take_key(struct watch_screen *screen, enum screen_key key,
                    char character, struct watch_wish *wish, struct err *err)
{
    switch (screen_key(&screen->state, key, character)) {
    case SCREEN_QUIT:
        wish->wants_end = true;
        break;
    case SCREEN_MARK:
        (void)format_text(wish->mark, sizeof(wish->mark), "%s",
                          screen_input(&screen->state));
        break;
    case SCREEN_DETAILS:
        (void)screen_cursor(&screen->state, &screen->details);
        return watch_screen_draw(screen, clock_wall_ms(clock_system())) < 0
                   ? err_set(err, ERR_NOMEM, "no memory to show details")
                   : 0;
    default:
        break;
    }
    return 0;
}

/* False: there is nothing more to be read. */
static bool take_input(struct watch_screen *screen, struct watch_wish *wish,
                       int *out_rc, struct err *err)
{
    enum screen_key key;
    char character;

    switch (screen_read(&key, &character)) {
    case SCREEN_INPUT_KEY:
        *out_rc = take_key(screen, key, character, wish, err);
        return *out_rc == 0 && wish->mark[0] == '\0';
    case SCREEN_INPUT_INTERRUPT:
        if (screen->is_ending) {
            watch_screen_leave(screen);
            signals_die_of(SIGINT);
        }
        screen->is_ending = true;
        wish->wants_end = true;
        return true;
    case SCREEN_INPUT_SUSPEND:
        stop_here(screen);
        return true;
    case SCREEN_INPUT_REDRAW:
        screen_measure(&screen->state);
        screen_redraw(&screen->state);
        return true;
    case SCREEN_INPUT_END:
        screen->is_over = true;
        watch_screen_leave(screen);
        wish->wants_end = true;
        return false;
    default:
        return false;
    }
}

int watch_screen_read(struct watch_view *view, struct watch_wish *out,
                      struct err *err)
{
    struct watch_screen *screen = (struct watch_screen *)(void *)view;
    int rc = 0;

    *out = (struct watch_wish){.wants_end = false};
    while (take_input(screen, out, &rc, err)) {
    }
    if (screen->is_open) {
        screen_draw(&screen->state);
    }
    return rc;
}
