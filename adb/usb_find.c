/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Going through descriptors: which devices have an adb interface, and what
 * they are called. Nothing is claimed here.
 */
#include "usb_find.h"

#include "fail.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* AOSP adb.h. Fastboot is protocol 3. */
#define CLASS_ADB 0xff
#define SUBCLASS_ADB 0x42
#define PROTOCOL_ADB 0x01

#define PORTS_MAX 7 /* USB 3.0, 10.16: no more hubs in a row */

/* ---- interfaces ------------------------------------------------------- */

/* The sizes there are (USB 3.2, 9.6.6), so that no other is divided by. */
static bool is_bulk_size(uint16_t size)
{
    return size == 8 || size == 16 || size == 32 || size == 64 || size == 512 ||
           size == 1024;
}

/* The first bulk endpoint of each direction. */
static bool find_pipes(const struct libusb_interface_descriptor *setting,
                       struct usb_pipes *out)
{
    int i;

    memset(out, 0, sizeof(*out));
    out->interface = setting->bInterfaceNumber;
    for (i = 0; i < setting->bNumEndpoints; i++) {
        const struct libusb_endpoint_descriptor *endpoint =
            &setting->endpoint[i];
        unsigned char address = endpoint->bEndpointAddress;

        if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) !=
                LIBUSB_TRANSFER_TYPE_BULK ||
            !is_bulk_size(endpoint->wMaxPacketSize)) {
            continue;
        }
        if ((address & LIBUSB_ENDPOINT_IN) != 0 && out->in_packet == 0) {
            out->in = address;
            out->in_packet = endpoint->wMaxPacketSize;
        } else if ((address & LIBUSB_ENDPOINT_IN) == 0 &&
                   out->out_packet == 0) {
            out->out = address;
            out->out_packet = endpoint->wMaxPacketSize;
        }
    }
    return out->in_packet != 0 && out->out_packet != 0;
}

static bool is_adb(const struct libusb_interface_descriptor *setting)
{
    return setting->bInterfaceClass == CLASS_ADB &&
           setting->bInterfaceSubClass == SUBCLASS_ADB &&
           setting->bInterfaceProtocol == PROTOCOL_ADB;
}

static bool find_interface(const struct libusb_config_descriptor *config,
                           struct usb_phone *phone)
{
    int i;
    int k;

    for (i = 0; i < config->bNumInterfaces; i++) {
        const struct libusb_interface *interface = &config->interface[i];

        for (k = 0; k < interface->num_altsetting; k++) {
            const struct libusb_interface_descriptor *setting =
                &interface->altsetting[k];

            if (is_adb(setting) && find_pipes(setting, &phone->pipes)) {
                phone->alternate = setting->bAlternateSetting;
                phone->configuration = config->bConfigurationValue;
                return true;
            }
        }
    }
    return false;
}

/* ---- names ------------------------------------------------------------ */

static void make_path(struct usb_phone *phone)
{
    uint8_t ports[PORTS_MAX];
    int count =
        libusb_get_port_numbers(phone->device, ports, (int)sizeof(ports));
    size_t used;
    int i;

    (void)snprintf(phone->path, sizeof(phone->path), "usb:%u",
                   (unsigned)phone->bus);
    for (i = 0; i < count; i++) {
        used = strlen(phone->path);
        (void)snprintf(phone->path + used, sizeof(phone->path) - used, "%c%u",
                       i == 0 ? '-' : '.', (unsigned)ports[i]);
    }
}

/* Where the system keeps no strings the phone is asked. */
static void ask_strings(struct usb_phone *phone,
                        const struct libusb_device_descriptor *descriptor)
{
    libusb_device_handle *handle;

    if (libusb_open(phone->device, &handle) < 0) {
        return;
    }
    (void)libusb_get_string_descriptor_ascii(handle, descriptor->iSerialNumber,
                                             (unsigned char *)phone->serial,
                                             (int)sizeof(phone->serial));
    (void)libusb_get_string_descriptor_ascii(handle, descriptor->iProduct,
                                             (unsigned char *)phone->product,
                                             (int)sizeof(phone->product));
    libusb_close(handle);
}

