/* SPDX-License-Identifier: Apache-2.0 */
/* What a WHAT stands for on a phone, and the words when it is nothing. */
#include "fixture.h"

#include "track/nearest.h"
#include "track/target.h"

struct stands_for {
    const char *text;
    uint32_t uids[3]; /* zero-terminated unless full */
    bool is_exact;
    int installed;
    int running;
    const char *applied;
    const char *why;
};

static const struct stands_for stands[] = {
    {"com.example.bank",
     {10093, 99001, 1010093},
     true,
     1,
     1,
     "com.example.bank",
     "every user, and its isolated process"},
    {"com.example.dbg", {10211}, true, 1, 1, "com.example.dbg", "one package"},
    {"com.example.notes",
     {10300},
     true,
     1,
     0,
     "com.example.notes",
     "installed, not running"},
    {"com.example.push",
     {10121},
     false,
     1,
     1,
     "uid:10121",
     "a shared uid brings the other along"},
    {"com.example.bank:push",
     {10093},
     false,
     0,
     1,
     "uid:10093",
     "one of three processes"},
    {"500", {10093}, false, -1, 1, "uid:10093", "one of three"},
    {"510", {10211}, true, -1, 1, "510", "the only one"},
    {"proc:com.example.dbg",
     {10211},
     true,
     -1,
     1,
     "proc:com.example.dbg",
     "the only one"},
    {"uid:10093", {10093}, true, -1, 1, "uid:10093", "a uid"},
    {"com.example.?bg", {10211}, true, 1, 1, "com.example.?bg", "a glob"},
    {":443", {0}, true, -1, -1, ":443", "an endpoint is nobody"},
};

static void check_uids(const struct stands_for *want,
                       const struct target_match *match)
{
    size_t k;

    for (k = 0; k < 3 && want->uids[k] != 0; k++) {
        assert_true(target_match_has_uid(match, want->uids[k]));
    }
    assert_int_equal(match->uids.len, k);
}

static void check_what(const struct stands_for *want,
                       const struct snapshot *snapshot,
                       const struct owners *owners)
{
    struct target target;
    struct target_match match;
    struct err err = {.text = ""};

    assert_int_equal(target_parse(want->text, &target, &err), 0);
    if (target_resolve(&target, snapshot, owners, TARGET_ALL_USERS, &match,
                       &err) != 0) {
        fail_msg("%s (%s): %s", want->text, want->why, err.text);
    }
    check_uids(want, &match);
    if (match.result.is_exact != want->is_exact ||
        match.result.installed != want->installed ||
        match.result.running != want->running ||
        strcmp(match.result.applied, want->applied) != 0) {
        fail_msg("%s (%s): exact %d installed %d running %d applied %s",
                 want->text, want->why, match.result.is_exact,
                 match.result.installed, match.result.running,
                 match.result.applied);
    }
    target_match_fini(&match);
}

static void a_what_stands_for_uids(void **state)
{
    struct snapshot snapshot;
    struct owners owners;
    size_t i;

    (void)state;
    make_phone(&snapshot);
    assert_int_equal(owners_init(&owners, &snapshot), 0);
    for (i = 0; i < sizeof(stands) / sizeof(stands[0]); i++) {
        check_what(&stands[i], &snapshot, &owners);
    }
    owners_fini(&owners);
    snapshot_fini(&snapshot);
}

static void a_process_is_exact_where_descriptors_are_known(void **state)
{
    static const struct {
        const char *text;
        bool is_by_pid;
        size_t pids;
    } cases[] = {
        {"501", true, 1},
        {"proc:com.example.bank*", true, 5},
        {"com.example.bank:push", true, 1},
        {"com.example.bank", false, 0},
        {"uid:10093", false, 0},
    };
    struct snapshot snapshot;
    struct owners owners;

    (void)state;
    make_phone(&snapshot);
    snapshot.has_all_holders = true;
    assert_int_equal(owners_init(&owners, &snapshot), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct target target;
        struct target_match match;
        struct err err;

        print_message("%s\n", cases[i].text);
        assert_int_equal(target_parse(cases[i].text, &target, &err), 0);
        assert_int_equal(target_resolve(&target, &snapshot, &owners,
                                        TARGET_ALL_USERS, &match, &err),
                         0);
        assert_true(match.result.is_exact);
        assert_string_equal(match.result.applied, cases[i].text);
        assert_int_equal(match.is_by_pid, cases[i].is_by_pid);
        assert_int_equal(match.pids.len, cases[i].pids);
        assert_true(match.uids.len > 0);
        target_match_fini(&match);
    }
    owners_fini(&owners);
    snapshot_fini(&snapshot);
}

