/* SPDX-License-Identifier: Apache-2.0 */
/* What was put into a capture comes out of it again. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct fixture_plan usual = {40, 3, 12, true};

static void assert_same_row(const struct sock_row *a, const struct sock_row *b)
{
    assert_int_equal(addr_compare(&a->local, &b->local), 0);
    assert_int_equal(addr_compare(&a->remote, &b->remote), 0);
    assert_int_equal(a->local_port, b->local_port);
    assert_int_equal(a->remote_port, b->remote_port);
    assert_int_equal(a->proto, b->proto);
    assert_int_equal(a->family, b->family);
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->timer, b->timer);
    assert_int_equal(a->tx_queue, b->tx_queue);
    assert_int_equal(a->rx_queue, b->rx_queue);
    assert_int_equal(a->retransmits, b->retransmits);
    assert_int_equal(a->probes, b->probes);
    assert_int_equal(a->drops, b->drops);
    assert_int_equal(a->uid, b->uid);
    assert_true(a->timer_ms == b->timer_ms);
    assert_true(a->inode == b->inode);
    assert_int_equal(a->pid, b->pid);
    assert_int_equal(a->net_pid, b->net_pid);
    assert_int_equal(a->source, b->source);
    assert_int_equal(a->is_remote_cut, b->is_remote_cut);
    assert_int_equal(a->is_local_cut, b->is_local_cut);
    assert_int_equal(a->is_process_cut, b->is_process_cut);
    assert_int_equal(a->is_uid_unknown, b->is_uid_unknown);
}

static void assert_same_rows(const struct snapshot *a, const struct snapshot *b)
{
    size_t i;

    assert_int_equal(a->rows.len, b->rows.len);
    for (i = 0; i < a->rows.len; i++) {
        assert_same_row(fixture_row_like(a, snapshot_row(b, i)),
                        snapshot_row(b, i));
    }
}

static void assert_same_lists(const struct snapshot *a,
                              const struct snapshot *b)
{
    size_t i;
    size_t k;

    assert_int_equal(a->processes.len, b->processes.len);
    for (i = 0; i < b->processes.len; i++) {
        const struct process *want = snapshot_process(b, i);
        const struct process *got = NULL;

        for (k = 0; k < a->processes.len; k++) {
            if (snapshot_process(a, k)->pid == want->pid) {
                got = snapshot_process(a, k);
            }
        }
        assert_non_null(got);
        assert_int_equal(got->uid, want->uid);
        assert_string_equal(got->name, want->name);
    }
    assert_int_equal(a->packages.len, b->packages.len);
    for (i = 0; i < b->packages.len; i++) {
        assert_string_equal(snapshot_package(a, i)->name,
                            snapshot_package(b, i)->name);
        assert_int_equal(snapshot_package(a, i)->uid,
                         snapshot_package(b, i)->uid);
        assert_int_equal(snapshot_package(a, i)->is_user_installed,
                         snapshot_package(b, i)->is_user_installed);
    }
    assert_int_equal(a->holders.len, b->holders.len);
    for (i = 0; i < b->holders.len; i++) {
        assert_true(snapshot_holder(a, i)->inode ==
                    snapshot_holder(b, i)->inode);
        assert_int_equal(snapshot_holder(a, i)->pid,
                         snapshot_holder(b, i)->pid);
        assert_int_equal(snapshot_holder(a, i)->is_claim,
                         snapshot_holder(b, i)->is_claim);
    }
    assert_int_equal(a->counters.known, b->counters.known);
    assert_memory_equal(a->counters.values, b->counters.values,
                        sizeof(a->counters.values));
    assert_int_equal(a->has_all_processes, b->has_all_processes);
    assert_int_equal(a->has_all_holders, b->has_all_holders);
    assert_int_equal(a->has_all_packages, b->has_all_packages);
    assert_int_equal(a->rows_bad, b->rows_bad);
    assert_int_equal(a->rows_duplicate, b->rows_duplicate);
}

static void assert_same_sample(const struct sample *a, const struct sample *b)
{
    size_t i;

    assert_true(a->number == b->number);
    assert_true(a->at_ms == b->at_ms);
    assert_true(a->asked_at_ms == b->asked_at_ms);
    assert_true(a->came_at_ms == b->came_at_ms);
    assert_true(a->phone_at_us == b->phone_at_us);
    assert_int_equal(a->parts, b->parts);
    assert_same_rows(&a->snapshot, &b->snapshot);
    assert_same_lists(&a->snapshot, &b->snapshot);
    assert_int_equal(a->bytes.len, b->bytes.len);
    for (i = 0; i < b->bytes.len; i++) {
        const struct uid_bytes *got = vec_at(&a->bytes, i);
        const struct uid_bytes *want = vec_at(&b->bytes, i);

        assert_int_equal(got->uid, want->uid);
        assert_true(got->rx_bytes == want->rx_bytes);
        assert_true(got->rx_packets == want->rx_packets);
        assert_true(got->tx_bytes == want->tx_bytes);
        assert_true(got->tx_packets == want->tx_packets);
    }
}

static void assert_at_end(struct capture_reader *reader)
{
    struct capture_item item;
    struct err err = {0, ""};

    capture_item_init(&item);
    assert_int_equal(capture_next(reader, &item, &err), 0);
}

static void assert_samples(struct capture_reader *reader,
                           const struct fixture_plan *plan, uint64_t to)
{
    struct capture_item item;
    struct sample sample;
    uint64_t i;

    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    for (i = 1; i <= to; i++) {
        fixture_next(reader, &item, CAPTURE_SAMPLE);
        fixture_sample(plan, i, &sample);
        assert_same_sample(item.sample, &sample);
        sample_fini(&sample);
    }
    capture_item_fini(&item);
    assert_at_end(reader);
}

static void capture_gives_the_samples_back(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &usual);
    struct capture_reader *reader;
    struct err err = {0, ""};

    fixture_put(writer, &usual, 1, 60);
    fixture_close(writer);
    reader = fixture_open(place);
    assert_samples(reader, &usual, 60);
    assert_int_equal(capture_rewind(reader, &err), 0);
    assert_samples(reader, &usual, 60);
    capture_free(reader);
}

static void capture_gives_the_phone_back(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &usual);
    const struct net_interface *interface;
    struct capture_reader *reader;
    struct capture_item item;
    struct snapshot base;
    const struct snapshot *got;

    fixture_close(writer);
    fixture_base(&usual, &base);
    reader = fixture_open(place);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    got = &item.sample->snapshot;
    /* They are in the samples. */
    assert_int_equal(got->rows.len, 0);
    assert_same_lists(got, &base);
    assert_string_equal(got->phone.model, "Pixel 7");
    assert_string_equal(got->phone.patch, "2026-10-05");
    assert_string_equal(got->phone.build, "user");
    assert_string_equal(got->phone.fingerprint,
                        "a/b/c:14/D/1:user/release-keys");
    assert_string_equal(got->phone.android, "14");
    assert_null(got->phone.manufacturer);
    assert_int_equal(got->phone.sdk, 34);
    assert_int_equal(got->phone.shell_uid, 2000);
    assert_int_equal(got->phone.is_su_root, false);
    assert_int_equal(got->tools, base.tools);
    assert_true(got->taken_at_ms == base.taken_at_ms);
    assert_true(got->phone_at_ms == base.phone_at_ms);
    assert_memory_equal(&got->clock, &base.clock, sizeof(got->clock));
    assert_string_equal(got->network.dns_mode, "off");
    assert_null(got->network.dns_host);
    assert_true(got->network.has_interfaces);
    assert_false(got->network.has_networks);
    assert_int_equal(got->network.interfaces.len, 1);
    interface = network_interface(&got->network, 0);
    assert_string_equal(interface->name, "wlan0");
    assert_string_equal(interface->kind, "wifi");
    assert_true(interface->is_described);
    assert_int_equal(interface->owner_uid, -1);
    assert_int_equal(network_addr(&got->network, 0)->prefix_len, 24);
    assert_int_equal(network_proxy(&got->network, 0)->port, 8080);
    assert_int_equal(addr_compare(&network_proxy(&got->network, 0)->addr,
                                  &network_proxy(&base.network, 0)->addr),
                     0);
    assert_string_equal(snapshot_user(got, 0)->kind, "owner");
    assert_string_equal(snapshot_warning(got, 0)->code, "table-denied");
    assert_string_equal(snapshot_warning(got, 0)->text, "no raw");
    assert_true(snapshot_warning(got, 0)->is_partial);
    capture_item_fini(&item);
    snapshot_fini(&base);
    capture_free(reader);
}

