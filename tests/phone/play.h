/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection of a player (play_conn.c), and what the player's loop
 * (play.c) asks of it.
 */
#ifndef RIG_PLAY_H
#define RIG_PLAY_H

#include "app.h"

#define NEVER INT64_MAX
#define TOKEN_ACCEPTED ((uint64_t)1 << 40) /* and the descriptor */

enum conn_state { WAITING, CONNECTING, OPEN, LEAVING, OVER };

struct conn {
    struct play_row row;
    unsigned int turn; /* of the rows of this line */
    int64_t due_us;    /* CLOCK_MONOTONIC: when something is to be done */
    enum conn_state state;
    int fd;
    int is_loop;
    int64_t connect_us; /* CLOCK_REALTIME */
    int64_t open_us;
    char local[64];
    char remote[64];
    struct ledger_entry sum;
};

/* What every connection uses. */
struct player {
    const struct play_options *opt;
    struct conn *conns; /* an event of epoll bears the index */
    int epfd;
};

extern struct player player;

int64_t clock_us(clockid_t which);

void conn_begin(struct conn *c);
void conn_leave(struct conn *c); /* its life is over */

/* An event's token, not one of the loop's own. */
void conn_serve(uint64_t token);

#endif
