/* SPDX-License-Identifier: Apache-2.0 */
/* One run on a virtual clock: what is said to be done, and what comes of it. */
#include "judge/scan_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/*
 * A script, a word for each thing that happens; those with a number take it
 * as ms that pass before:
 *
 *   NAME       what is to be done now: clear, before ... done, wait
 *   ok, no     its answer
 *   none-      there is nothing to open
 *   look+      it is looked at; look-: nothing to open; look*: locked
 *   500        time passes
 *   alive gone list of processes; old: one that was read before the start
 *   front      it came to the front
 *   crash      Android says so
 *   done+ done-  the exercise ended
 *   away back reboot lost closed cancel
 *   late       an answer to the turn before
 *   seen none  figures: two endpoints, or nothing
 */
struct script {
    const char *why;
    const struct scan_options options;
    const char *words;
    const char *verdict; /* NULL: broken off */
    const char *reason;
};

#define LIMITS .limits = {90, 80}
#define DWELL .dwell_ms = 20000, LIMITS

static struct scan_figures figures_of(uint64_t endpoints)
{
    struct scan_figures figures = {
        .endpoints = endpoints,
        .has_bytes = true,
        .rx_bytes = endpoints * 100,
        .samples = 100,
        .ticks = 100,
    };

    return figures;
}

struct play {
    const struct script *script;
    struct scan_run run;
    struct scan_action action;
    int64_t now_ms;
    unsigned turn_before;
};

static void tell(struct play *play, struct scan_news news)
{
    scan_run_told(&play->run, play->now_ms, &news);
}

static void answer(struct play *play, const char *word)
{
    struct scan_news news = {.told = SCAN_TOLD_DONE,
                             .turn = play->action.turn,
                             .is_ok = strcmp(word, "no") != 0};

    if (strcmp(word, "late") == 0) {
        news.turn = play->turn_before;
    }
    if (strcmp(word, "no") == 0) {
        news.why = "it says no";
    }
    if (strcmp(word, "none-") == 0) {
        news.is_ok = false;
        news.is_missing = true;
    }
    if (strncmp(word, "look", 4) == 0) {
        news.told = SCAN_TOLD_LOOKED;
        news.is_missing = word[4] == '-';
        news.is_locked = word[4] == '*';
    }
    if (strncmp(word, "done", 4) == 0) {
        news.told = SCAN_TOLD_EXERCISED;
        news.is_ok = word[4] == '+';
        news.why = word[4] == '+' ? NULL : "--exercise ended with status 3";
    }
    tell(play, news);
}

static bool tell_word(struct play *play, const char *word)
{
    static const struct {
        const char *word;
        struct scan_news news;
    } words[] = {
        {"alive", {.told = SCAN_TOLD_PROCESSES, .is_alive = true}},
        {"gone", {.told = SCAN_TOLD_PROCESSES}},
        {"front", {.told = SCAN_TOLD_FRONT, .is_its_own = true}},
        {"other", {.told = SCAN_TOLD_FRONT}},
        {"crash", {.told = SCAN_TOLD_CRASH, .why = "it crashed"}},
        {"away", {.told = SCAN_TOLD_AWAY}},
        {"back", {.told = SCAN_TOLD_BACK}},
        {"reboot", {.told = SCAN_TOLD_BACK, .is_reboot = true}},
        {"lost", {.told = SCAN_TOLD_LOST, .why = "the cable"}},
        {"closed", {.told = SCAN_TOLD_CLOSED, .why = "the shell ended"}},
        {"cancel", {.told = SCAN_TOLD_CANCEL}},
        {"unlock", {.told = SCAN_TOLD_KEYGUARD}},
    };
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i].word) == 0) {
            struct scan_news news = words[i].news;

            news.at_ms = play->now_ms;
            tell(play, news);
            return true;
        }
    }
    return false;
}

