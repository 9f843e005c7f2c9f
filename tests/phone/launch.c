/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts and ends the processes of launchable apps, as root, which the copy
 * of the stand-in called app_process is (phone.c). Each app has a minder, a
 * root process that says on logcat when the activity is in front and when the
 * app has died, as Android's system_server does. What `am` prints about it is
 * activity.c's.
 */
#define _GNU_SOURCE

#include "app.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "standin.h"
#include "util.h"

#define STOP_LIMIT_MS 2000
#define PRIORITY (-10) /* or what takes 5 ms takes 50 on a busy machine */

struct start {
    const char *package;
    const char *activity;
    int user;
    uid_t uid;
    const struct app_file *app;
    int is_view;
};

static int is_app(const char *pid, const char *package, int user)
{
    char file[300];
    char text[2048];
    char want[APP_NAME + 32];
    size_t len;
    size_t at;
    int is_of = 0;
    int of_user = user < 0;
    FILE *f;

    snprintf(file, sizeof(file), "/proc/%s/environ", pid);
    f = fopen(file, "re");
    if (f == NULL) {
        return 0;
    }
    len = fread(text, 1, sizeof(text) - 1, f);
    fclose(f);
    text[len] = '\0';
    for (at = 0; at < len; at += strlen(text + at) + 1) {
        snprintf(want, sizeof(want), "RIG_PACKAGE=%s", package);
        is_of |= strcmp(text + at, want) == 0;
        snprintf(want, sizeof(want), "RIG_USER=%d", user);
        of_user |= strcmp(text + at, want) == 0;
    }
    return is_of && of_user;
}

