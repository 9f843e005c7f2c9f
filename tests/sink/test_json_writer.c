/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as a stream: commas, nesting, layout, escaping. */
#include "sink/json_writer.h"

#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void write_everything(struct json_writer *json)
{
    json_open_object(json, NULL, JSON_LINES);
    json_text(json, "schema", "adbnet.\x1b\"test\"/1");
    json_text(json, "missing", NULL);
    json_open_array(json, "rows", JSON_LINES);
    json_open_object(json, NULL, JSON_INLINE);
    json_u64(json, "most", UINT64_MAX);
    json_i64(json, "least", INT64_MIN);
    json_open_array(json, "inner", JSON_LINES);
    json_bool(json, NULL, true);
    json_bool(json, NULL, false);
    json_null(json, NULL);
    json_text(json, NULL, "");
    json_close(json);
    json_close(json);
    json_open_object(json, NULL, JSON_INLINE);
    json_close(json);
    json_close(json);
    json_open_array(json, "none", JSON_LINES);
    json_close(json);
    json_null(json, "end");
    json_close(json);
}

static const char everything[] =
    "{\n"
    "  \"schema\":\"adbnet.\\u001b\\\"test\\\"/1\",\n"
    "  \"missing\":null,\n"
    "  \"rows\":[\n"
    "    {\"most\":18446744073709551615,\"least\":-9223372036854775808,"
    "\"inner\":[true,false,null,\"\"]},\n"
    "    {}\n"
    "  ],\n"
    "  \"none\":[],\n"
    "  \"end\":null\n"
    "}\n";

static void json_owns_commas_nesting_and_escaping(void **state)
{
    struct json_writer json;
    struct catcher catcher;
    struct out out;
    int rc = 0;

    (void)state;
    catcher_init(&catcher);
    assert_int_equal(out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc),
                     0);
    json_init(&json, &out);
    write_everything(&json);
    assert_int_equal(out_flush(&out), 0);
    assert_int_equal(catcher.streams[SINK_DATA].len, strlen(everything));
    assert_memory_equal(catcher.streams[SINK_DATA].data, everything,
                        strlen(everything));
    out_fini(&out);
    catcher_fini(&catcher);
}

static void json_nests_to_its_limit(void **state)
{
    struct json_writer json;
    struct catcher catcher;
    struct out out;
    int rc = 0;
    unsigned i;

    (void)state;
    catcher_init(&catcher);
    assert_int_equal(out_init(&out, SINK_DATA, catcher_drain, &catcher, &rc),
                     0);
    json_init(&json, &out);
    assert_int_equal(json.depth, 0);
    for (i = 0; i < JSON_DEPTH_MAX; i++) {
        json_open_array(&json, NULL, JSON_INLINE);
    }
    for (i = 0; i < JSON_DEPTH_MAX; i++) {
        json_close(&json);
    }
    assert_int_equal(json.depth, 0);
    assert_int_equal(out_flush(&out), 0);
    assert_memory_equal(catcher.streams[SINK_DATA].data,
                        "[[[[[[[[[[[[]]]]]]]]]]]]\n", 25);
    out_fini(&out);
    catcher_fini(&catcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_owns_commas_nesting_and_escaping),
        cmocka_unit_test(json_nests_to_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
