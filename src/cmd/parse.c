/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet parse: what somebody saved, as conns shows it. Wiring only. */
#include "cmd/parse.h"

#include "cmd/answer.h"
#include "cmd/inputs.h"
#include "cmd/look.h"
#include "cmd/phone.h"
#include "cmd/say.h"
#include "cmd/stream.h"
#include "cmd/texts.h"
#include "cmd/whats.h"
#include "collect/dedupe.h"
#include "collect/saved.h"
#include "collect/snapshot.h"
#include "store/capture.h"

#include <stdlib.h>

/* As much of a file as shows what it is. */
#define SNIFF_LEN ((size_t)64 * 1024)
#define REPORT_HINT "a capture: adbnet report reads it"

struct parse {
    const struct settings *settings;
    struct target *targets;
    struct inputs inputs;
    struct outputs outputs;
    struct snapshot snapshot;
    struct link link; /* of a recording */
    struct answer answer;
    struct err err;
};

static int sniff(void *ctx, const char *bytes, size_t len, struct err *err)
{
    struct str start = {bytes, len};
    enum saved_form *form = ctx;

    *form = saved_sniff(start);
    return !capture_is(bytes, len) ? 0 : err_set(err, ERR_PROTO, REPORT_HINT);
}

/* A file that is a recording or an answer; NULL when all are text. */
static int find_answer(struct parse *parse, struct input **out)
{
    size_t count = parse->inputs.list.len;
    struct input *input = NULL;
    int rc = 0;

    *out = NULL;
    for (size_t i = 0; i < count && rc == 0; i++) {
        enum saved_form form = SAVED_TEXT;

        input = inputs_at(&parse->inputs, i);
        rc = input_read(input, SNIFF_LEN, sniff, &form, &parse->err);
        if (rc == 0 && form != SAVED_TEXT) {
            *out = input;
        }
    }
    if (rc == 0 && *out != NULL && count > 1) {
        return err_set(&parse->err, ERR_USAGE,
                       "%s is all that a phone said: it is parsed alone",
                       input_name(*out));
    }
    return rc != ERR_PROTO ? rc
                           : err_prefix(&parse->err, "%s", input_name(input));
}

static int keep(void *ctx, const char *bytes, size_t len, struct err *err)
{
    return buf_append(ctx, bytes, len) == 0
               ? 0
               : err_set(err, ERR_LIMIT, "no room for all of the file");
}

/* A recording, or what the script printed. */
static int read_answer(struct parse *parse, struct input *input)
{
    const struct collect_options options = {
        .timeout_ms = -1, .idle_ms = -1, .parts = look_parts(parse->settings)};
    struct str text;
    int rc;

    if (!input->is_kept &&
        input_read(input, SIZE_MAX, keep, &input->text, &parse->err) < 0) {
        return parse->err.code;
    }
    text = (struct str){(const char *)input->text.data, input->text.len};
    rc = phone_replay(text, &parse->link, &parse->err);
    if (rc == 0) {
        rc = collect_snapshot(parse->link.runner, &options, &parse->snapshot,
                              &parse->err);
    }
    return rc < 0 ? err_prefix(&parse->err, "%s", input_name(input)) : 0;
}

static int parse_answer(struct parse *parse, struct input *input, int *status)
{
    struct answer *answer = &parse->answer;
    const struct link *link = &parse->link;
    int rc = read_answer(parse, input);

    if (rc < 0) {
        return rc;
    }
    answer->serial = link->serial[0] == '\0' ? NULL : link->serial;
    answer->own.laptop = link->own_laptop;
    answer->own.laptop_port = link->own_laptop_port;
    answer->own.phone = link->own_phone;
    answer->own.phone_port = link->own_phone_port;
    return answer_print(answer, status, &parse->err);
}

static int parse_texts(struct parse *parse, int *status)
{
    struct texts texts = {.inputs = &parse->inputs,
                          .as = parse->settings->as,
                          .out = &parse->snapshot};
    int rc;

    if (stream_is_fit(&parse->answer)) {
        return stream_print(&parse->answer, &parse->inputs, &parse->snapshot,
                            status, &parse->err);
    }
    rc = texts_read(&texts, &parse->err);
    if (rc == 0 && dedupe_rows(&parse->snapshot) < 0) {
        rc = err_set(&parse->err, ERR_NOMEM, "out of memory");
    }
    return rc < 0 ? rc : answer_print(&parse->answer, status, &parse->err);
}

static int parse_all(struct parse *parse, int *status)
{
    const struct settings *settings = parse->settings;
    struct input *whole = NULL;
    int rc = whats_parse(settings->whats, settings->what_count, &parse->targets,
                         &parse->err);

    parse->answer.targets = parse->targets;
    parse->answer.target_count = (size_t)settings->what_count;
    if (rc == 0 && settings->argument_count == 0) {
        rc = err_set(&parse->err, ERR_USAGE,
                     "parse needs files, or - for standard input");
    }
    if (rc == 0) {
        rc =
            outputs_open(&parse->outputs, settings, RECORD_RESULT, &parse->err);
    }
    if (rc == 0) {
        rc = inputs_open(&parse->inputs, settings->arguments,
                         settings->argument_count, &parse->err);
    }
    if (rc == 0) {
        rc = find_answer(parse, &whole);
    }
    return rc < 0          ? rc
           : whole != NULL ? parse_answer(parse, whole, status)
                           : parse_texts(parse, status);
}

static int run(const struct settings *settings)
{
    struct parse parse = {.settings = settings,
                          .answer = {.settings = settings, .via = "file"}};
    int status = EXIT_OK;

    snapshot_init(&parse.snapshot);
    parse.answer.snapshot = &parse.snapshot;
    parse.answer.outputs = &parse.outputs;
    if (parse_all(&parse, &status) < 0) {
        say_error(&parse.err);
        status = say_exit_status(&parse.err, false);
    }
    outputs_abandon(&parse.outputs);
    link_close(&parse.link);
    inputs_close(&parse.inputs);
    snapshot_fini(&parse.snapshot);
    free(parse.targets);
    return status;
}

const struct command parse_command = {
    .name = "parse",
    .arguments = "FILE...|-",
    .summary = "saved text of any kind, as conns shows it",
    .details =
        "FILE is what somebody saved, or a directory of such files: tables of\n"
        "/proc/net, its sockstat and snmp too, netstat of any kind, pm list\n"
        "packages -U, packages.list, dumpsys package, ps, getprop, alone or\n"
        "together; a recording; what `adbnet script` printed. What a file is,\n"
        "it says itself; prompts, \"...\" and headers may be there or not.\n"
        "Which rows are shown is as in conns: -a shows all of them. In json,\n"
        "jsonl and csv rows keep the order of the files.\n"
        "\n"
        "  adbnet parse tcp.txt tcp6.txt packages.txt\n"
        "  adb shell netstat -pn | adbnet parse - -a\n"
        "  adbnet parse evidence/ --what com.example.bank --json\n",
    .run = run,
};
