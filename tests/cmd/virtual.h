/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A clock that stands still while any thread does something, and goes on to
 * the next limit of time when all of them wait. It stands in for
 * clock_system() and poll(), so that hours of the real program take seconds,
 * and take the same course each time: one thread runs at a time.
 *
 * Link with -Wl,--wrap=poll, and without src/base/clock.c.
 */
#ifndef ADBNET_TESTS_CMD_VIRTUAL_H
#define ADBNET_TESTS_CMD_VIRTUAL_H

#include <poll.h>
#include <stdint.h>

/*
 * From main: threads that will join beside it, and how much virtual time all
 * may take: who is not done by then hangs, and the program ends saying so.
 */
void virtual_begin(unsigned threads, int64_t limit_ms);
/* From main: it is over. Returns the time that has passed. */
int64_t virtual_end(void);

/* From a thread, before it waits for the first time; and before it ends. */
void virtual_join(void);
void virtual_leave(void);

int64_t virtual_now_ms(void);
/* The laptop's wall clock is set. */
void virtual_set_wall(int64_t by_ms);
/* Until fd can be read (-1: nothing), at most so long; 1 or 0. */
int virtual_wait(int fd, int64_t ms);

#endif
