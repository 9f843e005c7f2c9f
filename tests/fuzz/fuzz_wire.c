/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packet headers from any bytes: what is read can be written again as it
 * was, and what is refused is refused for a reason.
 */
#include "adb_limits.h"
#include "wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int is_so)
{
    if (!is_so) {
        abort();
    }
}

static void check_read(const uint8_t *data, const struct wire_header *header)
{
    unsigned char again[WIRE_HEADER_LEN];

    expect(header->length <= LIMIT_PAYLOAD_MAX);
    wire_encode(header, again);
    expect(memcmp(again, data, sizeof(again)) == 0);
}

static void check_refused(const uint8_t *data, int why)
{
    uint32_t command = get_u32le(data);
    uint32_t length = get_u32le(data + 12);
    uint32_t magic = get_u32le(data + 20);

    if (why == WIRE_BAD_MAGIC) {
        expect((command ^ magic) != 0xffffffffu);
    } else {
        expect(why == WIRE_TOO_LONG);
        expect(length > LIMIT_PAYLOAD_MAX &&
               length == data[12] + (uint32_t)data[13] * 256 +
                             (uint32_t)data[14] * 65536 +
                             (uint32_t)data[15] * 16777216);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wire_header header;
    uint32_t sum = 0;
    size_t i;
    int taken;

    for (i = 0; i < size; i++) {
        sum += data[i];
    }
    expect(wire_checksum(data, size) == sum);
    taken = wire_decode(data, size, &header);
    if (taken > 0) {
        expect(taken == (int)WIRE_HEADER_LEN && size >= WIRE_HEADER_LEN);
        check_read(data, &header);
    } else if (taken == 0) {
        expect(size < WIRE_HEADER_LEN);
    } else {
        expect(size >= WIRE_HEADER_LEN);
        check_refused(data, taken);
    }
    return 0;
}
