/* SPDX-License-Identifier: Apache-2.0 */
/* Packages of an old phone, from its package manager's dump. */
#include "collect/packages_dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* "NAME UID u" for each package, "u" for one that the user installed. */
static char found[2000];

static void put(const struct packages_dump_row *row)
{
    size_t used = strlen(found);

    (void)snprintf(found + used, sizeof(found) - used, "%s%s %u%s",
                   used > 0 ? ", " : "", row->name, (unsigned)row->uid,
                   row->is_user_installed ? " u" : "");
}

static void read_dump(const char *text)
{
    struct packages_dump dump;
    struct packages_dump_row row;
    struct cursor cursor = cursor_from(str_from(text));
    struct str line;

    found[0] = '\0';
    packages_dump_init(&dump);
    while (cursor_line(&cursor, &line)) {
        if (packages_dump_line(&dump, line, &row)) {
            put(&row);
        }
    }
    if (packages_dump_end(&dump, &row)) {
        put(&row);
    }
    assert_false(packages_dump_end(&dump, &row));
}

#define BANK                                                                  \
    "  Package [com.example.bank] (2a7f5e11):\n    userId=10093 gids=[3003, " \
    "1028]\n    pkg=Package{1b2c com.example.bank}\n"                         \
    "    codePath=/data/app/com.example.bank-1\n"
#define ANDROID                                   \
    "  Package [android] (1):\n    userId=1000\n" \
    "    codePath=/system/framework\n"

static const struct {
    const char *why;
    const char *text;
    const char *want;
} dumps[] = {
    {"Android 5, two users",
     "Packages:\n" BANK "    User 0:  installed=true hidden=false\n"
     "    User 10:  installed=true hidden=true\n" ANDROID
     "    User 0:  installed=true\n    User 10:  installed=true\n",
     "com.example.bank 10093 u, com.example.bank 1010093 u, android 1000, "
     "android 1001000"},
    {"not in that user",
     "Packages:\n" BANK "    User 0:  installed=false hidden=false\n"
     "    User 10:  installed=true hidden=false\n",
     "com.example.bank 1010093 u"},
    {"Android 7",
     "Packages:\n" BANK "    User 0: ceDataInode=7 installed=true hidden=no\n",
     "com.example.bank 10093 u"},
    {"Android 4.1 had one user", "Packages:\n" BANK ANDROID,
     "com.example.bank 10093 u, android 1000"},
    {"Android 14, which has another word for it",
     "Packages:\n  Package [a.b] (1):\n    appId=10124\n"
     "    User 0: ceDataInode=7 installed=true\n",
     "a.b 10124"},
    {"an update hides what was there before",
     "Packages:\n" BANK "\nHidden system packages:\n" ANDROID
     "    User 0:  installed=true\n",
     "com.example.bank 10093 u"},
    {"the words before the list say nothing",
     "Database versions:\n" BANK "Packages:\n" ANDROID, "android 1000"},
    {"a package without a uid",
     "Packages:\n  Package [a.b] (1):\n    User 0:  installed=true\n", ""},
    {"a uid that is none",
     "Packages:\n  Package [a.b] (1):\n    userId=100000\n", ""},
    {"the first uid counts",
     "Packages:\n  Package [a.b] (1):\n    userId=1\n    userId=2\n", "a.b 1"},
    {"a name that is none",
     "Packages:\n" BANK "  Package [a b] (1):\n    userId=7\n"
     "    User 0: installed=true\n  Package [] (1):\n    userId=8\n",
     "com.example.bank 10093 u"},
    {"no name yet", "    userId=7\n    User 0: installed=true\n", ""},
    {"a user that is none",
     "Packages:\n" BANK "    User 42950: installed=true\n"
     "    User x: installed=true\n    User 0: installed=true\n",
     "com.example.bank 10093 u"},
    {"line ends of a terminal",
     "Packages:\r\n  Package [a.b] (1):\r\n"
     "    userId=7\r\n    User 0:  installed=true\r\n",
     "a.b 7"},
    {"packages.list, which root reads",
     "com.example.bank 10093 0 /data/data/com.example.bank default 3003\n"
     "com.example.work 1010093 1 /data/user/10/com.example.work default none\n",
     "com.example.bank 10093, com.example.work 1010093"},
    {"a sentence is no list",
     "Can't find service: package\n"
     "a 1 22 /data\na b 0 /data\na 1 0 data\na! 1 0 /data\n",
     ""},
    {"nothing", "", ""},
};

static void packages_dump_reads_every_android_to_7(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++) {
        print_message("%s\n", dumps[i].why);
        read_dump(dumps[i].text);
        assert_string_equal(found, dumps[i].want);
    }
}

static void packages_dump_refuses_a_name_that_is_too_long(void **state)
{
    char text[600] = "Packages:\n  Package [";
    size_t at = strlen(text);

    (void)state;
    memset(text + at, 'a', 256);
    (void)snprintf(text + at + 256, 100, "] (1):\n    userId=7\n");
    read_dump(text);
    assert_string_equal(found, "");
    memmove(text + at, text + at + 1, strlen(text + at));
    read_dump(text);
    assert_int_equal(strlen(found), 255 + strlen(" 7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packages_dump_reads_every_android_to_7),
        cmocka_unit_test(packages_dump_refuses_a_name_that_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
