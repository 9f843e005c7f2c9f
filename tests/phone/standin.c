/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's stand-in for Android's own programs: `cmd package`, `cmd user`,
 * `cmd activity`, `cmd settings`, `getprop`, `dumpsys`. It prints what
 * Android 14 prints, from files in /rig that a test may change at any time:
 *
 *   packages       name appid users kind version-code version-name flags
 *                  (debuggable, disabled, persistent; several with commas)
 *   users          id|name|flags in hex|running|type
 *   props settings dumpsys/SERVICE
 *   pm-delay-ms    how long the package manager takes; "hang" for ever
 *   cmd-delay-ms   the same for everything else
 *   dumpsys-delay-ms settings-delay-ms  on top of that
 *   dumpsys-SERVICE-delay-ms  of one service
 *   pm-refuse      user ids the shell may not see, one per line; "ID quiet"
 *                  is the manner of Android 16: a line on stderr, status 0
 *
 * The package manager is package.c; `am` and what starts apps: app.h. No
 * binder, no other options than those anybody asks for here.
 */
#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "app.h"
#include "standin.h"
#include "util.h"

FILE *data(const char *name)
{
    char file[LINE_CAP];

    snprintf(file, sizeof(file), "/rig/%s", name);
    return fopen(file, "re");
}

void pause_as(const char *name)
{
    char text[32] = "0";
    FILE *f = data(name);

    if (f != NULL) {
        if (fgets(text, sizeof(text), f) == NULL) {
            text[0] = '\0';
        }
        fclose(f);
    }
    if (strncmp(text, "hang", 4) == 0) {
        for (;;) {
            pause();
        }
    }
    wait_ms(number(text, NULL));
}

size_t split(char *line, const char *by, char **field, size_t count)
{
    size_t n = 0;

    line[strcspn(line, "\n")] = '\0';
    while (n + 1 < count && line != NULL) {
        field[n++] = strsep(&line, by);
    }
    if (line != NULL) {
        field[n++] = line;
    }
    return n;
}

int read_user(FILE *f, char *line, int *id, char **field)
{
    while (fgets(line, LINE_CAP, f) != NULL) {
        if (split(line, "|", field, USER_FIELDS) == USER_FIELDS) {
            *id = (int)number(field[0], NULL);
            return 1;
        }
    }
    return 0;
}

int list_users(int verbose)
{
    char line[LINE_CAP];
    char *field[USER_FIELDS];
    int id;
    int count = 0;
    FILE *f = data("users");

    if (f == NULL) {
        printf("Error: couldn't get users\n");
        return 1;
    }
    while (verbose && read_user(f, line, &id, field)) {
        count++;
    }
    rewind(f);
    if (verbose) {
        printf("%d users:\n\n", count);
    } else {
        printf("Users:\n");
    }
    for (count = 0; read_user(f, line, &id, field); count++) {
        int up = field[3][0] == '1';

        if (!verbose) {
            printf("\tUserInfo{%s:%s:%s}%s\n", field[0], field[1], field[2],
                   up ? " running" : "");
            continue;
        }
        printf("%d: id=%s, name=%s, type=%s%s%s%s\n", count, field[0], field[1],
               field[4], id == 0 ? "" : " (parentId=0)", up ? " (running)" : "",
               id == 0 ? " (current)" : "");
    }
    fclose(f);
    return 0;
}

static int copy_out(const char *name, const char *prefix)
{
    char line[LINE_CAP];
    FILE *f = data(name);

    if (f == NULL) {
        return -1;
    }
    while (fgets(line, sizeof(line), f) != NULL) {
        if (prefix == NULL || strncmp(line, prefix, strlen(prefix)) == 0) {
            fputs(line, stdout);
        }
    }
    fclose(f);
    return 0;
}

static int cmd_activity(int argc, char **argv)
{
    const char *verb = argc > 0 ? argv[0] : "";

    pause_as("cmd-delay-ms");
    if (strcmp(verb, "get-current-user") == 0) {
        if (copy_out("current-user", NULL) < 0) {
            printf("0\n");
        }
        return 0;
    }
    return as_root("activity", argc, argv);
}

