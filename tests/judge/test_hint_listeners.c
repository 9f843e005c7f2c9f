/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets that listen, raw and packet sockets, which stand beside the
 * endpoints of a run.
 */
#include "judged.h"

#include "base/format.h"
#include "judge/hints.h"

struct world {
    struct observed observed;
    struct watch_summary summary;
    struct endpoint endpoint;
};

static void make_world(struct world *w)
{
    memset(w, 0, sizeof(*w));
    w->observed.summary = &w->summary;
    w->observed.has_connections = true;
    w->observed.has_tcp = true;
    w->summary.samples = 150;
}

static struct hints *make(const struct world *w)
{
    struct hint_options options = {.by = KEY_BY_ADDR};
    struct hints *hints = NULL;
    struct err err = {.text = ""};

    if (hints_make(&w->observed, &options, &hints, &err) != 0) {
        fail_msg("%s", err.text);
    }
    return hints;
}

/* "plain-port bypasses-proxy | proxy": codes of hints, of notes. */
static void write_codes(const struct hints *hints, char *out, size_t cap)
{
    size_t count;
    const struct hint *list = hints_list(hints, &count);
    const struct run_note *notes;
    size_t i;

    out[0] = '\0';
    for (i = 0; i < count; i++) {
        (void)format_text(out + strlen(out), cap - strlen(out), "%s ",
                          list[i].code);
    }
    (void)format_text(out + strlen(out), cap - strlen(out), "|");
    notes = hints_notes(hints, &count);
    for (i = 0; i < count; i++) {
        (void)format_text(out + strlen(out), cap - strlen(out), " %s",
                          notes[i].code);
    }
}

/* "a; b": what was looked for and not observed. */
static void write_absent(const struct hints *hints, char *out, size_t cap)
{
    size_t count;
    const char *const *absent = hints_absent(hints, &count);
    size_t i;

    out[0] = '\0';
    for (i = 0; i < count; i++) {
        (void)format_text(out + strlen(out), cap - strlen(out), "%s%s",
                          i == 0 ? "" : "; ", absent[i]);
    }
}

static struct endpoint listener_of(const struct owner *owner, const char *local,
                                   unsigned port)
{
    struct endpoint out;

    make_endpoint(&out, owner, "0.0.0.0", 0, NULL);
    out.row.state = SOCK_LISTEN;
    out.row.local = addr_of(local);
    out.row.local_port = (uint16_t)port;
    out.connection.direction = DIRECTION_LISTEN;
    return out;
}

/* What listened stands beside the endpoints, whose flags are theirs alone. */
static void listeners_beside_the_endpoints_are_hints(void **state)
{
    struct endpoint listeners[] = {
        listener_of(&bank, "0.0.0.0", 8080),
        listener_of(&bank, "127.0.0.1", 8081),
        listener_of(&android, "0.0.0.0", 5555),
        listener_of(&bank, "192.0.2.17", 8082),
    };
    const struct hint *list;
    struct hints *hints;
    struct world w;
    char text[400];
    size_t count;
    size_t i;

    (void)state;
    make_world(&w);
    for (i = 0; i < 4; i++) {
        listeners[i].connection.row = &listeners[i].row;
    }
    /* As --redact leaves it. */
    listeners[3].row.local = (struct addr){.family = ADDR_NONE};
    listeners[3].row.local_text = "own-address";
    make_endpoint(&w.endpoint, &bank, "198.51.100.80", 80, NULL);
    w.summary.endpoints = &w.endpoint;
    w.endpoint.connection.path = PATH_MISSED;
    w.summary.endpoint_count = 1;
    w.observed.has_listeners = true;
    w.summary.listeners = listeners;
    w.summary.listener_count = 4;
    hints = make(&w);
    write_codes(hints, text, sizeof(text));
    assert_string_equal(
        text, "off-path plain-port open-listener open-listener | adb");
    list = hints_list(hints, &count);
    assert_int_equal(count, 4);
    assert_ptr_equal(list[2].endpoint, &listeners[0]);
    assert_string_equal(list[2].title,
                        "TCP port 8080, bound to 0.0.0.0 (every interface)");
    assert_string_equal(list[3].title, "TCP port 8082, bound to own-address");
    assert_string_equal(hints_flags(hints), "P");
    write_absent(hints, text, sizeof(text));
    assert_null(strstr(text, "listeners"));
    hints_free(hints);
}

