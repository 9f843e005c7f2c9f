/* SPDX-License-Identifier: Apache-2.0 */
/* The screen as a view. See watch_screen.h. */
#include "cmd/watch_screen.h"

#include "cmd/crash.h"

#include <locale.h>
#include <string.h>
#include <unistd.h>

#define NEWS_MAX ((size_t)4096)

static struct watch_screen *screen_of(struct watch_view *view)
{
    return (struct watch_screen *)(void *)view;
}

static int draw(struct watch_screen *screen, int64_t now_ms, struct err *err)
{
    int rc = watch_screen_draw(screen, now_ms);

    return rc < 0 ? err_set(err, rc, "no memory to show more") : 0;
}

static int take_terminal(struct watch_screen *screen, struct err *err)
{
    struct screen_rescue rescue;
    int rc = held_stderr_begin(&screen->held, err);

    if (rc < 0) {
        return rc;
    }
    /* The screen's characters are those of the terminal. */
    (void)setlocale(LC_CTYPE, "");
    rc = screen_open(&screen->state, &rescue, err);
    if (rc < 0) {
        held_stderr_end(&screen->held);
        return rc;
    }
    crash_arm(&rescue);
    screen->is_open = true;
    return 0;
}

static int tick(struct watch_view *view, const struct watch_seen *seen,
                size_t count, int64_t now_ms, struct err *err)
{
    struct watch_screen *screen = screen_of(view);
    int rc = 0;

    if (screen->is_over) {
        return 0;
    }
    if (!screen->is_open) {
        rc = take_terminal(screen, err);
    }
    screen->seen_count = count < PHONES_MAX ? count : PHONES_MAX;
    memcpy(screen->seen, seen, screen->seen_count * sizeof(*seen));
    return rc < 0 ? rc : draw(screen, now_ms, err);
}

static int put_head(struct watch_view *view, const struct watch_head *head,
                    struct err *err)
{
    (void)view;
    (void)head;
    (void)err;
    return 0;
}

/* Connections are in the list; the rest is news. */
static int put_event(struct watch_view *view, const struct watch_head *head,
                     const struct event *event, struct err *err)
{
    struct watch_screen *screen = screen_of(view);
    const char *text;

    if (event->connection != NULL || event->kind == EVENT_NAME) {
        return 0;
    }
    text = live_news(&screen->live, head, event);
    buf_clear(&screen->news);
    return buf_append(&screen->news, text, strlen(text) + 1) < 0
               ? err_set(err, ERR_NOMEM, "out of memory")
               : 0;
}

static int end(struct watch_view *view, struct err *err)
{
    (void)err;
    screen_of(view)->is_over = true;
    watch_screen_leave(screen_of(view));
    return 0;
}

static int put_summary(struct watch_view *view, const struct watch_head *head,
                       const struct watch_summary *summary, struct err *err)
{
    (void)view;
    (void)head;
    (void)summary;
    (void)err;
    return 0;
}

static int fd(struct watch_view *view)
{
    return screen_of(view)->is_open ? STDIN_FILENO : -1;
}

static const struct watch_view_ops ops = {
    .head = put_head,
    .event = put_event,
    .tick = tick,
    .end = end,
    .summary = put_summary,
    .fd = fd,
    .on_readable = watch_screen_read,
    .close = end,
};

static bool is_screen_output(const struct output *output)
{
    return output->file.path == NULL &&
           strcmp(output->format->name, "table") == 0;
}

bool watch_screen_is_wanted(const struct outputs *outputs,
                            const struct settings *settings)
{
    if (settings->replay != NULL) {
        return false;
    }
    for (size_t i = 0; i < outputs->count; i++) {
        if (is_screen_output(&outputs->list[i])) {
            return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
        }
    }
    return false;
}

int watch_screen_open(struct watch_screen *screen, struct outputs *outputs,
                      struct watch_names *names, enum expected_path expected,
                      struct err *err)
{
    int rc;

    screen->view.ops = &ops;
    screen->names = names;
    screen->expected = expected;
    screen_init(&screen->state);
    buf_init(&screen->news, NEWS_MAX);
    vec_init(&screen->rows, sizeof(struct screen_row), SCREEN_ROWS_MAX);
    rc = live_init(&screen->live);
    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    for (size_t i = 0; i < outputs->count; i++) {
        outputs->list[i].is_behind_screen = is_screen_output(&outputs->list[i]);
    }
    return screen_check(err);
}

void watch_screen_fini(struct watch_screen *screen)
{
    watch_screen_leave(screen);
    if (screen->view.ops != NULL) {
        live_fini(&screen->live);
        vec_fini(&screen->rows);
        buf_fini(&screen->news);
        screen_fini(&screen->state);
        screen->view.ops = NULL;
    }
}
