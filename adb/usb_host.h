/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operating system can tell of a USB device without its being
 * opened. One file for each system that can: usb_host_linux.c; elsewhere
 * usb_host_other.c, which knows nothing.
 */
#ifndef ADB_USB_HOST_H
#define ADB_USB_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USB_HOST_TEXT_CAP 128
#define USB_HOST_NODE_CAP 40

/* The file that stands for the device; "" where there is none. */
void usb_host_node(uint8_t bus, uint8_t address, char out[USB_HOST_NODE_CAP]);

/*
 * A string of the device at the path "1-1.2": "serial", "product". false: it
 * is not known here; "" and true: the device has none.
 */
bool usb_host_string(const char *path, const char *what,
                     char out[USB_HOST_TEXT_CAP]);

/* Whether a program is known to have the interface. */
bool usb_host_is_claimed(const char *path, int configuration, int interface);

/* Whether this user is known not to be let to the node. */
bool usb_host_is_forbidden(const char *node);

/* Whose the node is: "owner root, group plugdev, mode 0660"; or "". */
void usb_host_owner(const char *node, char out[USB_HOST_TEXT_CAP]);

/*
 * Which program has the node open, beside this one: "adb (pid 1234)"; or "".
 * It can only be found out for programs of the same user, and by root. proc
 * is "/proc" but in tests.
 */
void usb_host_holder(const char *proc, const char *node,
                     char out[USB_HOST_TEXT_CAP]);

#endif
