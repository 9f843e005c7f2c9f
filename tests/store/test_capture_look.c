/* SPDX-License-Identifier: Apache-2.0 */
/* The network of a phone that came back, as it is from then on. */
#include "fixture.h"

#include "db/db.h"
#include "store/capture_merge.h"
#include "store/capture_schema.h"

#include <stdio.h>

static const struct fixture_plan plan = {20, 3, 12, false};
static const struct fixture_plan none = {0, 0, 0, false};

/* With another network than the first look's. */
static void put_look(struct capture_writer *writer, const char *name,
                     const char *address)
{
    struct net_interface interface = {name, network_kind("mobile"), true, 10002,
                                      false};
    struct net_addr addr = {.prefix_len = 64};
    struct net_proxy proxy = {.interface = name, .pac = "http://192.0.2.1/pac"};
    struct err err = {0, ""};
    struct snapshot base;

    fixture_base(&none, &base);
    base.network.interfaces.len = 0;
    base.network.addrs.len = 0;
    base.network.proxies.len = 0;
    base.network.has_interfaces = false;
    base.network.has_settings = true;
    base.network.dns_mode = "hostname";
    base.network.dns_host = "dns.example";
    assert_true(addr_parse(str_from(address), &addr.addr));
    assert_int_equal(vec_push(&base.network.interfaces, &interface), 0);
    assert_int_equal(vec_push(&base.network.addrs, &addr), 0);
    assert_int_equal(vec_push(&base.network.proxies, &proxy), 0);
    assert_int_equal(capture_put_base(writer, 0, &base, &err), 0);
    snapshot_fini(&base);
}

static void make(const struct place *place)
{
    struct capture_writer *writer = fixture_writer(place, &plan);

    fixture_put(writer, &plan, 1, 3);
    put_look(writer, "rmnet0", "2001:db8::17");
    fixture_put(writer, &plan, 4, 6);
    put_look(writer, "rmnet1", "2001:db8::18");
    fixture_put(writer, &plan, 7, 9);
    fixture_close(writer);
}

static void assert_first(const struct snapshot *snapshot)
{
    const struct network *network = &snapshot->network;

    assert_int_equal(network->interfaces.len, 1);
    assert_string_equal(network_interface(network, 0)->name, "wlan0");
    assert_int_equal(network->addrs.len, 1);
    assert_int_equal(network->proxies.len, 1);
    assert_int_equal(network_proxy(network, 0)->port, 8080);
    assert_true(network->has_interfaces);
    assert_false(network->has_settings);
    assert_string_equal(network->dns_mode, "off");
    assert_null(network->dns_host);
}

static void assert_later(const struct snapshot *snapshot, const char *name,
                         const char *address)
{
    const struct network *network = &snapshot->network;
    char text[ADDR_TEXT_CAP];

    assert_string_equal(snapshot->phone.model, "Pixel 7");
    assert_int_equal(network->interfaces.len, 1);
    assert_string_equal(network_interface(network, 0)->name, name);
    assert_ptr_equal(network_interface(network, 0)->kind,
                     network_kind("mobile"));
    assert_true(network_interface(network, 0)->is_vpn);
    assert_int_equal(network_interface(network, 0)->owner_uid, 10002);
    assert_false(network_interface(network, 0)->is_described);
    assert_int_equal(network->addrs.len, 1);
    assert_string_equal(addr_format(&network_addr(network, 0)->addr, text),
                        address);
    assert_int_equal(network_addr(network, 0)->prefix_len, 64);
    assert_int_equal(network->proxies.len, 1);
    assert_string_equal(network_proxy(network, 0)->interface, name);
    assert_string_equal(network_proxy(network, 0)->pac, "http://192.0.2.1/pac");
    assert_false(network->has_interfaces);
    assert_false(network->has_networks);
    assert_true(network->has_settings);
    assert_string_equal(network->dns_mode, "hostname");
    assert_string_equal(network->dns_host, "dns.example");
}

