/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet conns: one look at a phone's sockets. Wiring only. */
#include "cmd/conns.h"

#include "cmd/answer.h"
#include "cmd/judging.h"
#include "cmd/look.h"
#include "cmd/say.h"
#include "cmd/whats.h"

#include <stdlib.h>

struct conns {
    const struct settings *settings;
    struct target *targets;
    struct policy *policy;
    struct outputs outputs;
    struct look look;
    struct err err;
};

/* Once the phone has answered. */
static int answer(struct conns *conns, int *out_status)
{
    struct look *look = &conns->look;
    const struct link *link = &look->phone.link;
    const struct answer answer = {
        .settings = conns->settings,
        .snapshot = &look->snapshot,
        .serial = link->serial,
        .via = link->via,
        .own = {link->own_laptop, link->own_laptop_port, link->own_phone,
                link->own_phone_port},
        .targets = conns->targets,
        .target_count = (size_t)conns->settings->argument_count,
        .outputs = &conns->outputs,
        .policy = conns->policy,
    };
    int rc;

    rc = answer_print(&answer, out_status, &conns->err);
    /* What was asked for is not there: on which phone? */
    return rc == ERR_NO_MATCH ? err_prefix(&conns->err, "%s",
                                           conns->settings->replay != NULL
                                               ? conns->settings->replay
                                               : link->serial)
                              : rc;
}

/* A process may be in a network of its own: /proc/PID/net tells. */
static void ask_for_networks(struct conns *conns)
{
    struct look *look = &conns->look;

    for (int i = 0; i < conns->settings->argument_count; i++) {
        const struct target *target = &conns->targets[i];

        if (target->kind != TARGET_PID || target->number == 0 ||
            target->number > INT32_MAX) {
            continue;
        }
        if (look->pid_count < SCRIPT_PIDS_MAX) {
            look->pids[look->pid_count++] = target->number;
        } else {
            look->pids_left_out++;
        }
    }
}

/* From the command line to the last byte; *out_status when that is 0. */
static int look_and_answer(struct conns *conns, int *out_status)
{
    const struct settings *settings = conns->settings;
    int rc = whats_parse(settings->arguments, settings->argument_count,
                         &conns->targets, &conns->err);

    if (rc == 0) {
        rc = judging_read(settings, &conns->policy, &conns->err);
    }
    if (rc == 0) {
        rc =
            outputs_open(&conns->outputs, settings, RECORD_RESULT, &conns->err);
    }
    if (rc < 0) {
        return rc;
    }
    rc = look_prepare(&conns->look, settings);
    if (rc == 0) {
        conns->look.targets = conns->targets;
        conns->look.target_count = (size_t)settings->argument_count;
        ask_for_networks(conns);
        rc = look_run(&conns->look);
    }
    if (rc < 0) {
        conns->err = conns->look.err;
        return rc;
    }
    return answer(conns, out_status);
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
    policy_free(conns.policy);
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
