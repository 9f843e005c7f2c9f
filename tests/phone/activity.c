/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `am` and `monkey` of the rig: which app is meant, what is printed about it;
 * starting it is launch.c's. Run as root, see launch.c.
 *
 * Shapes: AOSP's ActivityManagerShellCommand (Starting, Status, LaunchState,
 * Activity, TotalTime, WaitTime, Complete; Warning, Error type 3, unable to
 * resolve Intent) as quoted in public test logs of Android 11 to 16; monkey's
 * two endings and its status 252 from bug reports of its users.
 */
#define _GNU_SOURCE

#include "app.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "standin.h"
#include "util.h"

struct intent {
    const char *action;
    const char *category;
    const char *url;
    char package[APP_NAME];
    char activity[APP_NAME]; /* ".Main" */
    int has_component;
    int user;
    int waits;
    int stops;
};

static void take_component(struct intent *in, const char *text)
{
    const char *slash = strchr(text, '/');
    size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);

    snprintf(in->package, sizeof(in->package), "%.*s", (int)len, text);
    in->has_component = slash != NULL;
    if (slash == NULL) {
        return;
    }
    /* The long form of the class is shown in the short one. */
    if (strncmp(slash + 1, in->package, len) == 0 && slash[1 + len] == '.') {
        slash += len;
    }
    snprintf(in->activity, sizeof(in->activity), "%s", slash + 1);
}

static int take_option(struct intent *in, const char *name, const char *value)
{
    if (strcmp(name, "-W") == 0) {
        in->waits = 1;
        return 0;
    }
    if (strcmp(name, "-S") == 0) {
        in->stops = 1;
        return 0;
    }
    if (strcmp(name, "-n") == 0) {
        take_component(in, value);
    } else if (strcmp(name, "-a") == 0) {
        in->action = value;
    } else if (strcmp(name, "-c") == 0) {
        in->category = value;
    } else if (strcmp(name, "-d") == 0) {
        in->url = value;
    } else if (strcmp(name, "-p") == 0) {
        snprintf(in->package, sizeof(in->package), "%s", value);
    } else if (strcmp(name, "--user") == 0) {
        in->user = strcmp(value, "current") == 0 ? 0
                   : strcmp(value, "all") == 0   ? -1
                                                 : (int)number(value, NULL);
    } else if (strcmp(name, "-f") != 0) {
        return -1;
    }
    return 1;
}

static int parse(int argc, char **argv, struct intent *in)
{
    int i;

    memset(in, 0, sizeof(*in));
    for (i = 0; i < argc; i++) {
        int used;

        if (argv[i][0] != '-' && strstr(argv[i], "://") != NULL) {
            in->url = argv[i];
            continue;
        }
        if (argv[i][0] != '-') {
            take_component(in, argv[i]);
            continue;
        }
        used = take_option(in, argv[i], i + 1 < argc ? argv[i + 1] : "");
        if (used < 0) {
            fprintf(stderr, "Error: Unknown option: %s\n", argv[i]);
            return -1;
        }
        i += used;
    }
    return 0;
}

static void print_intent(const struct intent *in)
{
    const char *blank = "";

    printf("Intent { ");
    if (in->action != NULL) {
        printf("act=%s", in->action);
        blank = " ";
    }
    if (in->category != NULL) {
        printf("%scat=[%s]", blank, in->category);
        blank = " ";
    }
    if (in->url != NULL) {
        printf("%sdat=%s", blank, in->url);
        blank = " ";
    }
    if (in->has_component) {
        printf("%scmp=%s/%s", blank, in->package, in->activity);
    } else if (in->package[0] != '\0') {
        printf("%spkg=%s", blank, in->package);
    }
    printf(" }");
}

static int knows_view(const struct app_file *app, const struct intent *in,
                      char *activity)
{
    size_t i;

    for (i = 0; i < app->view_count; i++) {
        if (strncmp(in->url, app->view[i][0], strlen(app->view[i][0])) == 0) {
            snprintf(activity, APP_NAME, "%s", app->view[i][1]);
            return 1;
        }
    }
    return 0;
}

/* Whose activity opens in->url; fills in package and activity. */
static int find_view(struct intent *in)
{
    struct dirent *entry;
    struct package p;
    struct app_file app;
    DIR *dir = opendir("/rig/apps");
    int found = 0;

    while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.' || !find_package(entry->d_name, &p) ||
            (in->package[0] != '\0' && strcmp(in->package, p.name) != 0) ||
            app_of(p.name, p.is_third, &app) < 0) {
            continue;
        }
        found = knows_view(&app, in, in->activity);
        if (found) {
            snprintf(in->package, sizeof(in->package), "%s", p.name);
        }
        free(app.rows);
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return found;
}

/* The app that is to be started: 0, or -1 with a word to the user. */
static int resolve(struct intent *in, struct package *p, struct app_file *app)
{
    char view[APP_NAME];
    int known = in->url == NULL || in->has_component || find_view(in);

    memset(app, 0, sizeof(*app));
    known = known && find_package(in->package, p) && has_user(p, in->user) &&
            strstr(p->flags, "disabled") == NULL &&
            app_of(p->name, p->is_third, app) == 0;
    if (known && !in->has_component && in->url == NULL) {
        snprintf(in->activity, sizeof(in->activity), "%s", app->activity);
        known = app->activity[0] != '\0';
    } else if (known && strcmp(in->activity, app->activity) != 0) {
        known = in->url != NULL && knows_view(app, in, view) &&
                strcmp(view, in->activity) == 0;
    }
    if (known) {
        return 0;
    }
    free(app->rows);
    if (in->has_component) {
        printf("Error type 3\nError: Activity class {%s/%s%s} does not "
               "exist.\n",
               in->package, in->activity[0] == '.' ? in->package : "",
               in->activity);
    } else {
        printf("Error: Activity not started, unable to resolve ");
        print_intent(in);
        printf("\n");
    }
    return -1;
}

