/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts the rig: two network namespaces joined by a veth pair. In `world`
 * (the laptop and the internet) run the servers; `phone` is also a pid and a
 * mount namespace whose pid 1 mounts the phone's tree, starts the apps and
 * adbd, reaps what dies, starts adbd again as Android's init does.
 *
 * If either end goes, everything goes: nothing of a rig outlives the other
 * half. It does not choose what the phone holds: that is gen.c and `rig`.
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "util.h"

static struct options opt;

static void put(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0 || write(fd, text, strlen(text)) < 0) {
        die(file);
    }
    close(fd);
}

/* Kernels differ in what they let a namespace set: not fatal. */
void sysctl(const char *name, const char *value)
{
    const char *file = path("/proc/sys/net", name);
    int fd = open(file, O_WRONLY | O_CLOEXEC);

    if (fd < 0 || write(fd, value, strlen(value)) < 0) {
        fprintf(stderr, "boot: %s stays as it is: %s\n", name, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
}

/* Runs `ip -batch -` with the lines given; several tools, one fork. */
void ip_batch(const char *lines)
{
    int fd[2];
    int status;
    pid_t pid;

    if (pipe(fd) < 0 || (pid = fork()) < 0) {
        die("ip");
    }
    if (pid == 0) {
        dup2(fd[0], 0);
        close(fd[0]);
        close(fd[1]);
        execlp("ip", "ip", "-batch", "-", (char *)NULL);
        die("ip (Debian package iproute2)");
    }
    close(fd[0]);
    if (write(fd[1], lines, strlen(lines)) < 0) {
        die("ip");
    }
    close(fd[1]);
    if (waitpid(pid, &status, 0) != pid || status != 0) {
        errno = EIO;
        die("ip -batch");
    }
}

static pid_t clone_phone(void)
{
    unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET |
                          CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD;

    return (pid_t)syscall(SYS_clone, flags, 0UL, 0UL, 0UL, 0UL);
}

static void world_network(pid_t phone_pid)
{
    char text[1200];

    snprintf(text, sizeof(text),
             "link set lo up\n"
             "link add world0 type veth peer name wlan0 netns %d\n"
             "link set world0 up\n"
             "addr add 192.0.2.1/24 dev world0\n"
             "addr add 2001:db8:1::1/64 dev world0 nodad\n"
             "route add local 203.0.113.0/24 dev lo\n"
             "route add local 198.51.100.0/24 dev lo\n"
             "route add local 2001:db8:4::/48 dev lo\n"
             "route add local 2001:db8:aaaa::/48 dev lo\n"
             "route add 2001:db8:1111::/48 via 2001:db8:1::17\n"
             "route add blackhole 203.0.113.250/32 table local\n"
             "route add blackhole 2001:db8:4::dead/128 table local\n",
             (int)phone_pid);
    ip_batch(text);
    sysctl("ipv4/conf/all/rp_filter", "0");
    sysctl("ipv4/tcp_orphan_retries", "255");
}

static pid_t start_world(int ready)
{
    char fd[16];
    pid_t pid = fork();

    if (pid != 0) {
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fcntl(ready, F_SETFD, 0);
    snprintf(fd, sizeof(fd), "%d", ready);
    execl(path(opt.build, "system/bin/app_process64"), "gen", "world", fd,
          (char *)NULL);
    die("gen world");
    return -1;
}

/* All that was put into the world's network namespace, our servers and what
 * `rig server` and `rig in-world` started, ends with the rig. */
static void empty_world(void)
{
    char mine[64];
    char other[64];
    struct dirent *entry;
    DIR *dir = opendir("/proc");
    ssize_t n = readlink("/proc/self/ns/net", mine, sizeof(mine) - 1);

    if (dir == NULL || n <= 0) {
        return;
    }
    mine[n] = '\0';
    while ((entry = readdir(dir)) != NULL) {
        char name[300];
        pid_t pid = (pid_t)number(entry->d_name, NULL);

        snprintf(name, sizeof(name), "/proc/%s/ns/net", entry->d_name);
        if (pid <= 1 || pid == getpid() ||
            (n = readlink(name, other, sizeof(other) - 1)) <= 0) {
            continue;
        }
        other[n] = '\0';
        if (strcmp(mine, other) == 0) {
            kill(pid, SIGKILL);
        }
    }
    closedir(dir);
}

static void parse(int argc, char **argv)
{
    struct {
        const char *name;
        const char **to;
    } table[] = {
        {"state", &opt.state},   {"libs", &opt.libs},
        {"build", &opt.build},   {"port", &opt.port},
        {"uid", &opt.uid},       {"seed", &opt.seed},
        {"rotate", &opt.rotate}, {"sockets", &opt.sockets},
        {"usb", &opt.usb},
    };
    size_t count = sizeof(table) / sizeof(table[0]);
    size_t i;
    int a;

    for (a = 1; a + 1 < argc; a += 2) {
        for (i = 0; i < count; i++) {
            if (strcmp(argv[a], table[i].name) == 0) {
                *table[i].to = argv[a + 1];
            }
        }
    }
    for (i = 0; i < count; i++) {
        if (*table[i].to == NULL) {
            fprintf(stderr, "boot: no %s (started by `rig up`)\n",
                    table[i].name);
            exit(2);
        }
    }
    mkdir(path(opt.state, "root"), 0755);
}

static void raise_limits(void)
{
    struct rlimit files = {200000, 200000};

    if (setrlimit(RLIMIT_NOFILE, &files) < 0 &&
        getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

static void write_pids(pid_t phone_pid, const char *adbd)
{
    char text[200];

    snprintf(text, sizeof(text), "%d %d %s", (int)getpid(), (int)phone_pid,
             adbd);
    put(path(opt.state, "pids.new"), text);
    if (rename(path(opt.state, "pids.new"), path(opt.state, "pids")) < 0) {
        die("pids");
    }
}

static void on_term(int sig)
{
    (void)sig;
}

/* Until the phone, the servers or we are told to end. */
static void guard(pid_t phone_pid, pid_t world)
{
    struct sigaction act;
    pid_t gone;

    memset(&act, 0, sizeof(act));
    act.sa_handler = on_term;
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    do {
        gone = waitpid(-1, NULL, 0);
    } while (gone > 0 && gone != phone_pid && gone != world);
    kill(phone_pid, SIGKILL);
    empty_world();
    while (waitpid(-1, NULL, 0) > 0) {
    }
    umount2(path(opt.state, "root"), MNT_DETACH);
}

int main(int argc, char **argv)
{
    int go[2];
    int phone_ready[2];
    int world_ready[2];
    char adbd[32] = "";
    pid_t phone_pid;
    pid_t world;

    if (argc == 1 && getpid() == 1) {
        init_main();
    }
    parse(argc, argv);
    raise_limits();
    if (unshare(CLONE_NEWNET) < 0 || pipe2(go, O_CLOEXEC) < 0 ||
        pipe2(phone_ready, O_CLOEXEC) < 0 ||
        pipe2(world_ready, O_CLOEXEC) < 0) {
        die("namespaces (root, and a kernel that has them)");
    }
    /* The kernel sizes its table by memory: this is for 8 GiB, a phone's.
     * Before Linux 6.1 it cannot be chosen. */
    sysctl("ipv4/tcp_child_ehash_entries", "65536");
    phone_pid = clone_phone();
    if (phone_pid < 0) {
        die("namespaces");
    }
    if (phone_pid == 0) {
        close(go[1]);
        phone_main(&opt, go[0], phone_ready[1]);
    }
    close(phone_ready[1]);
    world_network(phone_pid);
    world = start_world(world_ready[1]);
    close(world_ready[1]);
    if (read(world_ready[0], adbd, 1) != 1 || write(go[1], "", 1) != 1 ||
        read(phone_ready[0], adbd, sizeof(adbd) - 1) <= 0) {
        kill(phone_pid, SIGKILL);
        empty_world();
        errno = EIO;
        die("no start, see above");
    }
    write_pids(phone_pid, adbd);
    guard(phone_pid, world);
    return 0;
}
