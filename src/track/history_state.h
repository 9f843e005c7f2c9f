/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a history consists of, for the files history*.c and endpoints.c that
 * share it; nobody else includes this.
 */
#ifndef ADBNET_TRACK_HISTORY_STATE_H
#define ADBNET_TRACK_HISTORY_STATE_H

#include "track/connections.h"
#include "track/coverage.h"
#include "track/history.h"
#include "track/nodes.h"

#include <stddef.h>

/* Strings that connections point to, as long as one does. */
struct held {
    size_t refs;
    char *process; /* or NULL */
    struct process *processes;
    struct holder *holders;
    uint32_t holder_count;
};

/* An owner that stays where it is; of a uid the newest is found. */
struct kept_owner {
    struct node node;
    struct owner owner;
    void *names; /* the packages, with their texts */
};

/* The connections to one place, of which those that are gone are added up. */
struct place {
    struct node node;
    struct endpoint gone;
    struct endpoint shown; /* gone, and those that are not; see refresh */
    struct held *held;     /* what gone.connection borrows */
    uint64_t gone_newest;  /* the id of gone.connection */
    uint64_t newest;
    const struct owner *owner;
    const struct net_interface *interface; /* kept for good, each once */
    bool is_selected;
    bool is_service;
};

struct entry {
    struct node node;
    struct tracked tracked;
    struct held *held;
    struct place *place;    /* NULL: it is in no list */
    struct entry *pair;     /* the other end over loopback, if it is here */
    uint64_t inode;         /* the newest that was not 0 */
    uint64_t closed_sample; /* the last it was in, or 0 */
    size_t index;           /* where history_next() found it */
    int64_t absent_ms;      /* when it was first missed; -1: it was not */
    uint32_t seen_epoch;    /* gaps until it was seen last */
    uint32_t absent_epoch;
    uint8_t absences; /* in a row */
    bool has_named;   /* tracked.row named an owner */
    bool is_peerless; /* a UDP socket without peer: only counted */
    bool is_silent;   /* not told: baseline that is ignored or over, ours */
    bool is_own;
    bool is_visible; /* it would be shown if nobody were asked for */
    bool is_callee;  /* it was accepted here */
    bool is_new;
    bool is_dirty; /* its row names another owner than before */
    bool was_gap;  /* a gap lies before its first absence */
    bool is_seen_counted;
    bool is_owner_counted;
    bool is_waiting;   /* an EVENT_CHANGE of it waits */
    bool was_selected; /* when it was told last */
    bool is_over;      /* to be freed when this sample is told */
};

static inline const struct entry *entry_of(const struct tracked *tracked)
{
    return (
        const struct entry *)(const void *)((const char *)tracked -
                                            offsetof(struct entry, tracked));
}

/* An event that waits until all of its sample is known. */
struct waiting {
    struct entry *entry;
    uint8_t kind;
    uint8_t state_before;
};

#define HISTORY_NOTE_CAP 200

struct history {
    struct history_options options;
    struct counted counted;
    struct nodes tuples; /* struct entry */
    struct vec entries;  /* struct entry *, in no order */
    struct vec waiting;  /* struct waiting */
    struct nodes places; /* struct place */
    struct vec listed;   /* struct place *, each */
    struct vec shown;    /* struct endpoint, what was given out last */
    struct vec traffic;  /* struct uid_traffic, what was given out last */
    struct nodes listener_nodes; /* struct entry */
    struct vec listeners;        /* struct entry *, each there was */
    struct vec shown_listeners;  /* struct endpoint, as shown */
    bool has_cut_listener;       /* one that did not say where */

    /* What is known of the phone, replaced as newer comes. */
    struct snapshot known;
    struct owners owners; /* borrow from known */
    bool has_owners;
    struct selection selection;
    struct selection anybody; /* the same without who was asked for */
    struct vec elsewhere;     /* struct target: where, of the targets */
    bool has_selection;
    bool has_own;
    struct nodes owner_nodes; /* struct kept_owner, the newest of a uid */
    struct vec kept_owners;   /* struct kept_owner *, all */
    size_t names_size;        /* of their names; never less */
    bool is_without_room;     /* for the last one */
    struct vec interfaces;    /* struct net_interface *, all there were */

