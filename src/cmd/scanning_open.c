/* SPDX-License-Identifier: Apache-2.0 */
/* What of a scan is ready before a phone is asked, and its end. */
#include "base/format.h"
#include "cmd/ask.h"
#include "cmd/phone.h"
#include "cmd/scanning.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX ((size_t)262144)
#define BEFORE_MAX ((size_t)1024 * 1024)

bool scanning_has_hooks(const struct scanning *scanning)
{
    const struct scan_settings *scan = &scanning->settings->scan;

    return scan->before != NULL || scan->exercise != NULL ||
           scan->after != NULL;
}

/* What of the options does not go together. */
static int check(struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    const struct scan_settings *scan = &settings->scan;
    const char *start = settings->watch.start;
    bool is_named = settings->argument_count > 0 || scan->file != NULL;
    int count;

    scanning->is_passive = start != NULL && strcmp(start, "none") == 0;
    if (!scanning->is_passive &&
        launch_parse(start == NULL ? "launcher" : start, &scanning->launch,
                     err) < 0) {
        return err_prefix(err, "--start");
    }
    if (scan->resume != NULL && settings->watch.save != NULL) {
        return err_set(err, ERR_USAGE,
                       "--resume goes on in its own file: no --save");
    }
    count = is_named + scan->want_third_party + settings->want_all;
    if (count > 1 || (count == 0 && scan->resume == NULL)) {
        return err_set(err, ERR_USAGE,
                       "scan needs packages: names, --file, or one of "
                       "--third-party and --all");
    }
    if (settings->record != NULL || settings->replay != NULL) {
        return err_set(err, ERR_USAGE,
                       "scan: --record and --replay are of "
                       "other commands");
    }
    if (scanning_has_hooks(scanning) && settings->via == LINK_USB) {
        return err_set(err, ERR_USAGE,
                       "--before, --exercise and --after need the adb server, "
                       "and with --via usb adbnet keeps the phone to itself");
    }
    if (scan->is_attended && !ask_is_possible()) {
        return err_set(err, ERR_USAGE,
                       "--attended waits for Enter, and there is no terminal");
    }
    if (settings->watch.want_fresh && !settings->watch.want_yes &&
        !ask_is_possible()) {
        return err_set(err, ERR_USAGE,
                       "--fresh clears all data of each package and asks "
                       "before; there is no terminal to ask on: add --yes");
    }
    return 0;
}

static int open_capture(struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    char text[16];
    int rc;

    if (settings->scan.resume != NULL) {
        return scanning_resume(scanning, err);
    }
    if (settings->scan.is_dry) {
        return 0;
    }
    rc = scanning_file_make(scanning, err);
    if (rc == 0) {
        rc = capture_put_setting(
            scanning->capture, "interval_ms",
            format_text(text, sizeof(text), "%d", settings->watch.interval_ms),
            err);
    }
    if (rc == 0) {
        rc = capture_put_setting(scanning->capture, "baseline", "ignore", err);
    }
    return rc < 0 ? rc : scanning_begun_put(scanning, err);
}

/* Where the adb server is, for commands of the user's. */
static int find_server(struct scanning *scanning, struct err *err)
{
    struct adb_server_addr addr;
    int rc = phone_server_addr(scanning->settings, &addr, err);
    char(*to)[300] = scanning->environment;

    if (rc < 0) {
        return rc;
    }
    (void)format_text(to[0], sizeof(to[0]), "ANDROID_ADB_SERVER_PORT=%u",
                      addr.port == 0 ? ADB_SERVER_PORT_DEFAULT
                                     : (unsigned)addr.port);
    scanning->environment_count = 1;
    if (addr.host[0] != '\0') {
        (void)format_text(to[1], sizeof(to[1]), "ANDROID_ADB_SERVER_ADDRESS=%s",
                          addr.host);
        scanning->environment_count = 2;
    }
    if (addr.path[0] != '\0') {
        (void)format_text(to[1], sizeof(to[1]),
                          "ADB_SERVER_SOCKET=localfilesystem:%s", addr.path);
        scanning->environment_count = 2;
    }
    return 0;
}

static int commit(void *ctx, struct err *err)
{
    struct scanning *scanning = ctx;

    return scanning->capture == NULL ? 0
                                     : capture_commit(scanning->capture, err);
}

int scanning_open(struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    int rc;

    vec_init(&scanning->wanted, sizeof(char *), NAMES_MAX);
    vec_init(&scanning->list, sizeof(char *), NAMES_MAX);
    vec_init(&scanning->before, sizeof(struct scanned_before), BEFORE_MAX);
    rc = check(scanning, err);
    if (rc == 0) {
        rc = scanning_list_read(scanning, err);
    }
    if (rc == 0) {
        rc = find_server(scanning, err);
    }
    if (rc == 0) {
        rc = judging_read(settings, &scanning->policy, err);
    }
    if (rc == 0) {
        rc = scanning_outputs_open(scanning, err);
    }
    if (rc == 0) {
        rc = watch_names_init(&scanning->names, settings, err);
    }
    if (rc == 0) {
        rc = scanning_phones_find(scanning, err);
    }
    if (rc == 0) {
        rc = open_capture(scanning, err);
    }
    if (rc == 0 && !settings->scan.is_dry) {
        scanning->outputs.before = commit;
        scanning->outputs.ctx = scanning;
        scanning->is_for_reader = scanning->outputs.count == 1 &&
                                  scanning->outputs.list[0].file.path == NULL;
        rc = outputs_start(&scanning->outputs, scanning->started_ms, err);
    }
    return rc;
}
