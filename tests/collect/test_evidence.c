/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in the kept text of a sample, as they were printed. */
#include "collect/evidence.h"

#include "base/err.h"
#include "base/format.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROW(address) \
    "   1: " address " 01 00000200:00000000 00:00000000 00000000 10093 0 7001"
#define TCP ROW("110200C0:9C42 506433C6:0050")

#define PACKET_HEAD \
    "sk               RefCnt Type Proto  Iface R Rmem   User   Inode"
#define PACKET "0000000000000000 3      3    0003   2     1 0      10666  7002"

struct seen {
    char text[1024];
    size_t count;
    size_t most; /* then it has enough */
};

static int take(void *ctx, const char *table, struct str line,
                const struct sock_row *row)
{
    struct seen *seen = ctx;
    size_t len = strlen(seen->text);

    (void)format_text(seen->text + len, sizeof(seen->text) - len,
                      "%s %u %u|%.*s\n", table, row->proto, row->remote_port,
                      (int)line.len, line.ptr);
    return ++seen->count == seen->most ? ERR_LIMIT : 0;
}

static void evidence_gives_the_rows_of_each_table_as_they_were(void **state)
{
    static const struct {
        const char *text;
        const char *want;
        const char *why;
    } cases[] = {
        {"", "", "nothing"},
        {"==> /proc/net/tcp <==\n  sl  local_address rem_address\n" TCP "\n",
         "tcp 0 80|" TCP "\n", "heading, row"},
        {"==> /proc/net/udp <==\n" TCP "  \r\n==> /proc/net/tcp6 <==\n" TCP,
         "udp 1 80|" TCP "  \r\ntcp6 0 80|" TCP "\n",
         "blanks stay; no line end at the end"},
        {TCP "\n", "", "a row of no table"},
        {"==> netstat <==\n" TCP "\n", "", "a witness, not a table"},
        {"==> /proc/net/nothing <==\n" TCP "\n", "", "no table"},
        {"==> /proc/net/facts <==\n" TCP "\n", "", "a section, and no table"},
        {"==> /proc/net/tcp\n" TCP "\n==> \n" TCP "\n", "", "cut heads"},
        {"==> /proc/net/packet <==\n" PACKET_HEAD "\n" PACKET
         "\n==> /proc/net/tcp <==\n" PACKET "\n",
         "packet 3 0|" PACKET "\n", "a packet socket"},
        {"==> /proc/net/tcp <==\nwhatever\n\n" TCP "\n", "tcp 0 80|" TCP "\n",
         "what is no row is passed over"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct seen seen = {.text = ""};

        assert_int_equal(evidence_each(str_from(cases[i].text), take, &seen),
                         0);
        if (strcmp(seen.text, cases[i].want) != 0) {
            fail_msg("%s: %s", cases[i].why, seen.text);
        }
    }
}

static void evidence_ends_when_it_is_told_to(void **state)
{
    struct seen seen = {.text = "", .most = 2};

    (void)state;
    assert_int_equal(evidence_each(str_from("==> /proc/net/tcp <==\n" TCP
                                            "\n" TCP "\n" TCP "\n"),
                                   take, &seen),
                     ERR_LIMIT);
    assert_int_equal(seen.count, 2);
}

static void evidence_may_be_cut_anywhere(void **state)
{
    static const char text[] = "==> /proc/net/tcp <==\n" TCP "\n" TCP "\n";
    size_t len;

    (void)state;
    for (len = 0; len < sizeof(text); len++) {
        struct seen seen = {.text = ""};

        assert_int_equal(evidence_each((struct str){text, len}, take, &seen),
                         0);
        assert_true(seen.count <= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_gives_the_rows_of_each_table_as_they_were),
        cmocka_unit_test(evidence_ends_when_it_is_told_to),
        cmocka_unit_test(evidence_may_be_cut_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
