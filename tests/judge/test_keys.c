/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of connections: what is a fact, what there is none of, what nobody
 * knows. */
#include "judged.h"

#include "judge/keys.h"

#define ADDR "203.0.113.10"

static void only_names_that_are_confirmed_are_keys(void **state)
{
    static const struct {
        const char *name;
        const char *source;
        int status;
        int confirmed;
        int known;
        const char *special;
        const char *why;
    } cases[] = {
        {"api.example", "dns", LOOKUP_OK, 1, KNOWN, NULL, "confirmed"},
        {"api.example", "dns", LOOKUP_OK, 0, KNOWN_NONE, NULL, "a claim"},
        {"api.example", "dns", LOOKUP_OK, -1, NOT_KNOWN, NULL,
         "nobody could confirm it yet"},
        {"api.example", "list", LOOKUP_OK, -1, KNOWN, NULL, "the user's"},
        {NULL, "dns", LOOKUP_NONE, -1, KNOWN_NONE, NULL, "no name"},
        {NULL, "dns", LOOKUP_ERROR, -1, NOT_KNOWN, NULL, "no answer"},
        {NULL, "dns", LOOKUP_PENDING, -1, NOT_KNOWN, NULL, "not yet"},
        {NULL, NULL, LOOKUP_SKIPPED, -1, NOT_KNOWN, NULL, "-n"},
        {NULL, NULL, LOOKUP_SKIPPED, -1, KNOWN_NONE, "private",
         "nobody outside knows it"},
        {NULL, "dns", LOOKUP_OK, -1, KNOWN_NONE, NULL, "OK without a name"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lookup lookup =
            looked_up(ADDR, cases[i].name, cases[i].confirmed, NULL, NULL, -1);
        struct endpoint endpoint;
        char key[KEY_CAP];
        const char *name;

        lookup.ptr.status = (enum lookup_status)cases[i].status;
        lookup.ptr.source = cases[i].source;
        lookup.special = cases[i].special;
        make_endpoint(&endpoint, &bank, ADDR, 443, &lookup);
        if ((int)end_key(&endpoint.connection, KEY_BY_NAME, key) !=
                cases[i].known ||
            strcmp(key, cases[i].known == KNOWN ? cases[i].name : ADDR) != 0 ||
            (int)key_name(&endpoint.connection, &name) != cases[i].known ||
            (name != NULL) != (cases[i].known == KNOWN)) {
            fail_msg("%s: %s", cases[i].why, key);
        }
    }
}

static void networks_are_told_apart_from_none_and_from_nobody_asked(
    void **state)
{
    struct lookup whole =
        looked_up(ADDR, NULL, 0, "203.0.113.0/24", "Example Bank AG", 64500);
    struct lookup none = looked_up(ADDR, NULL, 0, NULL, NULL, -1);
    struct lookup local = looked_up("192.0.2.1", NULL, 0, NULL, NULL, -1);
    struct lookup bare = looked_up(ADDR, NULL, 0, "203.0.113.0/24", NULL, -1);
    struct endpoint endpoint;
    char key[KEY_CAP];
    int64_t asn;

    (void)state;
    make_endpoint(&endpoint, &bank, ADDR, 443, &whole);
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_PREFIX, key), KNOWN);
    assert_string_equal(key, "203.0.113.0/24");
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ORG, key), KNOWN);
    assert_string_equal(key, "Example Bank AG");
    assert_int_equal(key_asn(&endpoint.connection, &asn), KNOWN);
    assert_int_equal(asn, 64500);
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ADDR, key), KNOWN);
    assert_string_equal(key, ADDR);

    endpoint.connection.lookup = &none;
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_PREFIX, key),
                     KNOWN_NONE);
    assert_string_equal(key, ADDR);

    local.special = "private";
    local.network.status = LOOKUP_SKIPPED;
    endpoint.connection.lookup = &local;
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ORG, key),
                     KNOWN_NONE);

    /* Its holder was not asked for: there may be one. */
    endpoint.connection.lookup = &bare;
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ORG, key), NOT_KNOWN);
    assert_int_equal(key_asn(&endpoint.connection, &asn), NOT_KNOWN);
    bare.network.holder = LOOKUP_NONE;
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ORG, key),
                     KNOWN_NONE);
    bare.network.name = "EXAMPLE-BANK";
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ORG, key), KNOWN);
    assert_string_equal(key, "EXAMPLE-BANK");

    endpoint.connection.lookup = NULL;
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_PREFIX, key),
                     NOT_KNOWN);
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ADDR, key), KNOWN);
}

static void what_netstat_cut_is_no_address(void **state)
{
    struct endpoint endpoint;
    char key[KEY_CAP];

    (void)state;
    make_endpoint(&endpoint, &bank, ADDR, 443, NULL);
    endpoint.row.remote.family = ADDR_NONE;
    endpoint.row.remote_text = "2001:db8:4:81f";
    endpoint.row.is_remote_cut = true;
    assert_int_equal(end_key(&endpoint.connection, KEY_BY_ADDR, key),
                     NOT_KNOWN);
    assert_string_equal(key, "2001:db8:4:81f..");
}

static void the_port_is_the_one_that_was_called(void **state)
{
    struct endpoint endpoint;

    (void)state;
    make_endpoint(&endpoint, &bank, ADDR, 443, NULL);
    assert_int_equal(key_port(&endpoint.connection), 443);
    endpoint.connection.direction = DIRECTION_IN;
    assert_int_equal(key_port(&endpoint.connection), 51822);
}

static void each_package_of_a_shared_uid_is_a_subject(void **state)
{
    static const struct {
        const struct owner *owner;
        const char *subjects[3];
    } cases[] = {
        {&bank, {"com.example.bank", NULL}},
        {&shared, {"com.example.push", "com.example.sync", NULL}},
        {&android, {"uid:system", NULL}},
        {&nameless, {"uid:23456", NULL}},
        {NULL, {"uid:none", NULL}},
    };
    size_t i;
    size_t j;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct endpoint endpoint;
        char text[SUBJECT_CAP];

        make_endpoint(&endpoint, cases[i].owner, ADDR, 443, NULL);
        for (j = 0; cases[i].subjects[j] != NULL; j++) {
            assert_string_equal(key_subject(&endpoint.connection, j, text),
                                cases[i].subjects[j]);
        }
        assert_null(key_subject(&endpoint.connection, j, text));
    }
}

static void ways_to_compare_have_names(void **state)
{
    enum key_by by;
    unsigned i;

    (void)state;
    for (i = KEY_BY_ADDR; i <= KEY_BY_NAME; i++) {
        assert_true(
            key_by_from_name(str_from(key_by_name((enum key_by)i)), &by));
        assert_int_equal(by, i);
    }
    assert_false(key_by_from_name(str_from("asn"), &by));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_names_that_are_confirmed_are_keys),
        cmocka_unit_test(
            networks_are_told_apart_from_none_and_from_nobody_asked),
        cmocka_unit_test(what_netstat_cut_is_no_address),
        cmocka_unit_test(the_port_is_the_one_that_was_called),
        cmocka_unit_test(each_package_of_a_shared_uid_is_a_subject),
        cmocka_unit_test(ways_to_compare_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
