/* SPDX-License-Identifier: Apache-2.0 */
/* The list of phones. See devices.h. */
#include "link/devices.h"

#include "base/format.h"

#include <stdlib.h>

#define DEVICES_MAX 4096

static const struct {
    const char *name;
    const char *next;
} states[] = {
    [ADB_STATE_UNKNOWN] = {"unknown", NULL},
    [ADB_STATE_DEVICE] = {"ready", NULL},
    [ADB_STATE_RECOVERY] = {"recovery", "start Android on the phone"},
    [ADB_STATE_SIDELOAD] = {"sideload", "start Android on the phone"},
    [ADB_STATE_RESCUE] = {"rescue", "start Android on the phone"},
    [ADB_STATE_BOOTLOADER] = {"bootloader", "start Android on the phone"},
    [ADB_STATE_HOST] = {"host", NULL},
    [ADB_STATE_OFFLINE] = {"offline", "plug the phone in again, or toggle USB "
                                      "debugging"},
    [ADB_STATE_CONNECTING] = {"connecting", "wait a moment"},
    [ADB_STATE_AUTHORIZING] = {"authorizing", "wait a moment"},
    [ADB_STATE_UNAUTHORIZED] = {"unauthorized",
                                "unlock the phone and accept \"Allow USB "
                                "debugging?\""},
    [ADB_STATE_NO_PERMISSIONS] = {"no permission",
                                  "this user may not open the USB device: "
                                  "install a udev rule for it"},
    [ADB_STATE_DETACHED] = {"detached", "adb attach"},
};

#define STATE_COUNT (sizeof(states) / sizeof(states[0]))

/* The word for a state, and the next step for its user (NULL: none). */
static const char *state_name(enum adb_state state)
{
    size_t i = (size_t)state;

    return states[i < STATE_COUNT ? i : ADB_STATE_UNKNOWN].name;
}