static int cmd_settings(int argc, char **argv)
{
    char line[LINE_CAP];
    char want[512];
    int found = 0;
    FILE *f;

    pause_as("cmd-delay-ms");
    pause_as("settings-delay-ms");
    if (argc > 2 && strcmp(argv[0], "--user") == 0) {
        argc -= 2;
        argv += 2;
    }
    if (argc > 3 && strcmp(argv[0], "put") == 0) {
        return as_root("settings", argc - 1, argv + 1);
    }
    if (argc < 2 ||
        (strcmp(argv[0], "get") != 0 && strcmp(argv[0], "list") != 0)) {
        fprintf(stderr, "Invalid command\n");
        return 255;
    }
    snprintf(want, sizeof(want), "%s %s%s", argv[1], argc > 2 ? argv[2] : "",
             argc > 2 ? "=" : "");
    f = data("settings");
    while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
        if (strncmp(line, want, strlen(want)) == 0) {
            size_t skip = argc > 2 ? strlen(want) : strlen(argv[1]) + 1;

            fputs(line + skip, stdout);
            found = 1;
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    if (!found && argc > 2) {
        printf("null\n");
    }
    return 0;
}

static int run_cmd(int argc, char **argv)
{
    const char *service = argc > 1 ? argv[1] : "";

    if (strcmp(service, "package") == 0) {
        return cmd_package(argc - 2, argv + 2);
    }
    if (strcmp(service, "activity") == 0) {
        return cmd_activity(argc - 2, argv + 2);
    }
    if (strcmp(service, "settings") == 0) {
        return cmd_settings(argc - 2, argv + 2);
    }
    if (strcmp(service, "user") == 0 && argc > 2 &&
        strcmp(argv[2], "list") == 0) {
        pause_as("cmd-delay-ms");
        return list_users(argc > 3 && strcmp(argv[3], "-v") == 0);
    }
    fprintf(stderr, "cmd: Can't find service: %s\n", service);
    return 20;
}

static int run_getprop(int argc, char **argv)
{
    char line[LINE_CAP];
    char want[512];
    FILE *f;

    pause_as("cmd-delay-ms");
    if (argc < 2) {
        return copy_out("props", "[") < 0;
    }
    snprintf(want, sizeof(want), "[%s]: [", argv[1]);
    f = data("props");
    while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
        char *end = strrchr(line, ']');

        if (strncmp(line, want, strlen(want)) == 0 && end != NULL) {
            *end = '\0';
            printf("%s\n", line + strlen(want));
            fclose(f);
            return 0;
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    printf("%s\n", argc > 2 ? argv[2] : "");
    return 0;
}

static void dump_package(const struct package *p)
{
    const char *flag = strstr(p->flags, "debuggable") != NULL ? "DEBUGGABLE "
                       : strstr(p->flags, "persistent") != NULL
                           ? "SYSTEM PERSISTENT "
                           : "";

    printf("Packages:\n  Package [%s] (a1b2c3d):\n    appId=%d\n"
           "    pkg=Package{1f2e3d4 %s}\n"
           "    codePath=/data/app/~~r1gR1gR1g==/%s-w0rLdw0rLd==\n"
           "    versionCode=%ld minSdk=26 targetSdk=34\n"
           "    versionName=%s\n    splits=[base]\n    apkSigningVersion=3\n"
           "    flags=[ %sHAS_CODE ALLOW_CLEAR_USER_DATA ]\n"
           "    pkgFlags=[ %sHAS_CODE ALLOW_CLEAR_USER_DATA ]\n"
           "    requested permissions:\n      android.permission.INTERNET\n"
           "    install permissions:\n"
           "      android.permission.INTERNET: granted=true\n"
           "    User 0: ceDataInode=4242 deDataInode=2424 installed=%s "
           "hidden=false suspended=false stopped=false notLaunched=false\n"
           "      firstInstallTime=2026-01-02 03:04:05\n",
           p->name, p->appid, p->name, p->name, p->version, p->version_name,
           flag, flag, has_user(p, 0) ? "true" : "false");
}

static int run_dumpsys(int argc, char **argv)
{
    char name[300];
    struct package p;
    FILE *f;

    pause_as("cmd-delay-ms");
    pause_as("dumpsys-delay-ms");
    if (argc < 2) {
        printf("Currently running services:\n  connectivity\n  netstats\n"
               "  package\n  user\n");
        return 0;
    }
    if (strcmp(argv[1], "package") == 0 && argc > 2 &&
        strcmp(argv[2], "packages") == 0) {
        each_package(dump_package);
        return 0;
    }
    if (strcmp(argv[1], "package") == 0 && argc > 2) {
        if (find_package(argv[2], &p)) {
            dump_package(&p);
        } else {
            printf("Unable to find package: %s\n", argv[2]);
        }
        return 0;
    }
    if (strchr(argv[1], '/') != NULL) {
        return 0;
    }
    snprintf(name, sizeof(name), "dumpsys-%s-delay-ms", argv[1]);
    pause_as(name);
    snprintf(name, sizeof(name), "dumpsys/%s", argv[1]);
    if (strcmp(argv[1], "netstats") == 0 && (f = data(name)) != NULL) {
        return dump_netstats(f);
    }
    if (!dump_screen(argv[1], argc - 2, argv + 2) && copy_out(name, NULL) < 0) {
        fprintf(stderr, "Can't find service: %s\n", argv[1]);
    }
    return 0;
}

/* wm and input are commands of their own; monkey is a program. */
static int run_tool(const char *name, int argc, char **argv)
{
    pause_as("cmd-delay-ms");
    return as_root(name, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } programs[] = {{"getprop", run_getprop}, {"su", run_su},
                    {"run-as", run_as},       {"dumpsys", run_dumpsys},
                    {"logcat", run_logcat},   {"app_process", run_app_process}};
    const char *slash = strrchr(argv[0], '/');
    const char *me = slash != NULL ? slash + 1 : argv[0];
    size_t i;

    if (getenv("RIG_PLAY") != NULL) {
        play_main();
    }
    for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (strcmp(me, programs[i].name) == 0) {
            return programs[i].run(argc, argv);
        }
    }
    if (strcmp(me, "cmd") != 0) {
        return run_tool(me, argc, argv);
    }
    return run_cmd(argc, argv);
}
