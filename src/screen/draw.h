/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The terminal of the live view: draws the lines of a state and reads keys,
 * with ncurses. There is one at a time, on standard input and output, and it
 * belongs to one thread.
 *
 * setlocale(LC_CTYPE, "") is to be called before any thread exists.
 *
 * Signals are the caller's business: those that end or stop the program are
 * to be blocked, for the terminal must be restored before. Keys that would
 * send one come as keys. A handler for crashes finds what
 * to do in struct screen_rescue.
 */
#ifndef ADBNET_SCREEN_DRAW_H
#define ADBNET_SCREEN_DRAW_H

#include "base/err.h"
#include "screen/state.h"

#include <termios.h>

/* For a handler of crashes: write(), then tcsetattr(). */
struct screen_rescue {
    char bytes[128]; /* for standard output */
    size_t len;
    struct termios before; /* for standard input */
    bool has_before;
};

/* The terminal is one that can be drawn on; else a negative code. */
int screen_check(struct err *err);
int screen_unknown(struct err *err); /* says that it is not: ERR_ARG */

/*
 * Takes the terminal over; *rescue says how to give it back when nothing else
 * works any more. 0 or a negative code with its sentence.
 */
int screen_open(struct screen_state *state, struct screen_rescue *rescue,
                struct err *err);

/* Gives it back as it was. Harmless when it is not open. */
void screen_close(void);

/* To be called when the terminal's size may be another (SIGWINCH). */
void screen_measure(struct screen_state *state);

void screen_draw(struct screen_state *state);

enum screen_input {
    SCREEN_INPUT_NONE, /* nothing was typed */
    SCREEN_INPUT_KEY,
    SCREEN_INPUT_INTERRUPT, /* Ctrl-C, Ctrl-\ */
    SCREEN_INPUT_SUSPEND,   /* Ctrl-Z */
    SCREEN_INPUT_REDRAW,    /* Ctrl-L */
    SCREEN_INPUT_END        /* the terminal has gone */
};

/*
 * The next key, without waiting: poll standard input for it, and read until
 * there is none.
 */
enum screen_input screen_read(enum screen_key *out_key, char *out_character);

/* Gives the terminal back for a while; the caller stops the program. */
void screen_leave(void);
void screen_return(struct screen_state *state);

/* Draws everything anew, whatever is on the terminal. */
void screen_redraw(struct screen_state *state);

/* rescue.c: fills bytes and len, once ncurses knows the terminal. */
void screen_rescue_bytes(struct screen_rescue *rescue);

#endif
