/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line as targets. See whats.h. */
#include "cmd/whats.h"

#include <stdlib.h>

int whats_parse(const char *const *words, int count, struct target **out,
                struct err *err)
{
    int rc = 0;
    int i;

    *out = calloc((size_t)count + 1, sizeof(**out));
    if (*out == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count && rc == 0; i++) {
        rc = target_parse(words[i], &(*out)[i], err);
    }
    return rc;
}
