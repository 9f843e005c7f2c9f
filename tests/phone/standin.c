/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's stand-in for Android's own programs: `cmd package`, `cmd user`,
 * `cmd activity`, `cmd settings`, `getprop`, `dumpsys`. It prints what
 * Android 14 prints, from files in /rig that a test may change at any time:
 *
 *   packages       name appid users kind version-code version-name flags
 *   users          id|name|flags in hex|running|type
 *   props settings dumpsys/SERVICE
 *   pm-delay-ms    how long the package manager takes; "hang" for ever
 *   cmd-delay-ms   the same for everything else
 *   pm-refuse      user ids the shell may not see, one per line; "ID quiet"
 *                  is the manner of Android 16: a line on stderr, status 0
 *
 * No binder, no other options than those anybody asks for here.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define LINE_CAP 4096
#define USER_RANGE 100000
#define ALL_USERS (-1)

struct package {
    char name[256];
    int appid;
    char users[128]; /* "0,10" */
    char kind[16];   /* system or third */
    long version;
    char version_name[64];
    char flags[64]; /* debuggable, disabled, or - */
};

struct listing {
    int user;
    int uids;
    int paths;
    int versions;
    int installer;
    char kind; /* 3, s, or 0 for both */
    char enabled; /* e, d, or 0 */
    long uid; /* -1: any */
    const char *filter;
};

static FILE *data(const char *name)
{
    char file[LINE_CAP];

    snprintf(file, sizeof(file), "/rig/%s", name);
    return fopen(file, "re");
}

static void pause_as(const char *name)
{
    char text[32] = "0";
    FILE *f = data(name);
    struct timespec t;
    long ms;

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
    ms = strtol(text, NULL, 10);
    t.tv_sec = ms / 1000;
    t.tv_nsec = ms % 1000 * 1000000;
    while (ms > 0 && nanosleep(&t, &t) < 0 && errno == EINTR) {
    }
}

/* 0 seen, 1 refused with an exception, 2 refused with one line. */
static int refused(int user)
{
    char line[LINE_CAP];
    int how = 0;
    FILE *f = data("pm-refuse");

    if (f == NULL || getuid() == 0) {
        if (f != NULL) {
            fclose(f);
        }
        return 0;
    }
    while (fgets(line, sizeof(line), f) != NULL) {
        char *rest;
        long id = strtol(line, &rest, 10);

        if (rest != line && id == user) {
            how = strstr(rest, "quiet") != NULL ? 2 : 1;
        }
    }
    fclose(f);
    return how;
}

static int refuse(const char *cmd, int user, int how)
{
    if (how == 2) {
        fprintf(stderr,
                "Error: java.lang.SecurityException: Shell does not have "
                "permission to access user %d\n",
                user);
        return 0;
    }
    fprintf(stderr,
            "\nException occurred while executing '%s':\n"
            "java.lang.SecurityException: Shell does not have permission to "
            "access user %d\n"
            " com.android.server.am.ActivityManagerService.handleIncomingUser"
            ":14551 android.app.ActivityManager.handleIncomingUser:4753 com."
            "android.server.pm.PackageManagerShellCommand.translateUserId:"
            "3853 \n"
            "\tat com.android.server.am.UserController.handleIncomingUser("
            "UserController.java:2745)\n"
            "\tat com.android.server.pm.PackageManagerShellCommand."
            "runListPackages(PackageManagerShellCommand.java:1060)\n"
            "\tat android.os.Binder.execTransact(Binder.java:1275)\n",
            cmd, user);
    return 255;
}

static int read_package(FILE *f, struct package *out)
{
    char line[LINE_CAP];

    while (fgets(line, sizeof(line), f) != NULL) {
        if (line[0] != '#' &&
            sscanf(line, "%255s %d %127s %15s %ld %63s %63s", out->name,
                   &out->appid, out->users, out->kind, &out->version,
                   out->version_name, out->flags) == 7) {
            return 1;
        }
    }
    return 0;
}

static int has_user(const struct package *p, int user)
{
    char list[160];
    char want[32];

    snprintf(list, sizeof(list), ",%s,", p->users);
    snprintf(want, sizeof(want), ",%d,", user);
    return strstr(list, want) != NULL;
}

