/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that tell how the phone is connected. Whatever is taken from a line
 * must lie within it, and taking addresses must come to an end.
 */
#include "collect/connectivity.h"
#include "collect/network.h"

#include <stdlib.h>
#include <string.h>

static void within(struct str line, struct str part)
{
    if (part.len > 0 &&
        (part.ptr < line.ptr || part.ptr + part.len > line.ptr + line.len)) {
        abort();
    }
}

static void check_addr(const struct addr *addr, uint32_t len)
{
    if (addr->family == ADDR_NONE ||
        len > (addr->family == ADDR_V4 ? 32u : 128u)) {
        abort();
    }
}

static void address(struct str line)
{
    struct address_line parsed;

    if (network_parse_address(line, &parsed) > 0) {
        within(line, parsed.interface);
        check_addr(&parsed.addr, parsed.prefix_len);
        if (parsed.interface.len == 0) {
            abort();
        }
    }
}

static void agent(struct str line)
{
    struct agent_line parsed;
    struct addr addr;
    uint32_t len;

    if (connectivity_parse(line, &parsed) <= 0) {
        return;
    }
    within(line, parsed.interface);
    within(line, parsed.addresses);
    within(line, parsed.proxy_host);
    within(line, parsed.pac);
    if (parsed.interface.len == 0 ||
        (parsed.proxy_host.len > 0) != (parsed.proxy_port > 0)) {
        abort();
    }
    while (connectivity_next_address(&parsed.addresses, &addr, &len)) {
        within(line, parsed.addresses);
        check_addr(&addr, len);
    }
}

static void setting(struct str line)
{
    struct str value;
    struct str host;
    uint16_t port;

    (void)network_parse_setting(line, &value);
    within(line, value);
    if (network_parse_host_port(value, &host, &port)) {
        within(line, host);
        if (host.len == 0 || port == 0) {
            abort();
        }
    }
    (void)network_dns_mode(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cursor cursor = cursor_from(text);
    struct str line;

    while (cursor_line(&cursor, &line)) {
        /* A copy of the exact size, so that a step too far is seen. */
        char *copy = malloc(line.len + 1);

        if (copy == NULL) {
            abort();
        }
        memcpy(copy + 1, line.ptr, line.len);
        line.ptr = copy + 1;
        address(line);
        agent(line);
        setting(line);
        free(copy);
    }
    return 0;
}
