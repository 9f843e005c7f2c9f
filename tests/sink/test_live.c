/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of the live view: what they say, and that nothing gets out. */
#include "sink/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <string.h>

#define HOSTILE "a\x1b[2J\n\xe2\x80\xae\x9b"
#define SHOWN "a\\x1b[2J\\x0a\\u{202e}\\x9b"

struct scene {
    struct live live;
    struct snapshot snapshot;
    struct result result;
    struct watch_head head;
    const char *packages[2];
    struct owner owner;
    struct lookup lookup;
    struct endpoint endpoint;
};

static int start(void **ctx)
{
    static struct scene scene;

    memset(&scene, 0, sizeof(scene));
    assert_int_equal(live_init(&scene.live), 0);
    snapshot_init(&scene.snapshot);
    scene.snapshot.phone.model = "Pixel 7";
    scene.snapshot.phone.shell_uid = 2000;
    scene.result.snapshot = &scene.snapshot;
    scene.result.serial = "2B04EXAMPLE";
    scene.head.result = &scene.result;
    scene.head.start_ms = 1000;
    scene.head.interval_ms = 200;
    scene.packages[0] = "com.example.bank";
    scene.owner.uid = 10093;
    scene.owner.attribution = ATTRIBUTION_UID;
    scene.owner.uid_kind = UID_APP;
    scene.owner.packages = scene.packages;
    scene.owner.package_count = 1;
    scene.endpoint.row.remote = addr_v4((const uint8_t[]){198, 51, 100, 80});
    scene.endpoint.row.remote_port = 80;
    scene.endpoint.row.state = SOCK_ESTABLISHED;
    scene.endpoint.state = SOCK_ESTABLISHED;
    scene.endpoint.states = 1u << SOCK_ESTABLISHED;
    scene.endpoint.row.local = addr_v4((const uint8_t[]){192, 0, 2, 17});
    scene.endpoint.row.local_port = 40000;
    scene.endpoint.connection.row = &scene.endpoint.row;
    scene.endpoint.connection.owner = &scene.owner;
    scene.endpoint.connection.attribution = ATTRIBUTION_UID;
    scene.endpoint.connection.direction = DIRECTION_OUT;
    scene.endpoint.connection.pid = -1;
    scene.endpoint.connections = 3;
    scene.endpoint.open = 1;
    scene.endpoint.first_ms = 1410;
    scene.endpoint.last_ms = 2000;
    lookup_init(&scene.lookup, &scene.endpoint.row.remote);
    *ctx = &scene;
    return 0;
}

static int end(void **ctx)
{
    struct scene *scene = *ctx;

    snapshot_fini(&scene->snapshot);
    live_fini(&scene->live);
    return 0;
}

static void cells_say_what_the_tables_say(void **ctx)
{
    struct scene *scene = *ctx;
    struct live *live = &scene->live;
    const struct endpoint *endpoint = &scene->endpoint;

    assert_string_equal(live_group(live, &scene->head, endpoint),
                        "com.example.bank (uid 10093)");
    assert_string_equal(live_remote(live, endpoint), "198.51.100.80:80");
    assert_string_equal(live_state(live, endpoint), "ESTABLISHED");
    assert_int_equal(live_flag(endpoint), '!');
    scene->endpoint.connection.path = PATH_MISSED;
    assert_int_equal(live_flag(endpoint), 'P');
    assert_non_null(strstr(live_details(live, &scene->head, endpoint),
                           "P             not by the way that was expected"));
    scene->endpoint.connection.path = PATH_TAKEN;
    assert_int_equal(live_flag(endpoint), '!');
    assert_string_equal(live_name(live, NULL), "-");
    scene->endpoint.open = 0;
    assert_string_equal(live_state(live, endpoint), "closed");
    scene->endpoint.no_answer = 3;
    assert_string_equal(live_state(live, endpoint), "no answer");
    scene->endpoint.row.remote_port = 443;
    assert_int_equal(live_flag(endpoint), ' ');
    scene->endpoint.connection.owner = NULL;
    assert_string_equal(live_group(live, &scene->head, endpoint),
                        "owner unknown: the kernel named none");
    assert_int_equal(live->rc, 0);
}

static void of_several_phones_each_group_names_its_own(void **ctx)
{
    struct scene *scene = *ctx;

    scene->head.is_of_several = true;
    assert_string_equal(
        live_group(&scene->live, &scene->head, &scene->endpoint),
        "2B04EXAMPLE: com.example.bank (uid 10093)");
}

