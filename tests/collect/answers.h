/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces that answers of phones are made of, and how a test reads one. */
#ifndef ADBNET_TESTS_COLLECT_ANSWERS_H
#define ADBNET_TESTS_COLLECT_ANSWERS_H

#include "canned.h"
#include "collect/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN "0123456789abcdef"
#define F "\n#" TOKEN " "
#define BEGIN F "begin adbnet-snapshot/1 2000 1730000000.500000\n"
#define END(n) F "end " #n " 1730000000.700000\n"
#define SECTION(name, text, done) \
    F "section " name "\n" text F "done " done "\n"

#define HEADER                                                            \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
    "retrnsmt   uid  timeout inode\n"
#define ROW1                                                              \
    "   1: 110200C0:BB2F 0A7100CB:01BB 01 00000000:00000000 02:00000A3C " \
    "00000000 10093        0 75412 2 0000000000000000 24 4 30 10 -1\n"
#define ROW2                                                              \
    "   2: 110200C0:8D71 0A7100CB:20FB 06 00000000:00000000 03:0000173E " \
    "00000000     0        0 0 3 0000000000000000\n"
#define UDP1                                                               \
    "15894: 110200C0:A6C3 0A7100CB:01BB 01 00000000:00000000 00:00000000 " \
    "00000000 10093        0 25491 2 0000000000000000 0\n"

#define TABLES                            \
    SECTION("tcp", HEADER ROW1 ROW2, "0") \
    SECTION("tcp6", HEADER, "0")          \
    SECTION("udp", HEADER UDP1, "0") SECTION("udp6", HEADER, "0")
#define PROCESSES \
    SECTION("processes", "1 0 /init\n900 10093 com.example.bank\n", "0 37")
#define FACTS                                        \
    SECTION("facts",                                 \
            "[ro.product.model]: [Phone 1]\n"        \
            "[ro.product.manufacturer]: [Example]\n" \
            "[ro.build.version.release]: [14]\n"     \
            "[ro.build.version.sdk]: [34]\n",        \
            "0")
#define USERS                                           \
    SECTION("users",                                    \
            "Users:\n\tUserInfo{0:Owner:c13} running\n" \
            "\tUserInfo{10:Work:1030} running\n",       \
            "0")
#define CURRENT SECTION("current-user", "0\n", "0")
#define PACKAGES0                                                      \
    SECTION("packages 0",                                              \
            "package:/data/app/~~k==/b-9==/base.apk=com.example.bank " \
            "uid:10093\npackage:/system/s.apk=android uid:1000\n",     \
            "0")
#define PACKAGES10                                  \
    SECTION("packages 10",                          \
            "package:/data/app/b=com.example.bank " \
            "uid:1010093\n",                        \
            "0")
#define REST FACTS USERS CURRENT PACKAGES0 PACKAGES10

static struct canned canned;
static struct snapshot out;
static struct err err;
static char warnings[2000]; /* the codes, "!" behind what is partial */

static inline int collect_with(const struct collect_options *options)
{
    int rc;

    warnings[0] = '\0';
    snapshot_init(&out);
    rc = collect_snapshot(&canned.base, options, &out, &err);
    for (size_t i = 0; i < out.warnings.len; i++) {
        const struct warning *warning = snapshot_warning(&out, i);
        size_t used = strlen(warnings);

        (void)snprintf(warnings + used, sizeof(warnings) - used, "%s%s%s",
                       used > 0 ? " " : "", warning->code,
                       warning->is_partial ? "!" : "");
        print_message("    %s: %s\n", warning->code, warning->text);
    }
    return rc;
}

static inline int collect(const char *text, size_t len)
{
    const struct collect_options options = {
        .timeout_ms = 30000, .idle_ms = 10000, .token = TOKEN};

    canned_init(&canned, text, len);
    return collect_with(&options);
}

struct answer {
    const char *why;
    const char *text;
    int rc;
    const char *want; /* the warnings, or a part of the error's sentence */
    size_t rows;
};

static inline void check(const struct answer *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", answers[i].why);
        assert_int_equal(collect(answers[i].text, strlen(answers[i].text)),
                         answers[i].rc);
        if (answers[i].rc == 0) {
            assert_string_equal(warnings, answers[i].want);
            assert_int_equal(out.rows.len, answers[i].rows);
        } else {
            assert_int_equal(err.code, answers[i].rc);
            print_message("    %s\n", err.text);
            assert_non_null(strstr(err.text, answers[i].want));
        }
        snapshot_fini(&out);
    }
}

#endif