static void capture_tells_how_it_was_made(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &usual);
    const struct capture_device *device;
    struct capture_reader *reader;
    struct err err = {0, ""};
    uint32_t id = 0;

    assert_int_equal(capture_put_setting(writer, "interval_ms", "100", &err),
                     0);
    assert_int_equal(capture_put_setting(writer, "interval_ms", "200", &err),
                     0);
    assert_int_equal(capture_put_device(writer, NULL, "usb", &id, &err), 0);
    assert_int_equal(id, 1);
    assert_int_equal(
        capture_put_end(writer, 0, FIXTURE_START_MS + 5000, 25, &err), 0);
    fixture_put(writer, &usual, 1, 2);
    fixture_close(writer);
    reader = fixture_open(place);
    assert_string_equal(capture_head(reader)->made_by,
                        "adbnet " ADBNET_VERSION);
    assert_string_equal(capture_head(reader)->command_line,
                        fixture_head.command_line);
    assert_int_equal(capture_head(reader)->utc_offset_minutes, 60);
    assert_true(capture_head(reader)->started_ms == FIXTURE_START_MS);
    assert_int_equal(capture_head(reader)->argument_count, 2);
    assert_string_equal(capture_head(reader)->arguments[1], ":443");
    assert_string_equal(capture_setting(reader, "interval_ms"), "200");
    assert_null(capture_setting(reader, "colour"));
    assert_int_equal(capture_device_count(reader), 2);
    device = capture_device(reader, 0);
    assert_string_equal(device->serial, "emulator-5554");
    assert_true(device->has_end);
    assert_true(device->to_ms == FIXTURE_START_MS + 5000);
    assert_int_equal(device->ticks, 25);
    device = capture_device(reader, 1);
    assert_null(device->serial);
    assert_string_equal(device->via, "usb");
    assert_false(device->has_end);
    capture_free(reader);
}

