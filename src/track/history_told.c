/* SPDX-License-Identifier: Apache-2.0 */
/* Events that a history is told, and passes on; and which notes it has. */
#include "base/format.h"
#include "track/history_state.h"

#include <string.h>

/* Once: a history that is played again says what the first one has said. */
static void keep_note(struct history *history, const char *text)
{
    char note[HISTORY_NOTE_CAP];

    (void)format_text(note, sizeof(note), "%s", text == NULL ? "" : text);
    for (size_t i = 0; i < history->note_count; i++) {
        if (strcmp(history->notes[i], note) == 0) {
            return;
        }
    }
    if (history->note_count < SUMMARY_NOTES_MAX) {
        memcpy(history->notes[history->note_count++], note, sizeof(note));
    }
}

static void pass(struct history *history, enum event_kind kind, int64_t at_ms,
                 const char *text)
{
    struct event event = {.kind = (uint8_t)kind, .at_ms = at_ms, .text = text};

    if (kind == EVENT_NOTE) {
        keep_note(history, text);
    }
    if (history->options.event != NULL) {
        history->options.event(history->options.ctx, &event);
    }
}

/* A phone can say so as fast as it likes, and all of it would be kept. */
static bool has_room(struct history *history, int64_t at_ms)
{
    size_t max = history->options.max_fronts;
    char text[HISTORY_NOTE_CAP];

    if (history->fronts < max) {
        history->fronts++;
        return true;
    }
    if (!history->is_fronts_told) {
        history->is_fronts_told = true;
        pass(history, EVENT_NOTE, at_ms,
             format_text(text, sizeof(text),
                         "the phone said more than %zu times what came to the "
                         "front: from then on that is not kept",
                         max));
    }
    return false;
}

void history_tell(struct history *history, enum event_kind kind, int64_t at_ms,
                  const char *text)
{
    if (kind != EVENT_FOREGROUND || has_room(history, at_ms)) {
        pass(history, kind, at_ms, text);
    }
}

void history_notes(const struct history *history, struct watch_summary *out)
{
    out->note_count = history->note_count;
    for (size_t i = 0; i < history->note_count; i++) {
        out->notes[i] = history->notes[i];
    }
}
