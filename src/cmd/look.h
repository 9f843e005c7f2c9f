/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One look at a phone: reaches it, asks, lets it go. What is done with the
 * answer is the command's business, and needs no phone any more.
 */
#ifndef ADBNET_CMD_LOOK_H
#define ADBNET_CMD_LOOK_H

#include "cmd/phone.h"
#include "cmd/rights.h"
#include "cmd/token.h"
#include "collect/script.h"
#include "model/snapshot.h"

struct look {
    const struct settings *settings;
    const struct target *targets; /* borrowed; set before look_run() */
    size_t target_count;
    struct rights rights;
    struct log log;
    struct adb_cancel *cancel;
    struct phone_link phone; /* serial, way, own connection: stay valid */
    char token[TOKEN_LEN + 1];
    /* Whose network is wanted too; to be set before look_run(). */
    uint32_t pids[SCRIPT_PIDS_MAX];
    size_t pid_count;
    size_t pids_left_out; /* beyond what one script takes; it is said */
    struct snapshot snapshot;
    int rc;
    struct err err; /* why it failed; names the phone */
};

/*
 * What is wanted that the plain look does not bring, enum script_part; -a
 * means everything with addresses.
 */
unsigned look_parts(const struct settings *settings);

/*
 * All that needs no phone. 0 or a negative code with the sentence in
 * look->err; look_fini() is due either way.
 */
int look_prepare(struct look *look, const struct settings *settings);

/*
 * 0 when the snapshot holds something; its warnings say what it lacks. The
 * phone is closed, and the recording, if one was wanted, is in its place.
 * Else a negative code with the sentence in look->err.
 */
int look_run(struct look *look);

void look_fini(struct look *look);

#endif
