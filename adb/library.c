/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of the libraries; not of adb's protocol, see session.c. */
#include <adb/library.h>

#include <libusb.h>
#include <openssl/crypto.h>
#include <stdio.h>

const char *adb_library_text(size_t index, char *out, size_t cap)
{
    const struct libusb_version *usb;

    switch (index) {
    case 0:
        (void)snprintf(out, cap, "OpenSSL %s",
                       OpenSSL_version(OPENSSL_VERSION_STRING));
        return out;
    case 1:
        usb = libusb_get_version();
        (void)snprintf(out, cap, "libusb %d.%d.%d%s", usb->major, usb->minor,
                       usb->micro, usb->rc);
        return out;
    default:
        return NULL;
    }
}
