/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What makes two sides less than comparable: other phones, other lengths,
 * less seen, a proxy on one side. Said on top, so that a difference is not
 * taken for the app's that is the set-up's.
 */
#include "judge/diff_state.h"

#include "base/format.h"

#include <inttypes.h>

#define NOTE_CAP 512
#define LIST_CAP 160
/* Lengths that differ by more are not the same test any more. */
#define DWELL_PERCENT 10
/* Less seen than this leaves room for whatever the other side has. */
#define SEEN_PERCENT 90

void diff_note(struct diff *diff, const char *code, const char *text)
{
    struct difference_note one = {.code = code};

    one.text = pool_add(&diff->strings, str_from(text));
    if (diff->rc == 0) {
        diff->rc = one.text == NULL ? ERR_NOMEM : vec_push(&diff->notes, &one);
    }
}

/* What a run says of something, in words; NULL: nothing. */
typedef const char *(*describe_fn)(const struct observed *run);

static const char *describe_version(const struct observed *run)
{
    return run->version;
}

static const char *describe_android(const struct observed *run)
{
    return run->android;
}

static const char *describe_proxy(const struct observed *run)
{
    return run->network == NULL            ? NULL
           : run->network->proxies.len > 0 ? "a proxy"
           : run->network->has_settings    ? "no proxy"
                                           : NULL;
}

static const char *describe_vpn(const struct observed *run)
{
    return run->network == NULL || !run->network->has_networks ? NULL
           : network_has_vpn(run->network)                     ? "a VPN"
                                                               : "no VPN";
}

static bool is_listed(const char *list, const char *text)
{
    const char *at = strstr(list, text);
    size_t len = strlen(text);

    while (at != NULL) {
        if ((at == list || at[-1] == ' ') &&
            (at[len] == '\0' || at[len] == ',')) {
            return true;
        }
        at = strstr(at + 1, text);
    }
    return false;
}

/* What the runs of a side say, each once: "4.2.1, 4.2.2". */
static void list(const struct diff_side *side, describe_fn describe,
                 char out[LIST_CAP])
{
    size_t i;

    out[0] = '\0';
    for (i = 0; i < side->run_count; i++) {
        const char *one = describe(side->runs[i]);
        size_t len = strlen(out);

        one = one == NULL ? "not known" : one;
        if (!is_listed(out, one)) {
            (void)format_text(out + len, LIST_CAP - len, "%s%s",
                              len == 0 ? "" : ", ", one);
        }
    }
}

/* Both sides, when they do not say the same. */
static void compare(struct diff *diff, const char *code, const char *what,
                    describe_fn describe)
{
    char a[LIST_CAP];
    char b[LIST_CAP];
    char text[NOTE_CAP];

    list(diff->sides[0], describe, a);
    list(diff->sides[1], describe, b);
    if (strcmp(a, b) != 0) {
        diff_note(diff, code,
                  format_text(text, sizeof(text),
                              "%s: %s on side A, %s on side B", what, a, b));
    }
}

/* Whose app each run was; false: of one it is not known. */
static bool list_users(const struct diff_side *side, char out[LIST_CAP])
{
    char one[16];
    size_t i;

    out[0] = '\0';
    for (i = 0; i < side->run_count; i++) {
        size_t len = strlen(out);

        if (!side->runs[i]->has_user) {
            return false;
        }
        (void)format_text(one, sizeof(one), "%" PRIu32, side->runs[i]->user);
        if (!is_listed(out, one)) {
            (void)format_text(out + len, LIST_CAP - len, "%s%s",
                              len == 0 ? "" : ", ", one);
        }
    }
    return true;
}

/* Each user has an app's data for himself: an account, settings. */
static void note_users(struct diff *diff)
{
    char a[LIST_CAP];
    char b[LIST_CAP];
    char text[NOTE_CAP];

    if (list_users(diff->sides[0], a) && list_users(diff->sides[1], b) &&
        strcmp(a, b) != 0) {
        diff_note(diff, "user",
                  format_text(text, sizeof(text),
                              "Android user: %s on side A, %s on side B", a,
                              b));
    }
}

/* Least and most of something in the runs of both sides. */
struct range {
    int64_t least;
    int64_t most;
};

static struct range dwell_of(const struct diff_side *side)
{
    struct range range = {INT64_MAX, -1};
    size_t i;

    for (i = 0; i < side->run_count; i++) {
        const struct watch_summary *summary = side->runs[i]->summary;
        int64_t ms = summary->to_ms - summary->from_ms;

        if (diff_may_judge(side->runs[i])) {
            range.least = ms < range.least ? ms : range.least;
            range.most = ms > range.most ? ms : range.most;
        }
    }
    return range;
}

#define SECONDS_CAP 48

static const char *seconds(int64_t ms, char out[SECONDS_CAP])
{
    return format_text(out, SECONDS_CAP, "%" PRId64 ".%" PRId64, ms / 1000,
                       ms % 1000 / 100);
}

