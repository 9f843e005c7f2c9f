/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's launchable apps: what the file of one says (app_file.c), playing
 * its connections (play.c), starting and stopping it (launch.c, activity.c),
 * what is in front and whether the screen is on (screen.c), the bytes of each
 * uid (ledger.c). The grammar of the file is in README.md.
 */
#ifndef RIG_APP_H
#define RIG_APP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define APP_NAME 256
#define APP_VIEWS 4
#define APP_ROWS 40000
#define USER_RANGE 100000

enum play_kind {
    PLAY_TCP,
    PLAY_REFUSED, /* the other end answers with a reset */
    PLAY_SILENT,  /* nobody answers */
    PLAY_UDP,
    PLAY_UDP_ANY, /* no peer: sends to it all the same */
    PLAY_LISTEN
};

enum play_end { END_PHONE, END_PEER, END_PHONE_RESET, END_PEER_RESET };

/* Which rows are played when. */
enum play_when { WHEN_START, WHEN_COMMAND, WHEN_FRESH, WHEN_VIEW };

struct play_row {
    size_t line;     /* in the file, from 1 */
    int64_t at_us;   /* after the start, or the command */
    int64_t life_us; /* 0: for ever */
    enum play_kind kind;
    enum play_end end;
    enum play_when when;
    int family; /* enum family of gen.h */
    char address[64];
    int port;
    int local_port; /* 0: the kernel's choice */
    uint32_t out;
    uint32_t in;
    int unread; /* what comes in is left in the queue until the end */
};

struct app_file {
    char activity[APP_NAME];           /* ".MainActivity"; "" no launcher */
    char view[APP_VIEWS][2][APP_NAME]; /* start of a URL, activity */
    size_t view_count;
    int is_home;
    long draw_ms;
    long crash_ms; /* 0: never */
    struct play_row *rows;
    size_t row_count;
};

/* 0, or -1 when there is no such file. A line that is not understood ends the
 * program. rows is the caller's to free. */
int app_read(const char *file, struct app_file *out);

/* /rig/apps/PACKAGE; what a third-party package without one does: nothing,
 * from .MainActivity. -1: it has no activity at all. */
int app_of(const char *package, int is_third, struct app_file *out);

/* The bytes of one uid, as Android's kernel counts them. */
struct ledger_entry {
    uint32_t uid;
    uint32_t is_used;
    uint64_t rx_bytes;
    uint64_t rx_packets;
    uint64_t tx_bytes;
    uint64_t tx_packets;
};

#define LEDGER_ENTRIES 512

/* As root. A descriptor of /rig/ledger, in which the uid has an entry now. */
int ledger_open(uid_t uid);

/* The entry, shared with everybody; NULL when there is none. */
struct ledger_entry *ledger_of(int fd, uid_t uid);

/* dumpsys netstats: the file, with the ledger's bytes added to its map. */
int dump_netstats(FILE *f);

/* Plays the file's rows until they are over, then exits or stays. The ids in
 * the log are NAME:LINE, or NAME:LINE.N for repeated rows. */
struct play_options {
    const char *name;
    const char *file;
    int64_t start_us; /* CLOCK_REALTIME; 0 now */
    int is_fresh;
    int is_view;
    int stays; /* as apps do */
    int log_fd;
    struct ledger_entry *ledger;
};

void play(const struct play_options *opt) __attribute__((noreturn));

/* As run_child() in launch.c has set the environment. */
void play_main(void) __attribute__((noreturn));

int64_t real_us(void);

/* Under the setuid copy of this program, as /system/bin/app_process. */
int run_app_process(int argc, char **argv);

/* Runs app_process with these words after the verb. Only if it fails to
 * start it returns. */
int as_root(const char *verb, int argc, char **argv);

/* As root. A line of /rig/calls: who was asked for what. */
void leave_call(const char *verb, int argc, char **argv);

/* As root. A line for logcat; process: whose it is. */
void event(const char *tag, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Starts package's process and tells how long it took to be drawn, in ms; -1:
 * it did not start. With wait 0 it does not wait. */
long launch(const char *package, const char *activity, int user, uid_t uid,
            const struct app_file *app, int is_view, int wait);

/* How many processes of the package there are that launch() started; sig is
 * sent to each of them unless 0. user -1: any. */
int signal_package(const char *package, int user, int sig);

/* Is there any process of this uid and name? */
int is_running(const char *package, uid_t uid);

/* Kills and waits. */
void stop_package(const char *package, int user);

int run_activity(int argc, char **argv);
int run_monkey(int argc, char **argv);
int run_clear(int argc, char **argv);
int run_settings_put(int argc, char **argv);

void front_get(char *out, size_t cap); /* "com.example.app/.MainActivity" */
void front_set(const char *component, int user, const char *reason);
void front_home(const char *reason);

struct screen {
    int is_awake;
    char lock[16]; /* none, swipe, pin: what is showing */
};

void screen_get(struct screen *out);
int run_input(int argc, char **argv);
int run_wm(int argc, char **argv);
int dump_screen(const char *service, int argc, char **argv);

int run_logcat(int argc, char **argv);

#endif
