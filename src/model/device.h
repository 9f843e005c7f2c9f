/* SPDX-License-Identifier: Apache-2.0 */
/* A phone in a list of phones: where it is, how it is, what to do next. */
#ifndef ADBNET_MODEL_DEVICE_H
#define ADBNET_MODEL_DEVICE_H

#include "model/check.h"

#include <stddef.h>

struct device {
    const char *serial;     /* as one would type it after -s */
    const char *via;        /* static: "server", "usb", "tcp" */
    const char *state;      /* static: "ready", "unauthorized", "offline" ... */
    const char *state_text; /* as the server put it; USB: who has it */
    const char *model;      /* NULL: not said */
    const char *product;    /* NULL: not said */
    const char *next;       /* what the user can do; NULL: nothing */
    const char *android;    /* "14"; NULL: not said */
    const char *root;       /* static: "no", "su found", "yes (adbd)"; NULL */
    const char *avd;        /* an emulator's own name; NULL: not said */
    bool is_checked;        /* it was asked what it allows */
    const struct check *checks;
    size_t check_count;
};

struct device_list {
    const struct device *devices;
    size_t count;
};

#endif
