/* SPDX-License-Identifier: Apache-2.0 */
/* See report_range.h. */
#include "cmd/report_range.h"

#include "cmd/duration.h"
#include "cmd/observe_part.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

/* Exactly so many digits, of a value from min to max. */
static bool digits(struct cursor *cursor, size_t count, uint64_t min,
                   uint64_t max, int64_t *out)
{
    const char *begin = cursor->at;
    uint64_t value;

    if (!cursor_u64(cursor, max, &value) || value < min ||
        (size_t)(cursor->at - begin) != count) {
        return false;
    }
    *out = (int64_t)value;
    return true;
}

/*
 * Days since 1970-01-01 of the proleptic Gregorian calendar; years begin in
 * March here, so that the leap day is their last.
 */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 -
           719468;
}

/* ".5" is 500 ms; more than three digits say nothing more. */
static bool take_fraction(struct cursor *cursor, int64_t *out_ms)
{
    const char *begin;
    uint64_t value;
    size_t count;

    *out_ms = 0;
    if (!cursor_char(cursor, '.')) {
        return true;
    }
    begin = cursor->at;
    if (!cursor_u64(cursor, 999999999, &value)) {
        return false;
    }
    for (count = (size_t)(cursor->at - begin); count < 3; count++) {
        value *= 10;
    }
    for (; count > 3; count--) {
        value /= 10;
    }
    *out_ms = (int64_t)value;
    return true;
}

static bool take_zone(struct cursor *cursor, int64_t *out_minutes)
{
    bool is_east = cursor_char(cursor, '+');
    int64_t hours;
    int64_t minutes;

    *out_minutes = 0;
    if (!is_east && cursor_char(cursor, 'Z')) {
        return true;
    }
    if ((!is_east && !cursor_char(cursor, '-')) ||
        !digits(cursor, 2, 0, 23, &hours) || !cursor_char(cursor, ':') ||
        !digits(cursor, 2, 0, 59, &minutes)) {
        return false;
    }
    *out_minutes = (hours * 60 + minutes) * (is_east ? 1 : -1);
    return true;
}

bool report_stamp(struct str text, int64_t *out_ms)
{
    struct cursor c = cursor_from(text);
    int64_t year;
    int64_t month;
    int64_t day;
    int64_t hour;
    int64_t minute;
    int64_t second;
    int64_t ms;
    int64_t zone;

    if (!digits(&c, 4, 1970, 9999, &year) || !cursor_char(&c, '-') ||
        !digits(&c, 2, 1, 12, &month) || !cursor_char(&c, '-') ||
        !digits(&c, 2, 1, 31, &day) || !cursor_char(&c, 'T') ||
        !digits(&c, 2, 0, 23, &hour) || !cursor_char(&c, ':') ||
        !digits(&c, 2, 0, 59, &minute) || !cursor_char(&c, ':') ||
        !digits(&c, 2, 0, 60, &second) || !take_fraction(&c, &ms) ||
        !take_zone(&c, &zone) || !cursor_is_end(&c)) {
        return false;
    }
    *out_ms = days_of(year, month, day) * DAY_MS +
              ((hour * 60 + minute - zone) * 60 + second) * 1000 + ms;
    return true;
}

/* "12.5": the unit can only be seconds. */
static bool take_seconds(struct str text, int64_t *out_ms)
{
    struct cursor cursor = cursor_from(text);
    uint64_t seconds;

    if (!cursor_u64(&cursor, INT32_MAX, &seconds) ||
        !take_fraction(&cursor, out_ms) || !cursor_is_end(&cursor)) {
        return false;
    }
    *out_ms += (int64_t)seconds * 1000;
    return true;
}

int report_range(struct capture_reader *capture, const char *text,
                 int64_t start_ms, int64_t after_ms, int64_t *out_ms,
                 struct err *err)
{
    char marks[OBSERVE_MARKS_CAP];
    struct err unused;
    int64_t ms;
    int span;
    int rc;

    if (take_seconds(str_from(text), &ms)) {
        *out_ms = start_ms + ms;
        return 0;
    }
    if (report_stamp(str_from(text), out_ms)) {
        return 0;
    }
    rc = capture_find_mark(capture, text, after_ms, out_ms, err);
    if (rc == ERR_NO_MATCH && duration_parse(text, &span, &unused) == 0) {
        *out_ms = start_ms + span;
        return 0;
    }
    if (rc == ERR_NO_MATCH) {
        return err_set(err, ERR_USAGE,
                       "'%s' is no time (12.5, 2m, 2026-11-22T13:40:05Z) and "
                       "no mark of this capture; %s",
                       text, observe_marks(capture, marks));
    }
    return rc;
}
