/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet watch: what a phone's sockets do over time. Wiring only. */
#include "cmd/watch.h"

#include "cmd/say.h"
#include "cmd/signals.h"
#include "cmd/watching_front.h"
#include "cmd/watching_hold.h"
#include "cmd/watching_left.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int start(struct watching *watching, struct err *err)
{
    int rc = 0;

    watching->queue = watch_queue_new();
    if (watching->queue == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory or file descriptors");
    }
    for (size_t i = 0; i < watching->phone_count && rc == 0; i++) {
        struct watched *watched = &watching->phones[i];
        const struct watch_options options = {
            .settings = &watched->settings,
            .targets = watching->targets,
            .target_count = watching->target_count,
            .queue = watching->queue,
            .phone = watched->number,
            .interval_ms = watching->settings->watch.interval_ms,
            .want_raw = watching->capture != NULL,
        };

        rc = watch_worker_start(&options, &watched->worker, err);
    }
    return rc;
}

static void fini(struct watching *watching)
{
    struct watch_message *message;
    struct err err;

    for (size_t i = 0; i < watching->phone_count; i++) {
        struct watched *watched = &watching->phones[i];

        watch_worker_free(watched->worker);
        history_free(watched->history);
        vec_fini(&watched->opening.bytes);
        watching_hold_fini(watched);
        watching_left_fini(watched);
        watching_front_fini(watched);
        if (watched->base != NULL) {
            snapshot_fini(watched->base);
            free(watched->base);
        }
    }
    for (size_t i = 0; i < PHONES_MAX; i++) {
        free(watching->serials[i]);
    }
    while (watching->queue != NULL &&
           (message = queue_pop(watching->queue)) != NULL) {
        watch_message_free(message);
    }
    queue_free(watching->queue);
    free(watching->phones);
    watch_screen_fini(&watching->screen);
    watch_names_fini(&watching->names);
    watch_marks_fini(&watching->marks);
    (void)capture_close(watching->capture, &err);
    outputs_abandon(&watching->outputs);
    free(watching->targets);
    free(watching->whats);
}

static int run(const struct settings *settings)
{
    struct watching watching = {.settings = settings, .signal_fd = -1};
    struct err err;
    int status;
    int rc;

    watching.started_ms = clock_wall_ms(clock_system());
    watching.tick = deadline_in(clock_system(), 0);
    rc = watching_prepare(&watching, &err);
    if (rc == 0) {
        watching.signal_fd = signals_pipe_open();
        rc = watching.signal_fd >= 0
                 ? start(&watching, &err)
                 : err_set(&err, ERR_IO, "no pipe: %s", strerror(errno));
    }
    if (rc < 0) {
        say_error(&err);
        status = say_exit_status(&err, false);
    } else {
        watching_loop(&watching);
        status = watching_finish(&watching);
    }
    if (watching.signal_fd >= 0) {
        signals_pipe_close();
    }
    fini(&watching);
    return status;
}

const struct command watch_command = {
    .name = "watch",
    .is_streaming = true,
    .takes_phones = true,
    .arguments = "[WHAT...] [-]",
    .summary = "connections as they open and close",
    .details =
        "WHAT as in adbnet conns --help; all that are connected without one.\n"
        "Prints each event on a line and a summary at the end, by Ctrl-C,\n"
        "--duration or --until. -o jsonl (--json) is for programs, flushed\n"
        "line by line: header, phone, events, summary, end; -o csv has a row\n"
        "for each event, its close has all of a connection; -o json is one\n"
        "document at the end. Formats are described in JSON Schema files.\n"
        "-  marks come on standard input, a line each: mark: logged in\n"
        "\n"
        "  adbnet watch com.example.bank --start --fresh --duration 30\n"
        "  adbnet watch com.example.bank com.android.chrome\n"
        "  adbnet watch com.example.bank --json | jq -c "
        "'select(.type==\"open\")"
        "'\n"
        "  adbnet watch com.example.bank --start --save bank.adbnet\n",
    .run = run,
};
