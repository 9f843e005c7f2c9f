/* SPDX-License-Identifier: Apache-2.0 */
/* Every phone is ready, or gone: what is to be run is settled. */
#include "base/format.h"
#include "cmd/ask.h"
#include "cmd/say.h"
#include "cmd/scanning.h"

#include <stdlib.h>

/* A first guess of what a run takes beside its dwell. */
#define BESIDE_MS 3000

static int check_ways(const struct scanning *scanning, struct err *err)
{
    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct scanned *scanned = &scanning->phones[i];

        if (scanned->phase == SCANNED_READY && scanning_has_hooks(scanning) &&
            strcmp(scanned->link.via, "usb") == 0) {
            return err_set(
                err, ERR_USAGE,
                "%s: --before, --exercise and --after need the adb server, and "
                "adbnet has this phone on USB to itself, since none runs: run "
                "`adb start-server` first",
                scanned->link.serial);
        }
    }
    return 0;
}

/* Data that is cleared does not come back. */
static int ask_fresh(const struct scanning *scanning, struct err *err)
{
    const struct settings *settings = scanning->settings;
    char text[200];

    if (!settings->watch.want_fresh) {
        return 0;
    }
    for (size_t i = 0; i < scanning->list.len && !settings->want_force; i++) {
        const char *name = *(char **)vec_at(&scanning->list, i);

        for (size_t k = 0; k < scanning->phone_count; k++) {
            const struct scanned *scanned = &scanning->phones[k];
            const struct package *package =
                scanned->phase != SCANNED_READY
                    ? NULL
                    : scanned_installed(scanned, name);

            if (package != NULL && !package->is_user_installed) {
                return err_set(err, ERR_REFUSED,
                               "--fresh: %s is a part of the phone's system; "
                               "--force clears it all the same",
                               name);
            }
        }
    }
    if (settings->watch.want_yes || settings->scan.is_dry ||
        ask_yes(format_text(text, sizeof(text),
                            "clear all data of %zu packages on %zu phones? It "
                            "cannot be undone.",
                            scanning->list.len, scanning->phone_count))) {
        return 0;
    }
    return err_set(err, ERR_REFUSED,
                   "nothing was cleared, nothing scanned: "
                   "you said no");
}

static int make_queue(struct scanning *scanning, struct err *err)
{
    const struct scan_settings *scan = &scanning->settings->scan;
    int rc = scan_queue_init(
        &scanning->jobs, scan->is_on_each ? SCAN_ON_EACH : SCAN_ON_ANY,
        scanning->list.items, scanning->list.len, scanning->phone_count,
        &scan->shard, scan->dwell_ms + BESIDE_MS, err);

    if (rc < 0) {
        return rc;
    }
    scanning->has_jobs = true;
    scanning_resume_skip(scanning);
    for (size_t i = 0; i < scanning->phone_count; i++) {
        if (scanning->phones[i].phase != SCANNED_READY) {
            scan_queue_gone(&scanning->jobs, i);
        }
    }
    return scanning_resume_keep(scanning, err);
}

static void say_locked(const struct scanning *scanning)
{
    char text[400];

    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct scanned *scanned = &scanning->phones[i];

        if (scanned->phase == SCANNED_READY && scanned->guard.has_keyguard &&
            scanned->guard.is_secure && !scanning->is_passive) {
            say_note(scanning->settings,
                     format_text(text, sizeof(text),
                                 "%s is locked: unlock it, and keep it so "
                                 "(`adb shell svc power stayon true`), or no "
                                 "app comes to the front",
                                 scanned->link.serial));
        }
    }
}

void scanning_begin(struct scanning *scanning)
{
    char text[400];
    size_t ready = 0;
    struct err err;
    int rc;

    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct scanned *scanned = &scanning->phones[i];

        if (scanned->phase == SCANNED_LOOKING ||
            scanned->phase == SCANNED_ASKING) {
            return;
        }
        ready += scanned->phase == SCANNED_READY;
    }
    if (ready == 0 || scanning->has_jobs || scanning->is_stopping) {
        return;
    }
    rc = check_ways(scanning, &err);
    if (rc == 0) {
        rc = scanning_list_make(scanning, &err);
    }
    if (rc == 0) {
        rc = ask_fresh(scanning, &err);
    }
    if (rc == 0) {
        rc = make_queue(scanning, &err);
    }
    if (rc < 0) {
        scanning_fail(scanning, rc, &err);
        return;
    }
    say_locked(scanning);
    if (scanning->settings->scan.is_dry) {
        scanning_dry_begin(scanning);
        return;
    }
    say_note(scanning->settings,
             format_text(text, sizeof(text), "capture: %s", scanning->save));
    for (size_t i = 0; i < scanning->phone_count; i++) {
        scanned_steps(&scanning->phones[i]);
    }
}
