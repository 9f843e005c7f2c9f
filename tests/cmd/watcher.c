/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker of a watch alone, for tests on real phones and benches:
 *
 *   watcher INTERVAL_MS SECONDS adbnet-options... conns
 *
 * prints a line for each message. Lines of standard input are orders: "ask
 * PARTS", "run KIND SCRIPT", "lines KIND SCRIPT", "hold MS" (takes no message
 * meanwhile), "stop". It ends after SECONDS. No user ever sees this.
 */
#include "cmd/options.h"
#include "cmd/signals.h"
#include "cmd/watch_worker.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_MAX 64

static int64_t mono_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 0 for what is no number: no test wants that. */
static int number(const char *text)
{
    uint64_t value;

    return str_to_u64(str_from(text), INT32_MAX, &value) ? (int)value : 0;
}

static void print_sample(const struct sample *sample)
{
    const struct snapshot *snapshot = &sample->snapshot;

    printf("sample %" PRIu64 " at=%" PRId64 " asked=%" PRId64 " came=%" PRId64
           " phone=%" PRId64 " parts=%u rows=%zu processes=%zu packages=%zu"
           " holders=%zu bytes=%zu raw=%zu warnings=%zu\n",
           sample->number, sample->at_ms, sample->asked_at_ms,
           sample->came_at_ms, sample->phone_at_us, sample->parts,
           snapshot->rows.len, snapshot->processes.len, snapshot->packages.len,
           snapshot->holders.len, sample->bytes.len, sample->raw.len,
           snapshot->warnings.len);
    for (size_t i = 0; i < snapshot->warnings.len; i++) {
        printf("warning %s\n", snapshot_warning(snapshot, i)->text);
    }
}

static const char *text_of(const struct watch_message *message)
{
    return message->text == NULL ? "" : message->text;
}

static void print_message(const struct watch_message *message)
{
    switch (message->kind) {
    case WATCH_BASE:
        printf("base serial=%s via=%s rows=%zu processes=%zu packages=%zu\n",
               message->link.serial, message->link.via, message->base->rows.len,
               message->base->processes.len, message->base->packages.len);
        break;
    case WATCH_SAMPLE:
        print_sample(message->sample);
        break;
    case WATCH_GAP:
        printf("gap from=%" PRId64 " to=%" PRId64 " ticks=%" PRIu64
               " reboot=%d why=%s\n",
               message->gap.from_ms, message->gap.to_ms, message->gap.ticks,
               message->gap.is_reboot, message->gap.why);
        break;
    case WATCH_AWAY:
        printf("away %s\n", text_of(message));
        break;
    case WATCH_BACK:
        printf("back %s\n", text_of(message));
        break;
    case WATCH_LINE:
        printf("line %u at=%" PRId64 " %s\n", message->aside, message->at_ms,
               text_of(message));
        break;
    case WATCH_ASIDE:
        printf("aside %u status=%d took=%" PRId64 " [%s]\n", message->aside,
               message->status, message->took_ms, text_of(message));
        break;
    case WATCH_END:
        printf("end %d %s\n", message->err.code, message->err.text);
        break;
    }
}

/* True after the last one. A replay waits until each has been taken. */
static bool take_messages(struct watch_worker *worker, struct queue *queue,
                          bool is_replay)
{
    struct watch_message *message;
    bool is_end = false;

    while ((message = queue_pop(queue)) != NULL) {
        is_end |= message->kind == WATCH_END;
        print_message(message);
        watch_message_free(message);
        if (is_replay) {
            watch_worker_taken(worker);
        }
    }
    (void)fflush(stdout);
    return is_end;
}

static void obey(struct watch_worker *worker, char *line)
{
    char *word = strchr(line, ' ');
    char *rest;

    line[strcspn(line, "\n")] = '\0';
    if (word != NULL) {
        *word++ = '\0';
    }
    if (strcmp(line, "stop") == 0) {
        watch_worker_stop(worker, SAMPLE_COUNTERS | SAMPLE_BYTES);
    } else if (strcmp(line, "cancel") == 0) {
        watch_worker_cancel(worker);
    } else if (word == NULL) {
        return;
    } else if (strcmp(line, "ask") == 0) {
        watch_worker_ask(worker, (unsigned)number(word));
    } else if (strcmp(line, "hold") == 0) {
        (void)poll(NULL, 0, number(word));
    } else {
        static const char *const kinds[] = {"am-start", "logcat", "other"};
        size_t kind = 0;

        rest = strchr(word, ' ');
        if (rest == NULL) {
            return;
        }
        *rest++ = '\0';
        while (kind < 2 && strcmp(kinds[kind], word) != 0) {
            kind++;
        }
        (void)watch_worker_run(worker, kinds[kind], rest, 5000,
                               strcmp(line, "lines") == 0);
    }
}

/* Lines that have come whole; false at the end of standard input. */
static bool take_orders(struct watch_worker *worker)
{
    static char text[8192];
    static size_t len;
    ssize_t got = read(STDIN_FILENO, text + len, sizeof(text) - 1 - len);
    char *at = text;
    char *newline;

    if (got <= 0) {
        return false;
    }
    len += (size_t)got;
    text[len] = '\0';
    while ((newline = strchr(at, '\n')) != NULL) {
        *newline = '\0';
        obey(worker, at);
        at = newline + 1;
    }
    len -= (size_t)(at - text);
    memmove(text, at, len);
    return true;
}

static void run(struct watch_worker *worker, struct queue *queue,
                int64_t until_ms, bool is_replay)
{
    struct pollfd fds[2] = {{.fd = queue_fd(queue), .events = POLLIN},
                            {.fd = STDIN_FILENO, .events = POLLIN}};
    bool is_asked_to_stop = false;

    while (!take_messages(worker, queue, is_replay)) {
        int64_t left = until_ms - mono_ms();

        if (left <= 0 && !is_asked_to_stop) {
            is_asked_to_stop = true;
            watch_worker_stop(worker, SAMPLE_COUNTERS | SAMPLE_BYTES);
        }
        (void)poll(fds, 2, left <= 0 ? 1000 : (int)left);
        if (fds[1].revents != 0 && !take_orders(worker)) {
            fds[1].fd = -1;
            fds[1].revents = 0;
        }
    }
}

int main(int argc, char **argv)
{
    struct watch_options options = {0};
    struct settings settings;
    struct watch_worker *worker;
    struct queue *queue = queue_new(QUEUE_MAX);
    struct err err;
    int64_t until_ms;

    if (argc < 4 || queue == NULL) {
        return 2;
    }
    options.interval_ms = number(argv[1]);
    until_ms = mono_ms() + 1000 * (int64_t)number(argv[2]);
    options.want_raw = getenv("WATCHER_RAW") != NULL;
    options.queue = queue;
    options.settings = &settings;
    signals_init();
    if (options_parse(argc - 2, argv + 2, &settings, &err) < 0 ||
        watch_worker_start(&options, &worker, &err) < 0) {
        fprintf(stderr, "watcher: %s\n", err.text);
        return 2;
    }
    run(worker, queue, until_ms, settings.replay != NULL);
    watch_worker_free(worker);
    queue_free(queue);
    free(settings.arguments);
    return 0;
}
