/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that adbnet has printed, in the place of a capture. */
#include "cmd/file_in.h"
#include "cmd/observe_state.h"
#include "cmd/report_range.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* A capture is not read just to see that it is one. */
static bool begins_as_json(const char *path)
{
    char bytes[8];
    int fd = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    ssize_t len = fd < 0 ? 0 : read(fd, bytes, sizeof(bytes));

    if (fd >= 0) {
        (void)close(fd);
    }
    return len > 0 && said_is((struct str){bytes, (size_t)len});
}

static int list(struct observation *observation, struct err *err)
{
    size_t count = said_count(observation->said);
    size_t i;

    observation->list = calloc(count + 1, sizeof(*observation->list));
    if (observation->list == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < count; i++) {
        observation->list[i] = said_run(observation->said, i);
    }
    observation->count = count;
    observation->is_cut = said_is_partial(observation->said);
    return 1;
}

int observe_said(struct observation *observation, const char *source,
                 struct err *err)
{
    struct buf text;
    int rc;

    if (!begins_as_json(observation->file)) {
        return 0;
    }
    buf_init(&text, SAID_TEXT_MAX);
    rc = file_in_read(observation->file, &text, err);
    if (rc == 0) {
        rc = said_read((struct str){(const char *)text.data, text.len}, source,
                       report_stamp, &observation->said, err);
    }
    buf_fini(&text);
    return rc < 0 ? rc : list(observation, err);
}
