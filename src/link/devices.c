/* SPDX-License-Identifier: Apache-2.0 */
/* The list of phones. See devices.h. */
#include "link/devices.h"

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

const char *link_state_name(enum adb_state state)
{
    size_t i = (size_t)state;

    return states[i < STATE_COUNT ? i : ADB_STATE_UNKNOWN].name;
}

const char *link_state_next(enum adb_state state)
{
    size_t i = (size_t)state;

    return states[i < STATE_COUNT ? i : ADB_STATE_UNKNOWN].next;
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static int take_all(const struct adb_device_list *from, struct vec *devices)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < from->count && rc == 0; i++) {
        const struct adb_device_entry *entry = &from->entries[i];
        struct device device = {
            .serial = entry->serial,
            .via = "server",
            .state = link_state_name(entry->state),
            .state_text = entry->state_text,
            .model = or_null(entry->model),
            .product = or_null(entry->product),
            .next = link_state_next(entry->state),
        };

        rc = vec_push(devices, &device);
    }
    return rc;
}

int link_devices_list(const struct link_options *options,
                      struct link_devices *out, struct err *err)
{
    struct adb_options library = link_library_options(options);
    struct adb_err adb_err;
    int rc;

    memset(out, 0, sizeof(*out));
    vec_init(&out->devices, sizeof(struct device), DEVICES_MAX);
    if (adb_server_devices(&options->server, &library, &out->from, &adb_err) <
        0) {
        return link_error(&adb_err, err);
    }
    if (out->from->bad_count > 0) {
        log_warn(options->log,
                 "%zu lines of the adb server's list were not understood",
                 out->from->bad_count);
    }
    rc = take_all(out->from, &out->devices);
    if (rc < 0) {
        link_devices_fini(out);
        return err_set(err, rc, "out of memory");
    }
    out->list.devices = out->devices.items;
    out->list.count = out->devices.len;
    return 0;
}

void link_devices_fini(struct link_devices *devices)
{
    vec_fini(&devices->devices);
    adb_device_list_free(devices->from);
    memset(devices, 0, sizeof(*devices));
}
