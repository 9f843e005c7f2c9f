/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection over time, an endpoint (all connections of one owner to the
 * same place), and what a watch comes to in the end. Times are the laptop's
 * wall clock in ms since 1970; -1 unknown or not yet.
 */
#ifndef ADBNET_MODEL_TRACKED_H
#define ADBNET_MODEL_TRACKED_H

#include "model/connection.h"
#include "model/counters.h"
#include "model/sample.h"

struct hint_report;

enum tracked_end {
    TRACKED_OPEN,     /* it is still there */
    TRACKED_CLOSED,   /* gone from the tables, or in TIME_WAIT */
    TRACKED_NO_ANSWER /* it left SYN_SENT only by giving up */
};

struct tracked {
    uint64_t id; /* 1, 2, ... in the order in which they were first seen */
    /*
     * The last row that named an owner, else the last one; its remote_text
     * and the like are NULL. connection.row points to it; the rest of
     * connection is borrowed from the history, and lookup may be set by who
     * looks addresses up.
     */
    struct sock_row row;
    struct connection connection;
    uint8_t state;    /* of the newest row; row.state may be an older one's */
    uint8_t end;      /* enum tracked_end */
    bool is_baseline; /* was there before the start */
    bool is_selected; /* it is among what the user asked for */
    /* Of another owner than asked for, which acts on behalf of apps. */
    bool is_service;
    /* The newest row names nobody: its owner is that of an earlier one. */
    bool is_inherited;
    uint32_t states; /* a bit for each state number that was seen */
    uint32_t max_tx_queue;
    uint32_t max_rx_queue;
    uint32_t max_retransmits;
    uint64_t samples;      /* in which it was seen */
    uint64_t busy_samples; /* of these, with a queue that is not empty */
    uint64_t first_sample;
    uint64_t last_sample;
    int64_t first_ms;
    int64_t last_ms;   /* last seen, TIME_WAIT included */
    int64_t closed_ms; /* when it was over; -1 while it is open */
    /* If a gap made it uncertain: it was over between last_ms and this. */
    int64_t closed_by_ms;
};

/* All connections of one owner to one place, as reports list them. */
struct endpoint {
    /* A connection of it, the newest: owner, protocol, remote, lookup. */
    struct connection connection;
    struct sock_row row; /* what connection.row points to */
    uint64_t connections;
    uint64_t open; /* of these, now */
    uint64_t no_answer;
    int64_t first_ms;
    int64_t last_ms;  /* of those that are over, when they were */
    uint32_t states;  /* of all of them */
    uint8_t state;    /* of the newest; meaningless when open is 0 */
    bool is_baseline; /* each of them was there before the start */
    bool is_selected;
    bool is_service;
    uint64_t samples; /* connection times samples */
    uint64_t first_sample;
    uint64_t last_sample;
    uint64_t busy_samples;
    uint32_t max_tx_queue;
    uint32_t max_rx_queue;
};

enum event_kind {
    EVENT_START,      /* of an app: text has package and how long it took */
    EVENT_OPEN,       /* connection */
    EVENT_CHANGE,     /* connection: another state, or more is known of it */
    EVENT_CLOSE,      /* connection */
    EVENT_MARK,       /* text */
    EVENT_FOREGROUND, /* text: "com.example.bank/.LoginActivity" */
    EVENT_GAP,        /* gap */
    EVENT_BACK,       /* the phone is there again; text says after what */
    EVENT_NOTE,       /* text: what the user should know, once */
    EVENT_NAME        /* lookup: what was found out about an address */
};

struct event {
    uint8_t kind; /* enum event_kind */
    int64_t at_ms;
    uint64_t sample; /* in which it was seen; 0: between samples */
    /* Of the four of a connection. EVENT_CHANGE: the state before. */
    const struct tracked *connection;
    uint8_t state_before;
    /*
     * EVENT_CHANGE: for who tells only selected ones it opened now if it is
     * selected and was not.
     */
    bool was_selected;
    const struct gap *gap;
    const struct lookup *lookup; /* borrowed during the call, as all is */
    const char *text;
};

/*
 * Coverage of a stretch of time: see DESIGN, "What is true". Of the whole
 * phone, never of a package.
 */
struct coverage {
    bool is_known;       /* false across a reboot, or without counters */
    uint64_t opens;      /* outbound TCP connections the kernel counted */
    uint64_t seen;       /* of them, in at least one sample */
    uint64_t attributed; /* of those seen, with an owner */
    uint64_t fails;      /* attempts that failed, by the kernel's count */
};

/* What Android counted of a uid in a stretch of time. */
struct uid_traffic {
    uint32_t uid;
    bool is_known;
    uint64_t rx_bytes;
    uint64_t tx_bytes;
};

/* Texts of notes that a summary has: limits that were reached, mostly. */
#define SUMMARY_NOTES_MAX 4

struct watch_summary {
    int64_t from_ms;
    int64_t to_ms;
    uint64_t ticks;   /* that were due */
    uint64_t samples; /* that came, with all of the tables */
    uint64_t unread;  /* that came, but a table was denied, gone or cut */
    uint64_t gaps;
    int64_t longest_gap_ms; /* between two samples that follow each other */
    uint64_t connections;   /* selected ones */
    size_t endpoint_count;
    const struct endpoint *endpoints; /* in printing order */
    /*
     * Selected sockets that are no connections: of TCP, those that listened,
     * and raw and packet sockets.
     */
    size_t listener_count;
    const struct endpoint *listeners; /* the same */
    /* Others, beyond loopback, of which it is not known: they may be. */
    uint64_t listeners_unsure;
    uint64_t samples_without_raw; /* of samples: lacks SAMPLE_RAW_SOCKETS */
    struct coverage coverage;
    const struct uid_traffic *traffic; /* of the selected uids */
    size_t traffic_count;
    uint64_t udp_without_peer; /* selected sockets whose peers nobody sees */
    uint64_t unowned;          /* connections that nobody is known to own */
    uint64_t rows_bad;
    bool is_partial;   /* nothing came, or the phone was away at the end ... */
    bool lacks_tables; /* ... or a table could not be read: then as well */
    /* The app could not be opened: it says nothing of it, and is partial. */
    bool is_unstarted;
    const struct judged *judged; /* selected endpoints; NULL: no policy */
    struct path_counts path;     /* the same */
    /* Rows beyond the limit, most in one sample: not among the above. */
    uint64_t left_out;
    const char *notes[SUMMARY_NOTES_MAX];
    size_t note_count;
    /* What is worth a second look; NULL: nobody judged. See hint.h. */
    const struct hint_report *hints;
};

#endif
