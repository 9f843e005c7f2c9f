/* SPDX-License-Identifier: Apache-2.0 */
/* From settings to an open phone. See phone.h. */
#include "cmd/phone.h"

#include "cmd/file_in.h"
#include "cmd/keys.h"
#include "cmd/say.h"
#include "collect/saved.h"
#include "link/recording.h"
#include "store/capture.h"

/* As much of a file as shows what it is. */
#define SNIFF_LEN ((size_t)64 * 1024)
/* A snapshot of 4 million rows, recorded; nothing real comes near. */
#define REPLAY_MAX ((size_t)1024 * 1024 * 1024)

int phone_prepare(const struct settings *settings, struct phone_link *out,
                  struct err *err)
{
    int rc = 0;

    memset(out, 0, sizeof(*out));
    out->record.fd = -1;
    buf_init(&out->replay, REPLAY_MAX);
    if (settings->replay != NULL && settings->record != NULL) {
        return err_set(err, ERR_USAGE,
                       "--record and --replay exclude each other");
    }
    if (settings->replay != NULL) {
        rc = file_in_read(settings->replay, &out->replay, err);
        if (rc == 0 && capture_is(out->replay.data, out->replay.len)) {
            rc =
                err_set(err, ERR_PROTO, "%s: a capture: adbnet report reads it",
                        settings->replay);
        }
    } else if (settings->record != NULL) {
        rc = file_out_open(&out->record, settings->record, settings->want_force,
                           err);
        out->is_recording = rc == 0;
    }
    return rc;
}

int phone_server_addr(const struct settings *settings,
                      struct adb_server_addr *out, struct err *err)
{
    struct adb_err adb_err;
    int rc = settings->server_socket != NULL
                 ? adb_server_addr_parse(settings->server_socket, out, &adb_err)
                 : adb_server_addr_from(settings->server_host,
                                        settings->server_port, out, &adb_err);

    if (rc < 0) {
        (void)link_error(&adb_err, err);
        err->code = ERR_USAGE;
        return ERR_USAGE;
    }
    return 0;
}

static int write_record(void *ctx, const char *text, size_t len)
{
    struct phone_link *phone = ctx;

    return file_out_write(&phone->record, text, len, &phone->record_err);
}

static void ask_user(void *ctx, const char *text)
{
    (void)ctx;
    say_request(text);
}

static void tell_user(void *ctx, const char *text)
{
    const struct phone_link *phone = ctx;

    say_note(phone->settings, text);
}

static int open_live(const struct settings *settings, struct adb_cancel *cancel,
                     struct log *log, struct phone_link *phone, struct err *err)
{
    struct keys_of_user keys;
    struct link_options options = {
        .keys = &keys.places,
        .wait_auth_ms = keys_wait_ms(settings),
        .on_owner_asked = ask_user,
        .on_held = tell_user,
        .on_held_ctx = phone,
        .via = settings->via,
        .select = settings->select,
        .serial = settings->serial,
        .cancel = cancel,
        .log = log,
        .clock = clock_system(),
    };
    int rc = phone_server_addr(settings, &options.server, err);

    phone->settings = settings;
    keys_find(settings, &keys);
    if (rc == 0) {
        rc = link_open(&options, &phone->link, err);
        phone->is_unreachable = rc < 0;
    }
    if (rc == 0 && phone->is_recording) {
        rc = recording_start(&phone->link, options.clock, write_record, phone,
                             err);
    }
    return rc;
}

int phone_replay(struct str text, struct link *out, struct err *err)
{
    struct str start = text;

    if (start.len > SNIFF_LEN) {
        start.len = SNIFF_LEN;
    }
    return saved_sniff(start) == SAVED_ANSWER
               ? replay_answer_open(text, out, err)
               : replay_open(text, out, err);
}

int phone_open(const struct settings *settings, struct adb_cancel *cancel,
               struct log *log, struct phone_link *phone, struct err *err)
{
    struct str text = {(const char *)phone->replay.data, phone->replay.len};
    int rc;

    if (settings->replay == NULL) {
        return open_live(settings, cancel, log, phone, err);
    }
    rc = phone_replay(text, &phone->link, err);
    if (rc < 0) {
        (void)err_prefix(err, "%s", settings->replay);
    }
    return rc;
}

int phone_close(struct phone_link *phone, struct err *err)
{
    bool is_reached = phone->link.runner != NULL;

    link_close(&phone->link);
    if (!phone->is_recording || !is_reached) {
        return 0;
    }
    if (phone->record_err.code != 0) {
        *err = phone->record_err;
        return err->code;
    }
    return file_out_commit(&phone->record, err);
}

void phone_abandon(struct phone_link *phone)
{
    link_close(&phone->link);
    buf_fini(&phone->replay);
    if (phone->is_recording) {
        file_out_abandon(&phone->record);
    }
}
