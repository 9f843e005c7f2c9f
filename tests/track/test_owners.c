/* SPDX-License-Identifier: Apache-2.0 */
/* uid to packages and processes. */
#include "fixture.h"

#include "track/owners.h"

struct phone_case {
    struct snapshot snapshot;
    struct owners owners;
};

static int set_up(void **state)
{
    static struct phone_case phone;

    make_phone(&phone.snapshot);
    *state = &phone;
    return 0;
}

static int tear_down(void **state)
{
    struct phone_case *phone = *state;

    owners_fini(&phone->owners);
    snapshot_fini(&phone->snapshot);
    return 0;
}

static const struct owner *find(struct phone_case *phone, uint32_t uid)
{
    assert_int_equal(owners_init(&phone->owners, &phone->snapshot), 0);
    return owners_find(&phone->owners, uid);
}

static void one_package_owns_its_uid(void **state)
{
    const struct owner *owner = find(*state, 10093);

    assert_non_null(owner);
    assert_int_equal(owner->attribution, ATTRIBUTION_UID);
    assert_int_equal(owner->package_count, 1);
    assert_string_equal(owner->packages[0], "com.example.bank");
    assert_true(owner->is_user_installed);
    assert_false(owner->is_by_app_id);
    assert_int_equal(owner->process_count, 3);
    assert_int_equal(owner->only_pid, -1);
    assert_null(owner->only_process);
}

static void the_only_process_is_named(void **state)
{
    const struct owner *owner = find(*state, 10211);

    assert_int_equal(owner->only_pid, 510);
    assert_string_equal(owner->only_process, "com.example.dbg");
}

static void only_is_not_said_on_a_list_that_was_cut(void **state)
{
    struct phone_case *phone = *state;

    phone->snapshot.has_all_processes = false;
    assert_int_equal(find(phone, 10211)->only_pid, -1);
}

static void a_shared_uid_stays_a_sorted_set(void **state)
{
    const struct owner *owner = find(*state, 10121);

    assert_int_equal(owner->attribution, ATTRIBUTION_UID_SHARED);
    assert_int_equal(owner->package_count, 2);
    assert_string_equal(owner->packages[0], "com.example.push");
    assert_string_equal(owner->packages[1], "com.example.sync");
}

static void a_package_listed_twice_counts_once(void **state)
{
    struct phone_case *phone = *state;

    add_package(&phone->snapshot, "com.example.bank", 10093, true);
    assert_int_equal(find(phone, 10093)->package_count, 1);
}

static void a_user_that_is_refused_falls_back_to_the_app_id(void **state)
{
    const struct owner *owner = find(*state, 1010093);

    assert_int_equal(owner->attribution, ATTRIBUTION_UID);
    assert_string_equal(owner->packages[0], "com.example.bank");
    assert_true(owner->is_by_app_id);
    assert_int_equal(owner->user, 10);
    assert_int_equal(owner->only_pid, 540);
}

static void users_beyond_those_that_are_looked_at_are_warned_of(void **state)
{
    struct phone_case *phone = *state;
    const struct warning *warning;

    for (uint32_t id = 11; id <= 24; id++) {
        add_user(&phone->snapshot, id, true);
    }
    (void)find(phone, 1010093);
    assert_int_equal(owners_warn(&phone->owners, &phone->snapshot), 0);
    assert_int_equal(phone->snapshot.warnings.len, 0);
    add_user(&phone->snapshot, 25, true);
    assert_int_equal(owners_warn(&phone->owners, &phone->snapshot), 0);
    assert_int_equal(phone->snapshot.warnings.len, 1);
    warning = snapshot_warning(&phone->snapshot, 0);
    assert_string_equal(warning->code, "users-many");
    assert_true(warning->is_partial);
    assert_non_null(strstr(warning->text, "17 users"));
    /* All of them list their packages: nobody is looked up elsewhere. */
    ((struct phone_user *)vec_at(&phone->snapshot.users, 1))->is_listed = true;
    assert_int_equal(owners_warn(&phone->owners, &phone->snapshot), 0);
    assert_int_equal(phone->snapshot.warnings.len, 1);
}

