/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of others in a run of members. See json_run.h. */
#include "sink/json_run.h"

/* What fits for certain; longer ones take the long way. */
#define SHORT_MAX (JSON_RUN_ROOM / 4)

char *json_run_finish_text(struct out *out, char *to, const char *text)
{
    struct str all = str_from(text);

    if (all.len <= SHORT_MAX && text_is_plain(all, TEXT_JSON)) {
        memcpy(to, all.ptr, all.len);
        to += all.len;
    } else {
        out_wrote(out, to);
        out_text(out, all, TEXT_JSON);
        to = out_room(out, 1);
    }
    *to++ = '"';
    out_wrote(out, to);
    return out_room(out, JSON_RUN_ROOM);
}