static void a_listener_that_may_be_there_is_not_denied(void **state)
{
    static const struct {
        uint64_t unsure;
        uint64_t left_out;
        uint64_t rows_bad;
        bool want;
    } looks[] = {
        {0, 0, 0, true}, {1, 0, 0, false}, {0, 1, 0, false}, {0, 0, 1, false}};
    struct hints *hints;
    struct world w;
    char text[400];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        make_world(&w);
        w.observed.has_listeners = true;
        w.summary.listeners_unsure = looks[i].unsure;
        w.summary.left_out = looks[i].left_out;
        w.summary.rows_bad = looks[i].rows_bad;
        hints = make(&w);
        write_absent(hints, text, sizeof(text));
        assert_int_equal(strstr(text, "listeners on more") != NULL,
                         looks[i].want);
        hints_free(hints);
    }
}

static struct endpoint raw_of(const struct owner *owner, uint8_t family)
{
    struct endpoint one = {.is_selected = true, .connections = 1};

    one.row.proto = SOCK_RAW_IP;
    one.row.family = family;
    one.row.state = SOCK_CLOSE;
    one.row.local_port = 3;
    one.connection.owner = owner;
    return one;
}

static void raw_and_packet_sockets_of_apps_are_hints(void **state)
{
    struct endpoint sockets[] = {
        raw_of(&bank, SOCK_LINK_LAYER),
        raw_of(&android, SOCK_LINK_LAYER),
        raw_of(&bank, SOCK_IPV4),
        raw_of(&android, SOCK_IPV6),
    };
    const struct hint *list;
    struct hints *hints;
    struct world w;
    size_t count;
    size_t i;

    (void)state;
    make_world(&w);
    for (i = 0; i < 4; i++) {
        sockets[i].connection.row = &sockets[i].row;
    }
    w.summary.listeners = sockets;
    w.summary.listener_count = 4;
    hints = make(&w);
    list = hints_list(hints, &count);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].kind, HINT_RAW_SOCKET);
    assert_ptr_equal(list[0].endpoint, &sockets[0]);
    assert_string_equal(list[0].title, "packet socket of an app");
    assert_string_equal(list[0].next, "look which permission or right gave it");
    assert_int_equal(list[1].kind, HINT_RAW_SOCKET);
    assert_ptr_equal(list[1].endpoint, &sockets[2]);
    assert_string_equal(list[1].title, "raw socket of an app, IP protocol 3");
    hints_free(hints);
}

/* Asked for, and in each sample that could be read. */
static void that_there_are_no_raw_sockets_is_said_of_whole_lists(void **state)
{
    static const struct {
        bool has_raw;
        uint64_t left_out;
        uint64_t rows_bad;
        bool want;
    } looks[] = {{true, 0, 0, true},
                 {false, 0, 0, false},
                 {true, 1, 0, false},
                 {true, 0, 1, false}};
    char text[400];
    struct hints *hints;
    struct world w;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        make_world(&w);
        w.observed.has_raw = looks[i].has_raw;
        w.summary.left_out = looks[i].left_out;
        w.summary.rows_bad = looks[i].rows_bad;
        hints = make(&w);
        write_absent(hints, text, sizeof(text));
        assert_int_equal(strstr(text, "raw or packet sockets") != NULL,
                         looks[i].want);
        hints_free(hints);
    }
}

static void hints_beyond_the_limit_are_counted(void **state)
{
    static struct endpoint many[HINTS_MAX + 3];
    const struct run_note *notes;
    struct hints *hints;
    struct world w;
    size_t count;
    size_t i;

    (void)state;
    make_world(&w);
    for (i = 0; i < HINTS_MAX + 3; i++) {
        many[i] = raw_of(&bank, SOCK_LINK_LAYER);
        many[i].connection.row = &many[i].row;
    }
    w.summary.listeners = many;
    w.summary.listener_count = HINTS_MAX;
    hints = make(&w);
    assert_int_equal(hints_left_out(hints), 0);
    hints_free(hints);
    w.summary.listener_count = HINTS_MAX + 3;
    hints = make(&w);
    (void)hints_list(hints, &count);
    assert_int_equal(count, HINTS_MAX);
    assert_int_equal(hints_left_out(hints), 3);
    notes = hints_notes(hints, &count);
    assert_int_equal(count, 1);
    assert_string_equal(notes[0].code, "hints-left-out");
    assert_string_equal(notes[0].text,
                        "3 more hints are left out: 65536 are listed at most, "
                        "by kind");
    hints_free(hints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listeners_beside_the_endpoints_are_hints),
        cmocka_unit_test(a_listener_that_may_be_there_is_not_denied),
        cmocka_unit_test(raw_and_packet_sockets_of_apps_are_hints),
        cmocka_unit_test(hints_beyond_the_limit_are_counted),
        cmocka_unit_test(that_there_are_no_raw_sockets_is_said_of_whole_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
