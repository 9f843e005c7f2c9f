/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's stand-in for logcat: the events buffer, which is /rig/events
 * (screen.c's event()), and nothing in any other. As the real one it prints
 * the divider first, all there is or the last ones (-T N, -t N), then waits,
 * and learns that nobody listens only when it has something to print.
 *
 * -v raw prints the text alone: "[0,com.example.app/.MainActivity,reason]",
 * the fields of wm_set_resumed_activity being user, component, reason (AOSP:
 * services/core/java/com/android/server/wm/EventLogTags.logtags, 30043; lines
 * in public logs of Android 11 to 15).
 */
#define _GNU_SOURCE

#include "app.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "standin.h"
#include "util.h"

#define TAGS 16
#define LOOK_MS 5

struct request {
    const char *tag[TAGS];
    size_t tag_count;
    int only; /* -s: nothing but the tags */
    int is_raw;
    int is_events;
    int dumps; /* -d, -t: does not wait */
    int clears;
    long last; /* -T, -t: how many lines; -1 all */
};

static int wanted(const struct request *r, const char *tag)
{
    size_t i;

    for (i = 0; i < r->tag_count; i++) {
        size_t len = strcspn(r->tag[i], ":");

        if (strncmp(r->tag[i], tag, len) == 0 && tag[len] == '\0') {
            return 1;
        }
    }
    return !r->only;
}

/* Returns 1 when the line is one that was asked for. */
static int show(const struct request *r, char *line, int prints)
{
    char *field[3];
    char when[32];
    struct tm tm;
    time_t seconds;
    char shown[LINE_CAP];

    snprintf(shown, sizeof(shown), "%s", line);
    if (split(shown, " ", field, 3) != 3 || !wanted(r, field[1])) {
        return 0;
    }
    if (prints && r->is_raw) {
        printf("%s\n", field[2]);
    } else if (prints) {
        seconds = number(field[0], NULL);
        gmtime_r(&seconds, &tm);
        strftime(when, sizeof(when), "%m-%d %H:%M:%S", &tm);
        printf("%s.%.3s  1000  1388  1532 I %s: %s\n", when,
               field[0] + strcspn(field[0], ".") + 1, field[1], field[2]);
    }
    return 1;
}

static void parse(int argc, char **argv, struct request *r)
{
    int i;

    for (i = 1; i < argc; i++) {
        const char *a = argv[i];
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(a, "-b") == 0) {
            r->is_events =
                strstr(value, "events") != NULL || strcmp(value, "all") == 0;
            i++;
        } else if (strcmp(a, "-v") == 0) {
            r->is_raw = strcmp(value, "raw") == 0;
            i++;
        } else if (strcmp(a, "-T") == 0 || strcmp(a, "-t") == 0) {
            r->last = number(value, NULL);
            r->dumps |= a[1] == 't';
            i++;
        } else if (strcmp(a, "-s") == 0) {
            r->only = 1;
        } else if (strcmp(a, "-d") == 0) {
            r->dumps = 1;
        } else if (strcmp(a, "-c") == 0) {
            r->clears = 1;
        } else if (a[0] != '-' && r->tag_count < TAGS) {
            r->tag[r->tag_count++] = a;
        }
    }
}

static long count_lines(const struct request *r)
{
    char line[LINE_CAP];
    long count = 0;
    FILE *f = data("events");

    while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
        count += show(r, line, 0);
    }
    if (f != NULL) {
        fclose(f);
    }
    return count;
}

int run_logcat(int argc, char **argv)
{
    struct request r = {.last = -1};
    char line[LINE_CAP];
    long skip;
    FILE *f;

    parse(argc, argv, &r);
    if (r.clears) {
        return 0;
    }
    if (!r.is_events) {
        while (!r.dumps) {
            pause();
        }
        return 0;
    }
    printf("--------- beginning of events\n");
    skip = r.last < 0 ? 0 : count_lines(&r) - r.last;
    while ((f = data("events")) == NULL && !r.dumps) {
        fflush(stdout);
        wait_ms(LOOK_MS);
    }
    for (;;) {
        while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
            skip -= show(&r, line, skip <= 0);
        }
        if (fflush(stdout) == EOF) {
            return 1;
        }
        if (r.dumps) {
            return 0;
        }
        clearerr(f);
        wait_ms(LOOK_MS);
    }
}