static void next_samples(struct capture_reader *reader,
                         struct capture_item *item, unsigned count)
{
    for (; count > 0; count--) {
        fixture_next(reader, item, CAPTURE_SAMPLE);
    }
}

static void assert_all_looks(const struct place *place)
{
    struct capture_reader *reader = fixture_open(place);
    struct capture_item item;
    struct err err = {0, ""};

    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_first(&item.sample->snapshot);
    next_samples(reader, &item, 3);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_later(&item.sample->snapshot, "rmnet0", "2001:db8::17");
    next_samples(reader, &item, 3);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_later(&item.sample->snapshot, "rmnet1", "2001:db8::18");
    next_samples(reader, &item, 3);
    /* From the middle on, what was known by then. */
    assert_int_equal(capture_skip(reader, FIXTURE_START_MS + 5 * 200, &err), 0);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_later(&item.sample->snapshot, "rmnet0", "2001:db8::17");
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    assert_int_equal(item.sample->number, 5);
    capture_item_fini(&item);
    capture_free(reader);
}

static void each_look_has_its_network(void **state)
{
    make(*state);
    assert_all_looks(*state);
}

static void a_merged_capture_has_them_too(void **state)
{
    const struct place *place = *state;
    const char *in = place_beside(place, ".in");
    struct capture_merged merged;
    struct err err = {0, ""};

    make(place);
    assert_int_equal(rename(place->path, in), 0);
    assert_int_equal(
        capture_merge(place->path, false, &fixture_head, &in, 1, &merged, &err),
        0);
    assert_int_equal(merged.devices, 1);
    assert_all_looks(place);
    assert_int_equal(remove(in), 0);
}

static void change(const struct place *place, const char *sql)
{
    struct db *db = NULL;
    struct err err = {0, ""};

    assert_int_equal(db_open(&capture_format, place->path, &db, NULL, &err), 0);
    assert_int_equal(db_exec(db, sql, &err), 0);
    db_close(db);
}

static void version_3_is_read_and_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = NULL;
    struct capture_reader *reader;
    struct capture_item item;
    struct err err = {0, ""};

    make(place);
    change(place, FIXTURE_NO_LOOKS "PRAGMA user_version=3");
    reader = fixture_open(place);
    capture_item_init(&item);
    for (int i = 0; i < 3; i++) {
        fixture_next(reader, &item, CAPTURE_BASE);
        assert_first(&item.sample->snapshot);
        next_samples(reader, &item, 3);
    }
    capture_item_fini(&item);
    capture_free(reader);
    assert_int_equal(capture_append(place->path, 1, &writer, &err), 0);
    fixture_close(writer);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    assert_first(&item.sample->snapshot);
    capture_item_fini(&item);
    capture_free(reader);
}

static void a_look_that_makes_no_sense_is_damage(void **state)
{
    static const char *const changes[] = {
        "UPDATE look SET flags=8",
        "UPDATE look SET flags=-1",
        "UPDATE look_interface SET kind='Mobile'",
        "UPDATE look_interface SET name=NULL",
        "UPDATE look_address SET addr='2001:db8::g'",
        "UPDATE look_address SET interface=1",
        "UPDATE look_proxy SET port=65536",
    };
    const struct place *place = *state;

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct capture_reader *reader;
        struct capture_item item;
        struct err err = {0, ""};

        print_message("%s\n", changes[i]);
        make(place);
        change(place, changes[i]);
        reader = fixture_open(place);
        capture_item_init(&item);
        fixture_next(reader, &item, CAPTURE_BASE);
        next_samples(reader, &item, 3);
        assert_int_equal(capture_next(reader, &item, &err), ERR_PROTO);
        capture_item_fini(&item);
        capture_free(reader);
        assert_int_equal(remove(place->path), 0);
    }
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_look_has_its_network),
        CASE(a_merged_capture_has_them_too),
        CASE(version_3_is_read_and_gone_on_with),
        CASE(a_look_that_makes_no_sense_is_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
