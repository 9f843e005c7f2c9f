/* SPDX-License-Identifier: Apache-2.0 */
/* --dry-run: what would be done. */
#include "base/format.h"
#include "cmd/scanning.h"

#include <stdio.h>

static void put_steps(const struct scanning *scanning)
{
    const struct settings *settings = scanning->settings;
    const struct scan_settings *scan = &settings->scan;
    double seconds = (double)scan->dwell_ms / 1000;

    (void)printf("each:%s%s%s%s", settings->watch.want_fresh ? " clear;" : "",
                 scan->before != NULL ? " --before;" : "",
                 scan->is_attended ? " wait for Enter;" : "",
                 scan->keeps ? "" : " stop;");
    (void)printf(" wake the screen;%s%s%s watch for %g s%s;%s%s\n",
                 scanning->is_passive ? "" : " open ",
                 scanning->is_passive            ? ""
                 : settings->watch.start == NULL ? "what its icon opens"
                                                 : settings->watch.start,
                 scanning->is_passive ? "" : ";", seconds,
                 scan->exercise != NULL ? " with --exercise" : "",
                 scan->keeps ? "" : " stop;",
                 scan->after != NULL ? " --after;" : "");
    (void)printf("no setting of the phone is changed\n");
}

static void put_end(const struct scanning *scanning)
{
    const struct scan_totals *totals = scan_queue_totals(&scanning->jobs);
    int64_t left_ms =
        scan_queue_left_ms(&scanning->jobs, clock_mono_ms(clock_system()));

    (void)printf("%zu runs on %zu phones, %zu packages left alone, about "
                 "%lld min\n",
                 totals->jobs, scanning->phone_count, scanning->left_out,
                 (long long)((left_ms + 59999) / 60000));
    put_steps(scanning);
}

static const char *name_of(const struct scanning *scanning, size_t at)
{
    return *(char **)vec_at(&scanning->list, at);
}

static bool is_listed(const struct scanning *scanning, size_t at)
{
    return scan_shard_has(&scanning->settings->scan.shard,
                          name_of(scanning, at));
}

static void put_line(const char *name, const char *what)
{
    (void)printf("%-39s %s\n", name, what);
}

/* What needs no phone to be known. */
static void put_known(const struct scanning *scanning)
{
    char component[LAUNCH_COMPONENT_CAP];

    for (size_t i = 0; i < scanning->list.len; i++) {
        const char *name = name_of(scanning, i);
        const char *what = "is not opened";

        if (!scanning->is_passive && scanning->launch.kind == LAUNCH_URL) {
            what = scanning->launch.text;
        } else if (!scanning->is_passive) {
            what = launch_component(&scanning->launch, name, component)
                       ? component
                       : "its name is too long";
        }
        if (is_listed(scanning, i)) {
            put_line(name, what);
        }
    }
}

/* ---- what an icon opens, the phone has to be asked ---------------------- */

#define PER_REQUEST 16

static struct scanned *first_ready(const struct scanning *scanning)
{
    for (size_t i = 0; i < scanning->phone_count; i++) {
        if (scanning->phones[i].phase == SCANNED_READY) {
            return &scanning->phones[i];
        }
    }
    return NULL;
}

static void finish(struct scanning *scanning)
{
    scanning->dry_order = 0;
    put_end(scanning);
    scanning_stop(scanning);
}

/*
 * For the next few; at the end, or without a phone, it is said what it comes
 * to.
 */
static void ask(struct scanning *scanning)
{
    struct scanned *scanned = first_ready(scanning);
    size_t count = 0;
    struct buf text;
    int rc = 0;

    if (scanned == NULL) {
        finish(scanning);
        return;
    }
    buf_init(&text, HAND_TEXT_MAX - 64);
    scanning->dry_from = scanning->dry_to;
    while (rc == 0 && count < PER_REQUEST &&
           scanning->dry_to < scanning->list.len) {
        size_t at = scanning->dry_to++;

        if (is_listed(scanning, at)) {
            count++;
            rc = buf_printf(&text, "print -r -- '== %s'\n",
                            name_of(scanning, at));
            rc = rc < 0 ? rc
                        : launch_put_resolve(&text, name_of(scanning, at),
                                             scanned->user);
            rc = rc < 0 ? rc : buf_putc(&text, '\n');
        }
    }
    if (count == 0) {
        buf_fini(&text);
        finish(scanning);
        return;
    }
    scanning->dry_order = scanned_hand_ask(scanned, &text, rc);
    if (scanning->dry_order == 0) {
        scanned_give_up(scanned, ERR_NOMEM, "out of memory");
    }
}

/* Behind the line with its name, up to the next name. */
static struct str part_of(struct str text, const char *name)
{
    struct cursor lines = cursor_from(text);
    struct str line;
    struct str rest = {"", 0};
    bool is_found = false;

    while (cursor_line(&lines, &line)) {
        struct cursor cursor = cursor_from(line);

        if (!cursor_literal(&cursor, "== ")) {
            continue;
        }
        if (is_found) {
            rest.len = (size_t)(line.ptr - rest.ptr);
            return rest;
        }
        is_found = str_is(str_trim(cursor_rest(&cursor)), name);
        if (is_found) {
            rest = cursor_rest(&lines);
        }
    }
    return rest;
}

void scanning_dry_take(struct scanning *scanning, struct str text)
{
    char component[LAUNCH_COMPONENT_CAP];

    for (size_t i = scanning->dry_from; i < scanning->dry_to; i++) {
        const char *name = name_of(scanning, i);

        if (!is_listed(scanning, i)) {
            continue;
        }
        put_line(name,
                 launch_read_component(part_of(text, name), name, component)
                     ? component
                     : "no activity that a launcher could start");
    }
    ask(scanning);
}

void scanning_dry_begin(struct scanning *scanning)
{
    if (!scanning->is_passive && scanning->launch.kind == LAUNCH_LAUNCHER) {
        ask(scanning);
    } else {
        put_known(scanning);
        finish(scanning);
    }
}
