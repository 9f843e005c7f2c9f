/* SPDX-License-Identifier: Apache-2.0 */
/* What of a netstat's text comes into a snapshot, and what is said of it. */
#include "collect/netstat_snapshot.h"

#include "base/err.h"
#include "base/failmalloc.h"
#include "netstat_text.h"

static struct snapshot out;
static struct netstat_snapshot netstat;

static int feed(const char *text)
{
    struct cursor cursor = cursor_from(str_from(text));
    struct str line;
    int rc = 0;

    snapshot_init(&out);
    netstat_snapshot_init(&netstat, &out);
    while (rc >= 0 && cursor_line(&cursor, &line)) {
        rc = netstat_snapshot_line(&netstat, line);
    }
    return rc;
}

static void netstat_snapshot_keeps_the_texts_in_the_snapshots_pool(void **state)
{
    /* Gone by the time the rows are looked at. */
    char text[] = INET_TITLE
        "(w/o servers)\n" HEADER "PID/Program Name\n"
        "tcp        0      0 192.0.2.17:47368        203.0.113.10:https      "
        "CLOSE_WAIT  24685/com.example.video\n"
        "tcp        0      0 192.0.2.17:38480        lb-f100.edge.exam:https "
        "ESTABLISHED 24685/com.example.video\n"
        "tcp        0      0 192.0.2.17:38481        203.0.113.11:x-odd      "
        "ESTABLISHED -\n"
        "tcp        0      0 phone.example:38481     203.0.113.11:1234       "
        "ESTABLISHED -\n";
    const struct sock_row *row;

    (void)state;
    assert_int_equal(feed(text), NETSTAT_INET);
    memset(text, 'x', sizeof(text));
    assert_int_equal(out.rows.len, 4);
    row = snapshot_row(&out, 0);
    assert_int_equal(row->source, SOCK_FROM_NETSTAT);
    assert_int_equal(row->pid, 24685);
    assert_string_equal(row->process, "com.example.video");
    assert_null(row->remote_text);
    assert_null(row->local_text);
    row = snapshot_row(&out, 1);
    assert_string_equal(row->remote_text, "lb-f100.edge.exam");
    assert_true(row->is_remote_cut);
    assert_int_equal(row->remote_port, 443);
    row = snapshot_row(&out, 2);
    assert_string_equal(row->remote_text, "203.0.113.11:x-odd");
    assert_int_equal(row->remote_port, 0);
    assert_int_equal(row->remote.family, ADDR_V4);
    assert_null(row->process);
    row = snapshot_row(&out, 3);
    assert_string_equal(row->local_text, "phone.example");
    snapshot_fini(&out);
}

static void netstat_snapshot_leaves_out_what_is_no_connection(void **state)
{
    (void)state;
    assert_int_equal(feed(INET_TITLE
                          "(servers and established)\n" HEADER "\n"
                          "raw        0      0 0.0.0.0:1  0.0.0.0:*  7\n"),
                     NETSTAT_RAW);
    assert_int_equal(
        netstat_snapshot_line(&netstat, str_from("usage: netstat")), ERR_PROTO);
    assert_int_equal(out.rows.len, 0);
    assert_int_equal(netstat_snapshot_warn(&netstat), 0);
    assert_int_equal(out.warnings.len, 0);
    snapshot_fini(&out);
}

static void netstat_snapshot_warns_of_what_cannot_be_relied_on(void **state)
{
    static const struct {
        const char *why;
        const char *text;
        const char *code;
    } cases[] = {
        {"toybox without -a",
         INET_TITLE "(w/o servers)\n" HEADER "\n" GOOD "ESTABLISHED\n",
         "netstat-hides-ports"},
        {"an address that is cut",
         INET_TITLE
         "(servers and established)\n" HEADER "\n"
         "tcp6       0      0 2001:db8::5c1f:22:55557 2001:db8::1:443         "
         "ESTABLISHED\n",
         "netstat-cut"},
        {"a process that is cut",
         INET_TITLE "(servers and established)\n" HEADER
                    "PID/Program name    \n" GOOD
                    "ESTABLISHED 24685/com.example.v\n",
         "netstat-cut"},
        {"text of two rows in one",
         INET_TITLE "(servers and established)\n" HEADER "\n"
                    "tcp 0 0 192.0.2.1:1 :8443:9090 ESTABLISHED\n",
         "netstat-garbled"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        print_message("%s\n", cases[i].why);
        assert_true(feed(cases[i].text) > 0);
        assert_int_equal(netstat_snapshot_warn(&netstat), 0);
        assert_true(out.warnings.len > 0);
        assert_string_equal(snapshot_warning(&out, 0)->code, cases[i].code);
        assert_false(snapshot_warning(&out, 0)->is_partial);
        snapshot_fini(&out);
    }
}

static void netstat_snapshot_says_when_memory_is_out(void **state)
{
    static const char text[] =
        HEADER "PID/Program Name\n" GOOD "ESTABLISHED 1/a\n"
               "tcp 0 0 a:1 b:2 ESTABLISHED 1/a\n";
    size_t failures = 0;

    (void)state;
    for (size_t i = 0;; i++) {
        int rc;

        failmalloc_at(i);
        rc = feed(text);
        if (!failmalloc_off()) {
            assert_int_equal(rc, NETSTAT_INET);
            snapshot_fini(&out);
            break;
        }
        failures++;
        assert_int_equal(rc, ERR_NOMEM);
        snapshot_fini(&out);
    }
    assert_true(failures >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            netstat_snapshot_keeps_the_texts_in_the_snapshots_pool),
        cmocka_unit_test(netstat_snapshot_leaves_out_what_is_no_connection),
        cmocka_unit_test(netstat_snapshot_warns_of_what_cannot_be_relied_on),
        cmocka_unit_test(netstat_snapshot_says_when_memory_is_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
