/* SPDX-License-Identifier: Apache-2.0 */
/* Limits that a watching has reached, and the like. See watch.h. */
#include "sink/watch.h"

#include "sink/pen.h"

void watch_put_notes(struct out *out, size_t width,
                     const struct watch_summary *summary)
{
    for (size_t i = 0; i < summary->note_count; i++) {
        struct para para;

        para_begin(&para, out, width, 0, 2, NULL);
        para_puts(&para, "Note:");
        para_text(&para, summary->notes[i]);
        para_end(&para);
    }
}
