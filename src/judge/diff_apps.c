/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apps that one side has run and the other has not, or in vain. Where nothing
 * was observed of them there is no end that would tell: a crash is not the
 * same as silence.
 */
#include "judge/diff_state.h"

#include "base/format.h"

#define NOTE_CAP 512
#define NAMES_CAP 256
#define NAMED_MAX 3
#define APPS_MAX (2 * DIFF_RUNS_MAX)

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The packages of the runs of both sides, those that say nothing, too. */
static int gather(const struct diff *diff, struct vec *names)
{
    unsigned side;
    size_t i;
    int rc = 0;

    for (side = 0; side < 2; side++) {
        const struct diff_side *of = diff->sides[side];

        for (i = 0; i < of->run_count && rc == 0; i++) {
            if (of->runs[i]->package != NULL) {
                rc = vec_push(names, &of->runs[i]->package);
            }
        }
    }
    vec_sort(names, compare_names);
    return rc;
}

/* Counts those that are not compared; out names the first of them. */
static size_t count_apps(const struct diff *diff, const struct vec *names,
                         char out[NAMES_CAP])
{
    const char *before = NULL;
    size_t count = 0;
    size_t len = 0;
    size_t i;

    out[0] = '\0';
    for (i = 0; i < names->len; i++) {
        const char *name = *(const char *const *)vec_at(names, i);

        if ((before != NULL && strcmp(before, name) == 0) ||
            (diff_runs_of(diff, 0, name) > 0 &&
             diff_runs_of(diff, 1, name) > 0)) {
            before = name;
            continue;
        }
        before = name;
        if (count++ < NAMED_MAX) {
            (void)format_text(out + len, NAMES_CAP - len, "%s%s",
                              len == 0 ? "" : ", ", name);
            len += strlen(out + len);
        }
    }
    return count;
}

void diff_note_apps(struct diff *diff)
{
    struct vec names;
    char named[NAMES_CAP];
    char text[NOTE_CAP];
    int rc;

    vec_init(&names, sizeof(const char *), APPS_MAX);
    rc = gather(diff, &names);
    if (rc < 0) {
        diff->rc = diff->rc == 0 ? rc : diff->rc;
    } else {
        diff->counts.apps = count_apps(diff, &names, named);
    }
    vec_fini(&names);
    if (diff->counts.apps > 0) {
        diff_note(
            diff, "not-compared",
            format_text(text, sizeof(text),
                        "not compared, since a side has no run of it "
                        "that may be judged: %s%s",
                        named,
                        diff->counts.apps > NAMED_MAX ? " and others" : ""));
    }
}
