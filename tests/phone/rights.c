/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's stand-in for `su` and `run-as`, which make another user of the
 * shell: phone.c gives a copy of this program the bit that it takes. Each
 * call of su leaves a line in /rig/su-called. /rig/su says which su it is:
 *
 *   (no file)   none: as if it were not installed
 *   aosp        su [WHO [COMMAND...]], no -c; for shell and root
 *   magisk      su [-c COMMAND] [-] [USER], options anywhere
 *   minus-c     nothing but su -c COMMAND
 *   refuse      the owner said no
 *   prompt      the owner has not said anything yet
 *   stuck       the same, but root already: the shell cannot kill it
 *
 * run-as knows the debuggable packages of /rig/packages.
 */
#define _GNU_SOURCE

#include "standin.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define SHELL_UID 2000

static void leave_trace(int argc, char **argv)
{
    char line[300];
    int fd =
        open("/rig/su-called", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    int len = snprintf(
        line, sizeof(line), "%.100s %.*s\n", argc > 1 ? argv[1] : "-",
        argc > 2 ? (int)strcspn(argv[2], "\n") : 1, argc > 2 ? argv[2] : "-");

    if (fd < 0 || write(fd, line, (size_t)len) != len) {
        perror("su: /rig/su-called");
    }
    if (fd >= 0) {
        close(fd);
    }
}

static int become(uid_t uid)
{
    if (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 ||
        setresuid(uid, uid, uid) < 0) {
        perror("su");
        return 1;
    }
    return 0;
}

static int run(char **words)
{
    execvp(words[0], words);
    fprintf(stderr, "su: failed to exec %s: %s\n", words[0], strerror(errno));
    return 1;
}

static int run_text(const char *text)
{
    char *words[] = {(char *)(uintptr_t) "/system/bin/sh",
                     (char *)(uintptr_t) "-c", (char *)(uintptr_t)text, NULL};

    if (text == NULL) {
        words[1] = NULL;
    }
    return become(0) != 0 ? 1 : run(words);
}

static int aosp(char **argv)
{
    char *shell[] = {(char *)(uintptr_t) "/system/bin/sh", NULL};

    if (getuid() != 0 && getuid() != SHELL_UID) {
        fprintf(stderr, "su: uid %d not allowed to su\n", (int)getuid());
        return 1;
    }
    if (argv[1] != NULL && strcmp(argv[1], "0") != 0 &&
        strcmp(argv[1], "root") != 0) {
        fprintf(stderr, "su: invalid uid/gid '%s'\n", argv[1]);
        return 1;
    }
    if (become(0) != 0) {
        return 1;
    }
    return run(argv[1] != NULL && argv[2] != NULL ? argv + 2 : shell);
}

static int magisk(int argc, char **argv)
{
    const char *text = NULL;
    int letter;

    while ((letter = getopt(argc, argv, "c:lmps:t:")) != -1) {
        if (letter == '?') {
            return 2;
        }
        text = letter == 'c' ? optarg : text;
    }
    return run_text(text);
}

static int minus_c(char **argv)
{
    if (argv[1] == NULL || strcmp(argv[1], "-c") != 0 || argv[2] == NULL) {
        fprintf(stderr, "su: unrecognized argument '%s'\n",
                argv[1] == NULL ? "" : argv[1]);
        return 1;
    }
    return run_text(argv[2]);
}

static void wait_for_owner(void)
{
    for (;;) {
        pause();
    }
}

int run_su(int argc, char **argv)
{
    char kind[32] = "";
    FILE *f = data("su");

    leave_trace(argc, argv);
    if (f == NULL || fgets(kind, sizeof(kind), f) == NULL) {
        fprintf(stderr, "/system/bin/sh: su: inaccessible or not found\n");
        return 127;
    }
    fclose(f);
    kind[strcspn(kind, "\n")] = '\0';
    if (strcmp(kind, "aosp") == 0) {
        return aosp(argv);
    }
    if (strcmp(kind, "magisk") == 0) {
        return magisk(argc, argv);
    }
    if (strcmp(kind, "minus-c") == 0) {
        return minus_c(argv);
    }
    if (strcmp(kind, "prompt") == 0 ||
        (strcmp(kind, "stuck") == 0 && become(0) == 0)) {
        wait_for_owner();
    }
    fprintf(stderr, "Permission denied\n");
    return 1;
}

/* run-as PACKAGE [--user N] COMMAND [ARGUMENTS] */
int run_as(int argc, char **argv)
{
    int user = 0;
    int at = 2;
    struct package p;

    if (getuid() != 0 && getuid() != SHELL_UID) {
        fprintf(stderr, "run-as: only 'shell' or 'root' users can run this "
                        "program\n");
        return 1;
    }
    if (argc > 3 && strcmp(argv[2], "--user") == 0) {
        user = (int)number(argv[3], NULL);
        at = 4;
    }
    if (argc <= at) {
        fprintf(stderr, "run-as: usage: run-as <package-name> [--user <uid>] "
                        "<command> [<args>]\n");
        return 1;
    }
    if (!find_package(argv[1], &p)) {
        fprintf(stderr, "run-as: unknown package: %s\n", argv[1]);
        return 1;
    }
    if (strstr(p.flags, "debuggable") == NULL) {
        fprintf(stderr, "run-as: package not debuggable: %s\n", p.name);
        return 1;
    }
    if (!has_user(&p, user)) {
        fprintf(stderr,
                "run-as: couldn't stat /data/user/%d/%s: No such file or "
                "directory\n",
                user, p.name);
        return 1;
    }
    if (become((uid_t)(user * 100000 + p.appid)) != 0) {
        return 1;
    }
    execvp(argv[at], argv + at);
    fprintf(stderr, "run-as: exec failed for %s: %s\n", argv[at],
            strerror(errno));
    return 1;
}
