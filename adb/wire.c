/* SPDX-License-Identifier: Apache-2.0 */
/* Packet headers. See wire.h. */
#include "wire.h"

#include "adb_limits.h"

uint32_t get_u32le(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
           (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void put_u32le(unsigned char *bytes, uint32_t value)
{
    bytes[0] = (unsigned char)(value & 0xff);
    bytes[1] = (unsigned char)(value >> 8 & 0xff);
    bytes[2] = (unsigned char)(value >> 16 & 0xff);
    bytes[3] = (unsigned char)(value >> 24 & 0xff);
}

int wire_decode(const unsigned char *bytes, size_t len, struct wire_header *out)
{
    if (len < WIRE_HEADER_LEN) {
        return 0;
    }
    out->command = get_u32le(bytes);
    out->arg0 = get_u32le(bytes + 4);
    out->arg1 = get_u32le(bytes + 8);
    out->length = get_u32le(bytes + 12);
    out->check = get_u32le(bytes + 16);
    if (get_u32le(bytes + 20) != (out->command ^ 0xffffffffu)) {
        return WIRE_BAD_MAGIC;
    }
    if (out->length > LIMIT_PAYLOAD_MAX) {
        return WIRE_TOO_LONG;
    }
    return (int)WIRE_HEADER_LEN;
}

void wire_encode(const struct wire_header *header,
                 unsigned char out[WIRE_HEADER_LEN])
{
    put_u32le(out, header->command);
    put_u32le(out + 4, header->arg0);
    put_u32le(out + 8, header->arg1);
    put_u32le(out + 12, header->length);
    put_u32le(out + 16, header->check);
    put_u32le(out + 20, header->command ^ 0xffffffffu);
}

uint32_t wire_checksum(const void *payload, size_t len)
{
    const unsigned char *bytes = payload;
    uint32_t sum = 0;
    size_t i;

    for (i = 0; i < len; i++) {
        sum += bytes[i];
    }
    return sum;
}