static void put_event(struct capture_writer *writer, enum event_kind kind,
                      uint64_t sample, const char *text, const struct gap *gap)
{
    struct event event = {.kind = (uint8_t)kind,
                          .at_ms = FIXTURE_START_MS + 77,
                          .sample = sample,
                          .gap = gap,
                          .text = text};
    struct err err = {0, ""};

    assert_int_equal(capture_put_event(writer, 0, &event, &err), 0);
}

static void capture_keeps_events_in_their_place(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &usual);
    struct gap gap = {FIXTURE_START_MS, FIXTURE_START_MS + 9, 31, "away", true};
    struct capture_reader *reader;
    struct capture_item item;

    put_event(writer, EVENT_START, 0, "com.example.bank", NULL);
    fixture_put(writer, &usual, 1, 1);
    put_event(writer, EVENT_MARK, 1, "logged in", NULL);
    put_event(writer, EVENT_GAP, 0, NULL, &gap);
    fixture_put(writer, &usual, 2, 2);
    fixture_close(writer);
    reader = fixture_open(place);
    assert_false(capture_device(reader, 0)->has_end);
    /* Two samples, and what the gap took. */
    assert_int_equal(capture_device(reader, 0)->ticks, 33);
    assert_true(capture_device(reader, 0)->to_ms ==
                FIXTURE_START_MS + 2 * 200 + 9);
    capture_item_init(&item);
    fixture_next(reader, &item, CAPTURE_BASE);
    fixture_next(reader, &item, CAPTURE_EVENT);
    assert_int_equal(item.event.kind, EVENT_START);
    assert_string_equal(item.event.text, "com.example.bank");
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    fixture_next(reader, &item, CAPTURE_EVENT);
    assert_int_equal(item.event.kind, EVENT_MARK);
    assert_int_equal(item.event.sample, 1);
    assert_true(item.event.at_ms == FIXTURE_START_MS + 77);
    assert_string_equal(item.event.text, "logged in");
    fixture_next(reader, &item, CAPTURE_EVENT);
    assert_int_equal(item.event.kind, EVENT_GAP);
    assert_string_equal(item.event.gap->why, "away");
    assert_int_equal(item.event.gap->ticks, 31);
    assert_true(item.event.gap->from_ms == gap.from_ms);
    assert_true(item.event.gap->to_ms == gap.to_ms);
    assert_true(item.event.gap->is_reboot);
    fixture_next(reader, &item, CAPTURE_SAMPLE);
    capture_item_fini(&item);
    assert_at_end(reader);
    capture_free(reader);
}

static void put_change(struct capture_writer *writer, enum event_kind kind,
                       uint64_t sample, uint64_t last, bool is_selected)
{
    struct tracked connection = {.last_sample = last,
                                 .is_selected = is_selected};
    struct event event = {
        .kind = (uint8_t)kind, .sample = sample, .connection = &connection};
    struct err err = {0, ""};

    assert_int_equal(capture_put_event(writer, 0, &event, &err), 0);
}

static void assert_raw(struct capture_reader *reader, uint64_t number,
                       const char *want)
{
    struct err err = {0, ""};
    struct buf raw;
    int rc;

    buf_init(&raw, SAMPLE_RAW_MAX);
    rc = capture_raw(reader, 0, number, &raw, &err);
    assert_int_equal(rc, want == NULL ? ERR_NO_MATCH : 0);
    if (want != NULL) {
        assert_int_equal(raw.len, strlen(want));
        assert_memory_equal(raw.data, want, raw.len);
    }
    buf_fini(&raw);
}

