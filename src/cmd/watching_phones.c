/* SPDX-License-Identifier: Apache-2.0 */
/* The phones that are watched. */
#include "cmd/phone_list.h"
#include "cmd/watching.h"

#include <stdlib.h>

int watching_phones_find(struct watching *watching, struct err *err)
{
    struct phone_list list = {.count = 0};
    int rc = phone_list_find(watching->settings, &list, err);

    memcpy(watching->serials, list.owned, sizeof(watching->serials));
    if (rc < 0) {
        return rc;
    }
    watching->phones = calloc(list.count, sizeof(*watching->phones));
    if (watching->phones == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    watching->phone_count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        struct watched *watched = &watching->phones[i];

        watched->watching = watching;
        watched->number = (unsigned)i;
        watched->settings = *watching->settings;
        if (list.serials[i] != NULL) {
            watched->settings.select = ADB_SELECT_SERIAL;
            watched->settings.serial = list.serials[i];
        }
    }
    return 0;
}
