/* SPDX-License-Identifier: Apache-2.0 */
/* From the look at a phone to the baseline of a run. */
#include "cmd/answer.h"
#include "cmd/scanning.h"
#include "cmd/token.h"

/* How long Android's counters may take that are to come first. */
#define BYTES_WAIT_MS 3000

/* Of one run; in the capture half a kilobyte each at most. */
#define FRONTS_MAX 2000

void scanned_await(struct scanned *scanned)
{
    struct scanned_run *job = scanned->job;

    job->has_looked = true;
    watch_worker_soon(scanned->worker, SAMPLE_COUNTERS);
}

static int make_history(struct scanned *scanned, struct err *err)
{
    struct scanned_run *job = scanned->job;
    const struct watch_phone *link = &scanned->link;
    const struct answer answer = {
        .settings = &scanned->settings,
        .targets = &job->target,
        .target_count = 1,
        .own = {link->own_laptop, link->own_laptop_port, link->own_phone,
                link->own_phone_port},
    };
    struct history_options options = {
        .ignores_baseline = true,
        .may_be_absent = true,
        .max_fronts = FRONTS_MAX,
        .event = scanned_event,
        .ctx = scanned,
    };
    char token[TOKEN_LEN + 1];
    int rc = token_make(token, err);

    if (rc < 0) {
        return rc;
    }
    options.select = answer_choices(&answer);
    /* --all is of packages here. */
    options.select.want_all = false;
    memcpy(options.secret, token, sizeof(options.secret));
    history_free(job->history);
    job->history = history_new(&options);
    if (job->history == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    return history_base(job->history, scanned->base, err);
}

/* What Android had counted belongs to the baseline, although it came before. */
static void give_bytes(struct scanned_run *job, struct sample *sample)
{
    struct vec bytes = sample->bytes;

    if (job->has_bytes && (sample->parts & SAMPLE_BYTES) == 0) {
        sample->bytes = job->bytes;
        job->bytes = bytes;
        sample->parts |= SAMPLE_BYTES;
    }
}

void scanned_keep_bytes(struct scanned_run *job, struct sample *sample)
{
    struct vec bytes = sample->bytes;

    if ((sample->parts & SAMPLE_BYTES) != 0) {
        sample->bytes = job->bytes;
        job->bytes = bytes;
        job->has_bytes = true;
    }
}

/* True: it is the baseline, and all before it counts no more. */
bool scanned_is_baseline(struct scanned *scanned, struct sample *sample)
{
    struct scanned_run *job = scanned->job;
    bool is_late = clock_mono_ms(clock_system()) - job->asked_ms >=
                   (scanned->tells_no_bytes ? 0 : BYTES_WAIT_MS);
    bool has_bytes = job->has_bytes || (sample->parts & SAMPLE_BYTES) != 0;

    if (job->has_looked && (has_bytes || is_late) &&
        (sample->parts & SAMPLE_COUNTERS) != 0) {
        scanned->tells_no_bytes = !has_bytes;
        give_bytes(job, sample);
        return true;
    }
    scanned_keep_bytes(job, sample);
    if (job->has_looked) {
        watch_worker_soon(scanned->worker, SAMPLE_COUNTERS);
    }
    return false;
}

/* The baseline has come: the app can be opened. */
void scanned_look(struct scanned *scanned, const struct sample *sample)
{
    struct scanned_run *job = scanned->job;
    struct scan_news news = {.told = SCAN_TOLD_LOOKED,
                             .turn = job->turn,
                             .is_ok = true,
                             .is_locked = job->look.is_locked,
                             .is_missing = job->look.is_missing &&
                                           !scanned_has_monkey(scanned)};
    struct err err;
    int rc = make_history(scanned, &err);

    if (rc == 0 && history_take(job->history, sample) < 0) {
        rc = err_set(&err, ERR_NOMEM, "out of memory");
    }
    if (rc < 0) {
        scanning_fail(scanned->scanning, rc, &err);
        return;
    }
    job->has_begun = true;
    scanned_tell(scanned, &news);
}
