/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet merge: several captures made one. Wiring only. */
#include "cmd/merge.h"

#include "base/clock.h"
#include "base/format.h"
#include "cmd/command_line.h"
#include "cmd/say.h"
#include "cmd/terminal.h"
#include "store/capture_merge.h"

#include <string.h>

#define TEXT_CAP (CAPTURE_AGAIN_NAMED * CAPTURE_AGAIN_CAP + 200)

static const char *again_text(const struct capture_merged *merged,
                              char out[TEXT_CAP])
{
    char names[CAPTURE_AGAIN_NAMED * (CAPTURE_AGAIN_CAP + 2) + 1] = "";
    size_t at = 0;

    for (size_t i = 0; i < merged->again && i < CAPTURE_AGAIN_NAMED; i++) {
        (void)format_text(names + at, sizeof(names) - at, "%s%s",
                          i > 0 ? ", " : "", merged->again_names[i]);
        at += strlen(names + at);
    }
    return format_text(out, TEXT_CAP,
                       "packages that were run in several of them: %zu (%s%s); "
                       "each run is kept, and counts by itself",
                       merged->again, names,
                       merged->again > CAPTURE_AGAIN_NAMED ? " ..." : "");
}

static void say_merged(const struct settings *settings,
                       const struct capture_merged *merged)
{
    char text[TEXT_CAP];

    say_note(settings, format_text(text, sizeof(text),
                                   "merged: captures %d, phones %zu, runs %zu",
                                   settings->argument_count - 1, merged->phones,
                                   merged->runs));
    if (merged->twice_devices > 0) {
        say_note(settings,
                 format_text(text, sizeof(text),
                             "what stood in several of them was taken once "
                             "(times a phone was watched: %zu, runs: %zu)",
                             merged->twice_devices, merged->twice_runs));
    }
    if (merged->again > 0) {
        say_note(settings, again_text(merged, text));
    }
    if (merged->settings > 0) {
        say_note(settings, "they were not made with the same options; those "
                           "of the earliest one are kept");
    }
}

static int merge(const struct settings *settings, struct buf *words,
                 struct err *err)
{
    struct capture_head head = {
        .utc_offset_minutes =
            terminal_utc_offset(clock_wall_ms(clock_system())),
    };
    struct capture_merged merged;
    int rc;

    if (settings->argument_count < 2) {
        return err_set(err, ERR_USAGE,
                       "merge needs the file to make, then captures: "
                       "adbnet merge all.adbnet a.adbnet b.adbnet");
    }
    rc = command_line_make(settings, words, err);
    if (rc < 0) {
        return rc;
    }
    head.command_line = (const char *)words->data;
    rc = capture_merge(settings->arguments[0], settings->want_force, &head,
                       settings->arguments + 1,
                       (size_t)settings->argument_count - 1, &merged, err);
    if (rc == 0) {
        say_merged(settings, &merged);
    }
    return rc;
}

static int run(const struct settings *settings)
{
    struct err err = {0, ""};
    struct buf words = {.len = 0};
    int rc;

    rc = merge(settings, &words, &err);
    buf_fini(&words);
    if (rc < 0) {
        say_error(&err);
        return say_exit_status(&err, false);
    }
    return EXIT_OK;
}

const struct command merge_command = {
    .name = "merge",
    .arguments = "OUT CAPTURE...",
    .summary = "several captures made one",
    .details =
        "For a list that was shared among phones or laptops, and for what was\n"
        "cut off and went on in another file. Nothing is changed in the\n"
        "captures; also those of earlier versions are read. A phone that was\n"
        "watched twice stays two; the same watching in two files is taken\n"
        "once. Of a package that was run in several of them each run is kept,\n"
        "which is said, here and in the report.\n"
        "OUT is left alone when it exists (--force), and when it fails.\n"
        "\n"
        "  adbnet merge all.adbnet shard-*.adbnet\n",
    .run = run,
};