static void a_listed_user_needs_no_fall_back(void **state)
{
    struct phone_case *phone = *state;
    struct phone_user *user = vec_at(&phone->snapshot.users, 1);

    user->is_listed = true;
    assert_int_equal(find(phone, 1010093)->package_count, 0);
    assert_int_equal(owners_find(&phone->owners, 1010093)->attribution,
                     ATTRIBUTION_NONE);
}

static void a_sandbox_belongs_to_its_app(void **state)
{
    struct phone_case *phone = *state;
    const struct owner *owner;

    add_process(&phone->snapshot, 600, 20093, "com.example.bank_sdk_sandbox");
    owner = find(phone, 20093);
    assert_int_equal(owner->uid_kind, UID_SDK_SANDBOX);
    assert_int_equal(owner->attribution, ATTRIBUTION_UID);
    assert_string_equal(owner->packages[0], "com.example.bank");
}

static void an_isolated_process_is_named_by_its_claim(void **state)
{
    const struct owner *owner = find(*state, 99001);

    assert_true(owner->is_by_process_name);
    assert_int_equal(owner->package_count, 1);
    assert_string_equal(owner->packages[0], "com.example.bank");
}

static void a_claim_is_the_whole_name_up_to_the_colon(void **state)
{
    struct phone_case *phone = *state;

    add_process(&phone->snapshot, 700, 99002, "com.example.ban:x");
    add_process(&phone->snapshot, 701, 99003, "com.example.banks:x");
    add_process(&phone->snapshot, 702, 99004, "com.example.sync");
    assert_int_equal(find(phone, 99002)->package_count, 0);
    assert_int_equal(owners_find(&phone->owners, 99003)->package_count, 0);
    assert_string_equal(owners_find(&phone->owners, 99004)->packages[0],
                        "com.example.sync");
}

static void an_isolated_claim_of_no_package_is_not_believed(void **state)
{
    struct phone_case *phone = *state;

    add_process(&phone->snapshot, 700, 99002, "com.example.nobody:x");
    assert_int_equal(find(phone, 99002)->attribution, ATTRIBUTION_NONE);
}

static void system_ids_are_named_and_keep_their_packages(void **state)
{
    struct phone_case *phone = *state;
    const struct owner *owner = find(phone, 1000);

    assert_int_equal(owner->attribution, ATTRIBUTION_SYSTEM);
    assert_string_equal(owner->uid_name, "system");
    assert_int_equal(owner->package_count, 1);
}

static void rows_without_owner_make_no_root(void **state)
{
    struct phone_case *phone = *state;

    phone->snapshot.processes.len = 0;
    add_row(&phone->snapshot, SOCK_TCP, "192.0.2.17", 40000, "203.0.113.1", 443,
            SOCK_TIME_WAIT, 0, 0);
    assert_null(find(phone, 0));
}

static void every_uid_is_found(void **state)
{
    struct phone_case *phone = *state;
    uint32_t uid;

    for (uid = 10400; uid < 10900; uid++) {
        add_package(&phone->snapshot, uid % 2 != 0 ? "b" : "a", uid, false);
    }
    (void)find(phone, 0);
    for (uid = 10400; uid < 10900; uid++) {
        const struct owner *owner = owners_find(&phone->owners, uid);

        assert_non_null(owner);
        assert_int_equal(owner->package_count, 1);
        assert_string_equal(owner->packages[0], uid % 2 != 0 ? "b" : "a");
    }
    assert_null(owners_find(&phone->owners, 10900));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(one_package_owns_its_uid),
        CASE(the_only_process_is_named),
        CASE(only_is_not_said_on_a_list_that_was_cut),
        CASE(a_shared_uid_stays_a_sorted_set),
        CASE(a_package_listed_twice_counts_once),
        CASE(a_user_that_is_refused_falls_back_to_the_app_id),
        CASE(users_beyond_those_that_are_looked_at_are_warned_of),
        CASE(a_listed_user_needs_no_fall_back),
        CASE(a_sandbox_belongs_to_its_app),
        CASE(an_isolated_process_is_named_by_its_claim),
        CASE(a_claim_is_the_whole_name_up_to_the_colon),
        CASE(an_isolated_claim_of_no_package_is_not_believed),
        CASE(system_ids_are_named_and_keep_their_packages),
        CASE(rows_without_owner_make_no_root),
        CASE(every_uid_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
