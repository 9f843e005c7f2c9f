/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's half of the rig: network, tree and mounts, then pid 1: starts
 * the apps and adbd, reaps what dies, starts adbd again as Android's init
 * does. What the tree holds was made by `rig`; see boot.h for who calls it.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "util.h"

#define START_LIMIT_MS 60000 /* 10 000 sockets on a slow machine */
#define ADBD_AGAIN_MS 100

static char root[1000]; /* where the phone's tree is mounted */

static void make_dir(const char *name)
{
    if (mkdir(path(root, name), 0755) < 0 && errno != EEXIST) {
        die(name);
    }
}

static void bind_file(const char *from, const char *name)
{
    const char *to = path(root, name);
    int fd = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

    if (fd >= 0) {
        close(fd);
    }
    if (mount(from, to, NULL, MS_BIND, NULL) < 0) {
        die(to);
    }
}

static void bind_dir(const char *from, const char *name, unsigned long flags)
{
    const char *to = path(root, name);

    if (mount(from, to, NULL, MS_BIND, NULL) < 0 ||
        mount(NULL, to, NULL, MS_BIND | MS_REMOUNT | flags, NULL) < 0) {
        die(to);
    }
}

static void link_to(const char *target, const char *name)
{
    if (symlink(target, path(root, name)) < 0 && errno != EEXIST) {
        die(name);
    }
}

static void device(const char *name, unsigned int minor)
{
    const char *file = path(root, name);

    if (mknod(file, S_IFCHR | 0666, makedev(1, minor)) == 0) {
        chmod(file, 0666);
        return;
    }
    bind_file(path("/", name), name);
}

static void make_tree(const struct options *opt)
{
    static const char *const dirs[] = {
        "system",         "etc", "dev",    "dev/pts", "proc",       "usr",
        "data",           "rig", "vendor", "sys",     "data/local", "tmp",
        "data/local/tmp",
    };
    size_t i;

    for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        make_dir(dirs[i]);
    }
    chmod(path(root, "tmp"), 01777);
    chmod(path(root, "data/local/tmp"), 0771);
    if (chown(path(root, "data/local/tmp"), 2000, 2000) < 0) {
        die("chown");
    }
    link_to("/system/bin", "bin");
    link_to("/usr/lib", "lib");
    link_to("/usr/lib64", "lib64");
    bind_dir(path(opt->libs, "usr"), "usr", MS_RDONLY | MS_NOSUID);
    bind_dir(path(opt->build, "system"), "system", MS_RDONLY);
    bind_dir(path(opt->build, "etc"), "etc", MS_RDONLY | MS_NOSUID);
    bind_dir(path(opt->state, "data"), "rig", MS_NOSUID | MS_NODEV);
    if (opt->usb[0] != '\0') {
        make_dir("dev/usb-ffs");
        make_dir("dev/usb-ffs/adb");
        bind_dir(opt->usb, "dev/usb-ffs/adb", MS_NOSUID);
    }
}

/*
 * su, run-as and what starts apps may become anybody: a copy of the stand-in,
 * in memory that only the phone sees, so that no such file lies in a cache.
 */
static void make_rights(void)
{
    static const char *const names[] = {"system/bin/su", "system/bin/run-as",
                                        "system/bin/app_process"};
    const char *copy = path(root, "rights");
    int from = open(path(root, "system/bin/cmd"), O_RDONLY | O_CLOEXEC);
    int to = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    char bytes[4096];
    ssize_t len = 0;
    size_t i;

    while (from >= 0 && to >= 0 &&
           (len = read(from, bytes, sizeof(bytes))) > 0 &&
           write(to, bytes, (size_t)len) == len) {
    }
    if (from < 0 || to < 0 || len != 0 || fchmod(to, 04755) < 0) {
        die("su");
    }
    close(from);
    close(to);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (mount(copy, path(root, names[i]), NULL, MS_BIND, NULL) < 0) {
            die(names[i]);
        }
    }
}

