/* SPDX-License-Identifier: Apache-2.0 */
/* Milliseconds to calendar and clock. See stamp.h. */
#include "sink/stamp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define MS_PER_DAY INT64_C(86400000)
#define MINUTES_PER_DAY (24 * 60)
/* 0000-01-01 and 10000-01-01, in days since 1970-01-01. */
#define FIRST_DAY INT64_C(-719528)
#define END_DAY INT64_C(2932897)
/* From 0000-03-01, where a four-century cycle begins, to 1970-01-01. */
#define CYCLE_OFFSET INT64_C(719468)
#define DAYS_PER_CYCLE INT64_C(146097)

struct date {
    int year;
    int month;
    int day;
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/*
 * The proleptic Gregorian calendar, with years that begin in March so that
 * the leap day is the last of its year.
 */
static struct date date_of(int64_t day)
{
    int64_t cycle = floor_div(day + CYCLE_OFFSET, DAYS_PER_CYCLE);
    int in_cycle = (int)(day + CYCLE_OFFSET - cycle * DAYS_PER_CYCLE);
    int year =
        (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) /
        365;
    int in_year = in_cycle - (365 * year + year / 4 - year / 100);
    /* Months of 31 30 31 30 31 days come round every 153. */
    int month = (5 * in_year + 2) / 153;
    struct date date;

    date.day = in_year - (153 * month + 2) / 5 + 1;
    date.month = month < 10 ? month + 3 : month - 9;
    date.year = year + (int)cycle * 400 + (date.month <= 2);
    return date;
}

/* The rest of floor_div(ms, MS_PER_DAY), for the least of all times too. */
static int64_t ms_of_day(int64_t ms)
{
    int64_t rest = ms % MS_PER_DAY;

    return rest < 0 ? rest + MS_PER_DAY : rest;
}

/* So many digits of a number that is not negative; returns their end. */
static char *put_digits(char *to, int value, int count)
{
    int i;

    for (i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return to + count;
}

/* The same and what follows it. */
static char *put_number(char *to, int value, int count, char after)
{
    to = put_digits(to, value, count);
    *to++ = after;
    return to;
}

const char *stamp_utc(int64_t ms, char out[STAMP_CAP])
{
    int64_t day = floor_div(ms, MS_PER_DAY);
    int left = (int)ms_of_day(ms);
    struct date date;
    char *to = out;

    if (day < FIRST_DAY || day >= END_DAY) {
        return NULL;
    }
    date = date_of(day);
    to = put_number(to, date.year, 4, '-');
    to = put_number(to, date.month, 2, '-');
    to = put_number(to, date.day, 2, 'T');
    to = put_number(to, left / 3600000, 2, ':');
    to = put_number(to, left / 60000 % 60, 2, ':');
    to = put_number(to, left / 1000 % 60, 2, '.');
    to = put_number(to, left % 1000, 3, 'Z');
    *to = '\0';
    return out;
}

const char *stamp_local(int64_t ms, int utc_offset_minutes, char out[STAMP_CAP])
{
    bool is_offset = utc_offset_minutes > -MINUTES_PER_DAY &&
                     utc_offset_minutes < MINUTES_PER_DAY;
    int offset = is_offset ? utc_offset_minutes : 0;
    int64_t local = ms_of_day(ms) + (int64_t)offset * 60000 + MS_PER_DAY;
    int seconds = (int)(local % MS_PER_DAY / 1000);
    int used;

    used = snprintf(out, STAMP_CAP, "%02d:%02d:%02d%c%02d", seconds / 3600,
                    seconds / 60 % 60, seconds % 60, offset < 0 ? '-' : '+',
                    abs(offset) / 60);
    if (offset % 60 != 0) {
        (void)snprintf(out + used, STAMP_CAP - (size_t)used, ":%02d",
                       abs(offset) % 60);
    }
    return out;
}