static void expect_no_match(const struct snapshot *snapshot, const char *what,
                            const char *sentence)
{
    struct owners owners;
    struct target target;
    struct target_match match;
    struct err err = {.text = ""};

    assert_int_equal(owners_init(&owners, snapshot), 0);
    assert_int_equal(target_parse(what, &target, &err), 0);
    assert_int_equal(target_resolve(&target, snapshot, &owners,
                                    TARGET_ALL_USERS, &match, &err),
                     ERR_NO_MATCH);
    assert_string_equal(err.text, sentence);
    owners_fini(&owners);
}

static void a_what_of_one_user_is_that_user_s_alone(void **state)
{
    static const struct {
        const char *text;
        int64_t user;
        size_t uids;
        int running;
        const char *applied;
        const char *said;
    } cases[] = {
        {"com.example.bank", 10, 1, 1, "com.example.bank", ""},
        {"com.example.bank", 0, 2, 1, "com.example.bank", ""},
        {"com.example.bank*", 10, 1, 1, "com.example.bank*", ""},
        {"com.example.notes", 0, 1, 0, "com.example.notes", ""},
        {"com.example.notes", 10, 0, 0, "",
         "com.example.notes: not installed for user 10, but for user 0; "
         "without --user every user's are shown"},
        {"500", 10, 0, 0, "",
         "500: not of user 10, but of user 0; without --user every user's are "
         "shown"},
        {"uid:1010093", 0, 0, 0, "",
         "uid:1010093: not of user 0, but of user 10; without --user every "
         "user's are shown"},
    };
    struct snapshot snapshot;
    struct owners owners;

    (void)state;
    make_phone(&snapshot);
    ((struct phone_user *)vec_at(&snapshot.users, 1))->is_listed = true;
    add_package(&snapshot, "com.example.bank", 1010093, true);
    assert_int_equal(owners_init(&owners, &snapshot), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct target target;
        struct target_match match;
        struct err err = {.text = ""};
        int rc;

        print_message("%s of %d\n", cases[i].text, (int)cases[i].user);
        assert_int_equal(target_parse(cases[i].text, &target, &err), 0);
        rc = target_resolve(&target, &snapshot, &owners, cases[i].user, &match,
                            &err);
        assert_string_equal(err.text, cases[i].said);
        assert_int_equal(rc, cases[i].uids == 0 ? ERR_NO_MATCH : 0);
        if (rc == 0) {
            assert_int_equal(match.result.uid_count, cases[i].uids);
            assert_int_equal(match.result.running, cases[i].running);
            assert_string_equal(match.result.applied, cases[i].applied);
            target_match_fini(&match);
        }
    }
    owners_fini(&owners);
    snapshot_fini(&snapshot);
}

/* pm was refused user 10: it may have the package, of which nothing runs. */
static void of_a_user_that_may_not_be_listed_less_is_known(void **state)
{
    struct snapshot snapshot;
    struct owners owners;
    struct target target;
    struct target_match match;
    struct err err;

    (void)state;
    make_phone(&snapshot);
    assert_int_equal(owners_init(&owners, &snapshot), 0);
    assert_int_equal(target_parse("com.example.notes", &target, &err), 0);
    assert_int_equal(
        target_resolve(&target, &snapshot, &owners, 10, &match, &err), 0);
    assert_int_equal(match.result.uid_count, 0);
    assert_int_equal(match.result.installed, -1);
    assert_int_equal(match.result.running, 0);
    target_match_fini(&match);
    owners_fini(&owners);
    snapshot_fini(&snapshot);
}

