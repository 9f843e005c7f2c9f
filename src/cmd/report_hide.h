/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --only and --redact: what of a capture does not leave in a report. All of
 * it is taken out before any output sees it.
 */
#ifndef ADBNET_CMD_REPORT_HIDE_H
#define ADBNET_CMD_REPORT_HIDE_H

#include "cmd/settings.h"
#include "model/report.h"
#include "model/snapshot.h"
#include "model/tracked.h"

/* In the place of what is left out. */
#define HIDE_TEXT "(left out)"

struct report_runs;

struct hiding {
    const char *only; /* the package, or NULL: all */
    bool redacts;     /* the phone, its network, the laptop's names */
    /* Of a scan: what happened outside these is not of that package. */
    const struct report_runs *within;
};

/* The packages of a shared uid that are named at most. */
#define HIDE_NAMES_MAX 32

/* An owner of which one package is named. */
struct hidden_owner {
    struct owner owner;
    const char *names[HIDE_NAMES_MAX];
};

static inline bool hide_is_on(const struct hiding *hiding)
{
    return hiding->only != NULL || hiding->redacts;
}

/* "phone-2" for the third; the serial unless it is to be hidden. */
#define HIDE_SERIAL_CAP 24
const char *hide_serial(const struct hiding *hiding, const char *serial,
                        uint32_t device, char room[HIDE_SERIAL_CAP]);

/* Such an event is not told at all. */
bool hide_event(const struct hiding *hiding, const struct event *event);

/* Before it is borrowed; its histories have what they need. */
void hide_base(const struct hiding *hiding, struct snapshot *snapshot);

/*
 * own: struct net_addr, a phone's; all networks that it was in, so that each
 * look at it adds its own. 0, ERR_LIMIT or ERR_NOMEM, with a sentence.
 */
void hide_own_init(struct vec *own);
int hide_own_add(struct vec *own, const struct network *network,
                 struct err *err);

/* room must last as long as connection; row is its own. */
void hide_connection(const struct hiding *hiding, const struct vec *own,
                     struct connection *connection, struct sock_row *row,
                     struct hidden_owner *room);

void hide_head(const struct hiding *hiding, struct report_head *head);
void hide_run(const struct hiding *hiding, struct scan_run_result *run);

/* Without its directories, if those are to be hidden. */
const char *hide_path(const struct hiding *hiding, const char *path);

#endif
