/* SPDX-License-Identifier: Apache-2.0 */
/* What the library itself is made of, for those who report what they run. */
#ifndef ADB_LIBRARY_H
#define ADB_LIBRARY_H

#include <adb/export.h>

#include <stddef.h>

ADB_BEGIN

/*
 * "NAME VERSION" of a library that this one uses, as it is at run time; they
 * count from 0. Returns out, or NULL when there are no more. Initialises
 * none of them.
 */
ADB_API const char *adb_library_text(size_t index, char *out, size_t cap);

ADB_END

#endif