/* netstat -p that somebody saved, and no list of processes. */
static void where_only_rows_name_processes_they_are_asked(void **state)
{
    static const struct {
        const char *text;
        const char *process;
        bool is_cut;
        bool has;
    } cases[] = {
        {"24685", "com.example.bank", false, true},
        {"pid:24686", "com.example.bank", false, false},
        {"com.example.bank", "com.example.bank", false, true},
        {"proc:com.*.bank", "com.example.bank", false, true},
        {"com.example.bank", "com.example.ba", false, false},
        {"com.example.bank", "com.example.ba", true, true},
        {"com.example.notes", "com.example.ba", true, false},
        {"com.example.bank", NULL, false, false},
    };
    struct snapshot snapshot;
    struct owners owners;

    (void)state;
    snapshot_init(&snapshot);
    add_row(&snapshot, SOCK_TCP, "192.0.2.17", 40000, "203.0.113.10", 443,
            SOCK_ESTABLISHED, 0, 0);
    assert_int_equal(owners_init(&owners, &snapshot), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sock_row *row = vec_at(&snapshot.rows, 0);
        struct connection connection = {.row = row};
        struct target target;
        struct target_match match;
        struct err err;

        print_message("%s: %d\n", cases[i].text, cases[i].has);
        row->pid = 24685;
        row->is_uid_unknown = true;
        row->process = cases[i].process;
        row->is_process_cut = cases[i].is_cut;
        assert_int_equal(target_parse(cases[i].text, &target, &err), 0);
        assert_int_equal(target_resolve(&target, &snapshot, &owners,
                                        TARGET_ALL_USERS, &match, &err),
                         0);
        assert_int_equal(target_match_has(&match, &connection), cases[i].has);
        assert_string_equal(match.result.applied, cases[i].text);
        target_match_fini(&match);
        /* No row names one: as before. */
        row->pid = 0;
        assert_int_equal(target_resolve(&target, &snapshot, &owners,
                                        TARGET_ALL_USERS, &match, &err),
                         ERR_NO_MATCH);
    }
    owners_fini(&owners);
    snapshot_fini(&snapshot);
}

static void nothing_is_said_with_the_nearest_name(void **state)
{
    struct snapshot snapshot;

    (void)state;
    make_phone(&snapshot);
    expect_no_match(&snapshot, "com.example.qqqqqq",
                    "com.example.qqqqqq: not installed for the users that may "
                    "be listed, and no process of that name");
    ((struct phone_user *)vec_at(&snapshot.users, 1))->is_listed = true;
    expect_no_match(&snapshot, "com.example.bnak",
                    "com.example.bnak: not installed, and no process of that "
                    "name; nearest: com.example.bank");
    expect_no_match(&snapshot, "org.other",
                    "org.other: not installed, and no process of that name");
    expect_no_match(&snapshot, "pkg:com.example.bank:push",
                    "com.example.bank:push: not installed");
    expect_no_match(&snapshot, "org.*.bank",
                    "org.*.bank: matches no package and no process");
    expect_no_match(&snapshot, "proc:com.example.notes",
                    "com.example.notes: no such process is running");
    expect_no_match(&snapshot, "10093",
                    "no process 10093 is running; did you mean uid:10093?");
    expect_no_match(&snapshot, "777",
                    "no process 777 is running; nothing has uid 777 either");
    expect_no_match(&snapshot, "uid:777",
                    "no package, process or socket has uid 777");
    snapshot.has_all_packages = false;
    expect_no_match(&snapshot, "com.example.other",
                    "com.example.other: nothing of that name is running, and "
                    "whether it is installed is unknown: the package list "
                    "could not be read");
    snapshot_fini(&snapshot);
}

