/* SPDX-License-Identifier: Apache-2.0 */
/* See watching_open.h. */
#include "cmd/watching_open.h"

#include "base/format.h"
#include "cmd/say.h"
#include "cmd/watching_hold.h"
#include "cmd/watching_launch.h"

/* Between two looks for a package that is not there. */
#define INSTALL_POLL_MS 1000
/* Android ends the tasks of what was cleared, new ones too, until 1.5 s on. */
#define SETTLE_MS 2000
/* How long counters may take that are to come first. */
#define FIRST_WAIT_MS 3000
#define FIRST_PARTS ((unsigned)SAMPLE_COUNTERS | (unsigned)SAMPLE_PROCESSES)

void watching_open_begin(struct watched *watched)
{
    const struct settings *settings = &watched->settings;
    struct opening *opening = &watched->opening;
    const struct package *package = NULL;
    char text[400];

    opening->next_ms = OPENING_NEVER;
    opening->ready_ms = -1;
    opening->user = settings->user_choice == USER_ONE ? settings->user
                    : watched->base->phone.current_user >= 0
                        ? (uint32_t)watched->base->phone.current_user
                        : 0;
    if (settings->watch.start != NULL) {
        (void)launch_parse(settings->watch.start, &opening->launch, NULL);
    }
    if (watched->watching->package != NULL) {
        package = opening_package(watched, watched->base);
    }
    if (settings->watch.want_install && package == NULL) {
        opening->step = OPENING_INSTALL;
        opening->next_ms = 0;
        say_note(settings,
                 format_text(text, sizeof(text),
                             "%s: waiting until %s is installed",
                             watched->link.serial, watched->watching->package));
        return;
    }
    opening_clear(watched, package);
}

/* Android's counters, kept until the baseline comes. */
static bool keep_bytes(struct opening *opening, struct sample *sample)
{
    struct vec bytes = sample->bytes;

    if ((sample->parts & SAMPLE_BYTES) == 0 || opening->has_bytes) {
        return false;
    }
    sample->bytes = opening->bytes;
    opening->bytes = bytes;
    opening->has_bytes = true;
    return true;
}

static void give_bytes(struct opening *opening, struct sample *sample)
{
    struct vec bytes = sample->bytes;

    if (opening->has_bytes) {
        sample->bytes = opening->bytes;
        opening->bytes = bytes;
        sample->parts |= SAMPLE_BYTES;
    }
}

/*
 * Kernel's and Android's counters are wanted from the beginning, and whose
 * uid it is of an app that was not there. Android's come late: they are kept
 * until the others are there, too.
 */
static bool is_baseline(struct watched *watched, struct sample *sample)
{
    struct opening *opening = &watched->opening;
    const struct watch_settings *settings = &watched->settings.watch;
    unsigned first = FIRST_PARTS;
    unsigned packages = settings->want_install ? SAMPLE_PACKAGES : 0;
    bool has_bytes = keep_bytes(opening, sample);
    bool has_all = opening->has_bytes && !has_bytes &&
                   (sample->parts & (SAMPLE_COUNTERS | packages)) ==
                       (SAMPLE_COUNTERS | packages);

    if (opening->ready_ms < 0) {
        opening->ready_ms = sample->at_ms;
        first |= SAMPLE_BYTES;
    }
    if (has_all || settings->interval_ms > FIRST_WAIT_MS / 2 ||
        sample->at_ms - opening->ready_ms >= FIRST_WAIT_MS) {
        give_bytes(opening, sample);
        return true;
    }
    watch_worker_ask(watched->worker, has_bytes ? first | packages : first);
    return false;
}

bool watching_open_sample(struct watched *watched, struct sample *sample)
{
    struct opening *opening = &watched->opening;
    const struct package *package;

    if (opening->step == OPENING_INSTALL &&
        (sample->parts & SAMPLE_PACKAGES) != 0) {
        package = opening_package(watched, &sample->snapshot);
        if (package != NULL) {
            opening_clear(watched, package);
        }
        return false;
    }
    return opening->step == OPENING_READY && is_baseline(watched, sample);
}

void watching_open_aside(struct watched *watched,
                         const struct watch_message *message)
{
    struct opening *opening = &watched->opening;
    struct str text = str_from(message->text == NULL ? "" : message->text);
    struct launch_answer answer;
    struct str why;

    if (message->aside != opening->aside) {
        return;
    }
    switch (opening->step) {
    case OPENING_CLEAR:
        if (!launch_read_clear(text, &why)) {
            opening_fail(watched, "was not cleared", why,
                         "clear it in the phone's settings, without --fresh");
        } else {
            opening->step = OPENING_SETTLE;
            opening->next_ms = watched->settings.replay != NULL
                                   ? 0
                                   : clock_mono_ms(clock_system()) + SETTLE_MS;
        }
        break;
    case OPENING_RESOLVE:
        opening->step = OPENING_READY;
        if (!launch_read_component(text, watched->watching->package,
                                   opening->component)) {
            opening_fail(
                watched,
                launch_has_no_activity(text)
                    ? "has nothing that a launcher could start"
                    : "cannot be opened, for this Android does not tell how",
                str_from("name an activity, --start=.MainActivity, or a URL"),
                NULL);
        }
        break;
    case OPENING_START:
        opening->step = OPENING_DONE;
        launch_read_start(text, &answer);
        if (!answer.is_started) {
            opening_fail_start(watched, answer.why);
            break;
        }
        opening->answer = answer;
        if (watched->phase == WATCHED_RUNNING) {
            opening_tell_start(watched);
        } else {
            watching_hold_answer(watched, message);
        }
        break;
    default:
        break;
    }
}

int watching_open_due_ms(const struct watched *watched)
{
    int64_t left;

    if (watched->phase != WATCHED_PREPARING ||
        watched->opening.next_ms == OPENING_NEVER) {
        return -1;
    }
    left = watched->opening.next_ms - clock_mono_ms(clock_system());
    return left < 0 ? 0 : (int)left;
}

void watching_open_due(struct watched *watched)
{
    struct opening *opening = &watched->opening;

    if (watching_open_due_ms(watched) != 0) {
        return;
    }
    opening->next_ms = OPENING_NEVER;
    if (opening->step == OPENING_INSTALL) {
        watch_worker_ask(watched->worker, SAMPLE_PACKAGES);
        opening->next_ms = clock_mono_ms(clock_system()) + INSTALL_POLL_MS;
    } else if (opening->step == OPENING_SETTLE) {
        opening_resolve(watched);
    }
}
