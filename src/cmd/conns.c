/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet conns: one look at a phone's sockets. Wiring only. */
#include "cmd/conns.h"

#include "base/format.h"
#include "cmd/look.h"
#include "cmd/outputs.h"
#include "cmd/say.h"
#include "cmd/whats.h"

#include <stdlib.h>

struct conns {
    const struct settings *settings;
    struct target *targets;
    struct outputs outputs;
    struct look look;
    struct err err;
};

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
        say_note(conns->settings,
                 format_text(text, sizeof(text),
                             "-p: for %zu of %zu sockets the process is not "
                             "known; telling the processes of one uid apart "
                             "needs root",
                             unknown, result->connection_count));
    }
}

static int print(struct conns *conns, const struct selection *selection,
                 bool is_partial)
{
    const struct settings *settings = conns->settings;
    struct look *look = &conns->look;
    struct result result = {
        .serial = look->phone.link.serial,
        .via = look->phone.link.via,
        .snapshot = &look->snapshot,
        .targets = selection->targets.items,
        .target_count = selection->targets.len,
        .connections = selection->connections.items,
        .connection_count = selection->connections.len,
        .hidden = selection->hidden,
        .is_listening_view = settings->want_listening && !settings->want_all,
        .is_partial = is_partial,
    };
    struct record record = {.kind = RECORD_RESULT, .of = {&result}};
    int rc = outputs_print(&conns->outputs, &record, look->snapshot.taken_at_ms,
                           &conns->err);

    if (rc == 0) {
        say_unknown_processes(conns, &result);
    }
    return rc;
}

static struct select_options choices(const struct conns *conns)
{
    const struct settings *settings = conns->settings;
    const struct link *link = &conns->look.phone.link;
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

static int answer_with(struct conns *conns, const struct owners *owners,
                       int *out_status)
{
    struct select_options options = choices(conns);
    struct selection selection;
    bool is_partial;
    int rc = select_connections(&options, &conns->look.snapshot, owners,
                                &selection, &conns->err);

    if (rc < 0) {
        return rc;
    }
    is_partial = say_warnings(conns->settings, &conns->look.snapshot);
    *out_status = verdict(conns, selection.connections.len, is_partial);
    rc = print(conns, &selection, is_partial);
    selection_fini(&selection);
    return rc == FILE_OUT_PIPE_CLOSED ? 0 : rc;
}

/* From the command line to the last byte; *out_status when that is 0. */
static int look_and_answer(struct conns *conns, int *out_status)
{
    struct owners owners;
    int rc = whats_parse(conns->settings, &conns->targets, &conns->err);

    if (rc == 0) {
        rc = outputs_open(&conns->outputs, conns->settings, RECORD_RESULT,
                          &conns->err);
    }
    if (rc < 0) {
        return rc;
    }
    rc = look_prepare(&conns->look, conns->settings);
    if (rc == 0) {
        rc = look_run(&conns->look);
    }
    if (rc < 0) {
        conns->err = conns->look.err;
        return rc;
    }
    rc = owners_init(&owners, &conns->look.snapshot);
    if (rc < 0) {
        return err_set(&conns->err, rc, "out of memory");
    }
    rc = answer_with(conns, &owners, out_status);
    owners_fini(&owners);
    return rc;
}

static int run(const struct settings *settings)
{
    struct conns conns = {.settings = settings};
    int status = EXIT_OK;

    if (look_and_answer(&conns, &status) < 0) {
        say_error(&conns.err);
        status = say_exit_status(&conns.err, conns.look.phone.is_unreachable);
    }
    outputs_abandon(&conns.outputs);
    look_fini(&conns.look);
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
