/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl as it is found on this machine, and what is said when it is not. */
#include "enrich/curl_calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void what_is_found_is_libcurl(void **state)
{
    const struct curl_calls *curl;
    CURLU *parts;
    char *host = NULL;
    struct err err;

    (void)state;
    assert_int_equal(curl_calls(&curl, &err), 0);
    assert_string_equal(curl->easy_strerror(CURLE_OK), "No error");
    parts = curl->url();
    assert_non_null(parts);
    assert_int_equal(
        curl->url_set(parts, CURLUPART_URL, "https://rdap.example/ip", 0), 0);
    assert_int_equal(curl->url_get(parts, CURLUPART_HOST, &host, 0), 0);
    assert_string_equal(host, "rdap.example");
    curl->free(host);
    curl->url_cleanup(parts);
}

static void it_is_loaded_once(void **state)
{
    const struct curl_calls *first;
    const struct curl_calls *second;

    (void)state;
    assert_int_equal(curl_calls(&first, NULL), 0);
    assert_int_equal(curl_calls(&second, NULL), 0);
    assert_ptr_equal(first, second);
}

static void what_is_no_libcurl_is_said_to_be_none(void **state)
{
    static const struct {
        const char *library;
        const char *says;
        const char *why;
    } cases[] = {
        {"libcurl-that-is-not-here.so.4", "libcurl4): libcurl-that-is-not-here",
         "a missing library is named"},
        {"libm.so.6", "libm.so.6 has no curl_global_init()",
         "another library is not taken for it"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct curl_calls calls;
        struct err err;

        assert_int_equal(curl_calls_load(cases[i].library, &calls, &err),
                         ERR_IO);
        if (strstr(err.text, cases[i].says) == NULL) {
            fail_msg("%s: %s", cases[i].why, err.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_found_is_libcurl),
        cmocka_unit_test(it_is_loaded_once),
        cmocka_unit_test(what_is_no_libcurl_is_said_to_be_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
