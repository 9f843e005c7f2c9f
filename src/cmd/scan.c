/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet scan: many packages, one after the other. Wiring only. */
#include "cmd/scan.h"

#include "cmd/say.h"
#include "cmd/scanning.h"
#include "cmd/signals.h"

#include <errno.h>
#include <string.h>

static int run(const struct settings *settings)
{
    struct scanning scanning = {.settings = settings, .signal_fd = -1};
    struct err err;
    int status;
    int rc;

    scanning.started_ms = clock_wall_ms(clock_system());
    scanning.started_mono_ms = clock_mono_ms(clock_system());
    scanning.progress = deadline_in(clock_system(), 0);
    rc = scanning_open(&scanning, &err);
    if (rc == 0) {
        scanning.signal_fd = signals_pipe_open();
        rc = scanning.signal_fd >= 0
                 ? scanning_phones_start(&scanning, &err)
                 : err_set(&err, ERR_IO, "no pipe: %s", strerror(errno));
    }
    if (rc < 0) {
        say_error(&err);
        status = say_exit_status(&err, false);
    } else {
        scanning_loop(&scanning);
        status = scanning_finish(&scanning);
    }
    if (scanning.signal_fd >= 0) {
        signals_pipe_close();
    }
    scanning_fini(&scanning);
    return status;
}

const struct command scan_command = {
    .name = "scan",
    .is_streaming = true,
    .takes_phones = true,
    .arguments = "[PACKAGE...]",
    .summary = "many packages, one after the other: a verdict for each",
    .details =
        "PACKAGE: names, globs. Each is stopped, opened, watched for --dwell,\n"
        "stopped. Its verdict: ok, silent; or it was not judged: unseen,\n"
        "not-started, no-launcher, locked, crashed, exercise-failed,\n"
        "phone-lost, low-coverage, and the exit status is 4. Only ok and\n"
        "silent say something of the app.\n"
        "\n"
        "The screen is woken; no setting is changed. Left alone unless they\n"
        "are named one by one: persistent parts of the system, the home\n"
        "screen, the keyboard, the VPN, who manages the phone, the phone\n"
        "itself, adb's helpers. Ctrl-C stops the app that runs; a second one\n"
        "ends at once. When the cable, the server or adbnet itself is gone\n"
        "the phone stops the app within two seconds (not with --no-stop), and\n"
        "the package is run anew when the phone is back.\n"
        "\n"
        "Commands get ANDROID_SERIAL, ANDROID_ADB_SERVER_PORT,\n"
        "ADBNET_PACKAGE and ADBNET_CAPTURE; they need the adb server, so that\n"
        "they do not go with a phone that adbnet has on USB. Each is a "
        "process\n"
        "group that ends with its step, and with adbnet. What leaves that\n"
        "group (setsid, a daemon) lives on: --after had better end it.\n"
        "--before that fails makes not-started, --exercise exercise-failed;\n"
        "what --after ends with comes too late for a verdict, and is only\n"
        "said.\n"
        "--shard: a package is in the part that its name's FNV-1a hash says,\n"
        "whatever else is in the list.\n"
        "-o jsonl (--json) has a line for each run as it ends; csv likewise.\n"
        "\n"
        "  adbnet scan --third-party\n"
        "  adbnet scan 'com.example.*' --dwell 60 --exercise ./tap.sh\n"
        "  adbnet scan --all-devices --on each com.example.bank --fresh\n"
        "  adbnet scan --file list.txt --start=none --no-stop\n",
    .run = run,
};
