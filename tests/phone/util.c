/* SPDX-License-Identifier: Apache-2.0 */
/* What the rig's small programs share. See util.h. */
#define _GNU_SOURCE

#include "util.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATH_BUFFERS 8
#define PATH_CAP 1024

void die(const char *what)
{
    dprintf(2, "rig: %s: %s\n", what, strerror(errno));
    _exit(1);
}

void wait_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    while (ms > 0 && nanosleep(&t, &t) < 0 && errno == EINTR) {
    }
}

long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

long number(const char *text, const char **end)
{
    long value = 0;

    while (*text >= '0' && *text <= '9' && value < LONG_MAX / 10 - 10) {
        value = value * 10 + (*text++ - '0');
    }
    if (end != NULL) {
        *end = text;
    }
    return value;
}

const char *path(const char *dir, const char *name)
{
    static char text[PATH_BUFFERS][PATH_CAP];
    static unsigned int turn;
    char *out = text[turn++ % PATH_BUFFERS];

    if (snprintf(out, PATH_CAP, "%s/%s", dir, name) >= PATH_CAP) {
        errno = ENAMETOOLONG;
        die(dir);
    }
    return out;
}