static void capture_keeps_the_raw_text_that_matters(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &usual);
    struct capture_reader *reader;
    struct sample sample;
    struct err err = {0, ""};

    fixture_put(writer, &usual, 1, 1);
    put_change(writer, EVENT_OPEN, 1, 1, true);
    put_change(writer, EVENT_CHANGE, 1, 1, true);
    fixture_put(writer, &usual, 2, 2);
    put_change(writer, EVENT_CHANGE, 2, 2, false);
    fixture_put(writer, &usual, 3, 5);
    put_change(writer, EVENT_CLOSE, 5, 3, true);
    assert_int_equal(capture_put_raw(writer, 0, 0, &err), 0);
    assert_int_equal(capture_put_raw(writer, 0, 4, &err), 0);
    assert_int_equal(capture_put_raw(writer, 0, 4, &err), 0); /* once */
    fixture_sample(&usual, 6, &sample);
    sample.parts |= SAMPLE_NETSTAT;
    assert_int_equal(capture_put_sample(writer, 0, &sample, &err), 0);
    sample_fini(&sample);
    fixture_close(writer);
    reader = fixture_open(place);
    assert_raw(reader, 1, "the words of sample 1\n");
    assert_raw(reader, 2, NULL);
    assert_raw(reader, 3, "the words of sample 3\n");
    assert_raw(reader, 4, "the words of sample 4\n");
    assert_raw(reader, 5, "the words of sample 5\n");
    assert_raw(reader, 6, "the words of sample 6\n");
    assert_raw(reader, 7, NULL);
    capture_free(reader);
}

static void capture_keeps_what_was_found_out(void **state)
{
    const struct place *place = *state;
    struct capture_writer *writer = fixture_writer(place, &usual);
    const uint8_t bytes[4] = {203, 0, 113, 10};
    const struct addr addr = addr_v4(bytes);
    const uint8_t other_bytes[4] = {203, 0, 113, 9};
    const struct addr other = addr_v4(other_bytes);
    struct capture_reader *reader;
    struct lookup lookup;
    const struct lookup *got;
    struct event event = {.kind = EVENT_NAME, .lookup = &lookup};
    struct err err = {0, ""};

    lookup_init(&lookup, &addr);
    lookup.ptr.status = LOOKUP_OK;
    lookup.ptr.source = "dns";
    lookup.ptr.names[0] = "old.example";
    lookup.ptr.names[1] = "older.example";
    lookup.ptr.name_count = 2;
    assert_int_equal(capture_put_lookup(writer, &lookup, &err), 0);
    lookup.ptr.names[0] = "api.bank.example";
    lookup.ptr.name_count = 1;
    lookup.ptr.confirmed = 1;
    lookup.ptr.fetched_at_ms = FIXTURE_START_MS + 5;
    lookup.network.status = LOOKUP_OK;
    lookup.network.source = "rdap";
    lookup.network.asn = 64500;
    lookup.network.prefix = "203.0.113.0/24";
    lookup.network.org = "Example Bank AG";
    lookup.network.country = "DE";
    lookup.network.is_reused = true;
    lookup.network.holder = LOOKUP_NONE;
    assert_int_equal(capture_put_event(writer, 0, &event, &err), 0);
    fixture_close(writer);
    reader = fixture_open(place);
    assert_null(capture_lookup(reader, &other));
    got = capture_lookup(reader, &addr);
    assert_non_null(got);
    assert_int_equal(addr_compare(&got->inner, &addr), 0);
    assert_null(got->wrap);
    assert_int_equal(got->ptr.status, LOOKUP_OK);
    assert_string_equal(got->ptr.source, "dns");
    assert_int_equal(got->ptr.name_count, 1);
    assert_string_equal(got->ptr.names[0], "api.bank.example");
    assert_int_equal(got->ptr.confirmed, 1);
    assert_true(got->ptr.fetched_at_ms == FIXTURE_START_MS + 5);
    assert_int_equal(got->network.status, LOOKUP_OK);
    assert_string_equal(got->network.source, "rdap");
    assert_int_equal(got->network.asn, 64500);
    assert_string_equal(got->network.prefix, "203.0.113.0/24");
    assert_null(got->network.name);
    assert_string_equal(got->network.org, "Example Bank AG");
    assert_string_equal(got->network.country, "DE");
    assert_true(got->network.is_reused);
    assert_int_equal(got->network.holder, LOOKUP_NONE);
    assert_int_equal(got->network.fetched_at_ms, -1);
    capture_free(reader);
}

#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(capture_gives_the_samples_back),
        CASE(capture_gives_the_phone_back),
        CASE(capture_tells_how_it_was_made),
        CASE(capture_keeps_events_in_their_place),
        CASE(capture_keeps_the_raw_text_that_matters),
        CASE(capture_keeps_what_was_found_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
