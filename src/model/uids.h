/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Android's uid numbers: uid = user * 100000 + app id. Ranges and names from
 * AOSP system/core android_filesystem_config.h and bionic grp_pwd.cpp (names
 * as ls and ps on the phone print them). Read 2026-11.
 */
#ifndef ADBNET_MODEL_UIDS_H
#define ADBNET_MODEL_UIDS_H

#include "base/cursor.h"
#include "model/owner.h"

enum uid_kind uid_kind_of(uint32_t uid);

/*
 * "system", "dns", "u10_system", "u0_a93", "u0_i9001"; "" for numbers that
 * Android has no name for (an SDK sandbox, a vendor's own id). Returns out.
 */
const char *uid_name(uint32_t uid, char out[UID_NAME_CAP]);

/*
 * The uid of a name that uid_name() could have made, and of no other text;
 * false for names this table does not have, *out untouched.
 */
bool uid_from_name(struct str name, uint32_t *out);

#endif
