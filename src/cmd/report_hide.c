/* SPDX-License-Identifier: Apache-2.0 */
/* See report_hide.h. */
#include "cmd/report_hide.h"

#include "base/format.h"
#include "cmd/report_runs.h"

#include <string.h>

const char *hide_serial(const struct hiding *hiding, const char *serial,
                        uint32_t device, char room[HIDE_SERIAL_CAP])
{
    return hiding->redacts ? format_text(room, HIDE_SERIAL_CAP, "phone-%u",
                                         (unsigned)device)
                           : serial;
}

/* "com.example.bank", and what begins with it and one of the marks. */
static bool is_its(const struct hiding *hiding, const char *text,
                   const char *marks)
{
    size_t len = strlen(hiding->only);

    return text != NULL && strncmp(text, hiding->only, len) == 0 &&
           (text[len] == '\0' || strchr(marks, text[len]) != NULL);
}

static bool is_within(const struct hiding *hiding, int64_t at_ms)
{
    size_t i;

    for (i = 0; hiding->within != NULL && i < hiding->within->count; i++) {
        const struct scan_run_result *run = &hiding->within->results[i];

        if (at_ms >= run->started_ms &&
            (run->ended_ms < 0 || at_ms <= run->ended_ms)) {
            return true;
        }
    }
    return hiding->within == NULL || hiding->within->count == 0;
}

bool hide_event(const struct hiding *hiding, const struct event *event)
{
    if (hiding->only == NULL) {
        return false;
    }
    switch (event->kind) {
    case EVENT_OPEN:
    case EVENT_CHANGE:
    case EVENT_CLOSE:
        return !event->connection->is_selected;
    case EVENT_START:
    case EVENT_FOREGROUND:
        return !is_its(hiding, event->text, "/,: ");
    case EVENT_MARK:
        return !is_within(hiding, event->at_ms);
    case EVENT_GAP:
        return false;
    default:
        return true; /* words about the phone, or about somebody else */
    }
}

/* Of every package of the phone but that one. */
static bool names_others(const struct hiding *hiding,
                         const struct snapshot *snapshot, const char *text)
{
    size_t i;

    for (i = 0; i < snapshot->packages.len; i++) {
        const char *name = snapshot_package(snapshot, i)->name;

        if (strcmp(name, hiding->only) != 0 && strstr(text, name) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_uid_its(const struct hiding *hiding,
                       const struct snapshot *snapshot, int64_t uid)
{
    size_t i;

    for (i = 0; i < snapshot->packages.len; i++) {
        const struct package *one = snapshot_package(snapshot, i);

        if ((int64_t)one->uid == uid && strcmp(one->name, hiding->only) == 0) {
            return true;
        }
    }
    return false;
}

static void keep_one(const struct hiding *hiding, struct snapshot *snapshot)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < snapshot->warnings.len; i++) {
        struct warning *one = vec_at(&snapshot->warnings, i);

        if (!names_others(hiding, snapshot, one->text)) {
            *(struct warning *)vec_at(&snapshot->warnings, count++) = *one;
        }
    }
    snapshot->warnings.len = count;
    count = 0;
    for (i = 0; i < snapshot->packages.len; i++) {
        struct package *one = vec_at(&snapshot->packages, i);

        if (strcmp(one->name, hiding->only) == 0) {
            *(struct package *)vec_at(&snapshot->packages, count++) = *one;
        }
    }
    snapshot->packages.len = count;
    snapshot->processes.len = 0;
    snapshot->holders.len = 0;
    snapshot->local_sockets.len = 0;
    for (i = 0; i < snapshot->network.interfaces.len; i++) {
        struct net_interface *one = vec_at(&snapshot->network.interfaces, i);

        if (!is_uid_its(hiding, snapshot, one->owner_uid)) {
            one->owner_uid = -1; /* whose VPN it is */
        }
    }
}

static void redact(struct snapshot *snapshot)
{
    struct network *network = &snapshot->network;
    size_t i;

    network->addrs.len = 0;
    for (i = 0; i < network->proxies.len; i++) {
        struct net_proxy *one = vec_at(&network->proxies, i);

        one->host = one->host == NULL ? NULL : HIDE_TEXT;
        one->pac = one->pac == NULL ? NULL : HIDE_TEXT;
        one->addr = (struct addr){.family = ADDR_NONE};
    }
    network->dns_host = network->dns_host == NULL ? NULL : HIDE_TEXT;
    snapshot->warnings.len = 0; /* in free words */
}

void hide_base(const struct hiding *hiding, struct snapshot *snapshot)
{
    if (hiding->only != NULL) {
        keep_one(hiding, snapshot);
    }
    if (hiding->redacts) {
        redact(snapshot);
    }
}

void hide_head(const struct hiding *hiding, struct report_head *head)
{
    if (hide_is_on(hiding)) {
        head->command_line = HIDE_TEXT;
        head->file = hide_path(hiding, head->file);
    }
    if (hiding->only != NULL) {
        head->took_ms = -1; /* with all the others */
    }
}

void hide_run(const struct hiding *hiding, struct scan_run_result *run)
{
    if (hiding->only == NULL) {
        return;
    }
    if (!is_its(hiding, run->foreground, "/")) {
        run->foreground = NULL;
    }
    if (!is_its(hiding, run->component, "/")) {
        run->component = NULL;
    }
    /* In free words: who else was in front, say. */
    run->reason = run->reason == NULL ? NULL : HIDE_TEXT;
}

const char *hide_path(const struct hiding *hiding, const char *path)
{
    const char *slash = path == NULL ? NULL : strrchr(path, '/');

    return hiding->redacts && slash != NULL ? slash + 1 : path;
}
