/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One output format: records in, bytes out. A sink knows no file and no
 * terminal: it fills a capped buffer and hands the bytes over whenever some
 * have gathered, so that a result of any size needs the same little memory.
 * Not here: warnings and errors, which are for stderr and written by cmd/.
 */
#ifndef ADBNET_SINK_SINK_H
#define ADBNET_SINK_SINK_H

#include "base/err.h"
#include "model/device.h"
#include "model/difference.h"
#include "model/report.h"
#include "model/result.h"
#include "model/scan.h"
#include "model/tracked.h"
#include "model/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where bytes belong. The flat table keeps to the rows in SINK_DATA and
 * puts head and footer into SINK_PEOPLE, so that `| grep` sees rows only.
 * The other forms write SINK_DATA alone.
 */
enum sink_stream { SINK_DATA, SINK_PEOPLE };

/*
 * Takes all of len bytes (len > 0) or gives a negative code, which ends the
 * sink: every later call returns it, and nothing is drained any more.
 */
typedef int (*sink_drain)(void *ctx, enum sink_stream stream, const char *bytes,
                          size_t len);

/*
 * Kinds of records; a sink shows some of them. The answer of a phone is put
 * whole, or in parts in this order by whom has never all of it: the phone,
 * its rows, the end. Formats that have to measure before they write, like
 * tables, take it whole only.
 */
enum record_kind {
    RECORD_RESULT = 1 << 0,     /* the answer of one phone */
    RECORD_DEVICES = 1 << 1,    /* which phones there are */
    RECORD_PHONE = 1 << 2,      /* an answer begins */
    RECORD_CONNECTION = 1 << 3, /* a row of it */
    RECORD_END = 1 << 4,        /* it ends */
    RECORD_SOCKET = 1 << 5,     /* a row without addresses, behind the others */
    RECORD_LOOKUPS = 1 << 6,    /* what was found out about addresses */
    RECORD_CHECKS = 1 << 7,     /* no record: RECORD_DEVICES has checks */
    RECORD_WATCH = 1 << 8,      /* a phone's watching begins */
    RECORD_EVENT = 1 << 9,      /* something happened meanwhile */
    RECORD_SUMMARY = 1 << 10,   /* what it came to; after all events */
    RECORD_REPORT = 1 << 11,    /* of a kept watching, before all of it */
    RECORD_RUN = 1 << 12,       /* of a scan: one run is over */
    RECORD_SCAN = 1 << 13,      /* of a scan: all of it is over; comes last */
    RECORD_DIFFERENCES = 1 << 14 /* of runs of two sides */
};

/* An answer in parts. */
#define RECORD_ROWS                                         \
    ((unsigned)RECORD_PHONE | (unsigned)RECORD_CONNECTION | \
     (unsigned)RECORD_SOCKET | (unsigned)RECORD_END)

/*
 * A watching: the phones' heads, their events as they come, their summaries.
 * An event of a phone comes after its head.
 */
#define RECORD_WATCHING \
    ((unsigned)RECORD_WATCH | (unsigned)RECORD_EVENT | (unsigned)RECORD_SUMMARY)

/* A scan: each run when it is over, and the end of all. */
#define RECORD_SCANNING ((unsigned)RECORD_RUN | (unsigned)RECORD_SCAN)

struct record {
    enum record_kind kind;
    /*
     * Of those of a watching: whose. Borrowed, and the same until the phone's
     * summary.
     */
    const struct watch_head *watch;
    union {
        /*
         * RECORD_RESULT, borrowed; RECORD_PHONE, borrowed until after
         * RECORD_END: all but connections, sockets, hidden and is_partial, of
         * the snapshot all but rows and warnings.
         */
        const struct result *result;
        const struct device_list *devices;     /* RECORD_DEVICES, borrowed */
        const struct connection *connection;   /* RECORD_CONNECTION, borrowed */
        const struct local_connection *socket; /* RECORD_SOCKET, borrowed */
        const struct result_end *end;          /* RECORD_END, borrowed */
        /* RECORD_LOOKUPS, borrowed; in parts to a format that streams. */
        const struct lookup_list *lookups;
        const struct event *event;           /* RECORD_EVENT, borrowed */
        const struct watch_summary *summary; /* RECORD_SUMMARY, borrowed */
        const struct report_head *report;    /* RECORD_REPORT, until the end */
        /* RECORD_DIFFERENCES, borrowed */
        const struct difference_report *differences;
        const struct scan_seen *run;     /* RECORD_RUN, borrowed */
        const struct scan_summary *scan; /* RECORD_SCAN, borrowed */
    } of;
};

/* Of every JSON schema: adbnet.COMMAND/1. Keys may be added within it. */
#define SINK_JSON_VERSION 1

struct sink_options {
    const char *command; /* static: "conns"; names the JSON schema */
    unsigned kinds;      /* enum record_kind, or-ed: what will be put */
    /* Columns of the terminal; 0: not a terminal, tables are flat. */
    unsigned width;
    bool want_color;
    bool want_wide;         /* -W: one line per socket, local address too */
    bool want_extended;     /* -e: process, inode, timer too */
    bool want_programs;     /* -p: process too */
    int64_t taken_at_ms;    /* laptop's wall clock when the command ran */
    int utc_offset_minutes; /* of the laptop then, east is positive */
};

struct sink;

/* One format. Formats are static; see sink_by_name(). */
struct sink_ops {
    const char *name;
    unsigned kinds;    /* enum record_kind, or-ed: what it can show */
    bool is_streaming; /* each record is of use alone, as soon as it is there */
    /* Size and duties of the format's own state; see sink_state.h. */
    size_t state_size;
    void (*open)(struct sink *sink); /* writes the head; or NULL */
    /* A RECORD_RESULT comes in parts to a format that takes RECORD_ROWS. */
    int (*put)(struct sink *sink, const struct record *record);
    void (*close)(struct sink *sink); /* writes the tail; or NULL */
    void (*fini)(struct sink *sink);  /* frees what the state holds; or NULL */
};

/* "table", "json", "jsonl", "csv", "html" ...; NULL: no such format. */
const struct sink_ops *sink_by_name(const char *name);

/* All formats, NULL after the last: what --help names. */
const struct sink_ops *const *sink_all(void);

/*
 * Starts an output. options is copied; drain and ctx are used until the
 * sink is closed or abandoned. Nothing is drained before the first put.
 * ERR_USAGE when the format cannot show one of options->kinds.
 */
int sink_open(const struct sink_ops *ops, const struct sink_options *options,
              sink_drain drain, void *ctx, struct sink **out, struct err *err);

/*
 * Writes one record. err is filled for everything but a code of drain,
 * which is returned as it came.
 */
int sink_put(struct sink *sink, const struct record *record, struct err *err);

/* Drains what has been put so far. 0, or as sink_put(). */
int sink_flush(struct sink *sink, struct err *err);

/* Writes the tail, drains the rest, frees the sink whatever it returns. */
int sink_close(struct sink *sink, struct err *err);

/* Frees the sink, drains nothing. Accepts NULL. */
void sink_abandon(struct sink *sink);

static inline int sink_put_result(struct sink *sink,
                                  const struct result *result, struct err *err)
{
    struct record record = {.kind = RECORD_RESULT, .of = {result}};

    return sink_put(sink, &record, err);
}

#endif
