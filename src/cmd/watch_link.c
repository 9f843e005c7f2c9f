/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's way to the phone: the first one, and every later one. */
#include "cmd/watch_state.h"

#include "collect/snapshot.h"

#include <stdlib.h>

#define IDLE_MS 10000
#define START_MS 5000
#define SU_WAIT_S 10

/* The library names the phone in its sentences, the parsers know none. */
static void name_phone(struct watch_worker *worker)
{
    const char *name = worker->settings.replay != NULL
                           ? worker->settings.replay
                           : worker->phone.link.serial;

    if (strncmp(worker->err.text, name, strlen(name)) != 0) {
        (void)err_prefix(&worker->err, "%s", name);
    }
}

static int look_once(struct watch_worker *worker, struct snapshot *out)
{
    const struct settings *settings = worker->options.settings;
    struct collect_options options = {
        .timeout_ms = settings->timeout_ms,
        .idle_ms =
            settings->timeout_ms < IDLE_MS ? settings->timeout_ms : IDLE_MS,
        .token = worker->token,
        .source = settings->source,
        .parts = look_parts(settings) | SCRIPT_COUNTERS,
        .log = &worker->log,
    };
    int rc;

    rights_ask(&worker->rights, settings, worker->options.targets,
               worker->options.target_count, &options);
    rc = phone_open(settings, worker->cancel, &worker->log, &worker->phone,
                    &worker->err);
    if (rc == 0) {
        rc = collect_snapshot(worker->phone.link.runner, &options, out,
                              &worker->err);
        if (rc < 0) {
            name_phone(worker);
        }
    }
    return rc;
}

/* From now on it is this phone by this way, and no other. */
static void keep_phone(struct watch_worker *worker)
{
    const struct link *link = &worker->phone.link;
    struct settings *settings = &worker->settings;

    memcpy(worker->serial, link->serial, sizeof(worker->serial));
    settings->serial = worker->serial;
    settings->select = ADB_SELECT_SERIAL;
    if (strcmp(link->via, "server") == 0) {
        settings->via = LINK_SERVER;
    } else if (strcmp(link->via, "usb") == 0) {
        settings->via = LINK_USB;
    } else {
        settings->via = LINK_TCP;
    }
}

static int write_script(struct watch_worker *worker,
                        const struct snapshot *base)
{
    const struct settings *settings = worker->options.settings;
    uint32_t users[SCRIPT_USERS_MAX];
    struct script_loop_params params = {
        .token = worker->token,
        .users = users,
        .parts = look_parts(settings) & (SCRIPT_INET | SCRIPT_LOCAL),
        .su_wait_s = base->phone.is_su_root ? SU_WAIT_S : 0,
    };

    for (size_t i = 0; i < base->users.len && i < SCRIPT_USERS_MAX; i++) {
        users[params.user_count++] = snapshot_user(base, i)->id;
    }
    return script_loop_text(&worker->script, &params, &worker->err);
}

static int make_sampling(struct watch_worker *worker,
                         const struct snapshot *base)
{
    static const struct sampling_events events = {watch_on_sample,
                                                  watch_on_gap};
    bool is_replay = worker->settings.replay != NULL;
    struct sampling_options options = {
        .token = is_replay ? NULL : worker->token,
        .interval_ms = worker->options.interval_ms,
        .is_root = worker->settings.root != ROOT_NEVER &&
                   (base->phone.shell_uid == 0 || base->phone.is_su_root),
        .want_raw = worker->options.want_raw,
        .is_replay = is_replay,
        .events = &events,
        .ctx = worker,
    };

    worker->sampling = sampling_new(&options);
    if (worker->sampling == NULL || sampling_base(worker->sampling, base) < 0) {
        return err_set(&worker->err, ERR_NOMEM, "out of memory");
    }
    return 0;
}

static int tell_base(struct watch_worker *worker, struct snapshot *base)
{
    const struct link *link = &worker->phone.link;
    struct watch_message *message = watch_message_new(worker, WATCH_BASE);

    if (message == NULL) {
        snapshot_fini(base);
        free(base);
        return ERR_NOMEM;
    }
    memcpy(message->link.serial, link->serial, sizeof(message->link.serial));
    message->link.via = link->via;
    message->link.own_laptop = link->own_laptop;
    message->link.own_laptop_port = link->own_laptop_port;
    message->link.own_phone = link->own_phone;
    message->link.own_phone_port = link->own_phone_port;
    message->base = base;
    return watch_tell(worker, message);
}

int watch_first_look(struct watch_worker *worker)
{
    struct snapshot *base = malloc(sizeof(*base));
    int rc = token_make(worker->token, &worker->err);

    if (base == NULL) {
        return err_set(&worker->err, ERR_NOMEM, "out of memory");
    }
    snapshot_init(base);
    if (rc == 0) {
        rc = phone_prepare(worker->options.settings, &worker->phone,
                           &worker->err);
    }
    if (rc == 0) {
        rc = look_once(worker, base);
    }
    if (rc == 0) {
        keep_phone(worker);
        rc = write_script(worker, base);
    }
    if (rc == 0) {
        rc = make_sampling(worker, base);
    }
    if (rc < 0) {
        snapshot_fini(base);
        free(base);
        return rc;
    }
    return tell_base(worker, base);
}

int watch_reopen(struct watch_worker *worker)
{
    return phone_open(&worker->settings, worker->cancel, &worker->log,
                      &worker->phone, &worker->err);
}

int watch_start_loop(struct watch_worker *worker)
{
    struct request request = {
        .kind = "sample",
        .script = (const char *)worker->script.data,
        .script_len = worker->script.len,
        .token = worker->token,
        .timeout_ms = START_MS,
        .idle_ms = START_MS,
    };

    return runner_open_talk(worker->phone.link.runner, &request, &worker->talk,
                            &worker->err);
}
