/* SPDX-License-Identifier: Apache-2.0 */
/* Android's uid numbers and names. */
#include "fixture.h"

#include "track/uids.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uids_have_the_kind_of_their_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
