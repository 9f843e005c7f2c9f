/* SPDX-License-Identifier: Apache-2.0 */
/* Systems that tell nothing of a USB device unopened. See usb_host.h. */
#include "usb_host.h"

void usb_host_node(uint8_t bus, uint8_t address, char out[USB_HOST_NODE_CAP])
{
    (void)bus;
    (void)address;
    out[0] = '\0';
}

bool usb_host_string(const char *path, const char *what,
                     char out[USB_HOST_TEXT_CAP])
{
    (void)path;
    (void)what;
    out[0] = '\0';
    return false;
}

bool usb_host_is_claimed(const char *path, int configuration, int interface)
{
    (void)path;
    (void)configuration;
    (void)interface;
    return false;
}

bool usb_host_is_forbidden(const char *node)
{
    (void)node;
    return false;
}

void usb_host_owner(const char *node, char out[USB_HOST_TEXT_CAP])
{
    (void)node;
    out[0] = '\0';
}

void usb_host_holder(const char *proc, const char *node,
                     char out[USB_HOST_TEXT_CAP])
{
    (void)proc;
    (void)node;
    out[0] = '\0';
}