int signal_package(const char *package, int user, int sig)
{
    struct dirent *entry;
    DIR *dir = opendir("/proc");
    int count = 0;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        pid_t pid = (pid_t)number(entry->d_name, NULL);

        if (pid > 1 && is_app(entry->d_name, package, user)) {
            count++;
            if (sig != 0) {
                kill(pid, sig);
            }
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return count;
}

int is_running(const char *package, uid_t uid)
{
    struct dirent *entry;
    DIR *dir = opendir("/proc");
    int found = 0;

    while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
        char file[300];
        char name[APP_NAME] = "";
        struct stat st;
        FILE *f;

        snprintf(file, sizeof(file), "/proc/%s/cmdline", entry->d_name);
        if (number(entry->d_name, NULL) <= 1 || stat(file, &st) < 0 ||
            st.st_uid != uid || (f = fopen(file, "re")) == NULL) {
            continue;
        }
        if (fread(name, 1, sizeof(name) - 1, f) > 0) {
            found = strcmp(name, package) == 0;
        }
        fclose(f);
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return found;
}

void stop_package(const char *package, int user)
{
    long end = now_ms() + STOP_LIMIT_MS;

    while (signal_package(package, user, SIGKILL) > 0 && now_ms() < end) {
        wait_ms(2);
    }
}

/* Whether it is the first start since pm clear. */
static int is_fresh(const char *package, int user)
{
    char file[APP_NAME + 64];
    int fd;

    mkdir("/rig/app-data", 0755);
    snprintf(file, sizeof(file), "/rig/app-data/%s.%d", package, user);
    fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static void put_number(const char *name, long long value)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", value);
    setenv(name, text, 1);
}

/* Becomes the player, under this uid and name. */
static void run_child(const char *name, uid_t uid, const char *file,
                      int64_t at_us)
{
    gid_t groups[] = {3003, 9997};
    char *argv[2] = {(char *)(uintptr_t)name, NULL};
    int log = open("/rig/play.jsonl", O_WRONLY | O_CREAT | O_APPEND, 0644);
    int ledger = ledger_open(uid);

    put_number("RIG_LOG", log);
    put_number("RIG_LEDGER", ledger);
    put_number("RIG_AT", at_us);
    if (file != NULL) {
        setenv("RIG_FILE", file, 1);
    }
    setenv("RIG_PLAY", name, 1);
    setpriority(PRIO_PROCESS, 0, PRIORITY);
    setpgid(0, 0);
    if (log < 0 || setgroups(2, groups) < 0 || setresgid(uid, uid, uid) < 0 ||
        setresuid(uid, uid, uid) < 0) {
        die("app: identity");
    }
    execv("/system/bin/cmd", argv);
    die("app: exec");
}

static long setting(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? number(text, NULL) : 0;
}

void play_main(void)
{
    struct play_options opt = {
        .name = getenv("RIG_PLAY"),
        .file = getenv("RIG_FILE"),
        .start_us = setting("RIG_AT"),
        .is_fresh = setting("RIG_FRESH") != 0,
        .is_view = setting("RIG_VIEW") != 0,
        .stays = getenv("RIG_PACKAGE") != NULL,
        .log_fd = (int)setting("RIG_LOG"),
        .ledger = ledger_of((int)setting("RIG_LEDGER"), getuid()),
    };
    size_t len = strlen(opt.name);

    close((int)setting("RIG_LEDGER"));
    fcntl(opt.log_fd, F_SETFD, FD_CLOEXEC);
    prctl(PR_SET_NAME, opt.name + (len > 15 ? len - 15 : 0), 0, 0, 0);
    play(&opt);
}

static pid_t start_app(const struct start *s)
{
    char file[APP_NAME + 16];
    pid_t pid = fork();

    if (pid != 0) {
        return pid;
    }
    clearenv();
    setenv("PATH", "/system/bin", 1);
    setenv("RIG_PACKAGE", s->package, 1);
    put_number("RIG_USER", s->user);
    put_number("RIG_FRESH", is_fresh(s->package, s->user));
    put_number("RIG_VIEW", s->is_view);
    snprintf(file, sizeof(file), "/rig/apps/%s", s->package);
    run_child(s->package, s->uid, access(file, F_OK) == 0 ? file : NULL, 0);
    return 0;
}

static void close_all(int but)
{
    int null = open("/dev/null", O_RDWR);
    int fd;

    for (fd = 0; fd < 3 && null >= 0; fd++) {
        dup2(null, fd);
    }
    for (fd = 3; fd < 1024; fd++) {
        if (fd != but) {
            close(fd);
        }
    }
}

/* Never returns. */
static void mind(const struct start *s, int drawn)
{
    char component[2 * APP_NAME];
    char front[2 * APP_NAME];
    struct screen screen;
    int status = 0;
    pid_t pid;

    setsid();
    close_all(drawn);
    prctl(PR_SET_NAME, "minder", 0, 0, 0);
    snprintf(component, sizeof(component), "%s/%s", s->package, s->activity);
    pid = start_app(s);
    event("am_proc_start", "[%d,%d,%u,%s,top-activity,{%s}]", s->user, (int)pid,
          (unsigned)s->uid, s->package, component);
    wait_ms(s->app->draw_ms / 2);
    screen_get(&screen);
    if (screen.is_awake && strcmp(screen.lock, "none") == 0) {
        front_set(component, s->user, "minimalResumeActivityLocked");
    }
    wait_ms(s->app->draw_ms - s->app->draw_ms / 2);
    if (write(drawn, "d", 1) == 1) {
        close(drawn);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) {
        event("am_crash",
              "[%d,%d,%s,948452934,java.lang.IllegalStateException,the rig "
              "says so,MainActivity.java,17]",
              (int)pid, s->user, s->package);
    }
    event("am_proc_died", "[%d,%d,%s,0,2]", s->user, (int)pid, s->package);
    front_get(front, sizeof(front));
    if (strcmp(front, component) == 0) {
        front_home("finishActivity");
    }
    _exit(0);
}

long launch(const char *package, const char *activity, int user, uid_t uid,
            const struct app_file *app, int is_view, int wait)
{
    struct start s = {package, activity, user, uid, app, is_view};
    long start = now_ms();
    char byte = 0;
    int drawn[2];
    pid_t pid;

    if (pipe2(drawn, O_CLOEXEC) < 0) {
        die("am: pipe");
    }
    pid = fork();
    if (pid == 0) {
        mind(&s, drawn[1]);
    }
    close(drawn[1]);
    if (pid < 0 || (wait && read(drawn[0], &byte, 1) != 1)) {
        return -1;
    }
    close(drawn[0]);
    return now_ms() - start;
}

/* play UID NAME FILE [AT]: a plan, without an app; ends with it. AT is
 * CLOCK_REALTIME in µs. */
static int run_play(int argc, char **argv)
{
    int64_t at = 0;

    if (argc < 3) {
        fprintf(stderr, "play UID NAME FILE [AT]\n");
        return 2;
    }
    if (argc > 3) {
        at = number(argv[3], NULL);
    }
    clearenv();
    setenv("PATH", "/system/bin", 1);
    run_child(argv[1], (uid_t)number(argv[0], NULL), argv[2], at);
    return 1;
}

/* crowd N: processes that do nothing. */
static int run_crowd(int argc, char **argv)
{
    long count = argc > 0 ? number(argv[0], NULL) : 0;
    long i;

    for (i = 0; i < count; i++) {
        char name[64];
        pid_t pid = fork();

        if (pid < 0) {
            die("crowd");
        }
        if (pid > 0) {
            continue;
        }
        setsid();
        close_all(-1);
        clearenv();
        snprintf(name, sizeof(name), "com.example.crowd%03ld", i);
        setenv("RIG_PACKAGE", name, 1);
        run_child(name, (uid_t)(10801 + i % 150), NULL, 0);
    }
    return 0;
}

void leave_call(const char *verb, int argc, char **argv)
{
    FILE *f = fopen("/rig/calls", "ae");
    int i;

    if (f == NULL) {
        return;
    }
    fprintf(f, "%s", verb);
    for (i = 0; i < argc; i++) {
        fprintf(f, " %.200s", argv[i]);
    }
    fprintf(f, "\n");
    fclose(f);
}

int as_root(const char *verb, int argc, char **argv)
{
    char *words[64] = {(char *)(uintptr_t) "app_process",
                       (char *)(uintptr_t)verb};
    int i;

    for (i = 0; i < argc && i < 60; i++) {
        words[i + 2] = argv[i];
    }
    fflush(NULL);
    execv("/system/bin/app_process", words);
    perror("app_process");
    return 126;
}

int run_app_process(int argc, char **argv)
{
    static const struct {
        const char *verb;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"play", run_play},
                 {"crowd", run_crowd},
                 {"activity", run_activity},
                 {"clear", run_clear},
                 {"monkey", run_monkey},
                 {"input", run_input},
                 {"settings", run_settings_put},
                 {"wm", run_wm}};
    size_t i;

    for (i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(argv[1], verbs[i].verb) == 0) {
            if (geteuid() != 0 || setresuid(0, 0, 0) < 0) {
                die("app_process");
            }
            leave_call(argv[1], argc - 2, argv + 2);
            return verbs[i].run(argc - 2, argv + 2);
        }
    }
    fprintf(stderr, "Error: no class name or --zygote supplied.\n");
    return 10;
}
