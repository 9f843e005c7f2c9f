/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds and keys of the live view. See state.h; lines are made in lines.c. */
#include "screen/state.h"

#include "base/err.h"
#include "screen/lines.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX ((size_t)32 * 1024 * 1024)

static void texts_init(struct pool *texts, struct vec *rows)
{
    pool_init(texts, TEXTS_MAX);
    vec_init(rows, sizeof(struct screen_row), SCREEN_ROWS_MAX);
}

void screen_init(struct screen_state *state)
{
    memset(state, 0, sizeof(*state));
    texts_init(&state->texts, &state->rows);
    vec_init(&state->visible, sizeof(size_t), SCREEN_ROWS_MAX);
    state->title = "";
    state->status = "";
    state->foot = "";
    state->news = "";
    state->columns = SCREEN_COLUMNS_MIN;
    state->lines = SCREEN_LINES_MIN;
}

void screen_fini(struct screen_state *state)
{
    pool_fini(&state->texts);
    vec_fini(&state->rows);
    vec_fini(&state->visible);
    free(state->details);
    state->details = NULL;
}

static const struct screen_row *row_at(const struct screen_state *state,
                                       size_t index)
{
    return vec_at(&state->rows, index);
}

const struct screen_row *screen_visible(const struct screen_state *state,
                                        size_t index)
{
    const size_t *row = vec_at(&state->visible, index);

    return row_at(state, *row);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, const char *part)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;

        while (part[i] != '\0' && lower(text[i]) == lower(part[i])) {
            i++;
        }
        if (part[i] == '\0') {
            return true;
        }
    }
    return part[0] == '\0';
}

static bool is_wanted(const struct screen_row *row, const char *filter)
{
    return contains(row->remote, filter) || contains(row->name, filter) ||
           contains(row->group, filter) || contains(row->state, filter) ||
           contains(row->proto, filter);
}

/* Of the row that has the cursor; visible->len: none has. */
static size_t cursor_index(const struct screen_state *state)
{
    size_t i;

    for (i = 0; i < state->visible.len; i++) {
        if (state->has_cursor &&
            screen_visible(state, i)->id == state->cursor) {
            return i;
        }
    }
    return i;
}

static void set_cursor(struct screen_state *state, size_t index)
{
    state->has_cursor = index < state->visible.len;
    if (state->has_cursor) {
        state->cursor = screen_visible(state, index)->id;
        state->cursor_at = index;
    }
}

/*
 * Which rows the filter leaves. The cursor stays on its row; if that has gone
 * it stays in its place.
 */
static int apply_filter(struct screen_state *state)
{
    size_t count;
    size_t i;
    int rc = 0;

    state->visible.len = 0;
    for (i = 0; i < state->rows.len && rc == 0; i++) {
        if (is_wanted(row_at(state, i), state->filter)) {
            rc = vec_push(&state->visible, &i);
        }
    }
    count = state->visible.len;
    i = cursor_index(state);
    if (i == count && count > 0) {
        i = state->cursor_at < count ? state->cursor_at : count - 1;
    }
    set_cursor(state, i);
    return rc;
}

/* The copies of one feed, not yet those of the state. */
struct copies {
    struct pool texts;
    struct vec rows;
    int rc;
};

static const char *keep(struct copies *copies, const char *text)
{
    const char *kept = NULL;

    if (copies->rc == 0) {
        kept = pool_add(&copies->texts, str_from(text));
        copies->rc = kept == NULL ? ERR_NOMEM : 0;
    }
    return kept == NULL ? "" : kept;
}

static void keep_row(struct copies *copies, const struct screen_row *row,
                     const char **group)
{
    struct screen_row copy = *row;

    /* Neighbours share their title. */
    if (*group == NULL || strcmp(*group, row->group) != 0) {
        *group = keep(copies, row->group);
    }
    copy.group = *group;
    copy.proto = keep(copies, row->proto);
    copy.remote = keep(copies, row->remote);
    copy.name = keep(copies, row->name);
    copy.state = keep(copies, row->state);
    if (copies->rc == 0) {
        copies->rc = vec_push(&copies->rows, &copy);
    }
}

int screen_feed(struct screen_state *state, const struct screen_feed *feed)
{
    const struct screen_row *rows =
        state->is_paused ? state->rows.items : feed->rows;
    size_t count = state->is_paused ? state->rows.len : feed->row_count;
    const char *group = NULL;
    struct copies copies = {.rc = 0};
    const char *around[4];
    size_t i;

    texts_init(&copies.texts, &copies.rows);
    around[0] = keep(&copies, feed->title);
    around[1] = keep(&copies, feed->status);
    around[2] = keep(&copies, feed->foot);
    around[3] = keep(&copies, feed->news);
    for (i = 0; i < count && copies.rc == 0; i++) {
        keep_row(&copies, &rows[i], &group);
    }
    if (copies.rc < 0) {
        pool_fini(&copies.texts);
        vec_fini(&copies.rows);
        return copies.rc;
    }
    pool_fini(&state->texts);
    vec_fini(&state->rows);
    state->texts = copies.texts;
    state->rows = copies.rows;
    state->title = around[0];
    state->status = around[1];
    state->foot = around[2];
    state->news = around[3];
    return apply_filter(state);
}

