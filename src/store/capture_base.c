/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone and its network, as they were when it was first looked at, and
 * its network at each later look.
 */
#include "store/capture_state.h"

static int put_number(struct capture_writer *writer, uint32_t device,
                      const char *name, int64_t value)
{
    struct row_in in = row_begin(writer, INSERT_FACT);

    row_i64(&in, device);
    row_text(&in, name);
    row_i64(&in, value);
    return row_put(&in);
}

static int put_text(struct capture_writer *writer, uint32_t device,
                    const char *name, const char *value)
{
    struct row_in in;

    if (value == NULL) {
        return 0;
    }
    in = row_begin(writer, INSERT_FACT);
    row_i64(&in, device);
    row_text(&in, name);
    row_text(&in, value);
    return row_put(&in);
}

static int put_phone(struct capture_writer *writer, uint32_t device,
                     const struct snapshot *snapshot)
{
    const struct phone *phone = &snapshot->phone;
    const struct clock_offset *clock = &snapshot->clock;
    const struct {
        const char *name;
        const char *value;
    } texts[] = {
        {"model", phone->model},
        {"manufacturer", phone->manufacturer},
        {"android", phone->android},
        {"patch", phone->patch},
        {"build", phone->build},
        {"fingerprint", phone->fingerprint},
        {"dns_mode", snapshot->network.dns_mode},
        {"dns_host", snapshot->network.dns_host},
    };
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        {"sdk", phone->sdk},
        {"shell_uid", phone->shell_uid},
        {"is_su_root", phone->is_su_root},
        {"current_user", phone->current_user},
        {"tools", snapshot->tools},
        {"taken_at_ms", snapshot->taken_at_ms},
        {"phone_at_ms", snapshot->phone_at_ms},
        {"has_interfaces", snapshot->network.has_interfaces},
        {"has_networks", snapshot->network.has_networks},
        {"has_settings", snapshot->network.has_settings},
    };
    size_t i;
    int rc = 0;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]) && rc == 0; i++) {
        rc = put_text(writer, device, texts[i].name, texts[i].value);
    }
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && rc == 0; i++) {
        rc = put_number(writer, device, numbers[i].name, numbers[i].value);
    }
    if (rc == 0 && clock->is_known) {
        rc = put_number(writer, device, "phone_minus_laptop_ms",
                        clock->phone_minus_laptop_ms);
    }
    if (rc == 0 && clock->is_known) {
        rc =
            put_number(writer, device, "uncertainty_ms", clock->uncertainty_ms);
    }
    return rc;
}

/* Where a network goes; key: the device, or the seq of a later look. */
struct network_at {
    enum capture_insert interface;
    enum capture_insert address;
    enum capture_insert proxy;
    int64_t key;
};

static int put_interface(struct capture_writer *writer,
                         const struct network_at *at, size_t rank,
                         const struct net_interface *interface)
{
    struct row_in in = row_begin(writer, at->interface);

    row_i64(&in, at->key);
    row_u64(&in, rank);
    row_text(&in, interface->name);
    row_text(&in, interface->kind);
    row_i64(&in, interface->is_vpn);
    row_i64(&in, interface->owner_uid);
    row_i64(&in, interface->is_described);
    return row_put(&in);
}

static int put_address(struct capture_writer *writer,
                       const struct network_at *at, size_t rank,
                       const struct net_addr *address)
{
    struct row_in in = row_begin(writer, at->address);
    char text[ADDR_TEXT_CAP];

    row_i64(&in, at->key);
    row_u64(&in, rank);
    row_text(&in, addr_format(&address->addr, text));
    row_i64(&in, address->prefix_len);
    row_i64(&in, address->interface);
    return row_put(&in);
}

static int put_proxy(struct capture_writer *writer, const struct network_at *at,
                     size_t rank, const struct net_proxy *proxy)
{
    struct row_in in = row_begin(writer, at->proxy);

    row_i64(&in, at->key);
    row_u64(&in, rank);
    row_text(&in, proxy->interface);
    row_text(&in, proxy->host);
    row_text(&in, proxy->pac);
    row_i64(&in, proxy->port);
    return row_put(&in);
}

static int put_network(struct capture_writer *writer,
                       const struct network_at *at,
                       const struct network *network)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < network->interfaces.len && rc == 0; i++) {
        rc = put_interface(writer, at, i, network_interface(network, i));
    }
    for (i = 0; i < network->addrs.len && rc == 0; i++) {
        rc = put_address(writer, at, i, network_addr(network, i));
    }
    for (i = 0; i < network->proxies.len && rc == 0; i++) {
        rc = put_proxy(writer, at, i, network_proxy(network, i));
    }
    return rc;
}

static int put_user(struct capture_writer *writer, uint32_t device,
                    const struct phone_user *user)
{
    struct row_in in = row_begin(writer, INSERT_USER);

    row_i64(&in, device);
    row_i64(&in, user->id);
    row_text(&in, user->kind);
    row_i64(&in, user->is_listed);
    return row_put(&in);
}

static int put_warning(struct capture_writer *writer, uint32_t device,
                       size_t rank, const struct warning *warning)
{
    struct row_in in = row_begin(writer, INSERT_WARNING);

    row_i64(&in, device);
    row_u64(&in, rank);
    row_text(&in, warning->code);
    row_text(&in, warning->text);
    row_i64(&in, warning->is_partial);
    return row_put(&in);
}

int capture_put_facts(struct capture_writer *writer, uint32_t device,
                      const struct snapshot *snapshot)
{
    const struct network_at at = {INSERT_INTERFACE, INSERT_ADDRESS,
                                  INSERT_PROXY, device};
    size_t i;
    int rc = put_phone(writer, device, snapshot);

    if (rc == 0) {
        rc = put_network(writer, &at, &snapshot->network);
    }
    for (i = 0; i < snapshot->users.len && rc == 0; i++) {
        rc = put_user(writer, device, snapshot_user(snapshot, i));
    }
    for (i = 0; i < snapshot->warnings.len && rc == 0; i++) {
        rc = put_warning(writer, device, i, snapshot_warning(snapshot, i));
    }
    return rc;
}

int capture_put_look(struct capture_writer *writer, uint32_t device,
                     const struct snapshot *snapshot)
{
    const struct network *network = &snapshot->network;
    const struct network_at at = {INSERT_LOOK_INTERFACE, INSERT_LOOK_ADDRESS,
                                  INSERT_LOOK_PROXY, writer->seq};
    struct row_in in = row_begin(writer, INSERT_LOOK);

    row_i64(&in, writer->seq);
    row_i64(&in, device);
    row_i64(&in, (network->has_interfaces ? CAPTURE_HAS_INTERFACES : 0) |
                     (network->has_networks ? CAPTURE_HAS_NETWORKS : 0) |
                     (network->has_settings ? CAPTURE_HAS_SETTINGS : 0));
    row_text(&in, network->dns_mode);
    row_text(&in, network->dns_host);
    return row_put(&in) < 0 ? writer->failed.code
                            : put_network(writer, &at, network);
}
