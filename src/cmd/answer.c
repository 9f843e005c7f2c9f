/* SPDX-License-Identifier: Apache-2.0 */
/* Owners, choice, outputs: what conns and parse have in common. */
#include "cmd/answer.h"

#include "base/format.h"
#include "cmd/hinting.h"
#include "cmd/judging.h"
#include "cmd/outputs_answer.h"
#include "cmd/say.h"

#include <stdlib.h>

/* -p promises processes; what cannot be told is said. */
static void say_unknown_processes(const struct settings *settings,
                                  const struct result *result)
{
    char text[200];
    size_t unknown = 0;
    size_t i;

    for (i = 0; i < result->connection_count; i++) {
        unknown += result->connections[i].pid < 0;
    }
    if (settings->want_programs && unknown > 0) {
        say_note(settings,
                 format_text(text, sizeof(text),
                             "-p: for %zu of %zu sockets the process is not "
                             "known%s",
                             unknown, result->connection_count,
                             result->snapshot->has_all_holders
                                 ? ""
                                 : "; telling the processes of one uid apart "
                                   "needs root (--root=su)"));
    }
}

static void fill_result(const struct answer *answer,
                        const struct selection *selection, bool is_partial,
                        struct result *out)
{
    const struct settings *settings = answer->settings;
    const struct result result = {
        .serial = answer->serial,
        .via = answer->via,
        .snapshot = answer->snapshot,
        .targets = selection->targets.items,
        .target_count = selection->targets.len,
        .connections = selection->connections.items,
        .connection_count = selection->connections.len,
        .sockets = selection->sockets.items,
        .socket_count = selection->sockets.len,
        .hidden = selection->hidden,
        .is_listening_view = settings->want_listening && !settings->want_all,
        .is_partial = is_partial,
    };

    *out = result;
}

/* Once all names are known: what is not known is not judged. */
static int judge(const struct answer *answer, struct selection *selection,
                 struct resolve *resolve, struct judging *judging,
                 struct result *result, struct err *err)
{
    size_t i;

    if (answer->policy == NULL) {
        return 0;
    }
    while (resolve_next(resolve, &i)) {
    }
    if (judging_rows(answer->settings, answer->policy,
                     selection->connections.items, selection->connections.len,
                     judging) < 0) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    result->judged = &judging->judged;
    return 0;
}

static int print(const struct answer *answer, struct selection *selection,
                 int *out_status, bool is_partial, struct err *err)
{
    struct judging judging = {.verdicts = NULL};
    struct resolve resolve;
    struct result result;
    int rc =
        resolve_start(&resolve, answer->settings, selection->connections.items,
                      selection->connections.len, err);

    fill_result(answer, selection, is_partial, &result);
    result.path =
        answer_path(answer->settings, &answer->snapshot->network,
                    selection->connections.items, selection->connections.len);
    if (rc == 0) {
        rc = judge(answer, selection, &resolve, &judging, &result, err);
        *out_status = judging_status(*out_status, result.judged);
    }
    if (rc == 0) {
        rc = outputs_answer(answer->outputs, &result, &resolve, err);
    }
    if (rc == 0) {
        resolve_say(&resolve);
    }
    resolve_fini(&resolve);
    if (rc == 0 && result.judged != NULL) {
        judging_say(answer->settings, result.judged);
    }
    free(judging.verdicts);
    if (rc == 0) {
        int path = hinting_status(&result.path, false);

        say_unknown_processes(answer->settings, &result);
        answer_path_say(answer->settings, result.connections,
                        result.connection_count);
        *out_status = path > *out_status ? path : *out_status;
    }
    return rc;
}

struct select_options answer_choices(const struct answer *answer)
{
    const struct settings *settings = answer->settings;
    struct select_options options = {
        .want_all = settings->want_all,
        .want_listening = settings->want_listening,
        .want_tcp = settings->want_tcp,
        .want_udp = settings->want_udp,
        .want_raw = settings->want_raw,
        .want_local = settings->want_local,
        .states = settings->states,
        .user_choice = settings->user_choice,
        .user = settings->user,
        .targets = answer->targets,
        .target_count = answer->target_count,
        .own = answer->own,
    };

    return options;
}

int answer_verdict(const struct settings *settings, size_t count,
                   bool is_partial)
{
    enum expectation expectation = settings->expectation;

    if ((expectation == EXPECT_NONE && count > 0) ||
        (expectation == EXPECT_SOME && count == 0)) {
        return EXIT_NEGATIVE;
    }
    return is_partial ? EXIT_PARTIAL : EXIT_OK;
}

static int choose_and_print(const struct answer *answer,
                            const struct owners *owners, int *out_status,
                            struct err *err)
{
    struct select_options options = answer_choices(answer);
    struct selection selection;
    bool is_partial;
    int rc =
        select_connections(&options, answer->snapshot, owners, &selection, err);

    if (rc < 0) {
        return rc;
    }
    is_partial = say_warnings(answer->settings, answer->snapshot);
    *out_status = answer_verdict(
        answer->settings, selection.connections.len + selection.sockets.len,
        is_partial);
    rc = print(answer, &selection, out_status, is_partial, err);
    selection_fini(&selection);
    return rc == FILE_OUT_PIPE_CLOSED ? 0 : rc;
}

int answer_print(const struct answer *answer, int *out_status, struct err *err)
{
    struct owners owners;
    int rc = owners_init(&owners, answer->snapshot);

    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    rc = owners_warn(&owners, answer->snapshot);
    rc = rc < 0 ? err_set(err, rc, "no room for another warning")
                : choose_and_print(answer, &owners, out_status, err);
    owners_fini(&owners);
    return rc;
}