static const char *state_next(enum adb_state state)
{
    size_t i = (size_t)state;

    return states[i < STATE_COUNT ? i : ADB_STATE_UNKNOWN].next;
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

/* ---- the server's ------------------------------------------------------ */

/* The entry of USB for a phone of the server's list, or NULL. */
static const struct adb_usb_entry *find_usb(const struct adb_usb_list *usb,
                                            const struct adb_device_entry *from)
{
    size_t i;

    for (i = 0; usb != NULL && i < usb->count; i++) {
        const struct adb_usb_entry *entry = &usb->entries[i];

        /* Some servers leave "usb:" out. */
        if ((entry->serial[0] != '\0' &&
             strcmp(entry->serial, from->serial) == 0) ||
            strcmp(entry->path, from->devpath) == 0 ||
            strcmp(entry->path + strlen("usb:"), from->devpath) == 0) {
            return entry;
        }
    }
    return NULL;
}

/* The server may not open it, but this user may. */
static bool is_better_by_usb(const struct adb_usb_list *usb,
                             const struct adb_device_entry *from)
{
    const struct adb_usb_entry *entry = find_usb(usb, from);

    return from->state == ADB_STATE_NO_PERMISSIONS && entry != NULL &&
           entry->state == ADB_USB_READY;
}

static int take_server(struct link_devices *out)
{
    size_t i;
    int rc = 0;

    for (i = 0; out->from != NULL && i < out->from->count && rc == 0; i++) {
        const struct adb_device_entry *entry = &out->from->entries[i];
        struct device device = {
            .serial = entry->serial,
            .via = "server",
            .state = state_name(entry->state),
            .state_text = entry->state_text,
            .model = or_null(entry->model),
            .product = or_null(entry->product),
            .next = state_next(entry->state),
        };

        if (!is_better_by_usb(out->usb, entry)) {
            rc = vec_push(&out->devices, &device);
        }
    }
    return rc;
}

static int ask_server(const struct link_options *options,
                      struct adb_device_list **out, struct err *err)
{
    struct adb_options library = link_library_options(options);
    struct adb_err adb_err;

    if (adb_server_devices(&options->server, &library, out, &adb_err) < 0) {
        return link_error(&adb_err, err);
    }
    if ((*out)->bad_count > 0) {
        log_warn(options->log,
                 "%zu lines of the adb server's list were not understood",
                 (*out)->bad_count);
    }
    return 0;
}

/* ---- those of USB ------------------------------------------------------ */

static bool is_in_server(const struct link_devices *devices,
                         const struct adb_usb_entry *usb)
{
    size_t i;

    for (i = 0; devices->from != NULL && i < devices->from->count; i++) {
        const struct adb_device_entry *entry = &devices->from->entries[i];

        if (find_usb(devices->usb, entry) == usb) {
            return !is_better_by_usb(devices->usb, entry);
        }
    }
    return false;
}

static struct device describe(const struct adb_usb_entry *entry,
                              char next[LINK_NEXT_CAP])
{
    bool has_text = entry->state_text[0] != '\0';
    struct device device = {
        .serial = entry->serial[0] != '\0' ? entry->serial : entry->path,
        .via = "usb",
        .state = "ready",
        .state_text = entry->state_text,
        .model = or_null(entry->product),
    };

    if (entry->state == ADB_USB_BUSY) {
        device.state = "busy";
        device.next =
            format_text(next, LINK_NEXT_CAP,
                        "in use by %s: use the phone through that "
                        "adb server, or end the program",
                        has_text ? entry->state_text : "another program");
    } else if (entry->state == ADB_USB_NO_PERMISSION) {
        device.state = "no permission";
        device.next = format_text(next, LINK_NEXT_CAP,
                                  "this user may not open %s (%s): copy "
                                  "src/dist/51-adbnet.rules to "
                                  "/etc/udev/rules.d/ and plug the phone in "
                                  "again",
                                  entry->node, entry->state_text);
    }
    return device;
}

static int take_usb(struct link_devices *out)
{
    size_t i;
    int rc = 0;

    if (out->usb == NULL || out->usb->count == 0) {
        return 0;
    }
    out->next = calloc(out->usb->count, sizeof(*out->next));
    if (out->next == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < out->usb->count && rc == 0; i++) {
        const struct adb_usb_entry *entry = &out->usb->entries[i];

        if (!is_in_server(out, entry)) {
            struct device device = describe(entry, out->next[i]);

            rc = vec_push(&out->devices, &device);
        }
    }
    return rc;
}

static int ask_usb(const struct link_options *options,
                   struct adb_usb_list **out, struct err *err)
{
    struct adb_options library = link_library_options(options);
    struct adb_err adb_err;

    return adb_usb_devices(&library, out, &adb_err) < 0
               ? link_error(&adb_err, err)
               : 0;
}

/* ---- both -------------------------------------------------------------- */

static int ask(const struct link_options *options, struct link_devices *out,
               struct err *err)
{
    bool wants_usb = options->via == LINK_AUTO || options->via == LINK_USB;
    bool wants_server =
        options->via == LINK_AUTO || options->via == LINK_SERVER;
    int rc = wants_usb ? ask_usb(options, &out->usb, err) : 0;

    if (rc < 0 || !wants_server) {
        return rc;
    }
    rc = ask_server(options, &out->from, err);
    if (rc == ERR_NO_SERVER && wants_usb &&
        (out->usb->count > 0 || !link_is_server_named(options))) {
        log_info(options->log, "%s", err->text);
        rc = 0;
    }
    return rc;
}

int link_devices_list(const struct link_options *options,
                      struct link_devices *out, struct err *err)
{
    int rc;

    memset(out, 0, sizeof(*out));
    vec_init(&out->devices, sizeof(struct device), DEVICES_MAX);
    rc = ask(options, out, err);
    if (rc < 0) {
        link_devices_fini(out);
        return rc;
    }
    rc = take_server(out);
    if (rc == 0) {
        rc = take_usb(out);
    }
    if (rc < 0) {
        link_devices_fini(out);
        return err_set(err, rc, "out of memory");
    }
    out->list.devices = out->devices.items;
    out->list.count = out->devices.len;
    return 0;
}

int link_devices_add_direct(struct link_devices *devices, const char *serial,
                            struct err *err)
{
    struct device device = {.serial = serial, .via = "tcp", .state = "ready"};

    if (vec_push(&devices->devices, &device) < 0) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    devices->list.devices = devices->devices.items;
    devices->list.count = devices->devices.len;
    return 0;
}

void link_devices_fini(struct link_devices *devices)
{
    vec_fini(&devices->devices);
    adb_device_list_free(devices->from);
    adb_usb_list_free(devices->usb);
    free(devices->next);
    memset(devices, 0, sizeof(*devices));
}
