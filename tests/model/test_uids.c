/* SPDX-License-Identifier: Apache-2.0 */
/* Android's uid numbers and names. */
#include "model/uids.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void uids_have_the_kind_of_their_range(void **state)
{
    static const struct {
        uint32_t uid;
        enum uid_kind kind;
        const char *name;
        const char *why;
    } cases[] = {
        {0, UID_SYSTEM, "root", "first"},
        {1000, UID_SYSTEM, "system", "an AID"},
        {1051, UID_SYSTEM, "dns", "an AID"},
        {1001000, UID_SYSTEM, "u10_system", "an AID of user 10"},
        {2000, UID_SYSTEM, "shell", "an AID"},
        {2950, UID_SYSTEM, "", "a vendor's own id"},
        {9999, UID_SYSTEM, "nobody", "the last system id"},
        {10000, UID_APP, "u0_a0", "the first app"},
        {10093, UID_APP, "u0_a93", "an app"},
        {1010093, UID_APP, "u10_a93", "the app in user 10"},
        {19999, UID_APP, "u0_a9999", "the last app"},
        {20093, UID_SDK_SANDBOX, "", "no name in Android"},
        {29999, UID_SDK_SANDBOX, "", "the last sandbox"},
        {30000, UID_OTHER, "", "cache gids are no owners"},
        {65534, UID_OTHER, "", "the overflow uid"},
        {89999, UID_OTHER, "", "below the isolated ones"},
        {90000, UID_ISOLATED, "u0_i0", "of an app zygote"},
        {99001, UID_ISOLATED, "u0_i9001", "isolated"},
        {4294967295u, UID_OTHER, "", "the largest number"},
    };
    char name[UID_NAME_CAP];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (uid_kind_of(cases[i].uid) != cases[i].kind ||
            strcmp(uid_name(cases[i].uid, name), cases[i].name) != 0) {
            fail_msg("%u (%s): kind %d, name '%s'", cases[i].uid, cases[i].why,
                     uid_kind_of(cases[i].uid), name);
        }
    }
}

static void uids_come_back_from_their_names(void **state)
{
    static const uint32_t uids[] = {
        0,     1000,  1051,    9999,        10000,   10093,  19999,
        90000, 99999, 1001000, 4294910000u, 1010093, 1099001};
    char name[UID_NAME_CAP];

    (void)state;
    for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++) {
        uint32_t uid = 1;

        print_message("%s\n", uid_name(uids[i], name));
        assert_true(uid_from_name(str_from(name), &uid));
        assert_int_equal(uid, uids[i]);
    }
}

static void uids_are_not_made_up_for_other_names(void **state)
{
    static const struct {
        const char *name;
        const char *why;
    } cases[] = {
        {"", "nothing"},
        {"www-data", "of another system"},
        {"vendor_foo", "a vendor's own"},
        {"System", "case counts"},
        {"system ", "a blank"},
        {"a93", "without a user"},
        {"i9001", "without a user"},
        {"u0_", "a user and nothing"},
        {"u0_a", "no number"},
        {"u0_93", "no kind"},
        {"u0_a093", "a leading zero"},
        {"u00_a93", "a leading zero"},
        {"u0_system", "user 0 has no prefix"},
        {"u0_a10000", "beyond the apps"},
        {"u0_i10000", "beyond the isolated ones"},
        {"u0_a93x", "more behind it"},
        {"u_a93", "no user"},
        {"u42950_a93", "over 32 bits"},
        {"u42949_i9999", "over 32 bits by its app id"},
        {"u0_a18446744073709551616", "over 64 bits"},
        {"u18446744073709551616_a1", "over 64 bits"},
        {"all_a93", "a group's name"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t uid = 4711;

        print_message("%s: %s\n", cases[i].name, cases[i].why);
        assert_false(uid_from_name(str_from(cases[i].name), &uid));
        assert_int_equal(uid, 4711);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uids_have_the_kind_of_their_range),
        cmocka_unit_test(uids_come_back_from_their_names),
        cmocka_unit_test(uids_are_not_made_up_for_other_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
