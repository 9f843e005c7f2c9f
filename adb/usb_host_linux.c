/* SPDX-License-Identifier: Apache-2.0 */
/* What Linux tells of a USB device, in sysfs and procfs. See usb_host.h. */
#include "usb_host.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES "/sys/bus/usb/devices"
#define NAME_BUF 1024 /* for getpwuid_r() and getgrgid_r() */

void usb_host_node(uint8_t bus, uint8_t address, char out[USB_HOST_NODE_CAP])
{
    (void)snprintf(out, USB_HOST_NODE_CAP, "/dev/bus/usb/%03u/%03u",
                   (unsigned)bus, (unsigned)address);
}

/* A short file without its final newline. < 0: it cannot be read. */
static int read_line(const char *path, char *out, size_t cap)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len;

    out[0] = '\0';
    if (fd < 0) {
        return -1;
    }
    len = read(fd, out, cap - 1);
    (void)close(fd);
    if (len < 0) {
        return -1;
    }
    out[len] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return 0;
}

bool usb_host_string(const char *path, const char *what,
                     char out[USB_HOST_TEXT_CAP])
{
    char name[128];

    out[0] = '\0';
    (void)snprintf(name, sizeof(name), DEVICES "/%s/%s", path, what);
    if (read_line(name, out, USB_HOST_TEXT_CAP) == 0) {
        return true;
    }
    /* A device that is there but has no such file has no such string. */
    (void)snprintf(name, sizeof(name), DEVICES "/%s", path);
    return errno == ENOENT && access(name, F_OK) == 0;
}

/* An adb interface has no driver but the one for programs. */
bool usb_host_is_claimed(const char *path, int configuration, int interface)
{
    char name[128];

    (void)snprintf(name, sizeof(name), DEVICES "/%s:%d.%d/driver", path,
                   configuration, interface);
    return access(name, F_OK) == 0;
}

bool usb_host_is_forbidden(const char *node)
{
    return access(node, R_OK | W_OK) < 0 && (errno == EACCES || errno == EPERM);
}

void usb_host_owner(const char *node, char out[USB_HOST_TEXT_CAP])
{
    char owner_buf[NAME_BUF];
    char group_buf[NAME_BUF];
    struct passwd owner;
    struct group group;
    struct passwd *has_owner = NULL;
    struct group *has_group = NULL;
    struct stat st;

    out[0] = '\0';
    if (stat(node, &st) < 0) {
        return;
    }
    (void)getpwuid_r(st.st_uid, &owner, owner_buf, sizeof(owner_buf),
                     &has_owner);
    (void)getgrgid_r(st.st_gid, &group, group_buf, sizeof(group_buf),
                     &has_group);
    (void)snprintf(out, USB_HOST_TEXT_CAP,
                   "owner %.24s, group %.24s, mode %04o",
                   has_owner != NULL ? owner.pw_name : "unknown",
                   has_group != NULL ? group.gr_name : "unknown",
                   (unsigned)st.st_mode & 07777u);
}

/* Whether the process has the node open. */
static bool has_open(const char *fd_dir, const char *node)
{
    DIR *dir = opendir(fd_dir);
    struct dirent *entry;
    bool is_open = false;

    if (dir == NULL) {
        return false;
    }
    while (!is_open && (entry = readdir(dir)) != NULL) {
        char target[USB_HOST_NODE_CAP + 1];
        ssize_t len =
            readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);

        if (len > 0) {
            target[len] = '\0';
            is_open = strcmp(target, node) == 0;
        }
    }
    (void)closedir(dir);
    return is_open;
}

static bool is_number(const char *name)
{
    return name[0] != '\0' && name[strspn(name, "0123456789")] == '\0' &&
           strlen(name) <= 10;
}

static void name_process(const char *proc, const char *pid,
                         char out[USB_HOST_TEXT_CAP])
{
    char file[128];
    char name[32];

    (void)snprintf(file, sizeof(file), "%s/%s/comm", proc, pid);
    (void)read_line(file, name, sizeof(name));
    (void)snprintf(out, USB_HOST_TEXT_CAP, "%s (pid %s)",
                   name[0] != '\0' ? name : "a program", pid);
}

void usb_host_holder(const char *proc, const char *node,
                     char out[USB_HOST_TEXT_CAP])
{
    DIR *dir = opendir(proc);
    struct dirent *entry;
    char own[16];

    out[0] = '\0';
    if (dir == NULL) {
        return;
    }
    (void)snprintf(own, sizeof(own), "%ld", (long)getpid());
    while (out[0] == '\0' && (entry = readdir(dir)) != NULL) {
        char fd_dir[128];

        if (!is_number(entry->d_name) || strcmp(entry->d_name, own) == 0) {
            continue;
        }
        (void)snprintf(fd_dir, sizeof(fd_dir), "%s/%.10s/fd", proc,
                       entry->d_name);
        if (has_open(fd_dir, node)) {
            name_process(proc, entry->d_name, out);
        }
    }
    (void)closedir(dir);
}
