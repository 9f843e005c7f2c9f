/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of saved text to outputs that take them one by one, whatever their
 * number: first a look at all of it for what must be known before, then the
 * rows, in the order of the files.
 */
#ifndef ADBNET_CMD_STREAM_H
#define ADBNET_CMD_STREAM_H

#include "cmd/answer.h"
#include "cmd/inputs.h"
#include "cmd/names.h"

/*
 * The outputs take rows, and nothing has to be asked about all of them. Names
 * only when an option is about them: a million rows shall not wait for those.
 */
static inline bool stream_is_fit(const struct answer *answer)
{
    const struct settings *settings = answer->settings;

    return answer->outputs->takes_rows && !names_want_networks(settings) &&
           settings->names.hosts == NULL && settings->names.dns == NULL;
}

/*
 * answer->snapshot is snapshot, initialised and empty. 0 with the exit status
 * in *out_status, or a negative code with its sentence.
 */
int stream_print(const struct answer *answer, const struct inputs *inputs,
                 struct snapshot *snapshot, int *out_status, struct err *err);

#endif
