/* SPDX-License-Identifier: Apache-2.0 */
/* Packages that a report has several runs of. See report.h. */
#include "sink/report.h"

#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

struct ran {
    const struct scan_run_result *run;
    const char *serial; /* "": whichever phone */
    size_t at;
};

static int compare_who(const struct ran *x, const struct ran *y)
{
    int order = strcmp(x->run->package, y->run->package);

    order = order != 0 ? order : strcmp(x->serial, y->serial);
    return order != 0
               ? order
               : (x->run->user > y->run->user) - (x->run->user < y->run->user);
}

static int compare(const void *a, const void *b)
{
    const struct ran *x = a;
    const struct ran *y = b;
    int order = compare_who(x, y);

    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static bool is_on_each(const struct report_head *report)
{
    for (; report != NULL; report = report->next) {
        if (report->run_count > 0 && !report->is_on_each) {
            return false;
        }
    }
    return true;
}

static int list_runs(const struct report_head *report, bool is_by_phone,
                     struct vec *out)
{
    int rc = 0;

    for (size_t i = 0; i < report_run_count(report) && rc == 0; i++) {
        const struct watch_summary *unused;
        struct ran ran = {.run = report_run_at(report, i, &unused), .at = i};

        ran.serial =
            is_by_phone && ran.run->serial != NULL ? ran.run->serial : "";
        if (ran.run->has_verdict && ran.run->package != NULL) {
            rc = vec_push(out, &ran);
        }
    }
    vec_sort(out, compare);
    return rc;
}

static void number_group(const struct vec *runs, size_t from, size_t to,
                         struct run_number *numbers)
{
    for (size_t i = from; i < to; i++) {
        const struct ran *ran = vec_at(runs, i);

        numbers[ran->at] = (struct run_number){i - from + 1, to - from};
    }
}

int report_number_runs(const struct report_head *report, bool is_by_phone,
                       struct run_number **out)
{
    struct vec runs;
    size_t from = 0;
    int rc;

    vec_init(&runs, sizeof(struct ran), report_run_count(report));
    *out = calloc(report_run_count(report) + 1, sizeof(**out));
    rc = *out == NULL ? ERR_NOMEM : list_runs(report, is_by_phone, &runs);
    for (size_t i = 1; i <= runs.len && rc == 0; i++) {
        if (i == runs.len ||
            compare_who(vec_at(&runs, from), vec_at(&runs, i)) != 0) {
            number_group(&runs, from, i, *out);
            from = i;
        }
    }
    vec_fini(&runs);
    return rc;
}

int report_find_again(const struct report_head *report,
                      struct report_again *out)
{
    struct run_number *numbers;
    int rc = report_number_runs(report, is_on_each(report), &numbers);

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < report_run_count(report) && rc == 0; i++) {
        const struct watch_summary *unused;

        if (numbers[i].number != 1 || numbers[i].of < 2) {
            continue;
        }
        if (out->count < REPORT_AGAIN_NAMED) {
            out->names[out->count] = report_run_at(report, i, &unused)->package;
        }
        out->count++;
    }
    free(numbers);
    return rc;
}
