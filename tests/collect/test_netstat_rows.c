/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a netstat that stay when its text has gone. */
#include "collect/netstat_rows.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEADER                                                   \
    "Proto Recv-Q Send-Q Local Address           Foreign Addres" \
    "s         State       PID/Program Name"
#define CUT                                                      \
    "tcp        0     12 192.0.2.17:38480        host-in-f100.e" \
    "xam:https ESTABLISHED 24685/com.example.video"
#define WHOLE                                                    \
    "tcp        0      0 192.0.2.17:47368        203.0.113.103:" \
    "https     CLOSE_WAIT  -"
#define RAW \
    "raw        0      0 0.0.0.0:1               0.0.0.0:*               7"

static struct netstat_reader reader;
static struct pool pool;
static struct sock_row row;
static char line[200];

/* The line is overwritten before the row is looked at. */
static int take(const char *text)
{
    struct str str = {line, strlen(text)};
    int rc;

    (void)snprintf(line, sizeof(line), "%s", text);
    rc = netstat_rows_take(&reader, str, &pool, &row);
    memset(line, '#', sizeof(line));
    return rc;
}

static int set_up(void **state)
{
    (void)state;
    netstat_init(&reader);
    pool_init(&pool, 1000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pool_fini(&pool);
    return 0;
}

static void netstat_rows_keep_the_texts(void **state)
{
    (void)state;
    assert_int_equal(take(HEADER), NETSTAT_NOTHING);
    assert_int_equal(take(CUT), NETSTAT_INET);
    assert_string_equal(row.remote_text, "host-in-f100.exam");
    assert_true(row.is_remote_cut);
    assert_int_equal(row.remote_port, 443);
    assert_int_equal(row.tx_queue, 12);
    assert_int_equal(row.pid, 24685);
    assert_string_equal(row.process, "com.example.video");
    assert_int_equal(row.source, SOCK_FROM_NETSTAT);
}

static void netstat_rows_have_no_text_where_the_address_is_known(void **state)
{
    (void)state;
    (void)take(HEADER);
    assert_int_equal(take(WHOLE), NETSTAT_INET);
    assert_null(row.remote_text);
    assert_null(row.process);
    assert_int_equal(row.pid, 0);
    assert_int_equal(row.remote.bytes[0], 203);
}

static void netstat_rows_pass_on_what_is_no_row(void **state)
{
    (void)state;
    assert_int_equal(take(RAW), NETSTAT_RAW);
    assert_int_equal(take("..."), NETSTAT_NOTHING);
    assert_true(take("tcp is a protocol") < 0);
}

static void netstat_rows_say_that_there_is_no_room(void **state)
{
    (void)state;
    (void)take(HEADER);
    pool.max = 20; /* of the two texts, one */
    assert_int_equal(take(CUT), ERR_LIMIT);
    pool.max = pool.used + 3;
    assert_int_equal(take(CUT), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(netstat_rows_keep_the_texts, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            netstat_rows_have_no_text_where_the_address_is_known, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(netstat_rows_pass_on_what_is_no_row,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(netstat_rows_say_that_there_is_no_room,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
