/* SPDX-License-Identifier: Apache-2.0 */
/* Where this user's adb keys are, from settings and system. */
#ifndef ADBNET_CMD_KEYS_H
#define ADBNET_CMD_KEYS_H

#include "cmd/settings.h"

#define KEYS_PATH_CAP 4096
#define KEYS_OWNER_CAP 512

struct keys_of_user {
    struct adb_key_places places; /* points into this and the settings */
    char home[KEYS_PATH_CAP];
    char owner[KEYS_OWNER_CAP]; /* "user@host" */
};

/* Must stay where it is as long as places are used. */
void keys_find(const struct settings *settings, struct keys_of_user *out);

/* How long the phone's owner may take, milliseconds. */
int keys_wait_ms(const struct settings *settings);

#endif
