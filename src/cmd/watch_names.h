/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is found out about addresses while a phone is watched: each is asked
 * about once, answers come when they come.
 */
#ifndef ADBNET_CMD_WATCH_NAMES_H
#define ADBNET_CMD_WATCH_NAMES_H

#include "base/map.h"
#include "cmd/names.h"

struct watch_names {
    const struct settings *settings;
    struct names names;
    bool is_running;
    struct map map;     /* of addresses to struct watch_name */
    struct vec unasked; /* struct watch_name *: there was no room yet */
    size_t waiting;     /* asked, not answered */
};

/*
 * Starts the thread, if there may be anything to ask. 0 or a negative code
 * with its sentence; watch_names_fini() is due either way.
 */
int watch_names_init(struct watch_names *names, const struct settings *settings,
                     struct err *err);
void watch_names_fini(struct watch_names *names);

/*
 * What is known of it, and asks once, for that phone, if nothing is; NULL:
 * nothing yet.
 */
const struct lookup *watch_names_find(struct watch_names *names,
                                      const struct addr *addr, unsigned phone);

/* Which phone it was asked for. */
unsigned watch_names_phone(const struct watch_names *names,
                           const struct addr *addr);

/* For poll(), -1: nobody is asked. */
int watch_names_fd(const struct watch_names *names);

/*
 * The next answer that has come by the deadline; it stays ours. NULL: none.
 */
const struct lookup *watch_names_next(struct watch_names *names,
                                      const struct deadline *deadline);

#endif
