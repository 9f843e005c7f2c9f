/* SPDX-License-Identifier: Apache-2.0 */
/* Standard error. See say.h. */
#include "cmd/say.h"

#include "sink/text.h"

#include <stdio.h>

#define SAY_MAX ((size_t)8 * 1024)

static void say(const char *kind, const char *text, const char *code)
{
    struct buf line;

    buf_init(&line, SAY_MAX);
    if (buf_puts(&line, "adbnet: ") == 0 && buf_puts(&line, kind) == 0 &&
        text_append(&line, str_from(text), TEXT_VISIBLE) == 0 &&
        (code == NULL || buf_printf(&line, " [%s]", code) == 0) &&
        buf_putc(&line, '\n') == 0) {
        /* Nobody is left to be told when standard error is closed. */
        (void)fwrite(line.data, 1, line.len, stderr);
    } else {
        (void)fputs("adbnet: out of memory\n", stderr);
    }
    buf_fini(&line);
}

void say_error(const struct err *err)
{
    say("", err->text, NULL);
}

bool say_warnings(const struct settings *settings,
                  const struct snapshot *snapshot)
{
    bool is_partial = false;
    size_t i;

    for (i = 0; i < snapshot->warnings.len; i++) {
        const struct warning *warning = snapshot_warning(snapshot, i);

        is_partial = is_partial || warning->is_partial;
        if (!settings->is_quiet) {
            say("warning: ", warning->text, warning->code);
        }
    }
    return is_partial;
}

void say_note(const struct settings *settings, const char *text)
{
    if (!settings->is_quiet) {
        say("", text, NULL);
    }
}

void say_request(const char *text)
{
    say("", text, NULL);
}

static void write_log(void *ctx, enum log_level level, const char *text)
{
    (void)ctx;
    say(level == LOG_WARN ? "warning: " : "", text, NULL);
}

static void write_nothing(void *ctx, enum log_level level, const char *text)
{
    (void)ctx;
    (void)level;
    (void)text;
}

struct log say_log(const struct settings *settings)
{
    struct log log = {.level = settings->log_level};

    log.write = settings->is_quiet ? write_nothing : write_log;
    return log;
}

int say_exit_status(const struct err *err, bool is_unreachable)
{
    switch (err->code) {
    case ERR_USAGE:
        return EXIT_USAGE;
    case ERR_NO_DEVICE:
    case ERR_AMBIGUOUS:
    case ERR_UNAUTHORIZED:
    case ERR_OFFLINE:
    case ERR_NO_SERVER:
    case ERR_BUSY:
        return EXIT_NO_PHONE;
    case ERR_NOMEM:
    case ERR_CANCELED:
    case ERR_ARG:
        return EXIT_ERROR;
    default:
        return is_unreachable ? EXIT_NO_PHONE : EXIT_ERROR;
    }
}
