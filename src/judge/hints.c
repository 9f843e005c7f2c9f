/* SPDX-License-Identifier: Apache-2.0 */
/* Hints of a run, kind by kind. See hints.h. */
#include "judge/hints_state.h"

#include "base/format.h"

#include <stdlib.h>

#define STRINGS_MAX ((size_t)256 * 1024 * 1024)
#define NOTES_MAX ((size_t)64 * 1024)
/* Of a baseline's runs together. */
#define KNOWN_MAX ((size_t)1000 * 1000)
#define END_CAP (KEY_CAP + 300)

const struct hint *hints_list(const struct hints *hints, size_t *out_count)
{
    *out_count = hints->list.len;
    return hints->list.items;
}

const struct run_note *hints_notes(const struct hints *hints, size_t *out_count)
{
    *out_count = hints->notes.len;
    return hints->notes.items;
}

uint64_t hints_left_out(const struct hints *hints)
{
    return hints->left_out;
}

const char *hints_flags(const struct hints *hints)
{
    return hints->flags;
}

const char *const *hints_absent(const struct hints *hints, size_t *out_count)
{
    *out_count = hints->absent_count;
    return hints->absent;
}

void hints_free(struct hints *hints)
{
    if (hints != NULL) {
        free(hints->flags);
        pool_fini(&hints->strings);
        vec_fini(&hints->list);
        vec_fini(&hints->notes);
        free(hints);
    }
}

static void add(struct hints *hints, struct hint *hint)
{
    if (hints->list.len == HINTS_MAX) {
        hints->left_out++;
        return;
    }
    hint_describe(hints, hint);
    if (hints->rc == 0) {
        hints->rc = vec_push(&hints->list, hint);
    }
}

static bool is_end(const struct endpoint *endpoint)
{
    return endpoint->is_selected && sock_has_remote(endpoint->connection.row);
}

/* Whose, where and which port; false when it is not known. */
static bool write_end(const struct endpoint *endpoint, enum key_by by,
                      char out[END_CAP])
{
    const struct connection *connection = &endpoint->connection;
    char id[SUBJECT_CAP];
    char key[KEY_CAP];

    if (!is_end(endpoint) || end_key(connection, by, key) == NOT_KNOWN) {
        return false;
    }
    (void)format_text(out, END_CAP, "%s %u %s", key_subject(connection, 0, id),
                      key_port(connection), key);
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void gather_known(struct hints *hints,
                         const struct hint_options *options, struct vec *known)
{
    size_t i;
    size_t j;

    for (i = 0; i < options->baseline_count; i++) {
        const struct watch_summary *summary = options->baseline[i]->summary;

        for (j = 0; j < summary->endpoint_count && hints->rc == 0; j++) {
            char text[END_CAP];
            const char *kept;

            if (!write_end(&summary->endpoints[j], options->by, text)) {
                continue;
            }
            kept = hint_keep(hints, text);
            if (hints->rc == 0) {
                hints->rc = vec_push(known, &kept);
            }
        }
    }
    vec_sort(known, compare_texts);
}

static void add_new(struct hints *hints, const struct hint_options *options)
{
    const struct watch_summary *summary = hints->run->summary;
    struct vec known;
    size_t i;

    if (options->baseline_count == 0) {
        return;
    }
    vec_init(&known, sizeof(const char *), KNOWN_MAX);
    gather_known(hints, options, &known);
    for (i = 0; i < summary->endpoint_count && hints->rc == 0; i++) {
        struct hint hint = {.kind = HINT_NEW,
                            .endpoint = &summary->endpoints[i]};
        char text[END_CAP];
        const char *key = text;

        if (setup_of(&hint.endpoint->connection) != SETUP_NONE ||
            !is_end(hint.endpoint)) {
            continue;
        }
        if (!write_end(hint.endpoint, options->by, text)) {
            hints->has_unknown_end = true;
        } else if (vec_find(&known, &key, compare_texts) == NULL) {
            add(hints, &hint);
        }
    }
    vec_fini(&known);
}

static void add_kind(struct hints *hints, enum hint_kind kind,
                     const struct endpoint *endpoints, size_t count)
{
    size_t i;

    for (i = 0; i < count && hints->rc == 0; i++) {
        struct hint hint = {.kind = (uint8_t)kind, .endpoint = &endpoints[i]};

        if (hint.endpoint->is_selected &&
            hint_applies(hints, kind, hint.endpoint)) {
            add(hints, &hint);
        }
    }
}

/* The first kind that has one; hints are sorted by kind. */
static void hints_flag_all(struct hints *hints)
{
    static const char flags[HINT_KINDS] = {
        [HINT_OFF_PATH] = 'P',
        [HINT_BYPASSES_PROXY] = 'B',
        [HINT_OUTSIDE_VPN] = 'V',
        [HINT_NEW] = '+',
    };
    const struct watch_summary *summary = hints->run->summary;
    size_t i;

    hints->flags = calloc(summary->endpoint_count + 1, 1);
    if (hints->flags == NULL) {
        hints->rc = hints->rc == 0 ? ERR_NOMEM : hints->rc;
        return;
    }
    for (i = 0; i < hints->list.len; i++) {
        const struct hint *hint = vec_at(&hints->list, i);
        size_t at;

        /* Those of other kinds may be no endpoints of the summary. */
        if (flags[hint->kind] == '\0') {
            continue;
        }
        at = (size_t)(hint->endpoint - summary->endpoints);
        if (hints->flags[at] == '\0') {
            hints->flags[at] = flags[hint->kind];
        }
    }
}

int hints_make(const struct observed *run, const struct hint_options *options,
               struct hints **out, struct err *err)
{
    struct hints *hints = calloc(1, sizeof(*hints));
    unsigned kind;

    *out = NULL;
    if (hints == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    hints->run = run;
    hints->expected = options->expected;
    hints->has_baseline = options->baseline_count > 0;
    pool_init(&hints->strings, STRINGS_MAX);
    vec_init(&hints->list, sizeof(struct hint), HINTS_MAX);
    vec_init(&hints->notes, sizeof(struct run_note), NOTES_MAX);
    for (kind = 0; kind < HINT_KINDS; kind++) {
        add_kind(hints, (enum hint_kind)kind, run->summary->endpoints,
                 run->summary->endpoint_count);
        if (kind == HINT_OPEN_LISTENER || kind == HINT_RAW_SOCKET) {
            add_kind(hints, (enum hint_kind)kind, run->summary->listeners,
                     run->summary->listener_count);
        } else if (kind == HINT_NEW) {
            add_new(hints, options);
        }
    }
    hint_absent_all(hints);
    hint_note_all(hints);
    hints_flag_all(hints);
    if (hints->rc < 0) {
        int rc = hints->rc;

        hints_free(hints);
        return rc == ERR_LIMIT ? err_set(err, rc,
                                         "the baseline has more ends than this "
                                         "program takes")
                               : err_set(err, rc, "out of memory");
    }
    *out = hints;
    return 0;
}
