/* SPDX-License-Identifier: Apache-2.0 */
/* Greetings and lists of features. */
#include "banner.h"

#include <adb/error.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *why;
    const char *text;
    size_t len;
    const char *type;
    size_t count;
    const char *key; /* one that is looked for */
    const char *value;
};

#define T(literal) (literal), sizeof(literal) - 1

static const struct row rows[] = {
    {"a new phone's",
     T("device::ro.product.name=p;ro.product.model=Pixel 7;"
       "ro.product.device=d;features=shell_v2,cmd"),
     "device", 4, "ro.product.model", "Pixel 7"},
    {"an old phone's: a semicolon and a NUL at the end",
     T("device::ro.product.name=p;ro.product.model=m;\0"), "device", 2,
     "ro.product.model", "m"},
    {"no properties", T("recovery::"), "recovery", 0, "features", NULL},
    {"a type only", T("sideload"), "sideload", 0, "x", NULL},
    {"one colon", T("device:serial"), "device", 0, "serial", NULL},
    {"something between the colons", T("device:1234:a=b"), "device", 1, "a",
     "b"},
    {"empty", T(""), "", 0, "x", NULL},
    {"NUL only", T("\0"), "", 0, "x", NULL},
    {"text behind a NUL is not there", T("device::a=b\0;c=d"), "device", 1, "c",
     NULL},
    {"no equals sign", T("device::flag;a=b"), "device", 2, "flag", ""},
    {"an empty value", T("device::a=;b=c"), "device", 2, "a", ""},
    {"equals sign in the value", T("device::a=b=c"), "device", 1, "a", "b=c"},
    {"colon in a value", T("device::a=x:y"), "device", 1, "a", "x:y"},
    {"the first of two counts", T("device::a=1;a=2"), "device", 2, "a", "1"},
    {"empty elements", T("device::;;;a=b;;"), "device", 1, "a", "b"},
};

static void banner_understands_every_kind_of_greeting(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        char *copy = malloc(row->len + 1);
        struct banner banner;
        const char *value;

        assert_non_null(copy);
        memcpy(copy, row->text, row->len);
        assert_int_equal(banner_parse(&banner, copy, row->len), 0);
        free(copy); /* it keeps nothing of what it was given */
        value = banner_prop(&banner, row->key);
        if (strcmp(banner.type, row->type) != 0 ||
            banner.prop_count != row->count ||
            (value == NULL) != (row->value == NULL) ||
            (value != NULL && strcmp(value, row->value) != 0)) {
            fail_msg("%s", row->why);
        }
        banner_fini(&banner);
    }
}

static void banner_keeps_only_so_many_properties(void **state)
{
    char text[2048];
    size_t len = (size_t)snprintf(text, sizeof(text), "device::");
    struct banner banner;
    int i;

    (void)state;
    for (i = 0; i < 100; i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "k%d=v;", i);
    }
    assert_int_equal(banner_parse(&banner, text, len), 0);
    assert_int_equal(banner.prop_count, LIMIT_BANNER_PROPS);
    assert_non_null(banner_prop(&banner, "k63"));
    assert_null(banner_prop(&banner, "k64"));
    banner_fini(&banner);
    assert_null(banner_prop(&banner, "k0"));
    banner_fini(&banner);
}

static void features_are_compared_as_a_whole(void **state)
{
    static const struct {
        const char *list;
        const char *name;
        bool want;
    } features[] = {
        {"shell_v2,cmd", "shell_v2", true},
        {"cmd,shell_v2", "shell_v2", true},
        {"a,shell_v2,b", "shell_v2", true},
        {"shell_v2", "shell_v2", true},
        {"shell_v21", "shell_v2", false},
        {"xshell_v2", "shell_v2", false},
        {"shell", "shell_v2", false},
        {"", "shell_v2", false},
        {NULL, "shell_v2", false},
        {"a,,b", "", false},
        {",", "a", false},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
        if (features_have(features[i].list, features[i].name) !=
            features[i].want) {
            fail_msg("row %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(banner_understands_every_kind_of_greeting),
        cmocka_unit_test(banner_keeps_only_so_many_properties),
        cmocka_unit_test(features_are_compared_as_a_whole),
    };

    return cmocka_run_group_tests_name("banner", tests, NULL, NULL);
}
