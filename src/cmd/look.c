/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, asking and closing, in the worker's thread. See look.h. */
#include "cmd/look.h"

#include "cmd/say.h"
#include "cmd/worker.h"
#include "collect/script.h"
#include "collect/snapshot.h"

/* DESIGN's table of limits. */
#define IDLE_MS 10000

int look_prepare(struct look *look, const struct settings *settings)
{
    int rc = 0;

    memset(look, 0, sizeof(*look));
    look->settings = settings;
    look->log = say_log(settings);
    snapshot_init(&look->snapshot);
    look->cancel = adb_cancel_new();
    if (look->cancel == NULL) {
        rc =
            err_set(&look->err, ERR_NOMEM, "out of memory or file descriptors");
    }
    if (rc == 0) {
        rc = token_make(look->token, &look->err);
    }
    if (rc == 0) {
        rc = phone_prepare(settings, &look->phone, &look->err);
    }
    return rc;
}

/* The library names the phone in its sentences, the parsers know none. */
static void name_phone(struct look *look)
{
    const char *name = look->settings->replay != NULL ? look->settings->replay
                                                      : look->phone.link.serial;

    if (strncmp(look->err.text, name, strlen(name)) != 0) {
        (void)err_prefix(&look->err, "%s", name);
    }
}

unsigned look_parts(const struct settings *settings)
{
    bool has_proto = settings->want_tcp || settings->want_udp ||
                     settings->want_raw || settings->want_local;
    unsigned wanted = 0;

    if (settings->want_raw || (settings->want_all && !has_proto)) {
        wanted |= SCRIPT_INET;
    }
    if (settings->want_local) {
        wanted |= SCRIPT_LOCAL;
    }
    if (settings->want_check) {
        wanted |= SCRIPT_TOOLS;
    }
    return settings->want_all ? wanted | SCRIPT_COUNTERS : wanted;
}

/* Pulled out before it had said anything: as if it had never been there. */
static bool is_unplugged(const struct look *look)
{
    const char *via = look->phone.link.via;

    return via != NULL && strcmp(via, "usb") == 0 &&
           (look->rc == ERR_CLOSED || look->rc == ERR_IO);
}

/* What was asked for in vain: one script takes so much, and no more. */
static int warn_left_out(struct look *look)
{
    int rc = rights_warn(&look->rights, &look->snapshot);

    if (rc == 0 && look->pids_left_out > 0) {
        rc = snapshot_warn(&look->snapshot, "netns-many", true,
                           "whether a process has a network of its own was "
                           "asked for the first %d alone, and for the other "
                           "%zu not: ask for them apart",
                           SCRIPT_PIDS_MAX, look->pids_left_out);
    }
    return rc < 0 ? err_set(&look->err, rc, "no room for another warning") : 0;
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
        .source = look->settings->source,
        .parts = look_parts(look->settings),
        .pids = look->pids,
        .pid_count = look->pid_count,
        .log = &look->log,
    };
    struct err close_err;

    rights_ask(&look->rights, look->settings, look->targets, look->target_count,
               &options);
    look->rc = phone_open(look->settings, look->cancel, &look->log,
                          &look->phone, &look->err);
    if (look->rc == 0) {
        look->rc = collect_snapshot(look->phone.link.runner, &options,
                                    &look->snapshot, &look->err);
        if (look->rc < 0) {
            look->phone.is_unreachable = is_unplugged(look);
            name_phone(look);
        } else {
            look->rc = warn_left_out(look);
        }
    }
    /* A recording that cannot be written has spoilt the asking, too. */
    if (phone_close(&look->phone, &close_err) < 0) {
        look->err = close_err;
        look->rc = close_err.code;
    }
}

int look_run(struct look *look)
{
    int by_signal = 0;
    int rc = worker_run(ask, look, look->cancel, &by_signal, &look->err);

    if (rc == 0) {
        rc = look->rc;
    }
    if (rc == ERR_CANCELED && by_signal != 0) {
        (void)err_set(&look->err, rc, "interrupted");
    }
    return rc;
}

void look_fini(struct look *look)
{
    phone_abandon(&look->phone);
    snapshot_fini(&look->snapshot);
    adb_cancel_free(look->cancel);
}
