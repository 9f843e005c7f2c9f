/* SPDX-License-Identifier: Apache-2.0 */
/* Which libraries names and networks of addresses come from. */
#ifndef ADBNET_ENRICH_LIBRARIES_H
#define ADBNET_ENRICH_LIBRARIES_H

#include <stddef.h>

/*
 * "NAME VERSION" of a library, as it is at run time if it is linked; they
 * count from 0. Returns out, or NULL when there are no more. Initialises
 * none of them.
 */
const char *enrich_library_text(size_t index, char *out, size_t cap);

#endif
