/* SPDX-License-Identifier: Apache-2.0 */
/* See capture_in.h. */
#include "cmd/capture_in.h"

#include <errno.h>
#include <unistd.h>

int capture_in_open(const char *path, struct capture_reader **out,
                    struct err *err)
{
    bool is_missing = access(path, F_OK) < 0 && errno == ENOENT;
    int rc = capture_open(path, out, err);
    struct err why = *err;

    /* Whoever recorded or saved something wants another command. */
    if (rc == ERR_PROTO) {
        (void)err_set(err, rc,
                      "%s; this reads what watch --save and scan wrote (parse "
                      "reads recordings and saved text)",
                      why.text);
    } else if (rc < 0 && is_missing) {
        (void)err_set(err, rc, "%s; watch --save and scan make captures",
                      why.text);
    }
    return rc;
}
