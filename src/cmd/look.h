/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One look at one phone: reaches it, asks once, in a thread that signals can
 * end. What every command that reads a phone once begins with.
 */
#ifndef ADBNET_CMD_LOOK_H
#define ADBNET_CMD_LOOK_H

#include "cmd/phone.h"
#include "cmd/settings.h"
#include "cmd/token.h"
#include "model/snapshot.h"

struct look {
    const struct settings *settings;
    struct log log;
    struct adb_cancel *cancel;
    struct phone_link phone;
    char token[TOKEN_LEN + 1];
    struct snapshot snapshot;
    bool is_prepared;
    int rc;
    struct err err;
};

/*
 * All that needs no phone. 0 or a negative code with the sentence in
 * look->err; look_fini() is due either way.
 */
int look_prepare(struct look *look, const struct settings *settings);

/* Asks. 0 when look->snapshot can be used; else as above. */
int look_run(struct look *look);

/*
 * Closes the phone and puts the recording, if any, in its place; a negative
 * code when that failed. Frees the snapshot.
 */
int look_fini(struct look *look);

#endif