void screen_resize(struct screen_state *state, size_t columns, size_t lines)
{
    state->columns =
        columns < SCREEN_COLUMNS_MAX ? columns : SCREEN_COLUMNS_MAX;
    state->lines = lines < SCREEN_LINES_MAX ? lines : SCREEN_LINES_MAX;
}

bool screen_cursor(const struct screen_state *state, uint64_t *out_id)
{
    *out_id = state->cursor;
    return cursor_index(state) < state->visible.len;
}

const char *screen_input(const struct screen_state *state)
{
    return state->input;
}

int screen_details(struct screen_state *state, const char *text)
{
    char *copy = malloc(strlen(text) + 1);

    if (copy == NULL) {
        return ERR_NOMEM;
    }
    memcpy(copy, text, strlen(text) + 1);
    free(state->details);
    state->details = copy;
    state->details_top = 0;
    state->mode = SCREEN_READING;
    return 0;
}

/* Where a key leads in a list of so many, by pages of so many. */
static size_t moved(size_t at, size_t count, size_t page, enum screen_key key)
{
    size_t last = count > 0 ? count - 1 : 0;

    switch (key) {
    case SCREEN_KEY_UP:
        return at > 0 ? at - 1 : 0;
    case SCREEN_KEY_DOWN:
        return at < last ? at + 1 : last;
    case SCREEN_KEY_PAGE_UP:
        return at > page ? at - page : 0;
    case SCREEN_KEY_PAGE_DOWN:
        return last - at > page ? at + page : last;
    case SCREEN_KEY_HOME:
        return 0;
    case SCREEN_KEY_END:
        return last;
    default:
        return at;
    }
}

static void move_cursor(struct screen_state *state, enum screen_key key)
{
    size_t count = state->visible.len;
    size_t at = cursor_index(state);

    if (count == 0) {
        return;
    }
    set_cursor(state,
               at == count ? 0 : moved(at, count, screen_page(state), key));
}

static enum screen_action command_key(struct screen_state *state, char c)
{
    switch (c) {
    case 'q':
        return SCREEN_QUIT;
    case 'p':
        state->is_paused = !state->is_paused;
        break;
    case 'm':
        state->mode = SCREEN_MARKING;
        state->input[0] = '\0';
        break;
    case '/':
        state->mode = SCREEN_FILTERING;
        memcpy(state->input, state->filter, sizeof(state->input));
        break;
    case 'j':
        move_cursor(state, SCREEN_KEY_DOWN);
        break;
    case 'k':
        move_cursor(state, SCREEN_KEY_UP);
        break;
    default:
        break;
    }
    return SCREEN_NOTHING;
}

static void set_filter(struct screen_state *state, const char *text)
{
    memmove(state->filter, text, strlen(text) + 1);
    (void)apply_filter(state); /* it has had room for more rows before */
}

static enum screen_action list_key(struct screen_state *state,
                                   enum screen_key key, char c)
{
    uint64_t id;

    switch (key) {
    case SCREEN_KEY_TEXT:
        return command_key(state, c);
    case SCREEN_KEY_ENTER:
        return screen_cursor(state, &id) ? SCREEN_DETAILS : SCREEN_NOTHING;
    case SCREEN_KEY_ESCAPE:
        set_filter(state, "");
        return SCREEN_NOTHING;
    default:
        move_cursor(state, key);
        return SCREEN_NOTHING;
    }
}

static enum screen_action end_input(struct screen_state *state)
{
    bool is_mark = state->mode == SCREEN_MARKING;

    state->mode = SCREEN_LIST;
    return is_mark && state->input[0] != '\0' ? SCREEN_MARK : SCREEN_NOTHING;
}

static enum screen_action input_key(struct screen_state *state,
                                    enum screen_key key, char c)
{
    size_t len = strlen(state->input);

    if (key == SCREEN_KEY_ENTER) {
        return end_input(state);
    }
    if (key == SCREEN_KEY_ESCAPE) {
        state->input[0] = '\0';
    } else if (key == SCREEN_KEY_BACKSPACE && len > 0) {
        state->input[len - 1] = '\0';
    } else if (key == SCREEN_KEY_TEXT && len < SCREEN_INPUT_MAX && c >= ' ' &&
               c < 0x7f) {
        state->input[len] = c;
        state->input[len + 1] = '\0';
    } else if (state->mode == SCREEN_FILTERING && key != SCREEN_KEY_TEXT) {
        move_cursor(state, key);
    }
    if (state->mode == SCREEN_FILTERING) {
        set_filter(state, state->input);
    }
    if (key == SCREEN_KEY_ESCAPE) {
        state->mode = SCREEN_LIST;
    }
    return SCREEN_NOTHING;
}

static void reading_key(struct screen_state *state, enum screen_key key, char c)
{
    if (key == SCREEN_KEY_ENTER || key == SCREEN_KEY_ESCAPE ||
        (key == SCREEN_KEY_TEXT && c == 'q')) {
        state->mode = SCREEN_LIST;
        return;
    }
    state->details_top = moved(state->details_top, screen_details_lines(state),
                               screen_page(state), key);
}

enum screen_action screen_key(struct screen_state *state, enum screen_key key,
                              char character)
{
    switch (state->mode) {
    case SCREEN_FILTERING:
    case SCREEN_MARKING:
        return input_key(state, key, character);
    case SCREEN_READING:
        reading_key(state, key, character);
        return SCREEN_NOTHING;
    default:
        return list_key(state, key, character);
    }
}