static int start(int argc, char **argv)
{
    struct intent in;
    struct package p;
    struct app_file app;
    char component[2 * APP_NAME + 2];
    uid_t uid;
    long took = 0;
    int is_hot;

    if (parse(argc, argv, &in) < 0) {
        return 255;
    }
    if (in.stops) {
        stop_package(in.package, in.user);
        printf("Stopping: %s\n", in.package);
    }
    printf("Starting: ");
    print_intent(&in);
    printf("\n");
    if (resolve(&in, &p, &app) < 0) {
        return 1;
    }
    uid = (uid_t)(in.user * USER_RANGE + p.appid);
    snprintf(component, sizeof(component), "%s/%s", p.name, in.activity);
    is_hot = is_running(p.name, uid);
    fflush(stdout);
    if (is_hot) {
        printf("Warning: Activity not started, its current task has been "
               "brought to the front\n");
        front_set(component, in.user, "bringingFoundTaskToFront");
    } else {
        took = launch(p.name, in.activity, in.user, uid, &app, in.url != NULL,
                      in.waits);
    }
    free(app.rows);
    if (in.waits) {
        printf("Status: %s\nLaunchState: %s\nActivity: %s\nTotalTime: %ld\n"
               "WaitTime: %ld\nComplete\n",
               took < 0 ? "timeout" : "ok", is_hot ? "HOT" : "COLD", component,
               took < 0 ? 0 : took, took < 0 ? 0 : took + 3);
    }
    return 0;
}

static int broadcast(int argc, char **argv)
{
    struct intent in;

    if (parse(argc, argv, &in) < 0) {
        return 255;
    }
    printf("Broadcasting: ");
    print_intent(&in);
    printf("\n");
    signal_package(in.package, in.user, SIGUSR1);
    printf("Broadcast completed: result=0\n");
    return 0;
}

int run_activity(int argc, char **argv)
{
    const char *verb = argc > 0 ? argv[0] : "";
    struct intent in;

    if (strcmp(verb, "start") == 0 || strcmp(verb, "start-activity") == 0) {
        return start(argc - 1, argv + 1);
    }
    if (strcmp(verb, "broadcast") == 0) {
        return broadcast(argc - 1, argv + 1);
    }
    if (strcmp(verb, "force-stop") == 0 || strcmp(verb, "kill") == 0) {
        if (parse(argc - 1, argv + 1, &in) < 0 || in.package[0] == '\0') {
            return 255;
        }
        /* Silent, whether there is such a package or not, as Android is. */
        stop_package(in.package, in.user);
        return 0;
    }
    printf("Unknown command: %s\n", verb);
    return 255;
}

/* pm clear [--user N] PACKAGE */
int run_clear(int argc, char **argv)
{
    struct intent in;
    struct package p;
    char file[APP_NAME + 64];

    if (parse(argc, argv, &in) < 0 || !find_package(in.package, &p) ||
        !has_user(&p, in.user)) {
        printf("Failed\n");
        return 1;
    }
    stop_package(p.name, in.user);
    snprintf(file, sizeof(file), "/rig/app-data/%s.%d", p.name, in.user);
    unlink(file);
    printf("Success\n");
    return 0;
}

int run_monkey(int argc, char **argv)
{
    struct intent in;
    struct package p;
    struct app_file app;
    char component[2 * APP_NAME + 2];
    uid_t uid;

    if (parse(argc, argv, &in) < 0) {
        return 251;
    }
    /* The number of events came last and was taken for a package. */
    for (; argc > 1; argc--, argv++) {
        if (strcmp(argv[0], "-p") == 0) {
            snprintf(in.package, sizeof(in.package), "%s", argv[1]);
        }
    }
    if (!find_package(in.package, &p) || app_of(p.name, p.is_third, &app) < 0 ||
        app.activity[0] == '\0') {
        printf("** No activities found to run, monkey aborted.\n");
        return 252;
    }
    uid = (uid_t)p.appid;
    snprintf(component, sizeof(component), "%s/%s", p.name, app.activity);
    if (is_running(p.name, uid)) {
        front_set(component, 0, "bringingFoundTaskToFront");
    } else {
        launch(p.name, app.activity, 0, uid, &app, 0, 0);
    }
    free(app.rows);
    printf("Events injected: 1\n## Network stats: elapsed time=32ms (0ms "
           "mobile, 0ms wifi, 32ms not connected)\n");
    return 0;
}

/* settings put NAMESPACE NAME VALUE */
int run_settings_put(int argc, char **argv)
{
    char line[LINE_CAP];
    char want[512];
    FILE *from = data("settings");
    FILE *to = fopen("/rig/.settings", "we");

    if (argc < 3 || to == NULL) {
        return 255;
    }
    snprintf(want, sizeof(want), "%s %s=", argv[0], argv[1]);
    while (from != NULL && fgets(line, sizeof(line), from) != NULL) {
        if (strncmp(line, want, strlen(want)) != 0) {
            fputs(line, to);
        }
    }
    if (from != NULL) {
        fclose(from);
    }
    fprintf(to, "%s%s\n", want, argv[2]);
    if (fclose(to) != 0 || rename("/rig/.settings", "/rig/settings") < 0) {
        die("/rig/settings");
    }
    return 0;
}
