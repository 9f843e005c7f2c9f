/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pid 1 of the guest: mounts what a Linux has mounted, loads the modules it
 * was given, mounts this machine's directories read-only under their own
 * names, starts the agent, reaps what dies. When the agent ends, so does the
 * guest. Called with words it is `load MODULE.ko [OPTION=...]...` or `unload
 * NAME` for the tests. It knows nothing of phones: see phones.py.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODULES "/modules/"
#define SHARE_OPTIONS "trans=virtio,version=9p2000.L,msize=512000,cache=loose"
#define LINE 1024

static void complain(const char *what)
{
    fprintf(stderr, "guest: %s: %s\n", what, strerror(errno));
}

static int load(const char *name, const char *options)
{
    char file[LINE];
    int result;
    int fd;

    snprintf(file, sizeof(file), MODULES "%s", name);
    fd = open(file, O_RDONLY | O_CLOEXEC);
    result = fd < 0 ? -1 : (int)syscall(SYS_finit_module, fd, options, 0);
    if (result < 0 && errno != EEXIST) {
        complain(name);
    }
    if (fd >= 0) {
        close(fd);
    }
    return result;
}

static int load_words(int argc, char **argv)
{
    char options[LINE] = "";
    size_t used = 0;
    int a;

    for (a = 3; a < argc && used < sizeof(options); a++) {
        used += (size_t)snprintf(options + used, sizeof(options) - used, "%s ",
                                 argv[a]);
    }
    return load(argv[2], options) < 0;
}

static int unload(const char *name)
{
    if (syscall(SYS_delete_module, name, O_NONBLOCK) < 0) {
        complain(name);
        return 1;
    }
    return 0;
}

/* Each line of the file, without its end. */
static void for_lines(const char *file, void (*use)(char *line))
{
    char line[LINE];
    FILE *f = fopen(file, "re");

    if (f == NULL) {
        complain(file);
        return;
    }
    while (fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        use(line);
    }
    fclose(f);
}

static void load_line(char *line)
{
    load(line, "");
}

static void make_dirs(char *name)
{
    char *p;

    for (p = name + 1; *p != '\0'; p++) {
        if (*p == '/') {
            *p = '\0';
            mkdir(name, 0755);
            *p = '/';
        }
    }
    mkdir(name, 0755);
}

/* "TAG DIRECTORY" */
static void share_line(char *line)
{
    char *space = strchr(line, ' ');

    if (space == NULL) {
        return;
    }
    *space = '\0';
    make_dirs(space + 1);
    if (mount(line, space + 1, "9p", MS_RDONLY, SHARE_OPTIONS) < 0) {
        complain(space + 1);
    }
}

static void mount_basics(void)
{
    static const struct {
        const char *type;
        const char *where;
        const char *options;
    } table[] = {
        {"devtmpfs", "/dev", "mode=0755"},
        {"proc", "/proc", NULL},
        {"sysfs", "/sys", NULL},
        {"tmpfs", "/run", "mode=0755"},
        {"tmpfs", "/tmp", "mode=1777"},
        {"tmpfs", "/root", "mode=0700"},
        {"devpts", "/dev/pts", "mode=620,ptmxmode=0666"},
    };
    size_t i;

    for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        mkdir(table[i].where, 0755);
        if (mount(table[i].type, table[i].where, table[i].type, 0,
                  table[i].options) < 0) {
            complain(table[i].where);
        }
    }
    mkdir("/dev/shm", 01777);
    if (symlink("/proc/self/fd", "/dev/fd") < 0 && errno != EEXIST) {
        complain("/dev/fd");
    }
}

static void loopback_up(void)
{
    struct ifreq request;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memset(&request, 0, sizeof(request));
    memcpy(request.ifr_name, "lo", 3);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0) {
        complain("lo");
    }
    if (fd >= 0) {
        close(fd);
    }
}

static void agent_line(char *line)
{
    char *argv[] = {"python3", "-B", line, NULL};
    char *env[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                   "LC_ALL=C", "TZ=UTC", NULL};

    execve("/usr/bin/python3", argv, env);
    complain("python3");
}

int main(int argc, char **argv)
{
    pid_t agent;
    pid_t gone;

    if (argc >= 3 && strcmp(argv[1], "load") == 0) {
        return load_words(argc, argv);
    }
    if (argc == 3 && strcmp(argv[1], "unload") == 0) {
        return unload(argv[2]);
    }
    mount_basics();
    for_lines(MODULES "list", load_line);
    if (mount("configfs", "/sys/kernel/config", "configfs", 0, NULL) < 0) {
        complain("configfs");
    }
    for_lines("/shares", share_line);
    loopback_up();
    agent = fork();
    if (agent == 0) {
        for_lines("/agent", agent_line);
        _exit(1);
    }
    do {
        gone = waitpid(-1, NULL, 0);
    } while (gone > 0 && gone != agent);
    reboot(RB_AUTOBOOT);
    return 1;
}