/* Calls `each` for every user of /rig/users. */
static int read_user(FILE *f, char *line, int *id, char **field)
{
    size_t i;

    while (fgets(line, LINE_CAP, f) != NULL) {
        char *at = line;

        line[strcspn(line, "\n")] = '\0';
        for (i = 0; i < 5 && at != NULL; i++) {
            field[i] = strsep(&at, "|");
        }
        if (i == 5) {
            *id = (int)strtol(field[0], NULL, 10);
            return 1;
        }
    }
    return 0;
}

static int matches(const struct package *p, const struct listing *l)
{
    int third = strcmp(p->kind, "third") == 0;
    int disabled = strstr(p->flags, "disabled") != NULL;

    if ((l->kind == '3' && !third) || (l->kind == 's' && third) ||
        (l->enabled == 'e' && disabled) || (l->enabled == 'd' && !disabled)) {
        return 0;
    }
    if (l->uid >= 0 && l->uid % USER_RANGE != p->appid) {
        return 0;
    }
    return l->filter == NULL || strstr(p->name, l->filter) != NULL;
}

static void print_path(const struct package *p)
{
    if (strcmp(p->kind, "third") == 0) {
        printf("/data/app/~~r1gR1gR1g==/%s-w0rLdw0rLd==/base.apk=", p->name);
    } else {
        printf("/system/app/%s/%s.apk=", p->name, p->name);
    }
}

static void print_package(const struct package *p, const struct listing *l)
{
    const char *sep = "";
    char users[128];
    char *at = users;
    char *one;

    printf("package:");
    if (l->paths) {
        print_path(p);
    }
    printf("%s", p->name);
    if (l->versions) {
        printf(" versionCode:%ld", p->version);
    }
    if (l->installer) {
        printf("  installer=null");
    }
    if (l->uids) {
        printf(" uid:");
        snprintf(users, sizeof(users), "%s", p->users);
        while ((one = strsep(&at, ",")) != NULL) {
            int user = (int)strtol(one, NULL, 10);

            if (l->user == ALL_USERS || l->user == user) {
                printf("%s%d", sep, user * USER_RANGE + p->appid);
                sep = ",";
            }
        }
    }
    printf("\n");
}

/* Without --user Android 14 asks for every user, and fails at the first one
 * the shell may not see. */
