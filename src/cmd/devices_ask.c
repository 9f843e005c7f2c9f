/* SPDX-License-Identifier: Apache-2.0 */
/* Wiring: a few words with each phone of a list. See devices_ask.h. */
#include "cmd/devices_ask.h"

#include "base/deadline.h"
#include "cmd/phone.h"
#include "collect/brief.h"
#include "model/runner.h"

#include <string.h>

/* Phones answer within 100 ms; a list is not to be waited for. */
#define ANSWER_MS 2000
/* From then on no other phone is asked. */
#define ALL_MS 6000
#define SAID_MAX 4096

void devices_said_init(struct devices_said *said)
{
    vec_init(&said->all, sizeof(struct brief), SAID_MAX);
}

void devices_said_fini(struct devices_said *said)
{
    vec_fini(&said->all);
}

static bool is_direct(const struct device *device)
{
    return strcmp(device->via, "tcp") == 0;
}

static int keep(void *ctx, enum runner_stream stream, int64_t at_ms,
                const char *bytes, size_t len)
{
    (void)at_ms;
    return stream == RUNNER_STDOUT ? buf_append(ctx, bytes, len) : 0;
}

static int talk(struct runner *runner, struct brief *out, struct err *err)
{
    struct request request = {.kind = "brief",
                              .token = "",
                              .timeout_ms = ANSWER_MS,
                              .idle_ms = ANSWER_MS};
    struct runner_end end;
    struct buf text;
    struct buf answer;
    int rc;

    buf_init(&text, BRIEF_TEXT_MAX);
    buf_init(&answer, BRIEF_ANSWER_MAX);
    rc = brief_put(&text);
    if (rc == 0) {
        request.script = (const char *)text.data;
        request.script_len = text.len;
        rc = runner_run(runner, &request, keep, &answer, &end, err);
    }
    if (rc == 0) {
        brief_read((struct str){(const char *)answer.data, answer.len}, out);
    }
    buf_fini(&answer);
    buf_fini(&text);
    return rc;
}

/* By its way alone: nobody else's phone is opened. */
static int ask_one(const struct settings *settings,
                   const struct link_options *options,
                   const struct device *device, struct brief *out,
                   struct err *err)
{
    struct settings mine = *settings;
    struct phone_link phone;
    int rc;

    mine.via = is_direct(device) ? LINK_TCP : LINK_SERVER;
    mine.select = ADB_SELECT_SERIAL;
    mine.serial = device->serial;
    mine.record = NULL;
    memset(err, 0, sizeof(*err));
    rc = phone_prepare(&mine, &phone, err);
    if (rc == 0) {
        rc = phone_open(&mine, options->cancel, options->log, &phone, err);
    }
    if (rc == 0) {
        rc = talk(phone.link.runner, out, err);
    }
    phone_abandon(&phone);
    if (rc < 0 && err->code == 0) {
        (void)err_set(err, rc, "%s: it says more than it was asked",
                      device->serial);
    }
    return rc;
}

static const char *or_else(const char *text, const char *other)
{
    return text[0] != '\0' ? text : other;
}

static void tell(struct device *device, const struct brief *brief)
{
    device->model = or_else(brief->model, device->model);
    device->android = or_else(brief->android, NULL);
    device->avd = or_else(brief->avd, NULL);
    device->root = brief_root(brief->shell_uid, brief->has_su);
}

/* --check looks at the one that was named by itself. */
static bool is_asked(const struct settings *settings,
                     const struct device *device)
{
    return is_direct(device) ? !settings->want_check
                             : strcmp(device->state, "ready") == 0 &&
                                   strcmp(device->via, "server") == 0;
}

int devices_ask(const struct settings *settings,
                const struct link_options *options, struct link_devices *found,
                struct devices_said *said, struct err *err)
{
    struct deadline all = deadline_in(options->clock, ALL_MS);
    struct device *devices = found->devices.items;
    size_t count = found->devices.len;
    struct brief brief;
    struct err why;
    int rc = 0;

    /* They must not move once the list borrows from them. */
    memset(&brief, 0, sizeof(brief));
    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = vec_push(&said->all, &brief);
    }
    if (rc < 0) {
        return err_set(err, rc, "out of memory");
    }
    for (size_t i = 0; i < count && !deadline_is_over(&all); i++) {
        struct brief *mine = vec_at(&said->all, i);

        if (!is_asked(settings, &devices[i])) {
            continue;
        }
        rc = ask_one(settings, options, &devices[i], mine, &why);
        if (rc == 0) {
            tell(&devices[i], mine);
        } else if (rc == ERR_CANCELED || rc == ERR_NOMEM ||
                   is_direct(&devices[i])) {
            *err = why;
            return rc;
        } else {
            log_info(options->log, "%s", why.text);
            devices[i].next =
                "it did not answer: `adbnet devices --check` says why";
        }
    }
    return 0;
}
