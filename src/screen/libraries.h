/* SPDX-License-Identifier: Apache-2.0 */
/* Which library the live view is drawn with. */
#ifndef ADBNET_SCREEN_LIBRARIES_H
#define ADBNET_SCREEN_LIBRARIES_H

#include <stddef.h>

/*
 * "NAME VERSION" of a library, as it is at run time; they count from 0.
 * Returns out, or NULL when there are no more. Initialises none of them.
 */
const char *screen_library_text(size_t index, char *out, size_t cap);

#endif
