/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The 24 bytes in front of every packet of the adb protocol. Pure: bytes to
 * numbers and back. What the numbers mean is session.c's.
 *
 * Source: AOSP packages/modules/adb, adb.h, types.h, docs/dev/protocol.md.
 */
#ifndef ADB_WIRE_H
#define ADB_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_HEADER_LEN 24u

/* Four ASCII letters, the first in the lowest byte. */
#define WIRE_CNXN 0x4e584e43u
#define WIRE_AUTH 0x48545541u
#define WIRE_STLS 0x534c5453u
#define WIRE_OPEN 0x4e45504fu
#define WIRE_OKAY 0x59414b4fu
#define WIRE_CLSE 0x45534c43u
#define WIRE_WRTE 0x45545257u

/* From this version on (Android 9) checksums are neither sent nor read. */
#define WIRE_VERSION_MIN 0x01000000u
#define WIRE_VERSION_SKIP_CHECKSUM 0x01000001u
#define WIRE_VERSION WIRE_VERSION_SKIP_CHECKSUM

struct wire_header {
    uint32_t command;
    uint32_t arg0;
    uint32_t arg1;
    uint32_t length; /* bytes of payload that follow */
    uint32_t check;  /* wire_checksum() of them, or 0 */
};

/* Why a header is malformed. */
enum wire_fault {
    WIRE_BAD_MAGIC = -1, /* the last word is not the first one inverted */
    WIRE_TOO_LONG = -2   /* length is above what the protocol allows */
};

/*
 * > 0: a header was read from the first that many bytes; 0: more bytes are
 * needed; < 0: enum wire_fault, out holds what stood there.
 */
int wire_decode(const unsigned char *bytes, size_t len,
                struct wire_header *out);

void wire_encode(const struct wire_header *header,
                 unsigned char out[WIRE_HEADER_LEN]);

/*
 * The sum of all bytes modulo 2^32. The protocol's documents call it a CRC,
 * which it is not (adb.cpp calculate_apacket_checksum).
 */
uint32_t wire_checksum(const void *payload, size_t len);

/* Lowest byte first, as every number of the protocol. */
uint32_t get_u32le(const unsigned char *bytes);
void put_u32le(unsigned char *bytes, uint32_t value);

#endif
