/* SPDX-License-Identifier: Apache-2.0 */
/* Which phones are watched. */
#include "cmd/phone.h"
#include "cmd/say.h"
#include "cmd/watching.h"
#include "cmd/worker.h"
#include "link/devices.h"

#include <stdlib.h>

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

static int make(struct watching *watching, size_t count, struct err *err)
{
    watching->phones = calloc(count, sizeof(*watching->phones));
    if (watching->phones == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    watching->phone_count = count;
    for (size_t i = 0; i < count; i++) {
        struct watched *watched = &watching->phones[i];

        watched->watching = watching;
        watched->number = (unsigned)i;
        watched->settings = *watching->settings;
    }
    return 0;
}

static void name(struct watched *watched, const char *serial)
{
    watched->settings.select = ADB_SELECT_SERIAL;
    watched->settings.serial = serial;
}

/* Those that are ready; the others are said. */
static int take_ready(struct watching *watching, const struct link_devices *all,
                      struct err *err)
{
    const struct device_list *found = &all->list;
    size_t count = 0;
    int rc;

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
    rc = make(watching, count, err);
    count = 0;
    for (size_t i = 0; i < found->count && rc == 0; i++) {
        const struct device *device = &found->devices[i];

        if (strcmp(device->state, "ready") == 0) {
            /* The list goes. */
            watching->serials[count] = strdup(device->serial);
            if (watching->serials[count] == NULL) {
                return err_set(err, ERR_NOMEM, "out of memory");
            }
            name(&watching->phones[count], watching->serials[count]);
            count++;
        }
    }
    return rc;
}

static int find_all(struct watching *watching, struct err *err)
{
    struct log log = say_log(watching->settings);
    struct listing listing = {
        .options = {.clock = clock_system(),
                    .via = watching->settings->via,
                    .log = &log,
                    .cancel = adb_cancel_new()},
    };
    int by_signal = 0;
    int rc = listing.options.cancel == NULL
                 ? err_set(err, ERR_NOMEM, "out of memory or file descriptors")
                 : phone_server_addr(watching->settings,
                                     &listing.options.server, err);

    if (rc == 0) {
        rc =
            worker_run(list, &listing, listing.options.cancel, &by_signal, err);
    }
    if (rc == 0 && listing.rc < 0) {
        *err = listing.err;
        rc = listing.rc;
    }
    if (rc == 0) {
        rc = take_ready(watching, &listing.found, err);
    }
    link_devices_fini(&listing.found);
    adb_cancel_free(listing.options.cancel);
    return rc;
}

int watching_phones_find(struct watching *watching, struct err *err)
{
    const struct settings *settings = watching->settings;
    size_t count = settings->serial_count;
    int rc;

    if (settings->replay != NULL || settings->record != NULL) {
        if (settings->watch.want_all_phones || count > 1) {
            return err_set(err, ERR_USAGE,
                           "a recording is of one phone: neither "
                           "--all-devices nor several -s go with it");
        }
    }
    if (settings->watch.want_all_phones) {
        return count > 0 ? err_set(err, ERR_USAGE,
                                   "--all-devices and -s exclude each other")
                         : find_all(watching, err);
    }
    rc = make(watching, count > 1 ? count : 1, err);
    for (size_t i = 0; i < count && count > 1 && rc == 0; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(settings->serials[i], settings->serials[k]) == 0) {
                return err_set(err, ERR_USAGE, "-s %s was given twice",
                               settings->serials[i]);
            }
        }
        name(&watching->phones[i], settings->serials[i]);
    }
    return rc;
}
