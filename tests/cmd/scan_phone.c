/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_phone.h. */
#include "cmd/scan_phone.h"

#include "base/format.h"
#include "cancel.h"
#include "cmd/phone.h"
#include "cmd/virtual.h"
#include "scan_phone_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)64 * 1024 * 1024)
#define TICK_MS 12
#define LOOK_MS 150
#define TICKS_MAX 8
#define ANSWERS_MAX 8
#define PIECE ((size_t)256 * 1024)

static struct scan_phone *phones;
static size_t phone_count;

/* The runner that a link has. */
struct fake {
    struct runner base;
    struct scan_phone *phone;
    struct adb_cancel *cancel;
    size_t opened; /* an earlier one of the phone is cut */
};

enum talk_kind {
    TALK_LOOP,
    TALK_FRONT, /* what comes to the front */
    TALK_HAND,  /* does what is written to it */
    TALK_ONCE
};

/* A command that goes on. */
struct talk {
    struct runner_talk base;
    struct fake *fake;
    enum talk_kind kind;
    size_t told_starts;
    char token[64];
    uint64_t ticks;
    char waiting[TICKS_MAX][64]; /* lines of the loop, not answered */
    int64_t due_ms[TICKS_MAX];
    size_t waiting_count;
    struct buf heard; /* by the hand: lines that are not whole */
    struct buf script;
    uint64_t number; /* of it */
    uint64_t lines;  /* of it that are to come */
    struct {
        struct buf text;
        size_t told;
        int64_t at_ms; /* INT64_MAX: never */
    } answers[ANSWERS_MAX];
    size_t answer_count;
};

static bool is_canceled(const struct fake *fake)
{
    return virtual_wait(cancel_fd(fake->cancel), 0) == 1;
}

static int check(const struct fake *fake, struct err *err)
{
    if (is_canceled(fake)) {
        return err_set(err, ERR_CANCELED, "canceled");
    }
    return fake->phone->is_cut || fake->opened != fake->phone->opened
               ? err_set(err, ERR_CLOSED, "%s: the phone went",
                         fake->phone->serial)
               : 0;
}

static void sleep_until(const struct fake *fake, int64_t at_ms)
{
    int64_t left = at_ms - virtual_now_ms();

    if (left > 0) {
        (void)virtual_wait(cancel_fd(fake->cancel), left);
    }
}

/* ---- one look ---------------------------------------------------------- */

static int hand_over(const struct buf *text, runner_bytes on_bytes, void *ctx,
                     int64_t at_ms)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < text->len; at += PIECE) {
        size_t left = text->len - at;

        rc = on_bytes(ctx, RUNNER_STDOUT, at_ms, (const char *)text->data + at,
                      left < PIECE ? left : PIECE);
    }
    return rc;
}

static int run(struct runner *runner, const struct request *request,
               runner_bytes on_bytes, void *ctx, struct runner_end *out_end,
               struct err *err)
{
    struct fake *fake = (struct fake *)(void *)runner;
    struct buf text;
    int rc = check(fake, err);

    out_end->sent_at_ms = clock_wall_ms(clock_system());
    out_end->exit_status = 0;
    if (rc < 0) {
        return rc;
    }
    if (strcmp(request->kind, "snapshot") != 0) {
        return err_set(err, ERR_CLOSED, "no answer");
    }
    buf_init(&text, TEXT_MAX);
    scan_phone_put_look(fake->phone, request->token, &text);
    sleep_until(fake, virtual_now_ms() + LOOK_MS);
    out_end->ended_at_ms = clock_wall_ms(clock_system());
    rc = hand_over(&text, on_bytes, ctx, out_end->ended_at_ms);
    buf_fini(&text);
    return rc;
}

/* ---- what goes on ------------------------------------------------------ */

static int64_t next_ms(const struct talk *talk)
{
    switch (talk->kind) {
    case TALK_LOOP:
        return talk->waiting_count > 0 ? talk->due_ms[0] : INT64_MAX;
    case TALK_FRONT:
        return talk->told_starts < talk->fake->phone->starts ? 0 : INT64_MAX;
    default:
        return talk->answer_count > 0 ? talk->answers[0].at_ms : INT64_MAX;
    }
}

static int answer_tick(struct talk *talk, runner_bytes on_bytes, void *ctx)
{
    struct buf text;
    int rc;

    buf_init(&text, TEXT_MAX);
    scan_phone_put_sample(talk->fake->phone, talk->token, ++talk->ticks,
                          talk->waiting[0], &text);
    talk->waiting_count--;
    memmove(talk->waiting, talk->waiting + 1,
            talk->waiting_count * sizeof(talk->waiting[0]));
    memmove(talk->due_ms, talk->due_ms + 1,
            talk->waiting_count * sizeof(talk->due_ms[0]));
    rc = hand_over(&text, on_bytes, ctx, clock_wall_ms(clock_system()));
    buf_fini(&text);
    return rc < 0 ? rc : 1;
}

