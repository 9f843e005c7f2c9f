/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The package manager of the rig's phone, as `cmd package` shows it on
 * Android 14. See standin.c for the files it reads.
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

#define ALL_USERS (-1)

struct listing {
    int user;
    int uids;
    int paths;
    int versions;
    int installer;
    char kind;    /* 3, s, or 0 for both */
    char enabled; /* e, d, or 0 */
    long uid;     /* -1: any */
    const char *filter;
};

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
        const char *rest;
        long id = number(line, &rest);

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

int read_package(FILE *f, struct package *out)
{
    char line[LINE_CAP];
    char *field[7];

    while (fgets(line, sizeof(line), f) != NULL) {
        if (line[0] == '#' || split(line, " ", field, 7) < 7) {
            continue;
        }
        snprintf(out->name, sizeof(out->name), "%s", field[0]);
        out->appid = (int)number(field[1], NULL);
        snprintf(out->users, sizeof(out->users), "%s", field[2]);
        out->is_third = strcmp(field[3], "third") == 0;
        out->version = number(field[4], NULL);
        snprintf(out->version_name, sizeof(out->version_name), "%s", field[5]);
        snprintf(out->flags, sizeof(out->flags), "%s", field[6]);
        return 1;
    }
    return 0;
}

int has_user(const struct package *p, int user)
{
    char list[160];
    char want[32];

    snprintf(list, sizeof(list), ",%s,", p->users);
    snprintf(want, sizeof(want), ",%d,", user);
    return strstr(list, want) != NULL;
}

static int matches(const struct package *p, const struct listing *l)
{
    int disabled = strstr(p->flags, "disabled") != NULL;

    if ((l->kind == '3' && !p->is_third) || (l->kind == 's' && p->is_third) ||
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
    if (p->is_third) {
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
            int user = (int)number(one, NULL);

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
    char *field[USER_FIELDS];
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

static int is_letter(const char *a)
{
    return a[0] == '-' && a[1] != '\0' && a[2] == '\0' &&
           strchr("Ufi3sedu", a[1]) != NULL;
}

static void take_letter(char letter, struct listing *l)
{
    l->uids |= letter == 'U';
    l->paths |= letter == 'f';
    l->installer |= letter == 'i';
    l->kind = strchr("3s", letter) != NULL ? letter : l->kind;
    l->enabled = strchr("ed", letter) != NULL ? letter : l->enabled;
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
                              : (int)number(value, NULL);
            }
            i++;
        } else if (strcmp(a, "--uid") == 0 && value != NULL) {
            l->uid = number(value, NULL);
            l->uids = 1;
            i++;
        } else if (strcmp(a, "--show-versioncode") == 0) {
            l->versions = 1;
        } else if (is_letter(a)) {
            take_letter(a[1], l);
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

int find_package(const char *name, struct package *out)
{
    FILE *f = data("packages");
    int found = 0;

    while (f != NULL && !found && read_package(f, out)) {
        found = strcmp(out->name, name) == 0;
    }
    if (f != NULL) {
        fclose(f);
    }
    return found;
}

void each_package(void (*tell)(const struct package *package))
{
    struct package p;
    FILE *f = data("packages");

    while (f != NULL && read_package(f, &p)) {
        tell(&p);
    }
    if (f != NULL) {
        fclose(f);
    }
}

/* The package whose file says that it is the home screen. */
static int find_home(struct package *out)
{
    struct app_file app;
    FILE *f = data("packages");
    int found = 0;

    while (f != NULL && !found && read_package(f, out)) {
        if (app_of(out->name, 0, &app) == 0) {
            found = app.is_home;
            free(app.rows);
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    return found;
}

/* [--brief] [--components] [-a ACTION] [-c CATEGORY] [--user N] [PACKAGE] */
static int resolve_activity(int argc, char **argv)
{
    struct package p;
    struct app_file app = {0};
    int only = 0;
    int is_home = 0;
    int user = 0;
    int found;
    int i;

    for (i = 0; i < argc; i++) {
        only |= strcmp(argv[i], "--components") == 0;
        is_home |= strcmp(argv[i], "android.intent.category.HOME") == 0;
        if (strcmp(argv[i], "--user") == 0 && i + 1 < argc) {
            user = (int)number(argv[i + 1], NULL);
        }
    }
    found =
        is_home ? find_home(&p) : argc > 0 && find_package(argv[argc - 1], &p);
    found = found && has_user(&p, user) &&
            strstr(p.flags, "disabled") == NULL &&
            app_of(p.name, p.is_third, &app) == 0 && app.activity[0] != '\0';
    if (!found) {
        printf("No activity found\n");
    } else {
        if (!only) {
            printf("priority=0 preferredOrder=0 match=0x108000 "
                   "specificIndex=-1 isDefault=false\n");
        }
        printf("%s/%s\n", p.name, app.activity);
    }
    free(app.rows);
    return 0;
}

int cmd_package(int argc, char **argv)
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
    if (strcmp(verb, "clear") == 0) {
        return as_root("clear", argc - 1, argv + 1);
    }
    if (strcmp(verb, "resolve-activity") == 0 &&
        access("/rig/no-resolve", F_OK) != 0) {
        return resolve_activity(argc - 1, argv + 1);
    }
    if (strcmp(verb, "list") == 0) {
        printf("Error: unknown list type '%s'\n", what);
        return 255;
    }
    printf("Unknown command: %s\n", verb);
    return 255;
}
