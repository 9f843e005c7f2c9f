/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ending blocking calls from another thread.
 *
 * One object may be given to any number of calls and devices through
 * `struct adb_options`. Once canceled it stays so: every blocking call that
 * runs and every later one returns ADB_ERR_CANCELED at once. There is no way
 * back; make a new object instead.
 */
#ifndef ADB_CANCEL_H
#define ADB_CANCEL_H

#include <adb/export.h>

ADB_BEGIN

struct adb_cancel;

/*
 * NULL when memory or file descriptors (it holds two) have run out. The
 * caller frees it with adb_cancel_free().
 */
ADB_API struct adb_cancel *adb_cancel_new(void);

/*
 * From any thread, any number of times. Takes effect at once, by a file
 * descriptor every wait of the library watches. Not from a signal handler.
 */
ADB_API void adb_cancel(struct adb_cancel *cancel);

/*
 * NULL is fine. No call may be running with it and every device that was
 * opened with it must have been closed.
 */
ADB_API void adb_cancel_free(struct adb_cancel *cancel);

ADB_END

#endif
