/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet conns: one look at a phone's sockets. Wiring only. */
#include "cmd/conns.h"

#include "cmd/outputs.h"
#include "cmd/phone.h"
#include "cmd/say.h"
#include "cmd/token.h"
#include "cmd/worker.h"
#include "collect/snapshot.h"

#include <stdio.h>
#include <stdlib.h>

/* DESIGN's table of limits. */
#define IDLE_MS 10000

struct conns {
    const struct settings *settings;
    struct log log;
    struct adb_cancel *cancel;
    struct target *targets;
    struct outputs outputs;
    struct phone_link phone;
    char token[TOKEN_LEN + 1];
    struct snapshot snapshot;
    bool is_reached; /* the phone's end was opened */
    int ask_rc;
    struct err err;
};

/* In the worker thread: all that talks to the phone. */
static void ask(void *ctx)
{
    struct conns *conns = ctx;
    const struct settings *settings = conns->settings;
    struct collect_options options = {
        .timeout_ms = settings->timeout_ms,
        .idle_ms =
            settings->timeout_ms < IDLE_MS ? settings->timeout_ms : IDLE_MS,
        .token = conns->token,
        .log = &conns->log,
    };

    conns->ask_rc = phone_open(settings, conns->cancel, &conns->log,
                               &conns->phone, &conns->err);
    if (conns->ask_rc == 0) {
        conns->is_reached = true;
        conns->ask_rc = collect_snapshot(conns->phone.link.runner, &options,
                                         &conns->snapshot, &conns->err);
    }
}

