/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet script: what adbnet runs on the phone, for somebody else to run. */
#include "cmd/parse.h"

#include "cmd/file_out.h"
#include "cmd/say.h"
#include "cmd/token.h"
#include "collect/script.h"

#define SCRIPT_MAX ((size_t)64 * 1024)
/* As long as conns waits for a slow command by default. */
#define WAIT_S 8

/*
 * The shell is fed by a pipe that some of adb's versions keep open: so it is
 * told to end.
 */
static int make(struct buf *text, struct err *err)
{
    char token[TOKEN_LEN + 1];
    struct script_params params = {
        .token = token, .wait_s = WAIT_S, .parts = SCRIPT_FDS};
    int rc = token_make(token, err);

    if (rc == 0) {
        rc = script_snapshot(text, &params, err);
    }
    if (rc == 0 && buf_puts(text, "exit 0\n") < 0) {
        rc = err_set(err, ERR_NOMEM, "out of memory");
    }
    return rc;
}

static int run(const struct settings *settings)
{
    struct file_out out;
    struct buf text;
    struct err err;
    int rc;

    buf_init(&text, SCRIPT_MAX);
    if (settings->argument_count > 0) {
        rc = err_set(&err, ERR_USAGE, "script takes no argument ('%s')",
                     settings->arguments[0]);
    } else {
        rc = make(&text, &err);
    }
    if (rc == 0) {
        rc = file_out_open(&out, NULL, false, &err);
    }
    if (rc == 0) {
        rc = file_out_write(&out, (const char *)text.data, text.len, &err);
    }
    buf_fini(&text);
    if (rc < 0 && rc != FILE_OUT_PIPE_CLOSED) {
        say_error(&err);
        return say_exit_status(&err, false);
    }
    return EXIT_OK;
}

const struct command script_command = {
    .name = "script",
    .arguments = "",
    .summary = "the script that conns runs on a phone",
    .details =
        "Prints it, for where adbnet cannot reach the phone itself. It needs\n"
        "no root and leaves nothing behind. What it printed there is read by\n"
        "`adbnet parse`, and by --replay, here or later:\n"
        "\n"
        "  adbnet script | adb shell | adbnet parse -\n"
        "  adbnet script > ask.sh; adb shell < ask.sh > phone.txt\n"
        "  adbnet parse phone.txt --json\n",
    .run = run,
};
