/* SPDX-License-Identifier: Apache-2.0 */
/* The streams of a session: ids, reading, writing, closing. */
#include "conversation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OPENED                                                              \
    GREETING, OPEN(1, "a:"), SAY(OPEN, 1, 0, "a:\0"), HEAR(OKAY, 9, 1, ""), \
        STATE(1, OPEN)

/* ---- opening ---------------------------------------------------------- */

static void stream_opens_with_the_phones_okay(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "shell:id"),
        STATE(1, OPENING),
        SHUT(1),
        SAY(OPEN, 1, 0, "shell:id\0"),
        HEAR(OKAY, 9, 1, ""),
        STATE(1, OPEN),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_is_refused_by_a_close(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "nosuch:"),
        SAY(OPEN, 1, 0, "nosuch:\0"),
        HEAR(CLSE, 0, 1, ""),
        STATE(1, REFUSED),
        SHUT(1),
        HEAR(CLSE, 0, 1, ""),
        STATE(1, REFUSED),
        CLOSE(1),
        STATE(1, NONE),
        QUIET,
        OPEN(2, "nosuch:"),
        SAY(OPEN, 2, 0, "nosuch:\0"),
        HEAR(CLSE, 77, 2, ""), /* with an id, as no adbd does */
        STATE(2, REFUSED),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_ids_are_never_used_twice(void **state)
{
    static const struct step steps[] = {
        OPENED,
        CLOSE(1),
        SAY(CLSE, 1, 9, ""),
        OPEN(2, "b:"),
        SAY(OPEN, 2, 0, "b:\0"),
        HEAR(CLSE, 9, 1, ""), /* late, must not touch the new stream */
        HEAR(OKAY, 10, 2, ""),
        HEAR(CLSE, 9, 1, ""),
        STATE(2, OPEN),
        CLOSE(2),
        SAY(CLSE, 2, 10, ""),
        OPEN(3, "c:"),
        {0},
    };

    (void)state;
    hold(steps);
}

/* A phone that answers an abandoned request must not be left with a service
 * nobody listens to. */