static void make_dev(void)
{
    device("dev/null", 3);
    device("dev/zero", 5);
    device("dev/random", 8);
    device("dev/urandom", 9);
    if (mount("devpts", path(root, "dev/pts"), "devpts", MS_NOSUID | MS_NOEXEC,
              "newinstance,ptmxmode=0666,mode=620") < 0) {
        die("devpts");
    }
    link_to("pts/ptmx", "dev/ptmx");
    link_to("/proc/self/fd", "dev/fd");
}

static void make_mounts(const struct options *opt)
{
    int shared = 0;

    /* Inside a plain chroot "/" is no mount point: then the tree's own mount
     * is the first thing that can be made private. */
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        shared = 1;
    }
    if (mount("rig", root, "tmpfs", 0, "mode=0755") < 0 ||
        (shared && mount(NULL, root, NULL, MS_PRIVATE, NULL) < 0)) {
        die(root);
    }
    make_tree(opt);
    make_rights();
    make_dev();
    if (mount("proc", path(root, "proc"), "proc",
              MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=2,gid=3009") < 0) {
        die("proc");
    }
}

static void phone_network(void)
{
    ip_batch("link set lo up\n"
             "link set wlan0 up\n"
             "addr add 192.0.2.17/24 dev wlan0\n"
             "addr add 2001:db8:1::17/64 dev wlan0 nodad\n"
             "addr add 2001:db8:1111:2222:3333:4444:5555:6666/128 dev wlan0 "
             "nodad\n"
             "route add default via 192.0.2.1\n"
             "route add default via 2001:db8:1::1\n");
    sysctl("ipv4/ping_group_range", "0 2147483647");
    sysctl("ipv4/tcp_syn_retries", "30");
    sysctl("ipv4/tcp_synack_retries", "30");
    sysctl("ipv4/tcp_orphan_retries", "255");
    sysctl("ipv4/tcp_fin_timeout", "60");
    sysctl("ipv4/ip_unprivileged_port_start", "0");
}

static pid_t start_gen(int ready)
{
    char fd[16];
    pid_t pid = fork();

    if (pid != 0) {
        return pid;
    }
    snprintf(fd, sizeof(fd), "%d", ready);
    setenv("RIG_READY", fd, 1);
    fcntl(ready, F_SETFD, 0);
    execl("/system/bin/app_process64", "zygote64", (char *)NULL);
    die("gen");
    return -1;
}

/* adbd with the identity Android gives its shell: adb log input inet net_bt
 * net_bt_admin sdcard_r sdcard_rw net_bw_stats readproc uhid. */
static pid_t start_adbd(void)
{
    static const gid_t groups[] = {1004, 1007, 1011, 1015, 1028, 3001,
                                   3002, 3003, 3006, 3009, 3011};
    uid_t uid = (uid_t)number(getenv("RIG_ADBD_UID"), NULL);
    static const char *const ours[] = {"RIG_ADBD_UID", "RIG_SOCKETS",
                                       "RIG_SEED", "RIG_ROTATE", "RIG_TOLD"};
    pid_t pid = fork();
    sigset_t none;
    size_t i;

    if (pid != 0) {
        return pid;
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
        unsetenv(ours[i]);
    }
    if (uid != 0 &&
        (setgroups(sizeof(groups) / sizeof(groups[0]), groups) < 0 ||
         setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)) {
        die("adbd: identity");
    }
    execl("/system/bin/adbd", "/system/bin/adbd", (char *)NULL);
    die("adbd");
    return -1;
}

