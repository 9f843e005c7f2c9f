/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adbnet: netstat for the phone at the other end of the cable.
 *
 * Where what is:
 *   include/adb, adb/  the adb protocol: sessions, streams, server client
 *   src/link           which phone by which way; recordings
 *   src/collect        the script that runs on the phone, and the parsers
 *   src/track          who owns a socket; WHAT; what is shown, in which order
 *   src/enrich, db     names of addresses, and the cache of them
 *   src/judge          verdicts of a scan, hints, policies, differences
 *   src/store          the capture file
 *   src/sink           table, JSON, jsonl, CSV, HTML, JUnit
 *   src/screen         the live view
 *   src/cmd            one file per command; the option table
 *   src/model, base    the records that travel between them; buffers, text
 */
#include "cmd/options.h"
#include "cmd/say.h"
#include "cmd/signals.h"
#include "cmd/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Whoever starts a program without standard output or error (`>&-`) gets
 * errors, but no table in the first socket that would take the number.
 */
static void fill_standard_fds(void)
{
    int fd = open("/dev/null", O_RDONLY);

    while (fd >= 0 && fd <= STDERR_FILENO) {
        fd = open("/dev/null", O_RDONLY);
    }
    if (fd > STDERR_FILENO) {
        (void)close(fd);
    }
}

static int dispatch(const struct settings *settings)
{
    if (settings->want_version) {
        version_print();
        return EXIT_OK;
    }
    if (settings->want_help) {
        options_help(settings->command);
        return EXIT_OK;
    }
    if (settings->command == NULL) {
        options_hint();
        return EXIT_USAGE;
    }
    return settings->command->run(settings);
}

/* Of --help and --version: all of it, so that one flush tells how it went. */
#define STDOUT_CAP 65536

/* What stdio kept until now. */
static int finish(int status)
{
    struct err err;

    if (fflush(stdout) == 0 || errno == EPIPE || status != EXIT_OK) {
        return status;
    }
    (void)err_set(&err, ERR_IO, "standard output: write failed: %s",
                  strerror(errno));
    say_error(&err);
    return EXIT_ERROR;
}

int main(int argc, char **argv)
{
    static char kept[STDOUT_CAP];
    struct settings settings;
    struct err err;
    int status;

    fill_standard_fds();
    (void)setvbuf(stdout, kept, _IOFBF, sizeof(kept));
    signals_init();
    if (options_parse(argc, argv, &settings, &err) < 0) {
        say_error(&err);
        status = say_exit_status(&err, false);
    } else {
        settings.words = argv;
        settings.word_count = argc;
        status = dispatch(&settings);
    }
    free(settings.arguments);
    return finish(status);
}