static void nothing_of_a_phone_or_a_name_server_gets_out(void **ctx)
{
    struct scene *scene = *ctx;
    struct live *live = &scene->live;
    struct watch_summary summary = {.samples = 1};
    const struct target_result target = {.asked = HOSTILE};
    struct event event = {.kind = EVENT_MARK, .at_ms = 1000, .text = HOSTILE};

    scene->packages[0] = HOSTILE;
    scene->snapshot.phone.model = HOSTILE;
    scene->lookup.ptr.status = LOOKUP_OK;
    scene->lookup.ptr.names[0] = HOSTILE;
    scene->lookup.ptr.name_count = 1;
    scene->lookup.ptr.confirmed = 1;
    scene->endpoint.connection.lookup = &scene->lookup;
    scene->endpoint.connection.pid = 12;
    scene->endpoint.connection.process = HOSTILE;
    assert_string_equal(live_group(live, &scene->head, &scene->endpoint),
                        SHOWN " (uid 10093)");
    assert_string_equal(live_name(live, &scene->lookup), SHOWN);
    assert_string_equal(live_title(live, &target, 1), SHOWN);
    assert_string_equal(live_news(live, &scene->head, &event),
                        "0.00 mark " SHOWN);
    assert_string_equal(live_status(live, &scene->head, &summary, 73500, false),
                        SHOWN "   not root   01:12.5   5/s   1 ok");
    for (const char *at = live_details(live, &scene->head, &scene->endpoint);
         *at != '\0'; at++) {
        assert_true(*at == '\n' ||
                    ((unsigned char)*at >= 0x20 && (unsigned char)*at < 0x7f));
    }
}

static void the_title_is_what_was_asked(void **ctx)
{
    static const uint32_t uid = 10093;
    const struct target_result targets[] = {
        {.asked = "com.example.bank", .uids = &uid, .uid_count = 1},
        {.asked = ":443"},
    };
    struct scene *scene = *ctx;

    assert_string_equal(live_title(&scene->live, targets, 2),
                        "com.example.bank (uid 10093), :443");
    assert_string_equal(live_title(&scene->live, NULL, 0), "all apps");
}

static void a_phone_that_is_away_is_said(void **ctx)
{
    struct scene *scene = *ctx;
    struct watch_summary summary = {.samples = 12};

    scene->head.interval_ms = 2500;
    scene->snapshot.phone.shell_uid = 0;
    assert_string_equal(
        live_status(&scene->live, &scene->head, &summary, 500, true),
        "Pixel 7   root   00:00.0   every 2.50 s   12 ok, AWAY");
}

static void the_foot_claims_nothing_that_was_not_counted(void **ctx)
{
    struct uid_traffic traffic = {
        .uid = 10093, .is_known = true, .rx_bytes = 482130, .tx_bytes = 12904};
    struct watch_summary summary = {.traffic = &traffic, .traffic_count = 1};
    struct scene *scene = *ctx;

    assert_string_equal(
        live_foot(&scene->live, &summary),
        "coverage and bytes are counted at marks and at the end");
    summary.coverage.is_known = true;
    summary.coverage.opens = 128;
    summary.coverage.seen = 124;
    assert_string_equal(live_foot(&scene->live, &summary),
                        "seen 96% of TCP connects (all apps)  rx 482.1k tx "
                        "12904 (Android's own counters)");
    traffic.is_known = false;
    assert_string_equal(live_foot(&scene->live, &summary),
                        "seen 96% of TCP connects (all apps)");
}

static void details_have_all_that_is_known(void **ctx)
{
    static const char *const parts[] = {
        "remote        tcp 198.51.100.80:80\n",
        "newest from   192.0.2.17:40000\n",
        "states        ESTABLISHED\n",
        "names         not asked\n",
        "owner         com.example.bank, uid 10093; known by: uid\n",
        "seen          from 0.41 s to 1.00 s\n",
        "connections   3, open 1, no answer 0\n",
        "unencrypted by default",
    };
    struct scene *scene = *ctx;
    const char *text =
        live_details(&scene->live, &scene->head, &scene->endpoint);

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (strstr(text, parts[i]) == NULL) {
            fail_msg("no \"%s\" in:\n%s", parts[i], text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cells_say_what_the_tables_say, start,
                                        end),
        cmocka_unit_test_setup_teardown(
            of_several_phones_each_group_names_its_own, start, end),
        cmocka_unit_test_setup_teardown(
            nothing_of_a_phone_or_a_name_server_gets_out, start, end),
        cmocka_unit_test_setup_teardown(the_title_is_what_was_asked, start,
                                        end),
        cmocka_unit_test_setup_teardown(a_phone_that_is_away_is_said, start,
                                        end),
        cmocka_unit_test_setup_teardown(
            the_foot_claims_nothing_that_was_not_counted, start, end),
        cmocka_unit_test_setup_teardown(details_have_all_that_is_known, start,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
