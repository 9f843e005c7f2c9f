/* SPDX-License-Identifier: Apache-2.0 */
/* The list of phones on USB. See <adb/usb.h>. */
#include <adb/usb.h>

#include "caller.h"
#include "fail.h"
#include "usb_find.h"

#include <stdlib.h>
#include <string.h>

/* An entry's strings. */
struct texts {
    struct usb_phone phone; /* whose device is not ours any more */
    char state[USB_HOST_TEXT_CAP];
};

/* The list, with what its strings point to behind the entries. */
struct listing {
    struct adb_usb_list list;
    struct texts *texts;
};

static void describe(const struct usb_phone *phone, struct texts *texts,
                     struct adb_usb_entry *out)
{
    texts->phone = *phone;
    texts->phone.device = NULL;
    texts->state[0] = '\0';
    out->serial = texts->phone.serial;
    out->path = texts->phone.path;
    out->product = texts->phone.product;
    out->node = texts->phone.node;
    out->state_text = texts->state;
    out->state = ADB_USB_READY;
    if (usb_host_is_claimed(phone->path + strlen("usb:"), phone->configuration,
                            phone->pipes.interface)) {
        out->state = ADB_USB_BUSY;
        usb_host_holder("/proc", phone->node, texts->state);
    } else if (usb_host_is_forbidden(phone->node)) {
        out->state = ADB_USB_NO_PERMISSION;
        usb_host_owner(phone->node, texts->state);
    }
}

static struct listing *make_listing(const struct usb_phones *found)
{
    size_t room = found->count > 0 ? found->count : 1;
    struct listing *listing = calloc(1, sizeof(*listing));
    size_t i;

    if (listing == NULL) {
        return NULL;
    }
    listing->list.entries = calloc(room, sizeof(*listing->list.entries));
    listing->texts = calloc(room, sizeof(*listing->texts));
    if (listing->list.entries == NULL || listing->texts == NULL) {
        adb_usb_list_free(&listing->list);
        return NULL;
    }
    for (i = 0; i < found->count; i++) {
        describe(&found->phones[i], &listing->texts[i],
                 &listing->list.entries[i]);
    }
    listing->list.count = found->count;
    return listing;
}

int adb_usb_devices(const struct adb_options *options,
                    struct adb_usb_list **out, struct adb_err *err)
{
    struct usb_phones found = {.count = 0};
    struct listing *listing;
    struct caller caller;
    int rc = caller_init(&caller, options, clock_system(), err);

    *out = NULL;
    if (rc == 0) {
        rc = usb_find(&found, caller_log(&caller), err);
    }
    if (rc < 0) {
        return rc;
    }
    listing = make_listing(&found);
    usb_find_end(&found);
    if (listing == NULL) {
        return fail_nomem(err);
    }
    *out = &listing->list;
    return 0;
}

void adb_usb_list_free(struct adb_usb_list *list)
{
    struct listing *listing = (struct listing *)list;

    if (listing == NULL) {
        return;
    }
    free(listing->list.entries);
    free(listing->texts);
    free(listing);
}
