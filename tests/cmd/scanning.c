/* SPDX-License-Identifier: Apache-2.0 */
/* See tests/cmd/scanning.h. */
#include "scanning.h"

#include "base/format.h"
#include "cmd/options.h"
#include "cmd/signals.h"
#include "cmd/virtual.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORDS_MAX 64
#define LINE_CAP 65536

void scan_place_init(struct scan_place *place)
{
    (void)format_text(place->directory, SCAN_PLACE_CAP,
                      "/tmp/adbnet-scan-XXXXXX");
    if (mkdtemp(place->directory) == NULL) {
        abort();
    }
    (void)format_text(place->capture, SCAN_PLACE_CAP, "%s/a.adbnet",
                      place->directory);
    (void)format_text(place->lines, SCAN_PLACE_CAP, "%s/a.jsonl",
                      place->directory);
}

void scan_place_fini(struct scan_place *place)
{
    (void)unlink(place->capture);
    (void)unlink(place->lines);
    (void)rmdir(place->directory);
}

int scan_run_words(const struct scan_place *place, struct scan_phone *phones,
                   size_t count, const char *const *words, int64_t limit_ms,
                   int64_t *took_ms)
{
    char output[SCAN_PLACE_CAP + 8];
    char *argv[WORDS_MAX] = {NULL};
    const char *all[WORDS_MAX] = {"adbnet", "-q", "-n"};
    struct settings settings;
    struct err err;
    int argc = 3;
    int64_t took;
    int status;

    for (size_t i = 0; i < count; i++) {
        all[argc++] = "-s";
        all[argc++] = phones[i].serial;
    }
    all[argc++] = "scan";
    all[argc++] = "--force";
    all[argc++] = "-o";
    all[argc++] = format_text(output, sizeof(output), "jsonl:%s", place->lines);
    for (; *words != NULL; words++) {
        all[argc++] = *words;
    }
    for (int i = 0; i < argc; i++) {
        argv[i] = strdup(all[i]);
    }
    scan_phones_set(phones, count);
    signals_init();
    optind = 0; /* getopt() begins anew */
    if (options_parse(argc, argv, &settings, &err) < 0) {
        (void)fprintf(stderr, "%s\n", err.text);
        abort();
    }
    settings.words = argv;
    settings.word_count = argc;
    virtual_begin((unsigned)count, limit_ms);
    status = settings.command->run(&settings);
    took = virtual_end();
    if (took_ms != NULL) {
        *took_ms = took;
    }
    free(settings.arguments);
    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    return status;
}

size_t scan_lines_with(const struct scan_place *place, const char *text)
{
    static char line[LINE_CAP];
    FILE *file = fopen(place->lines, "r");
    size_t count = 0;

    if (file == NULL) {
        return 0;
    }
    while (fgets(line, sizeof(line), file) != NULL) {
        count += strstr(line, text) != NULL;
    }
    (void)fclose(file);
    return count;
}
