/* SPDX-License-Identifier: Apache-2.0 */
/* See crash.h. The handler calls only what POSIX allows it to. */
#include "cmd/crash.h"

#include <signal.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#define CRASH_COUNT (sizeof(crashes) / sizeof(crashes[0]))

static struct screen_rescue kept;
static struct sigaction before[CRASH_COUNT];
static int is_armed;

static void on_crash(int number)
{
    size_t i;

    /* If this fails there is nobody left to be told. */
    if (write(STDOUT_FILENO, kept.bytes, kept.len) >= 0 && kept.has_before) {
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &kept.before);
    }
    for (i = 0; i < CRASH_COUNT; i++) {
        (void)sigaction(crashes[i], &before[i], NULL);
    }
    (void)raise(number);
}

void crash_arm(const struct screen_rescue *rescue)
{
    struct sigaction action = {.sa_handler = on_crash};
    size_t i;

    kept = *rescue;
    for (i = 0; i < CRASH_COUNT; i++) {
        (void)sigaction(crashes[i], &action, &before[i]);
    }
    is_armed = 1;
}

void crash_disarm(void)
{
    size_t i;

    for (i = 0; is_armed && i < CRASH_COUNT; i++) {
        (void)sigaction(crashes[i], &before[i], NULL);
    }
    is_armed = 0;
}
