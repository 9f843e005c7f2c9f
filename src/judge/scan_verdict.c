/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_verdict.h. */
#include "judge/scan_verdict.h"

#include "base/format.h"

/* Puts why, or what is said when nobody gave a reason. */
static void say(char *reason, const char *why, const char *otherwise)
{
    (void)format_text(reason, SCAN_REASON_CAP, "%s",
                      why[0] != '\0' ? why : otherwise);
}

/* part * 100 < percent * whole, without an overflow. */
static bool is_below(uint64_t part, uint64_t whole, unsigned percent)
{
    return (double)part * 100.0 < (double)percent * (double)whole;
}

static unsigned long long percent_of(uint64_t part, uint64_t whole)
{
    return (unsigned long long)((double)part * 100.0 / (double)whole);
}

static bool is_low(const struct scan_figures *figures,
                   const struct scan_limits *limits, char *reason)
{
    const struct coverage *coverage = &figures->coverage;

    if (figures->samples == 0) {
        say(reason, "", "no sample was read");
        return true;
    }
    if (is_below(figures->samples, figures->ticks, limits->min_samples)) {
        (void)format_text(reason, SCAN_REASON_CAP,
                          "%llu of %llu samples were read, %u%% are asked for",
                          (unsigned long long)figures->samples,
                          (unsigned long long)figures->ticks,
                          limits->min_samples);
        return true;
    }
    if (coverage->is_known &&
        is_below(coverage->seen, coverage->opens, limits->min_seen)) {
        (void)format_text(reason, SCAN_REASON_CAP,
                          "%llu of %llu TCP connects of all apps were seen "
                          "(%llu%%), %u%% are asked for",
                          (unsigned long long)coverage->seen,
                          (unsigned long long)coverage->opens,
                          percent_of(coverage->seen, coverage->opens),
                          limits->min_seen);
        return true;
    }
    return false;
}

/* Of an app that ran and was looked at well enough. */
static enum scan_verdict judge_traffic(const struct scan_figures *figures,
                                       char *reason)
{
    if (figures->endpoints > 0) {
        return SCAN_OK;
    }
    if (figures->has_bytes &&
        (figures->rx_bytes > 0 || figures->tx_bytes > 0)) {
        (void)format_text(reason, SCAN_REASON_CAP,
                          "Android counted %llu B received and %llu B sent, "
                          "but no endpoint was seen",
                          (unsigned long long)figures->rx_bytes,
                          (unsigned long long)figures->tx_bytes);
        return SCAN_UNSEEN;
    }
    if (figures->has_bytes) {
        return SCAN_SILENT;
    }
    if (figures->udp_without_peer == 0) {
        say(reason, "", "this Android does not count bytes per app");
    } else {
        (void)format_text(reason, SCAN_REASON_CAP,
                          "this Android does not count bytes per app, and it "
                          "had UDP sockets without a fixed peer (%llu)",
                          (unsigned long long)figures->udp_without_peer);
    }
    return SCAN_SILENT;
}

static void say_crash(const struct scan_facts *facts, char *reason)
{
    const char *why = facts->crashed_why;

    (void)format_text(reason, SCAN_REASON_CAP, "%s %lld.%lld s after its start",
                      why[0] != '\0' ? why : "its process was gone",
                      (long long)(facts->crashed_after_ms / 1000),
                      (long long)(facts->crashed_after_ms % 1000 / 100));
}

/* SCAN_OK: nothing is known that speaks against its having run. */
static enum scan_verdict judge_start(const struct scan_facts *facts,
                                     char *reason)
{
    if (facts->is_lost) {
        say(reason, facts->lost_why, "the phone went away");
        return SCAN_PHONE_LOST;
    }
    if (facts->has_no_launcher) {
        say(reason, "", "no activity that a launcher could start");
        return SCAN_NO_LAUNCHER;
    }
    if (facts->is_locked && !facts->was_in_front && !facts->is_passive) {
        say(reason, "",
            "the phone is locked, and it did not come to the front");
        return SCAN_LOCKED;
    }
    if (facts->is_unstarted) {
        say(reason, facts->unstarted_why, "it could not be started");
        return SCAN_NOT_STARTED;
    }
    if (facts->is_passive && facts->has_run == 0 &&
        facts->figures.endpoints == 0) {
        say(reason, "", "it did not run");
        return SCAN_NOT_STARTED;
    }
    return SCAN_OK;
}

enum scan_verdict scan_judge(const struct scan_facts *facts,
                             const struct scan_limits *limits,
                             char reason[SCAN_REASON_CAP])
{
    enum scan_verdict verdict;

    reason[0] = '\0';
    verdict = judge_start(facts, reason);
    if (verdict != SCAN_OK) {
        return verdict;
    }
    if (facts->is_crashed) {
        say_crash(facts, reason);
        return SCAN_CRASHED;
    }
    if (facts->has_exercise_failed) {
        say(reason, facts->exercise_why, "its exercise failed");
        return SCAN_EXERCISE_FAILED;
    }
    if (is_low(&facts->figures, limits, reason)) {
        return SCAN_LOW_COVERAGE;
    }
    return judge_traffic(&facts->figures, reason);
}
