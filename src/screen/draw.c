/* SPDX-License-Identifier: Apache-2.0 */
/* ncurses below the live view. See draw.h. */
#include "screen/draw.h"

#include <curses.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* So long after Escape a key that begins with it may go on. */
#define ESCAPE_MS 25
#define COLOR_PAIR_FLAGGED 1

#define CONTROL(c) ((c)&0x1f)

static SCREEN *terminal;

int screen_open(struct screen_state *state, struct screen_rescue *rescue,
                struct err *err)
{
    rescue->has_before = tcgetattr(STDIN_FILENO, &rescue->before) == 0;
    terminal = newterm(NULL, stdout, stdin);
    if (terminal == NULL) {
        return screen_unknown(err);
    }
    (void)set_escdelay(ESCAPE_MS);
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    (void)curs_set(0);
    if (has_colors() && start_color() == OK && use_default_colors() == OK) {
        (void)init_pair(COLOR_PAIR_FLAGGED, COLOR_RED, -1);
    }
    screen_rescue_bytes(rescue);
    screen_measure(state);
    return 0;
}

void screen_close(void)
{
    if (terminal != NULL) {
        (void)endwin();
        delscreen(terminal);
        terminal = NULL;
    }
}

void screen_measure(struct screen_state *state)
{
    struct winsize size = {.ws_row = 0, .ws_col = 0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
        size.ws_col > 0 && is_term_resized(size.ws_row, size.ws_col)) {
        (void)resizeterm(size.ws_row, size.ws_col);
    }
    screen_resize(state, (size_t)COLS, (size_t)LINES);
}

static attr_t attributes(enum screen_look look)
{
    switch (look) {
    case SCREEN_BOLD:
        return A_BOLD;
    case SCREEN_DIM:
        return A_DIM;
    case SCREEN_CURSOR:
        return A_REVERSE;
    case SCREEN_FLAGGED:
        return has_colors() ? (attr_t)COLOR_PAIR(COLOR_PAIR_FLAGGED) : A_NORMAL;
    default:
        return A_NORMAL;
    }
}

static void put(void *ctx, size_t line, enum screen_look look, const char *text)
{
    (void)ctx;
    (void)attrset((int)attributes(look));
    (void)mvaddnstr((int)line, 0, text, -1);
    (void)clrtoeol();
}

void screen_draw(struct screen_state *state)
{
    screen_lines(state, put, NULL);
    (void)attrset(A_NORMAL);
    (void)refresh();
}

void screen_redraw(struct screen_state *state)
{
    (void)clearok(stdscr, TRUE);
    screen_draw(state);
}

static const struct {
    int code;
    enum screen_key key;
} keys[] = {
    {KEY_UP, SCREEN_KEY_UP},
    {KEY_DOWN, SCREEN_KEY_DOWN},
    {KEY_PPAGE, SCREEN_KEY_PAGE_UP},
    {KEY_NPAGE, SCREEN_KEY_PAGE_DOWN},
    {KEY_HOME, SCREEN_KEY_HOME},
    {KEY_END, SCREEN_KEY_END},
    {KEY_ENTER, SCREEN_KEY_ENTER},
    {'\r', SCREEN_KEY_ENTER},
    {'\n', SCREEN_KEY_ENTER},
    {'\x1b', SCREEN_KEY_ESCAPE},
    {KEY_BACKSPACE, SCREEN_KEY_BACKSPACE},
    {'\x7f', SCREEN_KEY_BACKSPACE},
    {CONTROL('h'), SCREEN_KEY_BACKSPACE},
};

/* Standard input is at its end, or its terminal hung up. */
static bool has_ended(void)
{
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};

    return poll(&input, 1, 0) == 1 &&
           (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

enum screen_input screen_read(enum screen_key *out_key, char *out_character)
{
    int code = getch();
    size_t i;

    *out_character = '\0';
    switch (code) {
    case ERR:
        return has_ended() ? SCREEN_INPUT_END : SCREEN_INPUT_NONE;
    case CONTROL('c'):
    case CONTROL('\\'):
        return SCREEN_INPUT_INTERRUPT;
    case CONTROL('z'):
        return SCREEN_INPUT_SUSPEND;
    case CONTROL('l'):
    case KEY_RESIZE:
        return SCREEN_INPUT_REDRAW;
    default:
        break;
    }
    for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (keys[i].code == code) {
            *out_key = keys[i].key;
            return SCREEN_INPUT_KEY;
        }
    }
    /* Keys that mean nothing here are text that changes nothing. */
    *out_key = SCREEN_KEY_TEXT;
    *out_character = (char)(code >= ' ' && code < 0x7f ? code : '\0');
    return SCREEN_INPUT_KEY;
}

void screen_leave(void)
{
    (void)def_prog_mode();
    (void)endwin();
}

void screen_return(struct screen_state *state)
{
    (void)reset_prog_mode();
    screen_measure(state);
    screen_redraw(state);
}
