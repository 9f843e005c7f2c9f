/* SPDX-License-Identifier: Apache-2.0 */
/* report --policy-out: a policy of what captures show. Wiring only. */
#include "cmd/report_learn.h"
#include "base/format.h"
#include "cmd/file_out.h"
#include "cmd/observe.h"
#include "cmd/say.h"
#include "judge/policy.h"

#include <stdlib.h>

struct learning {
    const struct settings *settings;
    struct observation **captures;
    const struct observed **runs;
    size_t count;
    struct file_out file;
    struct buf text;
    struct learned learned;
    struct err err;
};

static int read_all(struct learning *learning, size_t *out_runs)
{
    const struct settings *settings = learning->settings;
    size_t files = (size_t)settings->argument_count;
    size_t i;
    int rc = 0;

    learning->captures = calloc(files + 1, sizeof(*learning->captures));
    if (learning->captures == NULL) {
        return err_set(&learning->err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < files && rc == 0; i++) {
        size_t of = 0;

        rc = observe_capture(settings->arguments[i], settings,
                             &learning->captures[i], &learning->err);
        if (rc == 0) {
            (void)observe_runs(learning->captures[i], &of);
        }
        *out_runs += of;
    }
    return rc;
}

static int gather(struct learning *learning)
{
    size_t files = (size_t)learning->settings->argument_count;
    size_t total = 0;
    size_t i;
    size_t k;
    int rc = read_all(learning, &total);

    if (rc < 0) {
        return rc;
    }
    learning->runs = calloc(total + 1, sizeof(*learning->runs));
    if (learning->runs == NULL) {
        return err_set(&learning->err, ERR_NOMEM, "out of memory");
    }
    for (i = 0; i < files; i++) {
        size_t of;
        const struct observed *const *runs =
            observe_runs(learning->captures[i], &of);

        for (k = 0; k < of; k++) {
            learning->runs[learning->count++] = runs[k];
        }
    }
    return 0;
}

static int learn(struct learning *learning)
{
    const struct settings *settings = learning->settings;
    int rc = settings->argument_count == 0
                 ? err_set(&learning->err, ERR_USAGE,
                           "--policy-out needs captures to learn from")
                 : file_out_open(&learning->file, settings->policy_out,
                                 settings->want_force, &learning->err);

    rc = rc < 0 ? rc : gather(learning);
    rc = rc < 0 ? rc
                : policy_learn(learning->runs, learning->count,
                               LEARN_BY_NETWORK, &learning->text,
                               &learning->learned, &learning->err);
    rc = rc < 0 ? rc
                : file_out_write(&learning->file,
                                 (const char *)learning->text.data,
                                 learning->text.len, &learning->err);
    return rc < 0 ? rc : file_out_commit(&learning->file, &learning->err);
}

int report_learn(const struct settings *settings)
{
    struct learning learning = {.settings = settings, .file = {.fd = -1}};
    char note[160];
    int status = EXIT_OK;
    int i;

    buf_init(&learning.text, POLICY_TEXT_MAX);
    if (learn(&learning) < 0) {
        say_error(&learning.err);
        status = say_exit_status(&learning.err, false);
    } else if (learning.learned.left_out > 0) {
        say_note(settings,
                 format_text(note, sizeof(note),
                             "%zu endpoints are not in the policy: behind a "
                             "proxy, or cut by netstat",
                             learning.learned.left_out));
        status = EXIT_PARTIAL;
    }
    file_out_abandon(&learning.file);
    buf_fini(&learning.text);
    free(learning.runs);
    for (i = 0; learning.captures != NULL && i < settings->argument_count;
         i++) {
        observe_free(learning.captures[i]);
    }
    free(learning.captures);
    return status;
}
