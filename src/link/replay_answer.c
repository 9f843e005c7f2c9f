/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A runner whose one answer are bytes that somebody kept, without times and
 * without a word on the phone. See recording.h.
 */
#include "link/recording.h"

#include "model/snapshot.h"

#include <stdlib.h>

struct replay_answer {
    struct runner base;
    struct str text;
    bool is_told;
};

static int answer_run(struct runner *runner, const struct request *request,
                      runner_bytes on_bytes, void *ctx,
                      struct runner_end *out_end, struct err *err)
{
    struct replay_answer *answer = (struct replay_answer *)runner;

    out_end->sent_at_ms = SNAPSHOT_NO_TIME;
    out_end->ended_at_ms = SNAPSHOT_NO_TIME;
    out_end->exit_status = -1;
    if (answer->is_told) {
        return err_set(err, ERR_CLOSED,
                       "the saved answer holds no further request '%s'",
                       request->kind);
    }
    answer->is_told = true;
    return on_bytes(ctx, RUNNER_STDOUT, SNAPSHOT_NO_TIME, answer->text.ptr,
                    answer->text.len);
}

static int answer_open_talk(struct runner *runner,
                            const struct request *request,
                            struct runner_talk **out, struct err *err)
{
    (void)runner;
    *out = NULL;
    return err_set(err, ERR_CLOSED, "a saved answer holds no request '%s'",
                   request->kind);
}

static void answer_close(struct runner *runner)
{
    free(runner);
}

int replay_answer_open(struct str text, struct link *out, struct err *err)
{
    static const struct runner_ops ops = {answer_run, answer_open_talk,
                                          answer_close};
    struct replay_answer *answer = calloc(1, sizeof(*answer));

    memset(out, 0, sizeof(*out));
    if (answer == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    answer->base.ops = &ops;
    answer->base.is_replay = 1;
    answer->text = text;
    out->runner = &answer->base;
    out->via = "replay";
    return 0;
}
