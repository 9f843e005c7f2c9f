/* SPDX-License-Identifier: Apache-2.0 */
/* Clearing and opening the app, each as an aside. See watching_launch.h. */
#include "cmd/watching_launch.h"

#include "base/format.h"
#include "cmd/ask.h"

#define CLEAR_MS 30000
#define RESOLVE_MS 10000
#define START_MS 60000

void opening_fail(struct watched *watched, const char *what, struct str why,
                  const char *next)
{
    bool has_why = why.len > 0;

    (void)err_set(&watched->err, ERR_REFUSED, "%s: %s %s%s%.*s%s%s",
                  watched->link.serial, watched->watching->package, what,
                  has_why ? ": " : ", and the phone does not say why",
                  (int)(why.len > 160 ? 160 : why.len), has_why ? why.ptr : "",
                  next != NULL ? "; " : "", next != NULL ? next : "");
    watched->is_unstarted = true;
    watching_give_up(watched);
}

void opening_fail_start(struct watched *watched, struct str why)
{
    static const char *const next[] = {
        [LAUNCH_LAUNCHER] = "open it by hand, without --start",
        [LAUNCH_ACTIVITY] = "is that its name, and is it exported?",
        [LAUNCH_URL] = "does the app open such links?",
    };

    opening_fail(watched, "was not started", why,
                 next[watched->opening.launch.kind]);
}

/* The command that text holds, as an aside that is waited for. */
static void opening_run(struct watched *watched, enum opening_step step,
                        const char *kind, struct buf *text, int rc,
                        int timeout_ms)
{
    struct opening *opening = &watched->opening;

    if (rc == 0) {
        rc = buf_putc(text, '\0');
    }
    if (rc == 0) {
        opening->aside = watch_worker_run(
            watched->worker, kind, (const char *)text->data, timeout_ms, false);
        rc = opening->aside == 0 ? ERR_NOMEM : 0;
    }
    buf_fini(text);
    opening->step = step;
    opening->next_ms = OPENING_NEVER;
    if (rc < 0) {
        (void)err_set(&watched->err, rc, "%s: out of memory",
                      watched->link.serial);
        watching_give_up(watched);
    }
}

const struct package *opening_package(const struct watched *watched,
                                      const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->packages.len; i++) {
        const struct package *package = snapshot_package(snapshot, i);

        if (strcmp(package->name, watched->watching->package) == 0 &&
            package->uid / UID_PER_USER == watched->opening.user) {
            return package;
        }
    }
    return NULL;
}

void opening_resolve(struct watched *watched)
{
    struct opening *opening = &watched->opening;
    const char *package = watched->watching->package;
    struct buf text;

    opening->step = OPENING_READY;
    opening->next_ms = OPENING_NEVER;
    if (watched->settings.watch.start == NULL ||
        opening->launch.kind == LAUNCH_URL) {
        return;
    }
    if (opening->launch.kind == LAUNCH_ACTIVITY) {
        if (!launch_component(&opening->launch, package, opening->component)) {
            opening_fail(watched, "cannot be opened",
                         str_from("the name is too long"), NULL);
        }
        return;
    }
    buf_init(&text, LAUNCH_TEXT_MAX);
    opening_run(watched, OPENING_RESOLVE, "resolve-activity", &text,
                launch_put_resolve(&text, package, opening->user), RESOLVE_MS);
}

/* True: its data may be cleared. */
static bool may_clear(struct watched *watched, const struct package *package)
{
    const struct settings *settings = &watched->settings;
    const struct phone *phone = &watched->base->phone;
    char text[400];

    if (package != NULL && !package->is_user_installed &&
        !settings->want_force) {
        opening_fail(
            watched, "was not cleared",
            str_from("it is a part of the phone's system; --force clears it "
                     "all the same"),
            NULL);
        return false;
    }
    if (settings->watch.want_yes || settings->replay != NULL) {
        return true;
    }
    /* Another phone may be watched on it already. */
    watch_screen_leave(&watched->watching->screen);
    if (ask_yes(format_text(
            text, sizeof(text),
            "clear all data of %s, user %u, on %s (%s)? It cannot be undone.",
            watched->watching->package, (unsigned)watched->opening.user,
            phone->model == NULL ? "the phone" : phone->model,
            watched->link.serial))) {
        return true;
    }
    opening_fail(watched, "was not cleared", str_from("you said no"),
                 "without --fresh its data stays");
    return false;
}

void opening_clear(struct watched *watched, const struct package *package)
{
    struct buf text;

    if (!watched->settings.watch.want_fresh) {
        opening_resolve(watched);
    } else if (may_clear(watched, package)) {
        buf_init(&text, LAUNCH_TEXT_MAX);
        opening_run(watched, OPENING_CLEAR, "pm-clear", &text,
                    launch_put_clear(&text, watched->watching->package,
                                     watched->opening.user),
                    CLEAR_MS);
    }
}

void watching_open_start(struct watched *watched)
{
    struct opening *opening = &watched->opening;
    struct buf text;

    opening->step = OPENING_DONE;
    if (watched->settings.watch.start != NULL) {
        buf_init(&text, LAUNCH_TEXT_MAX);
        opening_run(watched, OPENING_START, "am-start", &text,
                    launch_put_start(&text, &opening->launch,
                                     watched->watching->package,
                                     opening->component, opening->user),
                    START_MS);
    }
}

/* "com.example.bank uid 10093, cold start 412 ms" */
void opening_tell_start(struct watched *watched)
{
    const struct launch_answer *answer = &watched->opening.answer;
    const struct target_result *targets = history_targets(watched->history);
    const char *package = watched->watching->package;
    char uid[32] = "";
    char state[32] = "";
    char ms[32] = "";
    char text[400];

    for (size_t i = 0; targets != NULL && i < watched->watching->target_count;
         i++) {
        for (size_t k = 0; k < targets[i].uid_count; k++) {
            if (watched->watching->targets[i].name == package &&
                targets[i].uids[k] / UID_PER_USER == watched->opening.user) {
                (void)format_text(uid, sizeof(uid), " uid %u",
                                  (unsigned)targets[i].uids[k]);
            }
        }
    }
    if (answer->total_ms >= 0) {
        (void)format_text(ms, sizeof(ms), " %lld ms",
                          (long long)answer->total_ms);
    }
    if (answer->state != NULL || ms[0] != '\0') {
        (void)format_text(state, sizeof(state), ", %s start",
                          answer->state != NULL ? answer->state : "its");
    }
    history_tell(
        watched->history, EVENT_START, watched->head.start_ms,
        format_text(text, sizeof(text), "%s%s%s%s", package, uid, state, ms));
}
