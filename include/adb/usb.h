/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Phones on USB, without an adb server.
 *
 * Only one program at a time can have a phone's adb interface. While an adb
 * server runs that is the server, for all phones; while a device of
 * adb_connect_usb() is open it is this library, and no adb server sees the
 * phone. Time, threads and errors as in <adb/device.h>.
 *
 * Source: AOSP packages/modules/adb, client/usb_libusb_device.cpp,
 * client/transport_usb.cpp.
 */
#ifndef ADB_USB_H
#define ADB_USB_H

#include <adb/device.h>
#include <adb/error.h>
#include <adb/export.h>
#include <adb/options.h>

#include <stddef.h>

ADB_BEGIN

enum adb_usb_state {
    ADB_USB_READY = 0,    /* nobody has it, and we may */
    ADB_USB_BUSY,         /* another program has it */
    ADB_USB_NO_PERMISSION /* this user may not open it */
};

/*
 * A phone with USB debugging turned on. Strings are terminated, never NULL,
 * and "" for what is not known. They are the phone's bytes, except for path
 * and node.
 */
struct adb_usb_entry {
    const char *serial;  /* most phones: their ro.serialno */
    const char *path;    /* where it is plugged in: "usb:1-1.2" */
    const char *product; /* the phone's name for itself on USB */
    const char *node;    /* "/dev/bus/usb/001/004" */
    enum adb_usb_state state;
    const char *state_text; /* who has it, or who may; "" when ready */
};

struct adb_usb_list {
    struct adb_usb_entry *entries; /* by path */
    size_t count;
};

/*
 * All phones that are plugged in. Nothing is sent to them, and none is taken
 * from another program. No phone, and a computer without USB, is an empty
 * list. The caller frees *out with adb_usb_list_free(); on failure *out is
 * NULL.
 */
ADB_API int adb_usb_devices(const struct adb_options *options,
                            struct adb_usb_list **out, struct adb_err *err);

/* NULL is fine. */
ADB_API void adb_usb_list_free(struct adb_usb_list *list);

/*
 * A phone on USB. which: its serial, or its path; NULL: the only one there
 * is. The caller closes *out with adb_device_close(); on failure *out is
 * NULL.
 *
 * A phone that keeps silent or goes away is given one more try after it had
 * a moment to come back by itself: adbd begins anew on USB when its last host
 * died in the middle of a packet. With that the call may take a fifth as long
 * again as options say, 6 s if they do not, and a moment to let go.
 *
 * ADB_ERR_NO_DEVICE, ADB_ERR_AMBIGUOUS; ADB_ERR_BUSY: the sentence says who
 * has it, if that can be found out; ADB_ERR_PERM: it names the node, its
 * owner and group, and what to do; ADB_ERR_OFFLINE: silent on both tries.
 */
ADB_API int adb_connect_usb(const char *which,
                            const struct adb_options *options,
                            struct adb_device **out, struct adb_err *err);

ADB_END

#endif
