/* SPDX-License-Identifier: Apache-2.0 */
/* See message.h. */
#include "enrich/message.h"

#include <string.h>

/* Where the length of the open record stands. */
static size_t length_at;

void message_bytes(struct dns_message *message, const void *bytes, size_t len)
{
    if (len <= sizeof(message->bytes) - message->len) {
        memcpy(message->bytes + message->len, bytes, len);
        message->len += len;
    }
}

void message_set_u16(struct dns_message *message, size_t at, unsigned value)
{
    message->bytes[at] = (unsigned char)(value >> 8);
    message->bytes[at + 1] = (unsigned char)value;
}

void message_u16(struct dns_message *message, unsigned value)
{
    message_bytes(message, "\0", 2);
    message_set_u16(message, message->len - 2, value);
}

void message_u32(struct dns_message *message, uint32_t value)
{
    message_u16(message, value >> 16);
    message_u16(message, value & 0xffff);
}

void message_name(struct dns_message *message, const char *name)
{
    while (*name != '\0') {
        size_t len = strcspn(name, ".");
        unsigned char byte = (unsigned char)len;

        message_bytes(message, &byte, 1);
        message_bytes(message, name, len);
        name += len;
        name += *name == '.';
    }
    message_bytes(message, "", 1);
}

void message_begin(struct dns_message *message, unsigned rcode,
                   const char *question, unsigned type)
{
    int i;

    message->len = 0;
    message_u16(message, 0x1234);
    message_u16(message, 0x8180 | rcode);
    message_u16(message, 1);
    for (i = 0; i < 3; i++) {
        message_u16(message, 0);
    }
    message_name(message, question);
    message_u16(message, type);
    message_u16(message, 1);
}

void message_record(struct dns_message *message, int section, const char *owner,
                    unsigned type, uint32_t ttl_s)
{
    size_t count_at = 6 + 2 * (size_t)section;

    message_set_u16(message, count_at,
                    ((unsigned)message->bytes[count_at] << 8 |
                     message->bytes[count_at + 1]) +
                        1);
    message_name(message, owner);
    message_u16(message, type);
    message_u16(message, 1);
    message_u32(message, ttl_s);
    length_at = message->len;
    message_u16(message, 0);
}

void message_end_record(struct dns_message *message)
{
    message_set_u16(message, length_at,
                    (unsigned)(message->len - length_at - 2));
}

void message_pointer(struct dns_message *message, const char *owner,
                     unsigned type, uint32_t ttl_s, const char *target)
{
    message_record(message, 0, owner, type, ttl_s);
    message_name(message, target);
    message_end_record(message);
}

void message_soa(struct dns_message *message, uint32_t ttl_s, uint32_t minimum)
{
    int i;

    message_record(message, 1, "in-addr.arpa", 6, ttl_s);
    message_name(message, "ns.test");
    message_name(message, "admin.test");
    for (i = 0; i < 4; i++) {
        message_u32(message, 7);
    }
    message_u32(message, minimum);
    message_end_record(message);
}