static void find_names(struct usb_phone *phone,
                       const struct libusb_device_descriptor *descriptor)
{
    const char *path = phone->path + strlen("usb:");

    make_path(phone);
    usb_host_node(phone->bus, phone->address, phone->node);
    if (usb_host_string(path, "serial", phone->serial)) {
        (void)usb_host_string(path, "product", phone->product);
    } else {
        ask_strings(phone, descriptor);
    }
}

const char *usb_phone_name(const struct usb_phone *phone)
{
    return phone->serial[0] != '\0' ? phone->serial : phone->path;
}

/* A phone chooses its serial number: it may be another phone's place. */
bool usb_phone_is(const struct usb_phone *phone, const char *which)
{
    if (which == NULL || strcmp(which, phone->path) == 0) {
        return true;
    }
    return strncmp(which, "usb:", 4) != 0 && phone->serial[0] != '\0' &&
           strcmp(which, phone->serial) == 0;
}

/* ---- the list --------------------------------------------------------- */

/* Whether the device is a phone. Only then phone holds it. */
static bool look_at(libusb_device *device, struct usb_phone *phone)
{
    struct libusb_config_descriptor *config = NULL;
    struct libusb_device_descriptor descriptor;
    bool is_phone;

    memset(phone, 0, sizeof(*phone));
    if (libusb_get_device_descriptor(device, &descriptor) < 0 ||
        libusb_get_active_config_descriptor(device, &config) < 0) {
        return false; /* not configured, or gone */
    }
    is_phone = find_interface(config, phone);
    libusb_free_config_descriptor(config);
    if (is_phone) {
        phone->device = libusb_ref_device(device);
        phone->bus = libusb_get_bus_number(device);
        phone->address = libusb_get_device_address(device);
        find_names(phone, &descriptor);
    }
    return is_phone;
}

/* A list that does not change from one look to the next. */
static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct usb_phone *)a)->path,
                  ((const struct usb_phone *)b)->path);
}

static int look_at_all(struct usb_phones *out, libusb_device **devices,
                       size_t count)
{
    size_t i;

    if (count > USB_PHONES_MAX) {
        count = USB_PHONES_MAX;
    }
    out->phones = calloc(count > 0 ? count : 1, sizeof(*out->phones));
    if (out->phones == NULL) {
        return ADB_ERR_NOMEM;
    }
    for (i = 0; i < count; i++) {
        if (look_at(devices[i], &out->phones[out->count])) {
            out->count++;
        }
    }
    qsort(out->phones, out->count, sizeof(*out->phones), by_path);
    return 0;
}

int usb_find(struct usb_phones *out, const struct log *log, struct adb_err *err)
{
    libusb_device **devices;
    ssize_t count;
    int rc;

    memset(out, 0, sizeof(*out));
    rc = libusb_init(&out->context);
    if (rc < 0) {
        /* As in a container: there is no USB to be seen. */
        out->context = NULL;
        log_info(log, "no USB here: %s", libusb_strerror(rc));
        return rc == LIBUSB_ERROR_NO_MEM ? fail_nomem(err) : 0;
    }
    count = libusb_get_device_list(out->context, &devices);
    if (count < 0) {
        usb_find_end(out);
        return count == LIBUSB_ERROR_NO_MEM
                   ? fail_nomem(err)
                   : fail_with(err, ADB_ERR_IO,
                               "the USB devices cannot be listed: %s",
                               libusb_strerror((int)count));
    }
    rc = look_at_all(out, devices, (size_t)count);
    libusb_free_device_list(devices, 1);
    if (rc < 0) {
        usb_find_end(out);
        return fail_nomem(err);
    }
    return 0;
}

void usb_find_end(struct usb_phones *phones)
{
    size_t i;

    for (i = 0; i < phones->count; i++) {
        libusb_unref_device(phones->phones[i].device);
    }
    free(phones->phones);
    if (phones->context != NULL) {
        libusb_exit(phones->context);
    }
    memset(phones, 0, sizeof(*phones));
}
