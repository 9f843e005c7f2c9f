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

static bool has_few_samples(const struct scan_figures *figures,
                            const struct scan_limits *limits, char *reason)
{
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
    return false;
}

/* The kernel does not say which failed: those that were not seen may have. */
static bool is_low(const struct coverage *coverage,
                   const struct scan_limits *limits, char *reason)
{
    uint64_t missed =
        coverage->opens > coverage->seen ? coverage->opens - coverage->seen : 0;
    uint64_t failed = coverage->fails < missed ? coverage->fails : missed;
    char but[80] = "";

    if (!coverage->is_known ||
        !is_below(coverage->seen, coverage->opens - failed, limits->min_seen)) {
        return false;
    }
    if (failed > 0) {
        (void)format_text(but, sizeof(but), "; %llu of the others failed",
                          (unsigned long long)failed);
    }
    (void)format_text(
        reason, SCAN_REASON_CAP,
        "%llu of %llu TCP connects of all apps were seen (%llu%%)"
        "%s, %u%% are asked for",
        (unsigned long long)coverage->seen, (unsigned long long)coverage->opens,
        percent_of(coverage->seen, coverage->opens), but, limits->min_seen);
    return true;
}

static bool is_unseen(const struct scan_figures *figures, char *reason)
{
    if (figures->endpoints > 0 || !figures->has_bytes ||
        (figures->rx_bytes == 0 && figures->tx_bytes == 0)) {
        return false;
    }
    (void)format_text(reason, SCAN_REASON_CAP,
                      "Android counted %llu B received and %llu B sent, "
                      "but no endpoint was seen",
                      (unsigned long long)figures->rx_bytes,
                      (unsigned long long)figures->tx_bytes);
    return true;
}

/* Without bytes, where they are told: nothing that was missed was its. */
static bool is_mute(const struct scan_figures *figures)
{
    return figures->endpoints == 0 && figures->has_bytes &&
           figures->rx_bytes == 0 && figures->tx_bytes == 0;
}

static void say_no_bytes(const struct scan_figures *figures, char *reason)
{
    if (figures->udp_without_peer == 0) {
        say(reason, "", "this Android does not count bytes per app");
    } else {
        (void)format_text(reason, SCAN_REASON_CAP,
                          "this Android does not count bytes per app, and it "
                          "had UDP sockets without a fixed peer (%llu)",
                          (unsigned long long)figures->udp_without_peer);
    }
}

/* Of an app that ran. */
static enum scan_verdict judge_traffic(const struct scan_figures *figures,
                                       const struct scan_limits *limits,
                                       char *reason)
{
    if (is_unseen(figures, reason)) {
        return SCAN_UNSEEN;
    }
    if (has_few_samples(figures, limits, reason)) {
        return SCAN_LOW_COVERAGE;
    }
    if (is_mute(figures)) {
        return SCAN_SILENT;
    }
    if (is_low(&figures->coverage, limits, reason)) {
        return SCAN_LOW_COVERAGE;
    }
    if (figures->endpoints > 0) {
        return SCAN_OK;
    }
    say_no_bytes(figures, reason);
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
    return judge_traffic(&facts->figures, limits, reason);
}