static void nearest_swaps_and_skips(void **state)
{
    struct snapshot snapshot;
    char longest[400];

    (void)state;
    make_phone(&snapshot);
    assert_string_equal(
        nearest_name("com.exmaple.dbg", &snapshot, NEAREST_PACKAGES),
        "com.example.dbg");
    assert_string_equal(
        nearest_name("com.example.bank:psh", &snapshot, NEAREST_PROCESSES),
        "com.example.bank:push");
    assert_null(nearest_name("x", &snapshot, NEAREST_PACKAGES));
    memset(longest, 'a', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    assert_null(nearest_name(longest, &snapshot, NEAREST_PACKAGES));
    snapshot_fini(&snapshot);
}

static void nearest_is_three_edits_away_at_most(void **state)
{
    static const struct {
        const char *wanted;
        const char *known;
        bool is_near;
    } pairs[] = {
        {"com.example.abcdefgh", "com.example.abcdefgh", true},
        {"com.example.abcdefgh", "XYZ.example.abcdefgh", true},
        {"com.example.abcdefgh", "XYZWexample.abcdefgh", false},
        {"com.example.abcdefgh", "com.example.abcdeXYZ", true},
        {"com.example.abcdefgh", "com.example.abcdWXYZ", false},
        {"com.example.abcdefgh", "com.example.abcde", true},
        {"com.example.abcdefgh", "com.example.abcd", false},
        {"com.example.abcdefgh", "com.example.XYZabcdefgh", true},
        {"com.example.abcdefgh", "com.example.WXYZabcdefgh", false},
        {"com.example.abcdefgh", "ocm.exmaple.abcdefhg", true},
        {"com.example.abcdefgh", "ocm.exmaple.bacdefhg", false},
        {"com.example.abcdefgh", "XXcom.example.abcdefg", true},
        {"com.example.abcdefgh", "XXcom.example.abcdef", false},
        {"com.a", "cam.a", true},
        {"com.a", "cam.b", false},
        {"com", "con", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct snapshot snapshot;
        const char *found;

        snapshot_init(&snapshot);
        add_package(&snapshot, pairs[i].known, 10093, true);
        found = nearest_name(pairs[i].wanted, &snapshot, NEAREST_PACKAGES);
        print_message("%s\n", pairs[i].known);
        assert_int_equal(found != NULL, pairs[i].is_near);
        snapshot_fini(&snapshot);
    }
}

/* Each with each whole, these take a minute. */
static void nearest_of_many_invented_names_is_found_soon(void **state)
{
    static char wanted[128];
    static char other[128];
    struct snapshot snapshot;

    (void)state;
    memset(wanted, 'a', sizeof(wanted) - 1);
    memset(other, 'a', sizeof(other) - 1);
    memset(other + 120, 'b', 7);
    snapshot_init(&snapshot);
    for (size_t i = 0; i < SNAPSHOT_PACKAGES_MAX; i++) {
        add_package(&snapshot, other, 10093, true);
    }
    assert_null(nearest_name(wanted, &snapshot, NEAREST_PACKAGES));
    snapshot_fini(&snapshot);
}

/* With a search or a sort for each of them this takes minutes. */
static void very_many_processes_are_matched_in_one_go(void **state)
{
    struct snapshot snapshot;
    struct owners owners;
    struct target target;
    struct target_match match;
    struct err err;
    uint32_t i;

    (void)state;
    snapshot_init(&snapshot);
    for (i = 0; i < SNAPSHOT_PROCESSES_MAX; i++) {
        /* Every uid twice, and the highest first. */
        struct process process = {
            .name = "p",
            .uid = (uint32_t)(SNAPSHOT_PROCESSES_MAX - i) / 2,
            .pid = (int32_t)i + 1,
        };

        assert_int_equal(vec_push(&snapshot.processes, &process), 0);
    }
    assert_int_equal(owners_init(&owners, &snapshot), 0);
    assert_int_equal(target_parse("proc:*", &target, &err), 0);
    assert_int_equal(target_resolve(&target, &snapshot, &owners,
                                    TARGET_ALL_USERS, &match, &err),
                     0);
    assert_int_equal(match.uids.len, SNAPSHOT_PROCESSES_MAX / 2 + 1);
    for (i = 0; i < match.uids.len; i++) {
        assert_int_equal(*(const uint32_t *)vec_at(&match.uids, i), i);
    }
    target_match_fini(&match);
    owners_fini(&owners);
    snapshot_fini(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_what_stands_for_uids),
        cmocka_unit_test(a_process_is_exact_where_descriptors_are_known),
        cmocka_unit_test(a_what_of_one_user_is_that_user_s_alone),
        cmocka_unit_test(of_a_user_that_may_not_be_listed_less_is_known),
        cmocka_unit_test(where_only_rows_name_processes_they_are_asked),
        cmocka_unit_test(nothing_is_said_with_the_nearest_name),
        cmocka_unit_test(nearest_swaps_and_skips),
        cmocka_unit_test(nearest_is_three_edits_away_at_most),
        cmocka_unit_test(nearest_of_many_invented_names_is_found_soon),
        cmocka_unit_test(very_many_processes_are_matched_in_one_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