static void stream_closed_while_opening_is_closed_when_it_opens(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        OPEN(2, "b:"),
        SAY(OPEN, 1, 0, "a:\0"),
        SAY(OPEN, 2, 0, "b:\0"),
        CLOSE(1),
        CLOSE(2),
        STATE(1, NONE),
        QUIET,
        HEAR(OKAY, 9, 1, ""),
        SAY(CLSE, 1, 9, ""),
        HEAR(CLSE, 0, 2, ""), /* refused anyway */
        HEAR(WRTE, 9, 1, "x"),
        HEAR(OKAY, 9, 1, ""),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_needs_an_id_from_the_phone(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        SAY(OPEN, 1, 0, "a:\0"),
        HEAR(OKAY, 0, 1, ""),
        DEAD(PROTO, "without giving it an id"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_of_the_phone_is_refused(void **state)
{
    static const struct step steps[] = {
        GREETING,
        HEAR(OPEN, 5, 0, "tcp:80\0"),
        SAY(CLSE, 0, 5, ""),
        HEAR(OPEN, 0, 0, "tcp:80\0"), /* no id to answer to */
        QUIET,
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- reading ---------------------------------------------------------- */

static void stream_acknowledges_every_write(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "one"),
        SAY(OKAY, 1, 9, ""),
        HEAR(WRTE, 9, 1, ""), /* empty ones too */
        SAY(OKAY, 1, 9, ""),
        HEAR(WRTE, 9, 1, "two"),
        SAY(OKAY, 1, 9, ""),
        QUIET,
        TAKE(1, "on"),
        TAKE(1, "etw"),
        READ(1, "o"),
        READ(1, ""),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_takes_packets_of_other_streams_in_between(void **state)
{
    static const struct step steps[] = {
        OPENED,
        OPEN(2, "b:"),
        SAY(OPEN, 2, 0, "b:\0"),
        HEAR(OKAY, 10, 2, ""),
        HEAR(WRTE, 10, 2, "BB"),
        HEAR(WRTE, 9, 1, "AA"),
        SAY(OKAY, 2, 10, ""),
        SAY(OKAY, 1, 9, ""),
        READ(1, "AA"),
        READ(2, "BB"),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_ignores_what_is_not_for_it(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 8, 1, "wrong id of the phone"),
        HEAR(OKAY, 8, 1, ""),
        HEAR(CLSE, 8, 1, ""),
        HEAR(WRTE, 9, 2, "no such stream"),
        HEAR(WRTE, 9, 0, "no such stream"),
        HEAR(OKAY, 9, 2, ""),
        HEAR(CLSE, 9, 2, ""),
        HEAR(CLSE, 9, 0, ""),
        HEAR(OKAY, 9, 1, ""), /* nothing to acknowledge */
        QUIET,
        STATE(1, OPEN),
        STATE(2, NONE),
        READ(1, ""),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_takes_no_output_before_it_is_open(void **state)
{
    static const struct step steps[] = {
        GREETING,
        OPEN(1, "a:"),
        SAY(OPEN, 1, 0, "a:\0"),
        HEAR(WRTE, 9, 1, "too early"),
        QUIET,
        STATE(1, OPENING),
        READ(1, ""),
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- writing ---------------------------------------------------------- */

static void stream_waits_for_the_acknowledgement(void **state)
{
    static const struct step steps[] = {
        OPENED,
        WRITE(1, "one", 3),
        WRITE(1, "two", 0),
        SAY(WRTE, 1, 9, "one"),
        WRITE(1, "two", 0),
        HEAR(OKAY, 9, 1, ""),
        WRITE(1, "", 0),
        WRITE(1, "two", 3),
        SAY(WRTE, 1, 9, "two"),
        QUIET,
        {0},
    };

    (void)state;
    hold(steps);
}

/* ---- closing ---------------------------------------------------------- */

static void stream_keeps_its_data_after_the_phones_close(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "last words"),
        HEAR(CLSE, 9, 1, ""),
        SAY(OKAY, 1, 9, ""),
        SAY(CLSE, 1, 9, ""), /* as genuine hosts answer */
        QUIET,
        STATE(1, ENDED),
        SHUT(1),
        READ(1, "last words"),
        QUIET,
        CLOSE(1),
        QUIET,
        STATE(1, NONE),
        {0},
    };

    (void)state;
    hold(steps);
}

/* adbd answers our OKAY to a stream it has just closed with another CLSE. */
static void stream_survives_a_double_close(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "x"),
        HEAR(CLSE, 9, 1, ""),
        HEAR(CLSE, 9, 1, ""),
        SAY(OKAY, 1, 9, ""),
        SAY(CLSE, 1, 9, ""),
        QUIET,
        CLOSE(1),
        HEAR(CLSE, 9, 1, ""),
        QUIET,
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold(steps);
}

static void stream_ends_with_a_close_that_lacks_the_phones_id(void **state)
{
    static const struct step steps[] = {
        OPENED,          HEAR(CLSE, 0, 1, ""),
        STATE(1, ENDED), SAY(CLSE, 1, 9, ""),
        QUIET,           {0},
    };

    (void)state;
    hold(steps);
}

static void stream_closed_by_us_is_told_once(void **state)
{
    static const struct step steps[] = {
        OPENED,
        HEAR(WRTE, 9, 1, "unread"),
        SAY(OKAY, 1, 9, ""),
        CLOSE(1),
        SAY(CLSE, 1, 9, ""),
        CLOSE(1),
        QUIET,
        READ(1, ""),
        SHUT(1),
        HEAR(WRTE, 9, 1, "on its way already"),
        HEAR(OKAY, 9, 1, ""),
        HEAR(CLSE, 9, 1, ""),
        QUIET,
        ALIVE(ONLINE),
        {0},
    };

    (void)state;
    hold(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream_opens_with_the_phones_okay),
        cmocka_unit_test(stream_is_refused_by_a_close),
        cmocka_unit_test(stream_ids_are_never_used_twice),
        cmocka_unit_test(stream_closed_while_opening_is_closed_when_it_opens),
        cmocka_unit_test(stream_needs_an_id_from_the_phone),
        cmocka_unit_test(stream_of_the_phone_is_refused),
        cmocka_unit_test(stream_acknowledges_every_write),
        cmocka_unit_test(stream_takes_packets_of_other_streams_in_between),
        cmocka_unit_test(stream_ignores_what_is_not_for_it),
        cmocka_unit_test(stream_takes_no_output_before_it_is_open),
        cmocka_unit_test(stream_waits_for_the_acknowledgement),
        cmocka_unit_test(stream_keeps_its_data_after_the_phones_close),
        cmocka_unit_test(stream_survives_a_double_close),
        cmocka_unit_test(stream_ends_with_a_close_that_lacks_the_phones_id),
        cmocka_unit_test(stream_closed_by_us_is_told_once),
    };

    return cmocka_run_group_tests_name("session_stream", tests, NULL, NULL);
}
