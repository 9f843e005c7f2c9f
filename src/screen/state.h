/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the live view shows and what its keys do: rows, filter, cursor,
 * pause, one line of input, details. Pure: texts come in ready to be shown
 * (escaped, see sink/text.h), lines go out; who draws them is draw.c.
 */
#ifndef ADBNET_SCREEN_STATE_H
#define ADBNET_SCREEN_STATE_H

#include "base/pool.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A smaller terminal gets a sentence that says so. */
#define SCREEN_COLUMNS_MIN 80
#define SCREEN_LINES_MIN 8
#define SCREEN_COLUMNS_MAX 1000
#define SCREEN_LINES_MAX 1000
#define SCREEN_ROWS_MAX ((size_t)65536)
#define SCREEN_INPUT_MAX 120
/* Bytes of a line: four for each column, and a terminator. */
#define SCREEN_LINE_CAP ((size_t)SCREEN_COLUMNS_MAX * 4 + 1)

/* One endpoint. Texts are copied, and are printable. */
struct screen_row {
    uint64_t id;       /* stays the same from feed to feed */
    const char *group; /* the title over it and its neighbours */
    const char *proto;
    const char *remote; /* never cut */
    const char *name;   /* "-": none */
    const char *state;
    int64_t since_ms; /* from the start; negative: before it */
    int64_t age_ms;
    uint64_t count;
    char flag; /* ' ' or one of the flags of the table */
    bool is_over;
    bool is_service; /* of another owner, which acts for apps */
};

/* All that is shown at one moment, in the order in which it is shown. */
struct screen_feed {
    const char *title;  /* the first line's left side: who is watched */
    const char *status; /* its right side: phone, time, rate, samples */
    const char *foot;   /* coverage and bytes */
    const char *news;   /* the last mark, gap, start; or "" */
    const struct screen_row *rows;
    size_t row_count;
};

enum screen_key {
    SCREEN_KEY_TEXT, /* a printable ASCII character */
    SCREEN_KEY_UP,
    SCREEN_KEY_DOWN,
    SCREEN_KEY_PAGE_UP,
    SCREEN_KEY_PAGE_DOWN,
    SCREEN_KEY_HOME,
    SCREEN_KEY_END,
    SCREEN_KEY_ENTER,
    SCREEN_KEY_ESCAPE,
    SCREEN_KEY_BACKSPACE
};

enum screen_action {
    SCREEN_NOTHING,
    SCREEN_QUIT,
    SCREEN_MARK,   /* screen_input() is its text */
    SCREEN_DETAILS /* of screen_cursor(): answer with screen_details() */
};

enum screen_mode {
    SCREEN_LIST,
    SCREEN_FILTERING, /* the filter is typed, and works meanwhile */
    SCREEN_MARKING,
    SCREEN_READING /* details */
};

struct screen_state {
    struct pool texts;
    struct vec rows;    /* struct screen_row */
    struct vec visible; /* size_t: those that the filter leaves */
    const char *title;
    const char *status;
    const char *foot;
    const char *news;
    enum screen_mode mode;
    bool is_paused;
    char filter[SCREEN_INPUT_MAX + 1];
    char input[SCREEN_INPUT_MAX + 1];
    char *details;
    size_t details_top;
    bool has_cursor;
    uint64_t cursor;  /* id */
    size_t cursor_at; /* where it was in visible */
    size_t top;       /* the first line of the list that is shown */
    size_t columns;
    size_t lines;
};

void screen_init(struct screen_state *state);
void screen_fini(struct screen_state *state);

/*
 * Takes a copy; while paused only of what is around the rows. 0, or
 * ERR_NOMEM or ERR_LIMIT: then it shows what it showed before.
 */
int screen_feed(struct screen_state *state, const struct screen_feed *feed);

void screen_resize(struct screen_state *state, size_t columns, size_t lines);

/* character: of SCREEN_KEY_TEXT. */
enum screen_action screen_key(struct screen_state *state, enum screen_key key,
                              char character);

/* Of the row under the cursor; false: there is none. */
bool screen_cursor(const struct screen_state *state, uint64_t *out_id);

/* What was typed for SCREEN_MARK; valid until the next key. */
const char *screen_input(const struct screen_state *state);

/* Shows text, lines and all, in place of the list. 0 or ERR_NOMEM. */
int screen_details(struct screen_state *state, const char *text);

enum screen_look {
    SCREEN_PLAIN,
    SCREEN_BOLD,
    SCREEN_DIM,
    SCREEN_FLAGGED, /* red, where there is colour */
    SCREEN_CURSOR   /* reverse */
};

/* One line of the screen, terminated, of at most that many columns unless
 * somebody's text is of wide characters: who draws cuts at the edge. */
typedef void (*screen_put)(void *ctx, size_t line, enum screen_look look,
                           const char *text);

/* Each line of the screen once, from the first to the last. */
void screen_lines(struct screen_state *state, screen_put put, void *ctx);

#endif
