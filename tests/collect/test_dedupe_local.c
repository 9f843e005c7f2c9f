/* SPDX-License-Identifier: Apache-2.0 */
/* Local sockets: order, what was printed twice, what must be forged. */
#include "collect/dedupe.h"

#include "base/err.h"
#include "base/failmalloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void push(struct snapshot *snapshot, enum local_proto proto,
                 const char *path, uint64_t inode, uint32_t refs)
{
    struct local_socket row = {.proto = (uint8_t)proto,
                               .path = path,
                               .inode = inode,
                               .refs = refs,
                               .state = SOCK_CLOSE,
                               .type = 1};

    assert_int_equal(vec_push(&snapshot->local_sockets, &row), 0);
}

static void push_row(struct snapshot *snapshot, uint64_t inode)
{
    struct sock_row row = {.inode = inode, .state = SOCK_ESTABLISHED};

    assert_int_equal(vec_push(&snapshot->rows, &row), 0);
}

static void dedupe_sorts_and_leaves_out_what_was_printed_twice(void **state)
{
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    push(&snapshot, LOCAL_NETLINK, NULL, 1, 2);
    push(&snapshot, LOCAL_UNIX, "/b", 2, 2);
    push(&snapshot, LOCAL_UNIX, "/a", 3, 2);
    push(&snapshot, LOCAL_UNIX, "/b", 2, 5); /* the same, held more often */
    push(&snapshot, LOCAL_UNIX, NULL, 0, 2);
    push(&snapshot, LOCAL_UNIX, NULL, 0, 2); /* two that nobody accepted */
    assert_int_equal(dedupe_local(&snapshot), 0);
    assert_int_equal(snapshot.local_sockets.len, 5);
    assert_int_equal(snapshot.rows_duplicate, 1);
    assert_null(snapshot_local(&snapshot, 0)->path);
    assert_null(snapshot_local(&snapshot, 1)->path);
    assert_string_equal(snapshot_local(&snapshot, 2)->path, "/a");
    assert_string_equal(snapshot_local(&snapshot, 3)->path, "/b");
    assert_int_equal(snapshot_local(&snapshot, 4)->proto, LOCAL_NETLINK);
    for (size_t i = 0; i < 5; i++) {
        assert_false(snapshot_local(&snapshot, i)->is_doubtful);
    }
    snapshot_fini(&snapshot);
}

/* A path with a newline in it makes a row that names any inode. */
static void dedupe_marks_unix_rows_with_the_inode_of_another(void **state)
{
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    push_row(&snapshot, 75412);
    push(&snapshot, LOCAL_UNIX, "/honest", 10, 2);
    push(&snapshot, LOCAL_UNIX, "/like a connection", 75412, 2);
    push(&snapshot, LOCAL_UNIX, "/one of", 20, 2);
    push(&snapshot, LOCAL_UNIX, "/two", 20, 2);
    push(&snapshot, LOCAL_UNIX, "/sniffer", 30, 2);
    push(&snapshot, LOCAL_PACKET, NULL, 30, 2);
    assert_int_equal(dedupe_local(&snapshot), 0);
    assert_int_equal(snapshot.local_sockets.len, 6);
    for (size_t i = 0; i < 6; i++) {
        const struct local_socket *row = snapshot_local(&snapshot, i);

        assert_int_equal(row->is_doubtful,
                         row->proto == LOCAL_UNIX && row->inode != 10);
    }
    snapshot_fini(&snapshot);
}

static void dedupe_says_so_when_memory_is_out(void **state)
{
    struct snapshot snapshot;

    (void)state;
    snapshot_init(&snapshot);
    assert_int_equal(dedupe_local(&snapshot), 0);
    push(&snapshot, LOCAL_UNIX, "/a", 1, 2);
    failmalloc_at(0);
    assert_int_equal(dedupe_local(&snapshot), ERR_NOMEM);
    assert_true(failmalloc_off());
    assert_int_equal(dedupe_local(&snapshot), 0);
    snapshot_fini(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dedupe_sorts_and_leaves_out_what_was_printed_twice),
        cmocka_unit_test(dedupe_marks_unix_rows_with_the_inode_of_another),
        cmocka_unit_test(dedupe_says_so_when_memory_is_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
