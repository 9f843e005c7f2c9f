/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Something on a port of this computer that answers requests of the adb
 * server's protocol by a table, in a thread of its own. It notices when a
 * second request is sent before the first was answered.
 */
#ifndef TESTS_ADB_FAKE_SERVER_H
#define TESTS_ADB_FAKE_SERVER_H

#include <adb/server.h>

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct fake_answer {
    const char *request; /* NULL: the end of the table, for all others */
    const char *bytes;   /* sent as they are */
    size_t len;
    enum {
        THEN_LISTEN, /* for the next request on the same connection */
        THEN_CLOSE,
        THEN_HOLD, /* keep it open, send and read nothing more */
        THEN_READ  /* read until the other side closes */
    } then;
};

#define ANSWER(request, literal, then)                    \
    {                                                     \
        (request), (literal), sizeof(literal) - 1, (then) \
    }

struct fake_server {
    const struct fake_answer *answers;
    int listen_fd;
    struct adb_server_addr addr;
    pthread_t thread;
    bool has_thread;
    /* For the thread until it is joined: */
    int held[8];
    size_t held_count;
    size_t read_len;  /* bytes THEN_READ has read */
    char asked[1024]; /* all requests, a line each */
    size_t asked_len;
    bool has_pipelined;
};

/*
 * Listens; answers NULL: that is all it ever does (connections are made by
 * the system, nobody looks at them). small_buffers: the system keeps little
 * on the way, so that a side that does not read stops the other.
 */
void fake_server_start(struct fake_server *server,
                       const struct fake_answer *answers, bool small_buffers);

/* Ends the thread; the fields above may be looked at from here on. */
void fake_server_stop(struct fake_server *server);

#endif