/* "19.8 s", "19.8 to 30.0 s" */
static const char *span(const struct range *range, char out[LIST_CAP])
{
    char least[SECONDS_CAP];
    char most[SECONDS_CAP];

    (void)seconds(range->least, least);
    (void)seconds(range->most, most);
    return strcmp(least, most) == 0
               ? format_text(out, LIST_CAP, "%s s", least)
               : format_text(out, LIST_CAP, "%s to %s s", least, most);
}

static void note_dwell(struct diff *diff)
{
    struct range a = dwell_of(diff->sides[0]);
    struct range b = dwell_of(diff->sides[1]);
    int64_t least = a.least < b.least ? a.least : b.least;
    int64_t most = a.most > b.most ? a.most : b.most;
    char of_a[LIST_CAP];
    char of_b[LIST_CAP];
    char text[NOTE_CAP];

    if (most - least > most / 100 * DWELL_PERCENT) {
        diff_note(diff, "dwell",
                  format_text(text, sizeof(text),
                              "watched for %s on side A, %s on side B",
                              span(&a, of_a), span(&b, of_b)));
    }
}

/* "61%", "not known", of the run in which least was seen. */
static const char *least_seen(const struct diff_side *side, char out[LIST_CAP],
                              bool *out_is_low)
{
    uint64_t least = 100;
    size_t i;

    *out_is_low = true;
    for (i = 0; i < side->run_count; i++) {
        const struct coverage *coverage = &side->runs[i]->summary->coverage;
        uint64_t percent = 100;

        if (!diff_may_judge(side->runs[i])) {
            continue;
        }
        if (!coverage->is_known) {
            return "an unknown share";
        }
        if (coverage->opens > 0) {
            percent = coverage->seen >= coverage->opens
                          ? 100
                          : coverage->seen * 100 / coverage->opens;
        }
        least = percent < least ? percent : least;
    }
    *out_is_low = least < SEEN_PERCENT;
    return format_text(out, LIST_CAP, "%" PRIu64 "%%", least);
}

static void note_coverage(struct diff *diff)
{
    char a[LIST_CAP];
    char b[LIST_CAP];
    char text[NOTE_CAP];
    bool is_low_a;
    bool is_low_b;
    const char *seen_a = least_seen(diff->sides[0], a, &is_low_a);
    const char *seen_b = least_seen(diff->sides[1], b, &is_low_b);

    if (is_low_a || is_low_b) {
        diff_note(
            diff, "coverage",
            format_text(text, sizeof(text),
                        "of the TCP connects of all apps %s was seen on side "
                        "A, %s on side B: what was not seen may be what "
                        "differs",
                        seen_a, seen_b));
    }
}

static void note_runs(struct diff *diff, unsigned number)
{
    const struct diff_side *side = diff->sides[number];
    char text[NOTE_CAP];
    size_t i;

    for (i = 0; i < side->run_count; i++) {
        const struct observed *run = side->runs[i];
        const char *source = run->source == NULL ? "a run" : run->source;

        if (run->not_judged != NULL) {
            diff_note(diff, "not-judged",
                      format_text(text, sizeof(text),
                                  "side %s: %s%s%s is left out: %s",
                                  diff_side_name(number), source,
                                  run->package == NULL ? "" : ", ",
                                  run->package == NULL ? "" : run->package,
                                  run->not_judged));
        } else if (run->summary->is_partial || run->summary->gaps > 0 ||
                   run->summary->unread > 0) {
            diff_note(diff, "gaps",
                      format_text(text, sizeof(text),
                                  "side %s: %s has gaps in which nobody looked",
                                  diff_side_name(number), source));
        }
    }
}

static void note_missing(struct diff *diff, unsigned side)
{
    char text[NOTE_CAP];

    if (diff->missing[side] > 0) {
        diff_note(
            diff, "not-known",
            format_text(text, sizeof(text),
                        "side %s: of %zu endpoints the %s is not known; what "
                        "is %s may be one of them",
                        diff_side_name(side), diff->missing[side],
                        diff->by == KEY_BY_PREFIX ? "network"
                        : diff->by == KEY_BY_ORG  ? "organisation"
                        : diff->by == KEY_BY_NAME ? "name"
                                                  : "address",
                        side == 0 ? "added" : "removed"));
    }
}

void diff_note_all(struct diff *diff)
{
    compare(diff, "version", "version", describe_version);
    compare(diff, "android", "Android", describe_android);
    note_users(diff);
    compare(diff, "proxy", "path", describe_proxy);
    compare(diff, "vpn", "path", describe_vpn);
    note_dwell(diff);
    note_coverage(diff);
    diff_note_apps(diff);
    note_runs(diff, 0);
    note_runs(diff, 1);
    note_missing(diff, 0);
    note_missing(diff, 1);
}