static int tell_front(struct talk *talk, runner_bytes on_bytes, void *ctx)
{
    struct buf line;
    int rc = 0;

    talk->told_starts = talk->fake->phone->starts;
    buf_init(&line, 4096);
    scan_phone_put_front(talk->fake->phone, &line);
    for (size_t i = 0; i < talk->fake->phone->fronts && rc == 0; i++) {
        rc = hand_over(&line, on_bytes, ctx, clock_wall_ms(clock_system()));
    }
    buf_fini(&line);
    return rc < 0 ? rc : 1;
}

static void drop_answer(struct talk *talk)
{
    buf_fini(&talk->answers[0].text);
    talk->answer_count--;
    memmove(talk->answers, talk->answers + 1,
            talk->answer_count * sizeof(talk->answers[0]));
}

/* A piece of the oldest answer. */
static int answer(struct talk *talk, runner_bytes on_bytes, void *ctx)
{
    struct buf *text = &talk->answers[0].text;
    size_t left = text->len - talk->answers[0].told;
    const char *from = (const char *)text->data + talk->answers[0].told;
    int rc;

    if (left == 0) {
        drop_answer(talk);
        talk->base.exit_status = 0;
        return talk->kind == TALK_HAND ? 1 : 0;
    }
    left = left < PIECE ? left : PIECE;
    talk->answers[0].told += left;
    rc =
        on_bytes(ctx, RUNNER_STDOUT, clock_wall_ms(clock_system()), from, left);
    return rc < 0 ? rc : 1;
}

static int talk_read(struct runner_talk *base, int timeout_ms,
                     runner_bytes on_bytes, void *ctx, struct err *err)
{
    struct talk *talk = (struct talk *)(void *)base;
    int64_t until = virtual_now_ms() + timeout_ms;
    int64_t next = next_ms(talk);
    int rc;

    if (timeout_ms > 0) {
        sleep_until(talk->fake, next < until ? next : until);
    }
    rc = check(talk->fake, err);
    if (rc < 0) {
        return rc;
    }
    if (next_ms(talk) > virtual_now_ms()) {
        return ERR_TIMEOUT;
    }
    return talk->kind == TALK_LOOP    ? answer_tick(talk, on_bytes, ctx)
           : talk->kind == TALK_FRONT ? tell_front(talk, on_bytes, ctx)
                                      : answer(talk, on_bytes, ctx);
}

/* Runs the script, behind those that it runs already. */
static void obey(struct talk *talk)
{
    int64_t begin_ms = virtual_now_ms();
    struct buf *text;
    int64_t ms = 0;

    if (talk->answer_count == ANSWERS_MAX || buf_putc(&talk->script, 0) < 0) {
        abort();
    }
    if (talk->answer_count > 0) {
        begin_ms = talk->answers[talk->answer_count - 1].at_ms;
    }
    text = &talk->answers[talk->answer_count].text;
    buf_init(text, TEXT_MAX);
    scan_phone_obey(talk->fake->phone, (const char *)talk->script.data, text,
                    &ms);
    talk->answers[talk->answer_count].told = 0;
    talk->answers[talk->answer_count++].at_ms =
        ms < 0 || begin_ms == INT64_MAX ? INT64_MAX : begin_ms + ms;
    if (talk->kind == TALK_HAND &&
        buf_printf(text, "== end %" PRIu64 " 1.000000 1.%06" PRId64 "\n",
                   talk->number, ms < 0 ? 0 : ms % 1000 * 1000) < 0) {
        abort();
    }
    buf_clear(&talk->script);
}

/* See script/hand.sh. */
static void hear_line(struct talk *talk, struct str line)
{
    struct cursor cursor = cursor_from(line);

    if (talk->lines > 0) {
        if (buf_append(&talk->script, line.ptr, line.len) < 0 ||
            buf_putc(&talk->script, '\n') < 0) {
            abort();
        }
        if (--talk->lines == 0) {
            obey(talk);
        }
    } else if (cursor_literal(&cursor, "=r ") &&
               cursor_u64(&cursor, UINT32_MAX, &talk->number)) {
        cursor_skip_blanks(&cursor);
        (void)cursor_u64(&cursor, UINT32_MAX, &talk->lines);
    }
}

static void hear(struct talk *talk, const char *bytes, size_t len)
{
    const char *newline;

    if (buf_append(&talk->heard, bytes, len) < 0) {
        abort();
    }
    while (talk->heard.len > 0 && (newline = memchr(talk->heard.data, '\n',
                                                    talk->heard.len)) != NULL) {
        size_t line_len = (size_t)(newline - (const char *)talk->heard.data);

        hear_line(talk, (struct str){(const char *)talk->heard.data, line_len});
        buf_drop(&talk->heard, line_len + 1);
    }
}