static bool is_answer(const char *word)
{
    static const char *const words[] = {"ok",    "no",    "look+",
                                        "look-", "look*", "done+",
                                        "done-", "late",  "none-"};
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void play_word(struct play *play, const char *word)
{
    if (word[0] >= '0' && word[0] <= '9') {
        int64_t ms = 0;

        for (; *word >= '0' && *word <= '9'; word++) {
            ms = ms * 10 + (*word - '0');
        }
        play->now_ms += ms;
    } else if (strcmp(word, "old") == 0) {
        tell(play, (struct scan_news){.told = SCAN_TOLD_PROCESSES,
                                      .at_ms = play->now_ms - 10000});
    } else if (strcmp(word, "seen") == 0 || strcmp(word, "none") == 0) {
        struct scan_figures figures = figures_of(word[0] == 's' ? 2 : 0);

        tell(play, (struct scan_news){.told = SCAN_TOLD_FIGURES,
                                      .figures = &figures});
    } else if (is_answer(word)) {
        answer(play, word);
    } else if (!tell_word(play, word)) {
        if (strcmp(scan_do_name(play->action.what), word) != 0) {
            fail_msg("%s: %s instead of %s at %lld ms", play->script->why,
                     scan_do_name(play->action.what), word,
                     (long long)play->now_ms);
        }
        return;
    }
    if (play->action.turn != play->run.turn) {
        play->turn_before = play->action.turn;
    }
    play->action = scan_run_next(&play->run, play->now_ms);
}

static void play_script(struct play *play, const struct script *script)
{
    const char *at = script->words;
    char word[16];

    memset(play, 0, sizeof(*play));
    play->script = script;
    play->now_ms = 1000000;
    scan_run_init(&play->run, &script->options);
    play->action = scan_run_next(&play->run, play->now_ms);
    while (*at != '\0') {
        size_t len = strcspn(at, " ");

        assert_true(len < sizeof(word));
        memcpy(word, at, len);
        word[len] = '\0';
        at += len;
        at += strspn(at, " ");
        play_word(play, word);
    }
}

static const struct script scripts[] = {
    {"the usual",
     {DWELL},
     "stop ok look look+ start 400 ok watch 1000 alive seen 18999 watch 1 "
     "count seen ok stop ok done",
     "ok",
     NULL},
    {"all that can be asked for",
     {DWELL, .is_fresh = true, .has_before = true, .is_attended = true,
      .has_exercise = true, .has_after = true},
     "clear ok before ok attend 3600000 attend ok stop ok look look+ start ok "
     "watch seen 5000 done+ 14999 watch 1 count ok stop ok after ok done",
     "ok",
     NULL},
    {"passive and warm",
     {DWELL, .is_passive = true, .keeps = true},
     "look look- watch alive seen 20000 count ok done",
     "ok",
     NULL},
    {"passive, and it never ran",
     {DWELL, .is_passive = true, .keeps = true},
     "look look+ watch gone gone none 20000 count gone ok done",
     "not-started",
     "it did not run"},
    {"passive, and it ran for a while",
     {DWELL, .is_passive = true, .keeps = true, .has_exercise = true},
     "look look+ watch alive gone gone none done+ 20000 count ok done",
     "silent",
     NULL},
    {"nobody answers that it is watched",
     {DWELL},
     "stop ok look look+ start ok watch ok watch seen 20000 count ok stop ok "
     "done",
     "ok",
     NULL},
    {"passive, and it ended",
     {DWELL, .is_passive = true, .keeps = true},
     "look look+ watch 1000 gone gone seen 1000 alive 3000 gone gone count ok "
     "done",
     "crashed",
     "its process was gone 5.0 s after its start"},
    {"silent",
     {DWELL},
     "stop ok look look+ start ok watch alive none 20000 count ok stop ok done",
     "silent",
     NULL},
    {"nothing came",
     {DWELL},
     "stop ok look look+ start ok watch 20000 count 4999 count 1 stop ok done",
     "low-coverage",
     "no sample was read"},
    {"am says no",
     {DWELL},
     "stop ok look look+ start no stop ok done",
     "not-started",
     "it could not be started: it says no"},
    {"am does not answer",
     {DWELL},
     "stop ok look look+ start 29999 start 1 stop late stop ok done",
     "not-started",
     "it could not be started: no end after 30 s"},
    {"nothing to open",
     {DWELL, .has_after = true},
     "stop ok look look- after ok done",
     "no-launcher",
     "no activity that a launcher could start"},
    {"the look fails",
     {DWELL},
     "stop ok look no done",
     "not-started",
     "the phone could not be looked at: it says no"},
    {"pm says no",
     {DWELL, .is_fresh = true},
     "clear no done",
     "not-started",
     "its data could not be cleared: it says no"},
    {"--before fails",
     {DWELL, .has_before = true, .has_after = true},
     "before no after ok done",
     "not-started",
     "--before failed: it says no"},
    {"--before hangs",
     {DWELL, .has_before = true},
     "before 599999 before 1 done",
     "not-started",
     "--before failed: no end after 600 s"},
    {"clear fails, so --before never was",
     {DWELL, .is_fresh = true, .has_before = true, .has_after = true},
     "clear no done",
     "not-started",
     "its data could not be cleared: it says no"},
    {"--after fails, which changes nothing",
     {DWELL, .has_after = true},
     "stop ok look look+ start ok watch seen 20000 count ok stop ok after no "
     "done",
     "ok",
     NULL},
    {"locked",
     {DWELL},
     "stop ok look look* start ok watch other seen 20000 count ok stop ok done",
     "locked",
     "the phone is locked, and it did not come to the front"},
    {"locked, but shown above the keyguard",
     {DWELL},
     "stop ok look look* start front ok watch seen 20000 count ok stop ok done",
     "ok",
     NULL},
    {"in front only before its start",
     {DWELL},
     "stop front ok look look* start ok watch seen 20000 count ok stop ok done",
     "locked",
     "the phone is locked, and it did not come to the front"},
    {"unlocked meanwhile",
     {DWELL},
     "stop ok look look* start ok watch unlock seen 20000 count ok stop ok "
     "done",
     "ok",
     NULL},
    {"its process is gone",
     {DWELL},
     "stop ok look look+ start 500 ok watch old watch 1000 alive 1100 gone "
     "watch 100 gone count seen ok stop ok done",
     "crashed",
     "its process was gone 2.7 s after its start"},
    {"nothing to open, which shows when it is to be opened",
     {DWELL},
     "stop ok look look+ start none- stop ok done",
     "no-launcher",
     "no activity that a launcher could start"},
    {"one list alone does not say so",
     {DWELL},
     "stop ok look look+ start ok watch gone watch alive gone watch alive seen "
     "20000 count alive ok stop ok done",
     "ok",
     NULL},
    {"never seen in its first second",
     {DWELL},
     "stop ok look look+ start 300 ok watch 999 gone gone watch 1 gone count "
     "ok stop ok done",
     "crashed",
     "its process was gone 1.3 s after its start"},
    {"its process is slow to come",
     {DWELL},
     "stop ok look look+ start ok watch gone 100 gone 800 gone watch 99 alive "
     "seen 19001 count alive ok stop ok done",
     "ok",
     NULL},
    {"never seen, and watched for less than a second",
     {.dwell_ms = 500},
     "stop ok look look+ start ok watch gone 250 gone watch 250 count 50 gone "
     "ok stop ok done",
     "crashed",
     "its process was gone 0.5 s after its start"},
    {"seen, and gone within its first second",
     {DWELL},
     "stop ok look look+ start ok watch 200 alive 200 gone watch 100 gone "
     "count ok stop ok done",
     "crashed",
     "its process was gone 0.5 s after its start"},
    {"gone in the last list",
     {DWELL},
     "stop ok look look+ start ok watch alive seen 20000 count 300 gone "
     "count 100 gone ok stop ok done",
     "crashed",
     "its process was gone 20.3 s after its start"},
    {"Android says that it crashed while it is opened",
     {DWELL},
     "stop ok look look+ start 700 crash count late count ok stop ok done",
     "crashed",
     "it crashed 0.7 s after its start"},
    {"a crash before the start is another one's",
     {DWELL},
     "stop crash ok look look+ start ok watch seen 20000 count ok stop crash "
     "ok done",
     "ok",
     NULL},
    {"the exercise fails",
     {DWELL, .has_exercise = true},
     "stop ok look look+ start ok watch seen 3000 done- watch 17000 count ok "
     "stop ok done",
     "exercise-failed",
     "--exercise ended with status 3"},
    {"the exercise is longer than the dwell",
     {DWELL, .has_exercise = true},
     "stop ok look look+ start ok watch seen 60000 watch done+ count ok stop "
     "ok done",
     "ok",
     NULL},
    {"the exercise never ends",
     {DWELL, .has_exercise = true},
     "stop ok look look+ start ok watch seen 3599999 watch 1 count ok stop ok "
     "done",
     "exercise-failed",
     "--exercise went on for longer than 60 min"},
    {"an exercise may open the app anew",
     {DWELL, .has_exercise = true},
     "stop ok look look+ start ok watch alive gone gone watch alive seen "
     "done+ 20000 count ok stop ok done",
     "ok",
     NULL},
    {"but Android may say that it crashed",
     {DWELL, .has_exercise = true},
     "stop ok look look+ start ok watch alive 1000 crash count ok stop ok done",
     "crashed",
     "it crashed 1.0 s after its start"},
    {"away while nothing is said to it",
     {DWELL},
     "stop ok look look+ start ok watch away wait 9000 back watch seen 11000 "
     "count ok stop ok done",
     "ok",
     NULL},
    {"a step that the phone missed is said again",
     {DWELL},
     "stop ok look look+ start away wait no wait 60000 wait back start late "
     "start ok watch seen 20000 count ok stop ok done",
     "ok",
     NULL},
    {"the dwell ends while it is away",
     {DWELL},
     "stop ok look look+ start ok watch seen away 30000 wait back count ok "
     "stop ok done",
     "ok",
     NULL},
    {"away for too long",
     {DWELL, .has_after = true},
     "stop ok look look+ start ok watch away 89999 wait 1 done",
     "phone-lost",
     "the phone went away and did not come back in time"},
    {"lost at once",
     {DWELL},
     "stop ok look look+ start ok watch lost done",
     "phone-lost",
     "the cable"},
    {"lost before anything",
     {DWELL},
     "stop lost done",
     "phone-lost",
     "the cable"},
    {"lost when all was counted",
     {DWELL},
     "stop ok look look+ start ok watch seen 20000 count ok stop lost done",
     "ok",
     NULL},
    {"the phone starts anew",
     {DWELL},
     "stop ok look look+ start ok watch seen away reboot done",
     "phone-lost",
     "the phone started anew"},
    {"the phone has closed it, since nobody was there",
     {DWELL},
     "stop ok look look+ start ok watch seen away closed back done",
     "phone-lost",
     "the shell ended"},
    {"the phone had nothing to close",
     {DWELL},
     "stop ok look closed look look+ start ok watch seen 20000 count ok stop "
     "closed stop ok done",
     "ok",
     NULL},
    {"made ready before",
     {DWELL, .is_ready = true},
     "look look+ start ok watch seen 20000 count ok stop ok done",
     "ok",
     NULL},
    {"the phone starts anew before its start",
     {DWELL},
     "stop ok look away reboot look look+ start ok watch seen 20000 count ok "
     "stop ok done",
     "ok",
     NULL},
    {"broken off while it is watched",
     {DWELL, .has_after = true},
     "stop ok look look+ start ok watch seen 100 cancel stop ok after ok done",
     NULL,
     NULL},
    {"broken off before its start",
     {DWELL, .has_before = true, .has_after = true},
     "before cancel after ok done",
     NULL,
     NULL},
    {"broken off while the phone is away",
     {DWELL},
     "stop ok look look+ start ok watch away cancel done",
     NULL,
     NULL},
    {"broken off when it was watched to its end",
     {DWELL},
     "stop ok look look+ start ok watch seen 20000 count cancel count ok stop "
     "ok done",
     "ok",
     NULL},
    {"stopping hangs, which changes nothing",
     {DWELL},
     "stop ok look look+ start ok watch seen 20000 count ok stop 20000 done",
     "ok",
     NULL},
};

static void a_run_goes_from_step_to_step(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        const struct script *script = &scripts[i];
        struct play play;
        struct scan_run_result result = {.reason = NULL};
        char text[SCAN_REASON_CAP];
        bool has;

        play_script(&play, script);
        has = scan_run_result(&play.run, &result, text);
        if (has != (script->verdict != NULL)) {
            fail_msg("%s: broken off or not", script->why);
        }
        if (!has) {
            continue;
        }
        if (strcmp(scan_verdict_name(result.verdict), script->verdict) != 0 ||
            (result.reason == NULL) != (script->reason == NULL) ||
            (result.reason != NULL &&
             strcmp(result.reason, script->reason) != 0)) {
            fail_msg("%s: %s: %s", script->why,
                     scan_verdict_name(result.verdict), text);
        }
    }
}

