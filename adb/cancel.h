/* SPDX-License-Identifier: Apache-2.0 */
/* What the rest of the library needs of <adb/cancel.h>. */
#ifndef ADB_CANCEL_IMPL_H
#define ADB_CANCEL_IMPL_H

#include <adb/cancel.h>

/*
 * A descriptor that polls readable from adb_cancel() on, for ever; -1, which
 * poll() passes over, without an object.
 */
int cancel_fd(const struct adb_cancel *cancel);

#endif
