/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of the DNS, put together by hand, also wrong ones. */
#ifndef ADBNET_TESTS_ENRICH_MESSAGE_H
#define ADBNET_TESTS_ENRICH_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_CAP 65535

struct dns_message {
    unsigned char bytes[MESSAGE_CAP];
    size_t len;
};

/* A header of an answer with that rcode, and the question. */
void message_begin(struct dns_message *message, unsigned rcode,
                   const char *question, unsigned type);
void message_u16(struct dns_message *message, unsigned value);
void message_u32(struct dns_message *message, uint32_t value);
void message_bytes(struct dns_message *message, const void *bytes, size_t len);
/* Labels between dots; a byte is written as it is. */
void message_name(struct dns_message *message, const char *name);
/*
 * A record of class IN up to its data, whose length is left to
 * message_end_record(). section 0 answer, 1 authority, 2 additional.
 */
void message_record(struct dns_message *message, int section, const char *owner,
                    unsigned type, uint32_t ttl_s);
void message_end_record(struct dns_message *message);
/* PTR and CNAME whole. */
void message_pointer(struct dns_message *message, const char *owner,
                     unsigned type, uint32_t ttl_s, const char *target);
void message_soa(struct dns_message *message, uint32_t ttl_s, uint32_t minimum);
void message_set_u16(struct dns_message *message, size_t at, unsigned value);

#endif
