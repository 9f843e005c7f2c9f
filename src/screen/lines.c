/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of the live view. Addresses, ports and titles are never cut
 * where there is a second line for them; names are, with "..".
 */
#include "screen/lines.h"

#include "base/format.h"

#include <string.h>

/* Title, headings; news, foot, keys. */
#define LINES_ABOVE 2
#define LINES_BELOW 3

/*
 * Cursor, flag, SINCE, AGE, N, PROT, REMOTE, NAME, STATE; the widths below
 * with a blank between them make 79.
 */
#define REMOTE_MIN 21
#define REMOTE_MAX 47
#define NAME_MIN 21
#define NAME_MAX 40
#define STATE_WIDTH 11
/* What stands in front of REMOTE. */
#define LEFT_WIDTH 24
#define HEADING_LEFT "   SINCE   AGE   N PROT "

#define SERVICES "same time, services acting for apps"

struct widths {
    size_t remote;
    size_t name;
};

enum part {
    PART_SERVICES, /* the heading over other owners */
    PART_TITLE,
    PART_ROW,
    PART_REST /* of a row that takes two lines */
};

/* A line of the list, whether it is in sight or not. */
struct item {
    const struct screen_row *row;
    enum part part;
};

/* Each row has at most all four. */
#define ITEMS_MAX (SCREEN_ROWS_MAX * 4)

struct canvas {
    const struct screen_state *state;
    struct widths widths;
    screen_put put;
    void *ctx;
    size_t line; /* of the screen, the next one */
    char text[SCREEN_LINE_CAP];
};

size_t screen_page(const struct screen_state *state)
{
    size_t around = LINES_ABOVE + LINES_BELOW;

    return state->lines > around ? state->lines - around : 1;
}

size_t screen_details_lines(const struct screen_state *state)
{
    size_t count = 0;
    const char *at;

    for (at = state->details; at != NULL && *at != '\0'; count++) {
        at = strchr(at, '\n');
        at = at == NULL ? NULL : at + 1;
    }
    return count;
}

/* First the name gets what a wide terminal has, then the address. */
static struct widths widths_for(size_t columns)
{
    struct widths widths = {REMOTE_MIN, NAME_MIN};
    size_t extra =
        columns > SCREEN_COLUMNS_MIN ? columns - SCREEN_COLUMNS_MIN : 0;
    size_t more = extra < NAME_MAX - NAME_MIN ? extra : NAME_MAX - NAME_MIN;

    widths.name += more;
    extra -= more;
    widths.remote +=
        extra < REMOTE_MAX - REMOTE_MIN ? extra : REMOTE_MAX - REMOTE_MIN;
    return widths;
}

/* What is too long ends in ".."; characters are not cut in two. */
static void put_line(struct canvas *canvas, enum screen_look look)
{
    size_t columns = canvas->state->columns;
    char *text = canvas->text;

    if (canvas->line >= canvas->state->lines) {
        return;
    }
    if (strlen(text) > columns && columns > 2) {
        size_t end = columns - 2;

        while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80) {
            end--;
        }
        memcpy(text + end, "..", 3);
    }
    canvas->put(canvas->ctx, canvas->line++, look, text);
}

static void put_text(struct canvas *canvas, enum screen_look look,
                     const char *text)
{
    (void)format_text(canvas->text, sizeof(canvas->text), "%s", text);
    put_line(canvas, look);
}

/* Six columns, right-aligned: "  0.41", " 16m40", " 27h46". */
static void format_span(char out[16], int width, int64_t ms)
{
    bool is_negative = ms < 0;
    int64_t seconds = (is_negative ? -ms : ms) / 1000;
    const char *sign = is_negative ? "-" : "";
    char text[24];

    if (seconds >= 60000) {
        (void)format_text(text, sizeof(text), "%s%dh%02d", sign,
                          (int)(seconds / 3600 % 100000),
                          (int)(seconds / 60 % 60));
    } else if (seconds >= (is_negative ? 100 : 1000)) {
        (void)format_text(text, sizeof(text), "%s%dm%02d", sign,
                          (int)(seconds / 60), (int)(seconds % 60));
    } else if (width < 6) {
        (void)format_text(text, sizeof(text), "%s%d.%d", sign, (int)seconds,
                          (int)((is_negative ? -ms : ms) % 1000 / 100));
    } else {
        (void)format_text(text, sizeof(text), "%s%d.%02d", sign, (int)seconds,
                          (int)((is_negative ? -ms : ms) % 1000 / 10));
    }
    (void)format_text(out, 16, "%*s", width, text);
}

/* ASCII of at most that many columns; the end of what is cut is "..". */
static void format_name(char *out, size_t cap, const char *name, size_t width)
{
    if (strlen(name) <= width) {
        (void)format_text(out, cap, "%s", name);
    } else {
        (void)format_text(out, cap, "%.*s..", (int)(width - 2), name);
    }
}