/* Asked of /proc, since connecting would leave a TIME_WAIT behind. */
static int adbd_listens(void)
{
    char want[32];
    char line[512];
    int found = 0;
    FILE *f;
    static const char *const tables[] = {"/proc/net/tcp", "/proc/net/tcp6"};
    size_t i;

    snprintf(want, sizeof(want), ":%04lX ",
             (unsigned long)number(getenv("ADBD_PORT"), NULL));
    for (i = 0; i < 2 && !found; i++) {
        f = fopen(tables[i], "re");
        while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
            char *hit = strstr(line, want);

            if (hit != NULL && strstr(hit, ":0000 0A ") != NULL) {
                found = 1;
            }
        }
        if (f != NULL) {
            fclose(f);
        }
    }
    return found;
}

static void wait_gen(int gen_ready)
{
    struct pollfd p = {gen_ready, POLLIN, 0};
    char text[8];

    if (poll(&p, 1, START_LIMIT_MS) != 1 ||
        read(gen_ready, text, sizeof(text)) <= 0) {
        errno = ETIMEDOUT;
        die("the generator did not get ready");
    }
    close(gen_ready);
}

static void wait_adbd(void)
{
    long end = now_ms() + START_LIMIT_MS;

    while (!adbd_listens()) {
        if (now_ms() > end) {
            errno = ETIMEDOUT;
            die("adbd does not listen");
        }
        wait_ms(2);
    }
}

/* Reaps for ever. /rig/adbd-stop keeps adbd down. Never returns. */
static void keep(pid_t gen, pid_t adbd)
{
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, adbd == 0 ? WNOHANG : 0);

        if (pid == gen || (pid < 0 && errno == ECHILD)) {
            fprintf(stderr, "boot: the generator ended\n");
            exit(1);
        }
        if (pid == adbd && adbd != 0) {
            fprintf(stderr, "boot: adbd ended, status %d\n", status);
            adbd = 0;
        }
        if (adbd == 0) {
            wait_ms(ADBD_AGAIN_MS);
            if (access("/rig/adbd-stop", F_OK) < 0) {
                adbd = start_adbd();
            }
        }
    }
}

/* As /system/bin/init: a phone's pid 1 has no other name in a recording. */
void init_main(void)
{
    const char *ready = getenv("RIG_TOLD");
    int gen_ready[2];
    pid_t gen;
    pid_t adbd;

    if (ready == NULL || pipe2(gen_ready, O_CLOEXEC) < 0 ||
        fcntl((int)number(ready, NULL), F_SETFD, FD_CLOEXEC) < 0) {
        die("init: started by the rig only");
    }
    gen = start_gen(gen_ready[1]);
    close(gen_ready[1]);
    /* Not before: its threads would take pids, and those of the apps should
     * be the same each time. */
    wait_gen(gen_ready[0]);
    adbd = start_adbd();
    wait_adbd();
    if (dprintf((int)number(ready, NULL), "%d\n", adbd) < 0) {
        exit(1);
    }
    close((int)number(ready, NULL));
    keep(gen, adbd);
}

void phone_main(const struct options *opt, int go, int ready)
{
    char told[16];
    char byte;

    snprintf(root, sizeof(root), "%s/root", opt->state);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (read(go, &byte, 1) != 1) {
        exit(1);
    }
    if (sethostname("localhost", 9) < 0) {
        die("hostname");
    }
    phone_network();
    make_mounts(opt);
    if (chroot(root) < 0 || chdir("/") < 0) {
        die("chroot");
    }
    snprintf(told, sizeof(told), "%d", ready);
    fcntl(ready, F_SETFD, 0);
    clearenv();
    setenv("PATH", "/system/bin", 1);
    setenv("ANDROID_ROOT", "/system", 1);
    setenv("ANDROID_DATA", "/data", 1);
    setenv("ADBD_PORT", opt->port, 1);
    setenv("RIG_ADBD_UID", opt->uid, 1);
    setenv("RIG_SOCKETS", opt->sockets, 1);
    setenv("RIG_SEED", opt->seed, 1);
    setenv("RIG_ROTATE", opt->rotate, 1);
    setenv("RIG_TOLD", told, 1);
    umask(0);
    execl("/system/bin/init", "/system/bin/init", (char *)NULL);
    die("init");
}
