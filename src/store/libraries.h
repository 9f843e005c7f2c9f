/* SPDX-License-Identifier: Apache-2.0 */
/* Which libraries a capture is written with. */
#ifndef ADBNET_STORE_LIBRARIES_H
#define ADBNET_STORE_LIBRARIES_H

#include <stddef.h>

/*
 * "NAME VERSION" of a library, as it is at run time; they count from 0.
 * Returns out, or NULL when there are no more. Initialises none of them.
 */
const char *store_library_text(size_t index, char *out, size_t cap);

#endif
