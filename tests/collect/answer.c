/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the tests on a real shell: `answer --script TOKEN [USER...]` prints
 * the request, `answer FILE` reads what the phone said to it and prints the
 * snapshot, one record a line. No user ever sees this.
 */
#include "canned.h"

#include "collect/script.h"
#include "collect/snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ANSWER_MAX ((size_t)256 * 1024 * 1024)

static int print_script(int count, char **words)
{
    uint32_t users[SCRIPT_USERS_MAX];
    struct script_params params = {
        .token = words[0], .users = users, .wait_s = 2};
    struct err err;
    struct buf text;
    int rc = 0;

    for (int i = 1; i < count && i <= SCRIPT_USERS_MAX; i++) {
        uint64_t user;

        if (!str_to_u64(str_from(words[i]), UINT32_MAX, &user)) {
            return 2;
        }
        users[params.user_count++] = (uint32_t)user;
    }
    buf_init(&text, ANSWER_MAX);
    if (script_snapshot(&text, &params, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        rc = 1;
    } else {
        (void)fwrite(text.data, 1, text.len, stdout);
    }
    buf_fini(&text);
    return rc;
}

static void print_row(const struct sock_row *row)
{
    char local[ADDR_TEXT_CAP];
    char remote[ADDR_TEXT_CAP];

    printf("row %s %s %s %u %s %u %u %u %u %" PRIu32 " %" PRIu64 "\n",
           sock_proto_name(row->proto), sock_family_name(row->family),
           addr_format(&row->local, local), row->local_port,
           addr_format(&row->remote, remote), row->remote_port, row->state,
           row->tx_queue, row->rx_queue, row->uid, row->inode);
}

static const char *or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

static void print_snapshot(const struct snapshot *out)
{
    printf("phone %s|%s|%s|%d|uid=%lld|user=%d\n", or_dash(out->phone.model),
           or_dash(out->phone.manufacturer), or_dash(out->phone.android),
           out->phone.sdk, (long long)out->phone.shell_uid,
           out->phone.current_user);
    for (size_t i = 0; i < out->rows.len; i++) {
        print_row(snapshot_row(out, i));
    }
    for (size_t i = 0; i < out->processes.len; i++) {
        const struct process *process = snapshot_process(out, i);

        printf("process %d %" PRIu32 " %s\n", process->pid, process->uid,
               process->name);
    }
    for (size_t i = 0; i < out->users.len; i++) {
        const struct phone_user *user = snapshot_user(out, i);

        printf("user %" PRIu32 " %s %s\n", user->id, or_dash(user->kind),
               user->is_listed ? "listed" : "not-listed");
    }
    for (size_t i = 0; i < out->packages.len; i++) {
        const struct package *package = snapshot_package(out, i);

        printf("package %" PRIu32 " %s %s\n", package->uid, package->name,
               package->is_user_installed ? "app" : "system");
    }
    for (size_t i = 0; i < out->warnings.len; i++) {
        const struct warning *warning = snapshot_warning(out, i);

        printf("warning %s %s %s\n", warning->code,
               warning->is_partial ? "partial" : "complete", warning->text);
    }
    printf("counts rows_bad=%zu duplicates=%zu\n", out->rows_bad,
           out->rows_duplicate);
}

static int read_answer(const char *path)
{
    struct collect_options options = {.timeout_ms = -1, .idle_ms = -1};
    struct snapshot out;
    struct canned canned;
    struct err err;
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(ANSWER_MAX);
    int rc;

    if (file == NULL || bytes == NULL) {
        perror(path);
        free(bytes);
        return 2;
    }
    canned_init(&canned, bytes, fread(bytes, 1, ANSWER_MAX, file));
    (void)fclose(file);
    canned.base.is_replay = 1;
    snapshot_init(&out);
    rc = collect_snapshot(&canned.base, &options, &out, &err);
    if (rc < 0) {
        printf("error %d %s\n", rc, err.text);
    } else {
        print_snapshot(&out);
    }
    snapshot_fini(&out);
    free(bytes);
    return rc < 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "--script") == 0) {
        return print_script(argc - 2, argv + 2);
    }
    if (argc == 2) {
        return read_answer(argv[1]);
    }
    fprintf(stderr, "usage: answer FILE | --script TOKEN [USER...]\n");
    return 2;
}
