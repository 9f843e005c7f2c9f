/* SPDX-License-Identifier: Apache-2.0 */
/* See option_scan.h. */
#include "cmd/option_scan.h"

#include "base/cursor.h"
#include "cmd/duration.h"

#define DWELL_MIN_MS 500

int option_take_dwell(const char *argument, struct settings *out,
                      struct err *err)
{
    int ms;
    int rc = duration_parse(argument, &ms, err);

    if (rc == 0 && ms < DWELL_MIN_MS) {
        rc = err_set(err, ERR_USAGE, "%s: 500ms or more", argument);
    }
    if (rc < 0) {
        return err_prefix(err, "--dwell");
    }
    out->scan.dwell_ms = ms;
    return 0;
}

int option_take_wait_phone(const char *argument, struct settings *out,
                           struct err *err)
{
    return duration_parse(argument, &out->scan.away_ms, err) < 0
               ? err_prefix(err, "--wait-phone")
               : 0;
}

/* "90", "90%" */
static int take_percent(const char *option, const char *argument, unsigned *out,
                        struct err *err)
{
    struct str text = str_from(argument);
    uint64_t value;

    if (text.len > 1 && text.ptr[text.len - 1] == '%') {
        text.len--;
    }
    if (!str_to_u64(text, 100, &value)) {
        return err_set(err, ERR_USAGE, "%s %s: 0 to 100", option, argument);
    }
    *out = (unsigned)value;
    return 0;
}

int option_take_min_seen(const char *argument, struct settings *out,
                         struct err *err)
{
    return take_percent("--min-seen", argument, &out->scan.min_seen, err);
}

int option_take_min_samples(const char *argument, struct settings *out,
                            struct err *err)
{
    return take_percent("--min-samples", argument, &out->scan.min_samples, err);
}

int option_take_on(const char *argument, struct settings *out, struct err *err)
{
    if (strcmp(argument, "any") != 0 && strcmp(argument, "each") != 0) {
        return err_set(err, ERR_USAGE, "--on %s: one of any, each", argument);
    }
    out->scan.is_on_each = strcmp(argument, "each") == 0;
    return 0;
}

int option_take_shard(const char *argument, struct settings *out,
                      struct err *err)
{
    return scan_shard_parse(argument, &out->scan.shard)
               ? 0
               : err_set(err, ERR_USAGE,
                         "--shard %s: the Kth of N parts, as in 2/5, at most "
                         "9999/9999",
                         argument);
}

/* Takers of texts, none of which may be empty. */
#define TEXT(function, member, name)                                          \
    int function(const char *argument, struct settings *out, struct err *err) \
    {                                                                         \
        out->scan.member = argument;                                          \
        return argument[0] != '\0'                                            \
                   ? 0                                                        \
                   : err_set(err, ERR_USAGE, "%s: its value is empty", name); \
    }

TEXT(option_take_file, file, "--file")
TEXT(option_take_resume, resume, "--resume")
TEXT(option_take_before, before, "--before")
TEXT(option_take_exercise, exercise, "--exercise")
TEXT(option_take_after, after, "--after")

/* Takers of plain switches, which all look alike. */
#define SWITCH(function, member)                                              \
    int function(const char *argument, struct settings *out, struct err *err) \
    {                                                                         \
        (void)argument;                                                       \
        (void)err;                                                            \
        out->scan.member = true;                                              \
        return 0;                                                             \
    }

SWITCH(option_take_third_party, want_third_party)
SWITCH(option_take_no_stop, keeps)
SWITCH(option_take_attended, is_attended)
SWITCH(option_take_dry_run, is_dry)
