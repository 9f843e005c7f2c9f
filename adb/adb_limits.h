/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every limit of the library, with its reason. What a peer says is compared
 * with these before anything is allocated by it. The limits users must know
 * are in the public headers: ADB_SERVICE_MAX, ADB_COMMAND_MAX.
 */
#ifndef ADB_ADB_LIMITS_H
#define ADB_ADB_LIMITS_H

/* Bytes of payload in one packet. 1 MiB is what the protocol allows at all
 * (AOSP adb.h MAX_PAYLOAD); adbd drops the connection above it. */
#define LIMIT_PAYLOAD_MAX (1024u * 1024u)

/* What is offered unless told otherwise: as fast as more on every way that
 * was measured, and a stream's buffer holds several of them. */
#define LIMIT_PAYLOAD_DEFAULT (256u * 1024u)

/* Every adbd takes this much (AOSP adb.h MAX_PAYLOAD_V1); CNXN and AUTH must
 * fit into it whatever is agreed upon. */
#define LIMIT_PAYLOAD_V1 4096u

/* A peer that takes less could not even be told the name of a service. */
#define LIMIT_PAYLOAD_LEAST 64u

/* Unread bytes of one stream, from which on the phone is not told to go on
 * (adbd does the same, AOSP sockets.cpp). The packet that was on its way
 * then still fits: see inbox.h. */
#define LIMIT_STREAM_BUFFER (1024u * 1024u)

/* Streams of one connection at a time. A snapshot needs one; with the
 * buffers above this bounds the memory a phone can make us hold. */
#define LIMIT_STREAMS 64u

/* Packets waiting to be sent. All but a few are answers to the peer's: one
 * that sends without reading is cut off here. */
#define LIMIT_QUEUE_PACKETS 4096u

/* Bytes waiting to be sent, above which writes wait. */
#define LIMIT_QUEUE_BYTES (2u * 1024u * 1024u)

/* Properties kept of a greeting; AOSP's have four. */
#define LIMIT_BANNER_PROPS 64u

/* One answer of an adb server, which announces it with four hexadecimal
 * digits, so that this is all it can say. */
#define LIMIT_SERVER_REPLY 65535u

/* Private keys that are tried. From the 256th refusal on adbd waits a second
 * before each answer (AOSP daemon/auth.cpp). */
#define LIMIT_KEYS 64u

/* A file that should be a key; one of 2048 bits has 1.7 KB. */
#define LIMIT_KEY_FILE 16384u

/* The orderly end of a connection, milliseconds. */
#define LIMIT_CLOSE_MS 1000

/* So long a phone on USB has to be silent to count as done, where it could
 * not be asked; in tests 20 of 20 new connections then worked. */
#define LIMIT_SILENCE_MS 100

/* A phone that did not answer on USB has this long to begin anew before it is
 * tried again; and so often it is looked whether it has. */
#define LIMIT_USB_RETURN_MS 1000
#define LIMIT_USB_LOOK_MS 100

/* One that went away without a reason: was unplugged, then. */
#define LIMIT_USB_GONE_MS 1500

/* Making such a phone begin anew: in all, and so many bytes at a time. */
#define LIMIT_USB_UPSET_MS 1000
#define LIMIT_USB_UPSET_STEP 16384
#define LIMIT_USB_UPSET_STEP_MS 200

#endif