static int parse_targets(struct conns *conns)
{
    int count = conns->settings->argument_count;
    int rc = 0;
    int i;

    conns->targets = calloc((size_t)count + 1, sizeof(*conns->targets));
    if (conns->targets == NULL) {
        return err_set(&conns->err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count && rc == 0; i++) {
        rc = target_parse(conns->settings->arguments[i], &conns->targets[i],
                          &conns->err);
    }
    return rc;
}

/* -p promises processes; what cannot be told is said. */
static void say_unknown_processes(const struct conns *conns,
                                  const struct result *result)
{
    char text[160];
    size_t unknown = 0;
    size_t i;

    for (i = 0; i < result->connection_count; i++) {
        unknown += result->connections[i].pid < 0;
    }
    if (conns->settings->want_programs && unknown > 0) {
        (void)snprintf(text, sizeof(text),
                       "-p: for %zu of %zu sockets the process is not known; "
                       "telling the processes of one uid apart needs root",
                       unknown, result->connection_count);
        say_note(conns->settings, text);
    }
}

static bool say_warnings(const struct conns *conns)
{
    bool is_partial = false;
    size_t i;

    for (i = 0; i < conns->snapshot.warnings.len; i++) {
        const struct warning *warning = snapshot_warning(&conns->snapshot, i);

        is_partial = is_partial || warning->is_partial;
        say_warning(conns->settings, warning);
    }
    return is_partial;
}

static int print(struct conns *conns, const struct selection *selection,
                 bool is_partial)
{
    const struct settings *settings = conns->settings;
    struct result result = {
        .serial = conns->phone.link.serial,
        .via = conns->phone.link.via,
        .snapshot = &conns->snapshot,
        .targets = selection->targets.items,
        .target_count = selection->targets.len,
        .connections = selection->connections.items,
        .connection_count = selection->connections.len,
        .hidden = selection->hidden,
        .is_listening_view = settings->want_listening && !settings->want_all,
        .is_partial = is_partial,
    };
    struct record record = {.kind = RECORD_RESULT, .of = {&result}};
    int rc = outputs_start(&conns->outputs, conns->snapshot.taken_at_ms,
                           &conns->err);

    if (rc == 0) {
        rc = outputs_put(&conns->outputs, &record, &conns->err);
    }
    if (rc == 0) {
        rc = outputs_close(&conns->outputs, &conns->err);
    }
    if (rc == 0) {
        say_unknown_processes(conns, &result);
    }
    return rc;
}

static struct select_options choices(const struct conns *conns)
{
    const struct settings *settings = conns->settings;
    const struct link *link = &conns->phone.link;
    struct select_options options = {
        .want_all = settings->want_all,
        .want_listening = settings->want_listening,
        .want_tcp = settings->want_tcp,
        .want_udp = settings->want_udp,
        .states = settings->states,
        .user_choice = settings->user_choice,
        .user = settings->user,
        .targets = conns->targets,
        .target_count = (size_t)settings->argument_count,
        .own = {link->own_laptop, link->own_laptop_port, link->own_phone,
                link->own_phone_port},
    };

    return options;
}

/* The status that the rows and what was expected of them call for. */
static int verdict(const struct conns *conns, size_t count, bool is_partial)
{
    enum expectation expectation = conns->settings->expectation;

    if ((expectation == EXPECT_NONE && count > 0) ||
        (expectation == EXPECT_SOME && count == 0)) {
        return EXIT_NEGATIVE;
    }
    return is_partial ? EXIT_PARTIAL : EXIT_OK;
}

static int answer(struct conns *conns)
{
    struct select_options options = choices(conns);
    struct selection selection;
    struct owners owners;
    bool is_partial;
    int status = EXIT_OK;
    int rc = owners_init(&owners, &conns->snapshot);

    if (rc < 0) {
        (void)err_set(&conns->err, rc, "out of memory");
        say_error(&conns->err);
        return EXIT_ERROR;
    }
    rc = select_connections(&options, &conns->snapshot, &owners, &selection,
                            &conns->err);
    if (rc == 0) {
        is_partial = say_warnings(conns);
        status = verdict(conns, selection.connections.len, is_partial);
        rc = print(conns, &selection, is_partial);
        selection_fini(&selection);
    }
    owners_fini(&owners);
    if (rc == FILE_OUT_PIPE_CLOSED) {
        return EXIT_OK;
    }
    if (rc < 0) {
        say_error(&conns->err);
        return say_exit_status(&conns->err, false);
    }
    return status;
}

static int ask_and_answer(struct conns *conns)
{
    struct err close_err;
    int status = EXIT_OK;
    int by_signal = 0;
    int rc = worker_run(ask, conns, conns->cancel, &by_signal, &conns->err);

    if (rc == 0) {
        rc = conns->ask_rc;
    }
    if (rc < 0) {
        say_error(&conns->err);
        status = say_exit_status(&conns->err, !conns->is_reached);
    } else {
        status = answer(conns);
    }
    if (phone_close(&conns->phone, &close_err) < 0) {
        say_error(&close_err);
        status = EXIT_ERROR;
    }
    return status;
}

static int prepare(struct conns *conns)
{
    int rc = parse_targets(conns);

    conns->cancel = adb_cancel_new();
    if (rc == 0 && conns->cancel == NULL) {
        rc = err_set(&conns->err, ERR_NOMEM,
                     "out of memory or file descriptors");
    }
    if (rc == 0) {
        rc = token_make(conns->token, &conns->err);
    }
    if (rc == 0) {
        rc = outputs_open(&conns->outputs, conns->settings, RECORD_RESULT,
                          &conns->err);
    }
    if (rc == 0) {
        rc = phone_prepare(conns->settings, &conns->phone, &conns->err);
    }
    return rc;
}

static int run(const struct settings *settings)
{
    struct conns conns = {.settings = settings};
    int status;

    conns.log = say_log(settings);
    snapshot_init(&conns.snapshot);
    if (prepare(&conns) < 0) {
        say_error(&conns.err);
        status = say_exit_status(&conns.err, false);
    } else {
        status = ask_and_answer(&conns);
    }
    outputs_abandon(&conns.outputs);
    snapshot_fini(&conns.snapshot);
    adb_cancel_free(conns.cancel);
    free(conns.targets);
    return status;
}

const struct command conns_command = {
    .name = "conns",
    .arguments = "[WHAT...]",
    .summary = "one look at a phone's connections",
    .details =
        "WHAT says who: a package or process name (globs allowed), a number\n"
        "= pid, or pid:N uid:N pkg:NAME proc:NAME; or where: :PORT, an\n"
        "address, a prefix (203.0.113.0/24), ADDRESS:PORT, [V6]:PORT.\n"
        "Several of one sort are alternatives; who and where must both hold.\n"
        "Without options: connected TCP and UDP sockets as `ss -tu` has\n"
        "them; listening ones, loopback and UDP without a peer are counted.\n"
        "\n"
        "  adbnet conns com.example.bank\n"
        "  adbnet conns -l :8080\n"
        "  adbnet conns --json | jq '.results[0].connections[].remote'\n"
        "  adbnet conns com.example.bank --expect none || echo still open\n",
    .run = run,
};
