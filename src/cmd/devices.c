/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet devices: which phones there are, and the next step with each. */
#include "cmd/devices.h"

#include "cmd/check.h"
#include "cmd/devices_ask.h"
#include "cmd/outputs.h"
#include "cmd/phone.h"
#include "cmd/say.h"
#include "cmd/worker.h"
#include "link/devices.h"

struct devices {
    const struct settings *settings;
    struct link_options options;
    struct link_devices found;
    struct devices_said said;
    struct checks checks;
    int rc;
    struct err err;
};

/* -s: one of the list, or where one can be reached directly, as with conns. */
static int find_asked(const struct settings *settings, struct devices *devices)
{
    struct link_devices *found = &devices->found;
    char host[ADB_SERVER_HOST_CAP];
    uint16_t port = 0;

    if (settings->select != ADB_SELECT_SERIAL) {
        return 0;
    }
    for (size_t i = 0; i < found->list.count; i++) {
        if (strcmp(found->list.devices[i].serial, settings->serial) == 0) {
            return 0;
        }
    }
    if ((settings->via == LINK_AUTO || settings->via == LINK_TCP) &&
        adb_split_host_port(settings->serial, host, sizeof(host), &port,
                            NULL) == 0 &&
        port != 0) {
        return link_devices_add_direct(found, settings->serial, &devices->err);
    }
    return err_set(&devices->err, ERR_NO_DEVICE,
                   "%s: no phone has this serial; `adbnet devices` lists "
                   "those that are there",
                   settings->serial);
}

/* In the worker thread, because servers and phones can keep one waiting. */
static void ask(void *ctx)
{
    struct devices *devices = ctx;

    devices->rc =
        link_devices_list(&devices->options, &devices->found, &devices->err);
    if (devices->rc == 0) {
        devices->rc = find_asked(devices->settings, devices);
    }
    if (devices->rc == 0) {
        devices->rc =
            devices_ask(devices->settings, &devices->options, &devices->found,
                        &devices->said, &devices->err);
    }
}

static int list(const struct settings *settings, struct devices *devices,
                struct outputs *outputs)
{
    struct record record = {.kind = RECORD_DEVICES};
    int by_signal = 0;
    int rc = worker_run(ask, devices, devices->options.cancel, &by_signal,
                        &devices->err);

    if (rc == 0) {
        rc = devices->rc;
    }
    if (rc == ERR_CANCELED && by_signal != 0) {
        (void)err_set(&devices->err, rc, "interrupted");
    }
    if (rc == 0 && settings->want_check) {
        rc = check_devices(settings, devices->found.devices.items,
                           devices->found.devices.len, &devices->checks,
                           &devices->err);
    }
    if (rc < 0) {
        say_error(&devices->err);
        return say_exit_status(&devices->err, true);
    }
    record.of.devices = &devices->found.list;
    rc = outputs_print(outputs, &record, clock_wall_ms(devices->options.clock),
                       &devices->err);
    if (rc < 0 && rc != FILE_OUT_PIPE_CLOSED) {
        say_error(&devices->err);
        return EXIT_ERROR;
    }
    if (devices->found.list.count == 0 && settings->via == LINK_TCP) {
        say_note(settings, "phones on TCP are not listed: -s HOST:PORT names "
                           "one");
    } else if (devices->found.list.count == 0) {
        say_note(settings,
                 "no phone: plug one in and turn on USB debugging (Settings, "
                 "Developer options), or name one on TCP: -s HOST:PORT");
    }
    return EXIT_OK;
}

static int run(const struct settings *settings)
{
    struct devices devices = {
        .settings = settings,
        .options = {.clock = clock_system(), .via = settings->via},
    };
    struct log log = say_log(settings);
    struct outputs outputs = {.count = 0};
    unsigned kinds = RECORD_DEVICES;
    int status = EXIT_ERROR;

    kinds |= settings->want_check ? (unsigned)RECORD_CHECKS : 0;
    checks_init(&devices.checks);
    devices_said_init(&devices.said);
    devices.options.log = &log;
    devices.options.cancel = adb_cancel_new();
    if (settings->argument_count > 0) {
        (void)err_set(&devices.err, ERR_USAGE,
                      "devices takes no argument ('%s')",
                      settings->arguments[0]);
    } else if (settings->replay != NULL) {
        (void)err_set(&devices.err, ERR_USAGE,
                      "devices: a recording is no phone that is there; "
                      "--replay goes with conns and watch");
    } else if (devices.options.cancel == NULL) {
        (void)err_set(&devices.err, ERR_NOMEM,
                      "out of memory or file descriptors");
    } else if (phone_server_addr(settings, &devices.options.server,
                                 &devices.err) == 0 &&
               outputs_open(&outputs, settings, kinds, &devices.err) == 0) {
        status = list(settings, &devices, &outputs);
        devices.err.code = 0;
    }
    if (devices.err.code != 0) {
        say_error(&devices.err);
        status = say_exit_status(&devices.err, false);
    }
    outputs_abandon(&outputs);
    checks_fini(&devices.checks);
    devices_said_fini(&devices.said);
    link_devices_fini(&devices.found);
    adb_cancel_free(devices.options.cancel);
    return status;
}

const struct command devices_command = {
    .name = "devices",
    .arguments = "",
    .summary = "which phones are there, and what to do next with each",
    .details =
        "Lists what a running adb server knows and what is on USB; a\n"
        "phone of both is listed once. A phone on TCP needs no server:\n"
        "adbnet -s HOST:PORT devices.\n"
        "A phone that a server has is asked for its model, Android and root\n"
        "(su is looked for, not called); one on USB only with --check, for\n"
        "that takes it from other programs. - is not known.\n"
        "--check looks at each phone that is ready, as conns does, and\n"
        "says what it allows, what that means, and what to do; it calls\n"
        "no su.\n",
    .run = run,
};
