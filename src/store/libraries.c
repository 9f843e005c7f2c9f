/* SPDX-License-Identifier: Apache-2.0 */
/* See libraries.h. SQLite is named by enrich/, which has it, too. */
#include "store/libraries.h"

#include "base/format.h"

#include <zlib.h>

const char *store_library_text(size_t index, char *out, size_t cap)
{
    return index > 0 ? NULL : format_text(out, cap, "zlib %s", zlibVersion());
}