static enum screen_look look_of(const struct screen_row *row, bool has_cursor)
{
    return has_cursor         ? SCREEN_CURSOR
           : row->flag != ' ' ? SCREEN_FLAGGED
           : row->is_over     ? SCREEN_DIM
                              : SCREEN_PLAIN;
}

/*
 * An address that is longer than its column runs over the name's, and the
 * name takes the next line; if that is not enough, so does the state.
 */
static size_t room_for_remote(const struct widths *widths)
{
    return widths->remote + 1 + widths->name;
}

static bool needs_rest(const struct widths *widths,
                       const struct screen_row *row)
{
    size_t len = strlen(row->remote);

    return len > room_for_remote(widths) ||
           (len > widths->remote && strcmp(row->name, "-") != 0);
}

static void put_row(struct canvas *canvas, const struct screen_row *row,
                    bool has_cursor)
{
    const struct widths *widths = &canvas->widths;
    size_t both = room_for_remote(widths);
    size_t len = strlen(row->remote);
    char name[NAME_MAX + 1];
    char since[16];
    char age[16];
    char left[64];

    format_span(since, 6, row->since_ms);
    format_span(age, 5, row->age_ms);
    (void)format_text(left, sizeof(left), "%c%c%s %s %3d %-4s ",
                      has_cursor ? '>' : ' ', row->flag, since, age,
                      (int)(row->count < 999 ? row->count : 999), row->proto);
    if (len <= widths->remote) {
        format_name(name, sizeof(name), row->name, widths->name);
        (void)format_text(canvas->text, sizeof(canvas->text), "%s%-*s %-*s %s",
                          left, (int)widths->remote, row->remote,
                          (int)widths->name, name, row->state);
    } else {
        (void)format_text(canvas->text, sizeof(canvas->text), "%s%-*s %s", left,
                          (int)both, row->remote,
                          len <= both ? row->state : "");
    }
    put_line(canvas, look_of(row, has_cursor));
}

static void put_rest(struct canvas *canvas, const struct screen_row *row,
                     bool has_cursor)
{
    const struct widths *widths = &canvas->widths;
    bool has_state = strlen(row->remote) > room_for_remote(widths);
    char name[NAME_MAX + 1];

    format_name(name, sizeof(name), row->name, widths->name);
    (void)format_text(canvas->text, sizeof(canvas->text), "%*s%-*s %s",
                      (int)(LEFT_WIDTH + widths->remote + 1), "",
                      (int)widths->name, name, has_state ? row->state : "");
    put_line(canvas, look_of(row, has_cursor));
}

static int add_item(struct vec *items, const struct screen_row *row,
                    enum part part)
{
    struct item item = {row, part};

    return vec_push(items, &item);
}

/* All lines of the list, in and out of sight. */
static int list_items(const struct screen_state *state,
                      const struct widths *widths, struct vec *items)
{
    const char *group = NULL;
    bool is_service = false;
    size_t i;
    int rc = 0;

    for (i = 0; i < state->visible.len && rc == 0; i++) {
        const struct screen_row *row = screen_visible(state, i);

        if (row->is_service && !is_service) {
            is_service = true;
            rc = add_item(items, row, PART_SERVICES);
        }
        if (rc == 0 && (group == NULL || strcmp(group, row->group) != 0)) {
            group = row->group;
            rc = add_item(items, row, PART_TITLE);
        }
        if (rc == 0) {
            rc = add_item(items, row, PART_ROW);
        }
        if (rc == 0 && needs_rest(widths, row)) {
            rc = add_item(items, row, PART_REST);
        }
    }
    return rc;
}

static bool is_cursor(const struct screen_state *state, const struct item *item)
{
    return state->has_cursor && item->row->id == state->cursor &&
           (item->part == PART_ROW || item->part == PART_REST);
}

/* Moves the list so that all of the cursor's row is in sight. */
static void scroll(struct screen_state *state, const struct vec *items)
{
    size_t page = screen_page(state);
    size_t i;

    for (i = 0; i < items->len; i++) {
        if (is_cursor(state, vec_at(items, i))) {
            /* The very first row brings its title with it. */
            size_t first = state->visible.len > 0 &&
                                   screen_visible(state, 0)->id == state->cursor
                               ? 0
                               : i;

            state->top = state->top > first ? first : state->top;
            state->top = i >= state->top + page ? i - page + 1 : state->top;
        }
    }
    if (items->len <= page) {
        state->top = 0;
    } else if (state->top > items->len - page) {
        state->top = items->len - page;
    }
}

static void put_item(struct canvas *canvas, const struct item *item)
{
    bool has_cursor = is_cursor(canvas->state, item);

    switch (item->part) {
    case PART_SERVICES:
        put_text(canvas, SCREEN_BOLD, SERVICES);
        break;
    case PART_TITLE:
        put_text(canvas, SCREEN_BOLD, item->row->group);
        break;
    case PART_ROW:
        put_row(canvas, item->row, has_cursor);
        break;
    default:
        put_rest(canvas, item->row, has_cursor);
        break;
    }
}

