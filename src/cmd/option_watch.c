/* SPDX-License-Identifier: Apache-2.0 */
/* See option_watch.h. */
#include "cmd/option_watch.h"

#include "cmd/duration.h"
#include "cmd/option_choice.h"
#include "collect/launch.h"
#include "collect/script.h"

#define INTERVAL_MIN_MS 50
#define INTERVAL_MAX_MS 60000

int option_take_interval(const char *argument, struct settings *out,
                         struct err *err)
{
    int ms;
    int rc = duration_parse(argument, &ms, err);

    if (rc == 0 && (ms < INTERVAL_MIN_MS || ms > INTERVAL_MAX_MS)) {
        rc =
            err_set(err, ERR_USAGE, "%s is not between 50ms and 60s", argument);
    }
    if (rc < 0) {
        return err_prefix(err, "--interval");
    }
    out->watch.interval_ms = ms;
    return 0;
}

int option_take_duration(const char *argument, struct settings *out,
                         struct err *err)
{
    return duration_parse(argument, &out->watch.duration_ms, err) < 0
               ? err_prefix(err, "--duration")
               : 0;
}

int option_take_until(const char *argument, struct settings *out,
                      struct err *err)
{
    struct str text = str_from(argument);
    static const char tail[] = "-exit";
    const size_t tail_len = sizeof(tail) - 1;

    out->watch.until = argument;
    if (str_is(text, "none")) {
        return 0;
    }
    if (text.len > tail_len &&
        str_is((struct str){text.ptr + text.len - tail_len, tail_len}, tail)) {
        text.len -= tail_len;
        if (script_package_is_good(text)) {
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "--until %s: none, or PACKAGE-exit, as in "
                   "com.example.bank-exit",
                   argument);
}

int option_take_start(const char *argument, struct settings *out,
                      struct err *err)
{
    struct launch launch;

    out->watch.start = argument == NULL ? "launcher" : argument;
    if (strcmp(out->watch.start, "none") == 0) {
        return 0; /* a word of scan's; watch refuses it itself */
    }
    return launch_parse(out->watch.start, &launch, err) < 0
               ? err_prefix(err, "--start")
               : 0;
}

int option_take_baseline(const char *argument, struct settings *out,
                         struct err *err)
{
    int chosen = option_choose("--baseline", BASELINE_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->watch.ignores_baseline = chosen == 1;
    return 0;
}

int option_take_save(const char *argument, struct settings *out,
                     struct err *err)
{
    out->watch.save = argument;
    return argument[0] != '\0'
               ? 0
               : err_set(err, ERR_USAGE, "--save: its value is empty");
}

/* Takers of plain switches, which all look alike. */
#define SWITCH(function, member)                                              \
    int function(const char *argument, struct settings *out, struct err *err) \
    {                                                                         \
        (void)argument;                                                       \
        (void)err;                                                            \
        out->watch.member = true;                                             \
        return 0;                                                             \
    }

SWITCH(option_take_fresh, want_fresh)
SWITCH(option_take_yes, want_yes)
SWITCH(option_take_wait_install, want_install)
SWITCH(option_take_all_devices, want_all_phones)
