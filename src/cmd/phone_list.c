/* SPDX-License-Identifier: Apache-2.0 */
/* See phone_list.h. */
#include "cmd/phone_list.h"

#include "cmd/phone.h"
#include "cmd/say.h"
#include "cmd/worker.h"
#include "link/devices.h"

#include <string.h>

struct listing {
    struct link_options options;
    struct link_devices found;
    int rc;
    struct err err;
};

static void list(void *ctx)
{
    struct listing *listing = ctx;

    listing->rc =
        link_devices_list(&listing->options, &listing->found, &listing->err);
}

/* Those that are ready. */
static int take_ready(const struct link_devices *all, struct phone_list *out,
                      struct err *err)
{
    const struct device_list *found = &all->list;
    size_t count = 0;

    for (size_t i = 0; i < found->count; i++) {
        count += strcmp(found->devices[i].state, "ready") == 0;
    }
    if (count == 0) {
        return err_set(err, ERR_NO_DEVICE,
                       "--all-devices: no phone is ready; `adbnet devices` "
                       "lists them and says what to do");
    }
    if (count > PHONES_MAX) {
        return err_set(err, ERR_USAGE,
                       "--all-devices: %zu phones are ready; at most %d are "
                       "watched at once: name them with -s",
                       count, PHONES_MAX);
    }
    for (size_t i = 0; i < found->count; i++) {
        const struct device *device = &found->devices[i];

        if (strcmp(device->state, "ready") == 0) {
            /* The list goes. */
            out->owned[out->count] = strdup(device->serial);
            if (out->owned[out->count] == NULL) {
                return err_set(err, ERR_NOMEM, "out of memory");
            }
            out->serials[out->count] = out->owned[out->count];
            out->count++;
        }
    }
    return 0;
}

static int find_all(const struct settings *settings, struct phone_list *out,
                    struct err *err)
{
    struct log log = say_log(settings);
    struct listing listing = {
        .options = {.clock = clock_system(),
                    .via = settings->via,
                    .log = &log,
                    .cancel = adb_cancel_new()},
    };
    int by_signal = 0;
    int rc = listing.options.cancel == NULL
                 ? err_set(err, ERR_NOMEM, "out of memory or file descriptors")
                 : phone_server_addr(settings, &listing.options.server, err);

    if (rc == 0) {
        rc =
            worker_run(list, &listing, listing.options.cancel, &by_signal, err);
    }
    if (rc == 0 && listing.rc < 0) {
        *err = listing.err;
        rc = listing.rc;
    }
    if (rc == 0) {
        rc = take_ready(&listing.found, out, err);
    }
    link_devices_fini(&listing.found);
    adb_cancel_free(listing.options.cancel);
    return rc;
}

int phone_list_find(const struct settings *settings, struct phone_list *out,
                    struct err *err)
{
    size_t count = settings->serial_count;

    if ((settings->replay != NULL || settings->record != NULL) &&
        (settings->watch.want_all_phones || count > 1)) {
        return err_set(err, ERR_USAGE,
                       "a recording is of one phone: neither "
                       "--all-devices nor several -s go with it");
    }
    if (settings->watch.want_all_phones) {
        return count > 0 ? err_set(err, ERR_USAGE,
                                   "--all-devices and -s exclude each other")
                         : find_all(settings, out, err);
    }
    for (size_t i = 0; i < count && count > 1; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(settings->serials[i], settings->serials[k]) == 0) {
                return err_set(err, ERR_USAGE, "-s %s was given twice",
                               settings->serials[i]);
            }
        }
        out->serials[i] = settings->serials[i];
    }
    out->count = count > 1 ? count : 1;
    return 0;
}
