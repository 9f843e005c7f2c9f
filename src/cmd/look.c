/* SPDX-License-Identifier: Apache-2.0 */
/* Reaching and asking a phone. See look.h. */
#include "cmd/look.h"

#include "cmd/say.h"
#include "cmd/worker.h"
#include "collect/snapshot.h"

/* DESIGN's table of limits: a phone that says nothing for so long. */
#define IDLE_MS 10000

int look_prepare(struct look *look, const struct settings *settings)
{
    int rc;

    memset(look, 0, sizeof(*look));
    look->settings = settings;
    look->log = say_log(settings);
    snapshot_init(&look->snapshot);
    look->cancel = adb_cancel_new();
    if (look->cancel == NULL) {
        return err_set(&look->err, ERR_NOMEM,
                       "out of memory or file descriptors");
    }
    rc = token_make(look->token, &look->err);
    if (rc == 0) {
        rc = phone_prepare(settings, &look->phone, &look->err);
        look->is_prepared = rc == 0;
    }
    return rc;
}

/* In the worker thread: all that talks to the phone. */
static void ask(void *ctx)
{
    struct look *look = ctx;
    int timeout_ms = look->settings->timeout_ms;
    struct collect_options options = {
        .timeout_ms = timeout_ms,
        .idle_ms = timeout_ms < IDLE_MS ? timeout_ms : IDLE_MS,
        .token = look->token,
        .log = &look->log,
    };

    look->rc = phone_open(look->settings, look->cancel, &look->log,
                          &look->phone, &look->err);
    if (look->rc == 0) {
        look->rc = collect_snapshot(look->phone.link.runner, &options,
                                    &look->snapshot, &look->err);
    }
}

int look_run(struct look *look)
{
    int by_signal = 0;
    int rc = worker_run(ask, look, look->cancel, &by_signal, &look->err);

    return rc < 0 ? rc : look->rc;
}

int look_fini(struct look *look)
{
    int rc = look->is_prepared ? phone_close(&look->phone, &look->err) : 0;

    snapshot_fini(&look->snapshot);
    adb_cancel_free(look->cancel);
    look->cancel = NULL;
    return rc;
}