static void put_list(struct screen_state *state, struct canvas *canvas)
{
    size_t page = screen_page(state);
    struct vec items;
    size_t i;

    vec_init(&items, sizeof(struct item), ITEMS_MAX);
    (void)format_text(canvas->text, sizeof(canvas->text),
                      HEADING_LEFT "%-*s %-*s %s", (int)canvas->widths.remote,
                      "REMOTE", (int)canvas->widths.name, "NAME", "STATE");
    put_line(canvas, SCREEN_BOLD);
    if (list_items(state, &canvas->widths, &items) < 0) {
        put_text(canvas, SCREEN_BOLD, "no memory to show the list");
    } else if (items.len == 0) {
        put_text(canvas, SCREEN_PLAIN,
                 state->rows.len > 0 ? " nothing matches the filter"
                                     : " nothing observed yet");
    }
    scroll(state, &items);
    for (i = state->top; i < items.len && i < state->top + page; i++) {
        put_item(canvas, vec_at(&items, i));
    }
    vec_fini(&items);
}

static void put_details(struct screen_state *state, struct canvas *canvas)
{
    size_t page = screen_page(state);
    size_t number = 0;
    const char *at = state->details;

    put_text(canvas, SCREEN_BOLD, "Details");
    while (at != NULL && *at != '\0' && number < state->details_top + page) {
        const char *end = strchr(at, '\n');
        size_t len = end == NULL ? strlen(at) : (size_t)(end - at);

        if (number >= state->details_top) {
            (void)format_text(canvas->text, sizeof(canvas->text), "%.*s",
                              (int)len, at);
            put_line(canvas, SCREEN_PLAIN);
        }
        number++;
        at = end == NULL ? NULL : end + 1;
    }
}

/* Who is watched to the left; phone, time and rate to the right. */
static void put_head(struct canvas *canvas)
{
    const struct screen_state *state = canvas->state;
    size_t right = strlen(state->status);
    size_t room = state->columns > right + 3 ? state->columns - right - 3 : 0;
    char title[SCREEN_LINE_CAP];

    format_name(title, sizeof(title), state->title, room > 10 ? room : 10);
    (void)format_text(canvas->text, sizeof(canvas->text), "%-*s   %s",
                      (int)room, title, state->status);
    put_line(canvas, SCREEN_BOLD);
}

static void put_news(struct canvas *canvas)
{
    const struct screen_state *state = canvas->state;

    (void)format_text(canvas->text, sizeof(canvas->text), "%s%s%s%s%s",
                      state->is_paused ? "paused   " : "",
                      state->filter[0] != '\0' ? "only what contains: " : "",
                      state->filter, state->filter[0] != '\0' ? "   " : "",
                      state->news);
    put_line(canvas, state->is_paused ? SCREEN_BOLD : SCREEN_PLAIN);
}

static void put_keys(struct canvas *canvas)
{
    const struct screen_state *state = canvas->state;

    switch (state->mode) {
    case SCREEN_FILTERING:
    case SCREEN_MARKING:
        (void)format_text(canvas->text, sizeof(canvas->text), "%s: %s_",
                          state->mode == SCREEN_MARKING ? "mark" : "filter",
                          state->input);
        put_line(canvas, SCREEN_BOLD);
        break;
    case SCREEN_READING:
        put_text(canvas, SCREEN_PLAIN, "Enter back   arrows scroll");
        break;
    default:
        put_text(canvas, SCREEN_PLAIN,
                 state->is_paused
                     ? "m mark   / filter   p go on   Enter details   q quit "
                       "and print summary"
                     : "m mark   / filter   p pause   Enter details   q quit "
                       "and print summary");
        break;
    }
}

static void put_blank_until(struct canvas *canvas, size_t line)
{
    while (canvas->line < line) {
        put_text(canvas, SCREEN_PLAIN, "");
    }
}

void screen_lines(struct screen_state *state, screen_put put, void *ctx)
{
    struct canvas canvas = {
        .state = state, .put = put, .ctx = ctx, .line = 0, .text = ""};

    if (state->columns < SCREEN_COLUMNS_MIN ||
        state->lines < SCREEN_LINES_MIN) {
        put_text(&canvas, SCREEN_PLAIN, "80 columns and 8 lines are needed");
        put_blank_until(&canvas, state->lines);
        return;
    }
    canvas.widths = widths_for(state->columns);
    put_head(&canvas);
    if (state->mode == SCREEN_READING) {
        put_details(state, &canvas);
    } else {
        put_list(state, &canvas);
    }
    put_blank_until(&canvas, state->lines - LINES_BELOW);
    put_news(&canvas);
    put_text(&canvas, SCREEN_PLAIN, state->foot);
    put_keys(&canvas);
}
