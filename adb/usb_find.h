/* SPDX-License-Identifier: Apache-2.0 */
/* The adb interfaces on this computer's USB, one for each phone. */
#ifndef ADB_USB_FIND_H
#define ADB_USB_FIND_H

#include "transport_usb.h"
#include "usb_host.h"

#include <adb/usb.h>

#include <libusb.h>

/* "usb:" and a bus with the ports down to the device. */
#define USB_PATH_CAP 40

/* As many phones as a computer can have (127 addresses on each of 16 buses
 * are more than were ever seen). */
#define USB_PHONES_MAX 2048u

struct usb_phone {
    libusb_device *device; /* a reference of our own */
    struct usb_pipes pipes;
    int alternate;
    int configuration;
    uint8_t bus;
    uint8_t address; /* changes whenever the phone comes anew */
    char path[USB_PATH_CAP];
    char node[USB_HOST_NODE_CAP];
    char serial[USB_HOST_TEXT_CAP];
    char product[USB_HOST_TEXT_CAP];
};

struct usb_phones {
    libusb_context *context; /* NULL: this computer has no USB */
    struct usb_phone *phones;
    size_t count;
};

/* Looks anew each time. On failure nothing is left to end. */
int usb_find(struct usb_phones *out, const struct log *log,
             struct adb_err *err);
void usb_find_end(struct usb_phones *phones);

/* What one would type after -s. */
const char *usb_phone_name(const struct usb_phone *phone);

/* Whether -s that means it: serial or path; NULL means all. */
bool usb_phone_is(const struct usb_phone *phone, const char *which);

#endif
