/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts of the live view: what the tables say of an endpoint, one text
 * for each cell. Escaped, each of one line but for live_details().
 */
#ifndef ADBNET_SINK_LIVE_H
#define ADBNET_SINK_LIVE_H

#include "base/pool.h"
#include "model/tracked.h"
#include "model/watch.h"
#include "sink/out.h"

/*
 * Where texts are made and stay. What a function below returns is valid until
 * live_clear(); without memory it is "", and rc says so.
 */
struct live {
    struct out out;
    struct buf text;
    struct pool pool;
    int rc;
};

/* 0 or ERR_NOMEM; live_fini() is due either way. */
int live_init(struct live *live);
void live_fini(struct live *live);
void live_clear(struct live *live);

/* Whose it is, as over a group of rows. */
const char *live_group(struct live *live, const struct watch_head *head,
                       const struct endpoint *endpoint);
const char *live_remote(struct live *live, const struct endpoint *endpoint);
/* "-" when nobody was asked. */
const char *live_name(struct live *live, const struct lookup *lookup);
const char *live_state(struct live *live, const struct endpoint *endpoint);
/* ' ' or one of the flags of the table. */
char live_flag(const struct endpoint *endpoint);

/* Who is watched, as asked for; targets are those of now. */
const char *live_title(struct live *live, const struct target_result *targets,
                       size_t count);
/* "Pixel 7   not root   01:12   5/s   362 ok" */
const char *live_status(struct live *live, const struct watch_head *head,
                        const struct watch_summary *summary, int64_t now_ms,
                        bool is_away);
/* Coverage and bytes, as far as they are known by now. */
const char *live_foot(struct live *live, const struct watch_summary *summary);
/* "12.00 mark logged in" */
const char *live_news(struct live *live, const struct watch_head *head,
                      const struct event *event);
/* All that is known of it, in lines. */
const char *live_details(struct live *live, const struct watch_head *head,
                         const struct endpoint *endpoint);

#endif
