/* SPDX-License-Identifier: Apache-2.0 */
/* Which phones a command means that takes several: -s, --all-devices. */
#ifndef ADBNET_CMD_PHONE_LIST_H
#define ADBNET_CMD_PHONE_LIST_H

#include "cmd/settings.h"

struct phone_list {
    /* NULL: the one that the settings choose. */
    const char *serials[PHONES_MAX];
    size_t count;
    /* Those of --all-devices: whoever has the list frees them. */
    char *owned[PHONES_MAX];
};

/*
 * *out is empty before. May ask the adb server. 0 or a negative code with its
 * sentence; what is owned is to be freed either way.
 */
int phone_list_find(const struct settings *settings, struct phone_list *out,
                    struct err *err);

#endif