    /* During a sample. */
    const struct sample *sample;
    struct snapshot view; /* what is known, with the sample's rows */
    struct join join;
    bool has_fresh;    /* an entry is new or dirty */
    bool wants_owners; /* they, and who is selected, are to be told anew */
    uint64_t left_out_now;
    uint64_t evidence; /* see history_evidence() */

    uint64_t next_id;
    uint32_t epoch;  /* gaps so far */
    uint64_t number; /* of the newest sample */
    uint64_t samples;
    uint64_t samples_without_raw; /* of these */
    uint64_t unread; /* came, and not all of the tables with them */
    uint64_t ticks_lost;
    int64_t from_ms;
    int64_t to_ms;
    int64_t longest_gap_ms;
    uint64_t connections;
    uint64_t unowned; /* of those that are gone */
    uint64_t peerless;
    uint64_t rows_bad;
    uint64_t left_out;
    bool is_away; /* no sample came since the last gap */
    bool is_limit_reached;
    bool is_limit_told;
    bool is_names_limit;
    bool is_names_limit_told;
    bool is_users_cut_told;
    size_t fronts; /* that were told */
    bool is_fronts_told;
    char notes[SUMMARY_NOTES_MAX][HISTORY_NOTE_CAP];
    size_t note_count;
};

/* history_know.c */
int know_init(struct history *history);
void know_fini(struct history *history);
/* Takes from a snapshot the parts (enum sample_part) it brings. */
int know_take(struct history *history, const struct snapshot *from,
              unsigned parts, bool has_facts);
/* Owners and who is selected, anew, for the rows of a sample or none. */
int know_rebuild(struct history *history, const struct snapshot *rows,
                 struct err *err);
void know_forget_processes(struct history *history);

/* history_keep.c */
const struct owner *keep_owner(struct history *history,
                               const struct owner *owner);
const struct net_interface *keep_interface(struct history *history,
                                           const struct net_interface *from);
struct held *held_new(const struct connection *connection);
struct held *held_use(struct held *held);
void held_drop(struct held *held); /* accepts NULL */
void keep_fini(struct history *history);

/* history_join.c: whose it is and whether it was asked for. */
int join_entries(struct history *history, bool is_all);

/* The same of a listening socket, which is not counted. */
int join_listener(struct history *history, struct entry *entry);

/* history_listeners.c */
void listeners_init(struct history *history);
void listeners_fini(struct history *history);
bool listeners_want(const struct sock_row *row);
int listeners_take(struct history *history, const struct sock_row *row);
int listeners_join(struct history *history, bool is_all);
/* The members of the summary about them. */
int listeners_list(struct history *history, struct watch_summary *out);

/* history_rows.c */
int rows_take(struct history *history);
void rows_forget_over(struct history *history);
int entry_close(struct history *history, struct entry *entry, int64_t at_ms,
                int64_t by_ms);
int history_wait(struct history *history, struct entry *entry,
                 enum event_kind kind, uint8_t state_before);
void entry_free(struct entry *entry);
/* From the other end over loopback. */
void entry_part(struct entry *entry);
bool entry_is_unowned(const struct entry *entry);
/* The newest with the row's ends, or NULL. */
struct entry *entry_find(const struct history *history,
                         const struct sock_row *row);

/* history_told.c: those that it has passed on so far. */
void history_notes(const struct history *history, struct watch_summary *out);

/* endpoints.c */
int place_put(struct history *history, struct entry *entry);
void place_fold(struct entry *entry);
int places_list(struct history *history);
void places_fini(struct history *history);

/* A limit was reached: rows or places are only counted from now on. */
void history_limit(struct history *history);

#endif
