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

int whats_of_file(const char *file, const char *const *words, size_t count,
                  struct target **out, struct err *err)
{
    struct err why = {.code = 0};
    int rc = whats_parse(words, (int)count, out, &why);

    if (rc == 0) {
        return 0;
    }
    return rc == ERR_USAGE
               ? err_set(err, ERR_PROTO,
                         "%s: capture: damaged, in what it was asked for: %s",
                         file, why.text)
               : err_set(err, rc, "%s", why.text);
}