static void what_is_begun_has_a_new_turn(void **state)
{
    static const struct script script = {"turns",
                                         {DWELL, .has_exercise = true},
                                         "stop ok look look+ start ok watch",
                                         NULL,
                                         NULL};
    struct play play;
    unsigned turn;

    (void)state;
    play_script(&play, &script);
    turn = play.action.turn;
    assert_true(play.action.until_ms == play.now_ms + 20000);
    play_word(&play, "1000");
    assert_int_equal(play.action.turn, turn);
    /* The exercise goes on while the phone is away: it is not begun anew. */
    play_word(&play, "away");
    assert_true(play.action.until_ms == play.now_ms + SCAN_AWAY_MS);
    play_word(&play, "back");
    assert_int_equal(play.action.turn, turn);
    play_word(&play, "19000");
    assert_int_equal(play.action.what, SCAN_WATCH);
    assert_true(play.action.until_ms == play.now_ms - 20000 + SCAN_EXERCISE_MS);
    play_word(&play, "done+");
    assert_int_equal(play.action.what, SCAN_COUNT);
    assert_int_not_equal(play.action.turn, turn);
    /* A step of the phone is. */
    turn = play.action.turn;
    play_word(&play, "away");
    play_word(&play, "back");
    assert_int_equal(play.action.what, SCAN_COUNT);
    assert_int_not_equal(play.action.turn, turn);
}

static void a_result_says_how_long_it_was_watched(void **state)
{
    static const struct script script = {
        "figures",
        {DWELL},
        "stop ok look look+ start 700 ok watch alive seen 5000",
        NULL,
        NULL};
    struct scan_run_result result = {.reason = NULL};
    char text[SCAN_REASON_CAP];
    struct play play;

    (void)state;
    play_script(&play, &script);
    assert_true(scan_run_dwelt_ms(&play.run, play.now_ms) == 5000);
    play_word(&play, "15250");
    assert_true(scan_run_dwelt_ms(&play.run, play.now_ms) == 20000);
    play_word(&play, "ok");
    play_word(&play, "ok");
    assert_int_equal(play.action.what, SCAN_DONE);
    assert_true(scan_run_result(&play.run, &result, text));
    assert_true(result.dwell_ms == 20000);
    assert_true(result.watched_ms == 20250);
    assert_true(result.figures.rx_bytes == 200);
    assert_int_equal(result.is_alive, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_goes_from_step_to_step),
        cmocka_unit_test(what_is_begun_has_a_new_turn),
        cmocka_unit_test(a_result_says_how_long_it_was_watched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