static int talk_write(struct runner_talk *base, const char *bytes, size_t len,
                      struct err *err)
{
    struct talk *talk = (struct talk *)(void *)base;
    int rc = check(talk->fake, err);

    if (rc == 0 && talk->kind == TALK_HAND) {
        hear(talk, bytes, len);
    }
    if (rc == 0 && talk->kind == TALK_LOOP && len > 1 &&
        talk->waiting_count < TICKS_MAX) {
        (void)format_text(talk->waiting[talk->waiting_count], 64, "%.*s",
                          (int)(len - 1), bytes);
        talk->due_ms[talk->waiting_count++] = virtual_now_ms() + TICK_MS;
    }
    return rc;
}

static void talk_close(struct runner_talk *base)
{
    struct talk *talk = (struct talk *)(void *)base;

    while (talk->answer_count > 0) {
        drop_answer(talk);
    }
    buf_fini(&talk->heard);
    buf_fini(&talk->script);
    free(talk);
}

static enum talk_kind kind_of(const char *kind)
{
    return strcmp(kind, "sample") == 0       ? TALK_LOOP
           : strcmp(kind, "foreground") == 0 ? TALK_FRONT
           : strcmp(kind, "scan-hand") == 0  ? TALK_HAND
                                             : TALK_ONCE;
}

static int open_talk(struct runner *runner, const struct request *request,
                     struct runner_talk **out, struct err *err)
{
    static const struct runner_talk_ops ops = {talk_read, talk_write,
                                               talk_close};
    struct fake *fake = (struct fake *)(void *)runner;
    struct talk *talk;
    int rc = check(fake, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    talk = calloc(1, sizeof(*talk));
    if (talk == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    talk->base = (struct runner_talk){&ops, clock_wall_ms(clock_system()), -1};
    talk->fake = fake;
    talk->kind = kind_of(request->kind);
    talk->told_starts = fake->phone->starts;
    (void)format_text(talk->token, sizeof(talk->token), "%s", request->token);
    buf_init(&talk->heard, TEXT_MAX);
    buf_init(&talk->script, TEXT_MAX);
    if (talk->kind == TALK_ONCE) {
        if (buf_append(&talk->script, request->script, request->script_len) <
            0) {
            abort();
        }
        obey(talk);
    }
    *out = &talk->base;
    return 0;
}

static void close_runner(struct runner *runner)
{
    free(runner);
}

/* ---- in the place of src/cmd/phone.c ----------------------------------- */

void scan_phones_set(struct scan_phone *list, size_t count)
{
    phones = list;
    phone_count = count;
}

int phone_prepare(const struct settings *settings, struct phone_link *out,
                  struct err *err)
{
    (void)settings;
    (void)err;
    memset(out, 0, sizeof(*out));
    return 0;
}

static struct scan_phone *find(const char *serial)
{
    for (size_t i = 0; i < phone_count; i++) {
        if (strcmp(phones[i].serial, serial) == 0) {
            return &phones[i];
        }
    }
    abort();
}

int phone_open(const struct settings *settings, struct adb_cancel *cancel,
               struct log *log, struct phone_link *phone, struct err *err)
{
    static const struct runner_ops ops = {run, open_talk, close_runner};
    struct scan_phone *stand_in = find(settings->serial);
    struct fake *fake;

    (void)log;
    if (!stand_in->has_joined) {
        stand_in->has_joined = true;
        virtual_join();
    }
    if (virtual_wait(cancel_fd(cancel), 0) == 1) {
        return err_set(err, ERR_CANCELED, "canceled");
    }
    phone->is_unreachable = virtual_now_ms() < stand_in->away_until_ms;
    if (phone->is_unreachable) {
        return err_set(err, ERR_NO_DEVICE, "%s: not there", stand_in->serial);
    }
    fake = calloc(1, sizeof(*fake));
    if (fake == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    stand_in->is_cut = false;
    fake->base.ops = &ops;
    fake->phone = stand_in;
    fake->cancel = cancel;
    fake->opened = ++stand_in->opened;
    phone->link.runner = &fake->base;
    phone->link.via = "tcp";
    (void)format_text(phone->link.serial, sizeof(phone->link.serial), "%s",
                      stand_in->serial);
    return 0;
}

int phone_replay(struct str text, struct link *out, struct err *err)
{
    (void)text;
    (void)out;
    return err_set(err, ERR_ARG, "no replay here");
}

int phone_server_addr(const struct settings *settings,
                      struct adb_server_addr *out, struct err *err)
{
    (void)settings;
    (void)err;
    memset(out, 0, sizeof(*out));
    return 0;
}

int phone_close(struct phone_link *phone, struct err *err)
{
    (void)err;
    link_close(&phone->link);
    return 0;
}

/* The last that a worker does with it. */
void phone_abandon(struct phone_link *phone)
{
    link_close(&phone->link);
    virtual_leave();
}