static int check_users(const struct listing *l)
{
    char line[LINE_CAP];
    char *field[5];
    int id;
    int how;
    int status = 0;
    FILE *f;

    if (l->user != ALL_USERS) {
        how = refused(l->user);
        return how != 0 ? refuse("list", l->user, how) + 1 : 0;
    }
    f = data("users");
    while (f != NULL && status == 0 && read_user(f, line, &id, field)) {
        how = refused(id);
        if (how != 0) {
            status = refuse("list", id, how) + 1;
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    return status == 1 ? 0 : status;
}

static int parse_listing(int argc, char **argv, struct listing *l)
{
    int i;

    for (i = 0; i < argc; i++) {
        const char *a = argv[i];
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (strcmp(a, "--user") == 0 && value != NULL) {
            if (strcmp(value, "all") != 0) {
                l->user = strcmp(value, "current") == 0
                              ? 0
                              : (int)strtol(value, NULL, 10);
            }
            i++;
        } else if (strcmp(a, "--uid") == 0 && value != NULL) {
            l->uid = strtol(value, NULL, 10);
            l->uids = 1;
            i++;
        } else if (strcmp(a, "--show-versioncode") == 0) {
            l->versions = 1;
        } else if (a[0] == '-' && a[1] != '\0' && a[2] == '\0' &&
                   strchr("Ufi3sedu", a[1]) != NULL) {
            l->uids |= a[1] == 'U';
            l->paths |= a[1] == 'f';
            l->installer |= a[1] == 'i';
            l->kind = strchr("3s", a[1]) != NULL ? a[1] : l->kind;
            l->enabled = strchr("ed", a[1]) != NULL ? a[1] : l->enabled;
        } else if (a[0] == '-') {
            printf("Error: Unknown option: %s\n", a);
            return -1;
        } else {
            l->filter = a;
        }
    }
    return 0;
}

static int list_packages(int argc, char **argv)
{
    struct listing l = {.user = ALL_USERS, .uid = -1};
    struct package p;
    int status;
    FILE *f;

    if (parse_listing(argc, argv, &l) < 0) {
        return 255;
    }
    status = check_users(&l);
    if (status != 0) {
        return status - 1;
    }
    f = data("packages");
    while (f != NULL && read_package(f, &p)) {
        if ((l.user == ALL_USERS || has_user(&p, l.user)) && matches(&p, &l)) {
            print_package(&p, &l);
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    return 0;
}

static int list_users(int verbose)
{
    char line[LINE_CAP];
    char *field[5];
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
        printf("%d: id=%s, name=%s, type=%s%s%s%s\n", count, field[0],
               field[1], field[4], id == 0 ? "" : " (parentId=0)",
               up ? " (running)" : "", id == 0 ? " (current)" : "");
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

static int find_package(const char *name, struct package *p)
{
    FILE *f = data("packages");
    int found = 0;

    while (f != NULL && !found && read_package(f, p)) {
        found = strcmp(p->name, name) == 0;
    }
    if (f != NULL) {
        fclose(f);
    }
    return found;
}

static int resolve_activity(int argc, char **argv)
{
    struct package p;

    if (argc < 1 || !find_package(argv[argc - 1], &p) ||
        strcmp(p.kind, "third") != 0) {
        printf("No activity found\n");
        return 0;
    }
    printf("priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 "
           "isDefault=false\n%s/.MainActivity\n",
           p.name);
    return 0;
}

static int cmd_package(int argc, char **argv)
{
    const char *verb = argc > 0 ? argv[0] : "";
    const char *what = argc > 1 ? argv[1] : "";
    struct package p;

    pause_as("pm-delay-ms");
    if (strcmp(verb, "list") == 0 && strcmp(what, "packages") == 0) {
        return list_packages(argc - 2, argv + 2);
    }
    if (strcmp(verb, "list") == 0 && strcmp(what, "users") == 0) {
        return list_users(argc > 2 && strcmp(argv[2], "-v") == 0);
    }
    if (strcmp(verb, "path") == 0) {
        if (!find_package(argv[argc - 1], &p)) {
            return 1;
        }
        printf("package:/data/app/~~r1gR1gR1g==/%s-w0rLdw0rLd==/base.apk\n",
               p.name);
        return 0;
    }
    if (strcmp(verb, "resolve-activity") == 0) {
        return resolve_activity(argc - 1, argv + 1);
    }
    if (strcmp(verb, "list") == 0) {
        printf("Error: unknown list type '%s'\n", what);
        return 255;
    }
    printf("Unknown command: %s\n", verb);
    return 255;
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
    if (strcmp(verb, "start") == 0 || strcmp(verb, "start-activity") == 0) {
        const char *at = argv[argc - 1];

        if (strchr(at, '/') == NULL) {
            printf("Error: Activity not started, unable to resolve Intent\n");
            return 1;
        }
        printf("Starting: Intent { cmp=%s }\nStatus: ok\nLaunchState: COLD\n"
               "Activity: %s\nTotalTime: 412\nWaitTime: 415\nComplete\n",
               at, at);
        return 0;
    }
    if (strcmp(verb, "force-stop") == 0 || strcmp(verb, "kill") == 0) {
        return 0;
    }
    printf("Unknown command: %s\n", verb);
    return 255;
}

static int cmd_settings(int argc, char **argv)
{
    char line[LINE_CAP];
    char want[512];
    int found = 0;
    FILE *f;

    pause_as("cmd-delay-ms");
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
           strstr(p->flags, "debuggable") != NULL ? "DEBUGGABLE " : "",
           strstr(p->flags, "debuggable") != NULL ? "DEBUGGABLE " : "",
           has_user(p, 0) ? "true" : "false");
}

static int run_dumpsys(int argc, char **argv)
{
    char name[300];
    struct package p;

    pause_as("cmd-delay-ms");
    if (argc < 2) {
        printf("Currently running services:\n  connectivity\n  netstats\n"
               "  package\n  user\n");
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
    snprintf(name, sizeof(name), "dumpsys/%s", argv[1]);
    if (strchr(argv[1], '/') != NULL || copy_out(name, NULL) < 0) {
        fprintf(stderr, "Can't find service: %s\n", argv[1]);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *me = slash != NULL ? slash + 1 : argv[0];

    if (strcmp(me, "getprop") == 0) {
        return run_getprop(argc, argv);
    }
    if (strcmp(me, "dumpsys") == 0) {
        return run_dumpsys(argc, argv);
    }
    return run_cmd(argc, argv);
}
