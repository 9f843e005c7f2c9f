/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking a running adb server (the one the `adb` command starts).
 *
 * Any version from ADB_SERVER_VERSION_MIN on will do. The library never
 * starts a server, never ends one and never changes its list of devices:
 * other programs use the same one. Every request has a connection of its
 * own; nothing is kept open between calls.
 *
 * Source of the protocol: AOSP packages/modules/adb, docs/dev/overview.md,
 * docs/dev/services.md and sockets.cpp.
 */
#ifndef ADB_SERVER_H
#define ADB_SERVER_H

#include <adb/error.h>
#include <adb/export.h>
#include <adb/options.h>

#include <stddef.h>
#include <stdint.h>

ADB_BEGIN

#define ADB_SERVER_PORT_DEFAULT 5037

/*
 * Version 31 is Android 4.1's SDK; older ones lack what is used here.
 */
#define ADB_SERVER_VERSION_MIN 31

#define ADB_SERVER_HOST_CAP 256 /* a DNS name and the final zero */
#define ADB_SERVER_PATH_CAP 108 /* what fits into a sockaddr_un on Linux */

/*
 * Where the server listens. A zeroed object means this computer, port
 * ADB_SERVER_PORT_DEFAULT. A plain value; nothing to free.
 */
struct adb_server_addr {
    char host[ADB_SERVER_HOST_CAP]; /* "": this computer, v4 then v6 */
    uint16_t port;                  /* 0: the default */
    char path[ADB_SERVER_PATH_CAP]; /* not "": a local socket instead */
};

/*
 * Reads what users of adb put into ADB_SERVER_SOCKET and behind -L:
 * "tcp:PORT", "tcp:HOST:PORT", "tcp:[V6]:PORT", "localfilesystem:/PATH".
 * ADB_ERR_ARG, with a sentence that quotes the text, for all else.
 */
ADB_API int adb_server_addr_parse(const char *text, struct adb_server_addr *out,
                                  struct adb_err *err);

/*
 * Reads what users of adb put into ANDROID_ADB_SERVER_ADDRESS and
 * ANDROID_ADB_SERVER_PORT (or behind -H and -P). Each may be NULL or "":
 * the default. ADB_ERR_ARG for a port that is not 1 to 65535 and for a host
 * that is too long.
 */
ADB_API int adb_server_addr_from(const char *host, const char *port,
                                 struct adb_server_addr *out,
                                 struct adb_err *err);

/*
 * The server's version, 31 or more. ADB_ERR_NO_SERVER when nothing listens,
 * ADB_ERR_PROTO when something else does or the version is older.
 */
ADB_API int adb_server_version(const struct adb_server_addr *addr,
                               const struct adb_options *options,
                               int *out_version, struct adb_err *err);

enum adb_state {
    ADB_STATE_UNKNOWN = 0,    /* a word this library does not know */
    ADB_STATE_DEVICE,         /* can be used */
    ADB_STATE_RECOVERY,       /* can be used, within the recovery system */
    ADB_STATE_SIDELOAD,       /* only takes an update */
    ADB_STATE_RESCUE,         /* as sideload */
    ADB_STATE_BOOTLOADER,     /* no adb */
    ADB_STATE_HOST,           /* a daemon that is not Android's */
    ADB_STATE_OFFLINE,        /* known, but it does not answer */
    ADB_STATE_CONNECTING,     /* wait */
    ADB_STATE_AUTHORIZING,    /* wait: keys are being tried */
    ADB_STATE_UNAUTHORIZED,   /* the phone asks its owner */
    ADB_STATE_NO_PERMISSIONS, /* the server may not open the USB device */
    ADB_STATE_DETACHED        /* given up by the server, for other programs */
};

/* One line of the server's list. Strings are terminated, never NULL, and
 * "" where the server said nothing. They are the server's bytes. */
struct adb_device_entry {
    const char *serial; /* may hold ':' and '[' (HOST:PORT, mDNS names) */
    enum adb_state state;
    const char *state_text; /* as the server put it, with its explanation */
    const char *devpath;    /* e.g. "usb:1-1" */
    const char *product;
    const char *model; /* the server replaces what is not [A-Za-z0-9_.-] */
    const char *device;
    uint64_t transport_id; /* 0: not said (servers before version 40) */
};

struct adb_device_list {
    struct adb_device_entry *entries; /* in the server's order */
    size_t count;
    size_t bad_count; /* lines that could not be understood, left out */
};

/*
 * All devices the server knows, usable or not. No device is an empty list,
 * not an error. The caller frees *out with adb_device_list_free(); on
 * failure *out is NULL.
 */
ADB_API int adb_server_devices(const struct adb_server_addr *addr,
                               const struct adb_options *options,
                               struct adb_device_list **out,
                               struct adb_err *err);

/* NULL is fine. */
ADB_API void adb_device_list_free(struct adb_device_list *list);

ADB_END

#endif
