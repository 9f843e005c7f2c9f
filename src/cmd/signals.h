/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What SIGINT, SIGTERM and SIGHUP do. While a phone is asked, worker.c waits
 * for them and ends the talk in order. At any other time they end the
 * program at once, as they end any program, but half a file is not left
 * behind. One that was ignored when the program started (nohup) stays so.
 */
#ifndef ADBNET_CMD_SIGNALS_H
#define ADBNET_CMD_SIGNALS_H

#include <signal.h>

/* Once, at the start, before any thread exists. */
void signals_init(void);

/* Those of the three that are not ignored. */
void signals_watched(sigset_t *out);

/*
 * For a main loop: from now on the first of the three makes the descriptor
 * readable instead, once; the second one ends the program as before. -1 with
 * errno: no descriptors. Threads must have them blocked.
 */
int signals_pipe_open(void);

/* As it was before. */
void signals_pipe_close(void);

/*
 * How often the program has gone on after it was stopped (Ctrl-Z, fg), since
 * signals_pipe_open(). From any thread; right after it may come a moment late.
 */
unsigned signals_continued(void);

/* Ends the program by this signal, so that the parent sees it. */
void signals_die_of(int number);

/*
 * The file of this name goes when the program is ended by a signal. The
 * text must stay where it is until signals_forget(). Beyond a few files
 * there is no room; then nothing is kept in mind.
 */
void signals_remember(const char *path);
void signals_forget(const char *path);

#endif
