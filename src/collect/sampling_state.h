/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a series of samples. Pure. Private to collect/sampling*.c. */
#ifndef ADBNET_COLLECT_SAMPLING_STATE_H
#define ADBNET_COLLECT_SAMPLING_STATE_H

#include "collect/sampling.h"
#include "collect/sections.h"
#include "collect/uid_bytes.h"

/* ---- sampling_time.c: when a sample was taken, by the laptop's clock ---- */

/* The phone's clock against ours, from the quickest answer so far. */
struct sampling_time {
    bool is_known;
    int64_t phone_minus_laptop_us;
    int64_t uncertainty_ms; /* half of that answer's round trip */
    int64_t at_ms;          /* when it came */
};

/*
 * An answer that was asked for at sent_ms and came at came_ms, and says that
 * the phone's clock was phone_us: when was that, by our clock?
 */
int64_t sampling_time_take(struct sampling_time *time, int64_t sent_ms,
                           int64_t came_ms, int64_t phone_us);

/* ---- sampling_known.c: whom samples show that nobody has told of -------- */

struct sampling_known {
    struct vec uids;      /* uint64_t, sorted: a process was listed, or asked */
    struct vec apps;      /* likewise: packages */
    struct vec inodes;    /* of the sample before */
    struct vec processes; /* struct process without names, sorted by uid */
    struct vec asking;    /* uids whose descriptors are wanted */
    uint64_t user;        /* to be asked for with the packages, or 0 */
    int64_t listed_at_ms; /* when processes were wanted last */
    int64_t held_at_ms;   /* and descriptors of all of them */
    bool wants_all;       /* descriptors of all, not only of asking */
};

void sampling_known_init(struct sampling_known *known);
void sampling_known_fini(struct sampling_known *known);

/*
 * Takes what a snapshot tells of processes (with SAMPLE_PROCESSES) and
 * packages. 0 or ERR_NOMEM.
 */
int sampling_known_learn(struct sampling_known *known,
                         const struct snapshot *snapshot, unsigned parts);

/*
 * What should be asked for because of these rows: enum sample_part, or-ed,
 * each uid once.
 */
int sampling_known_look(struct sampling_known *known,
                        const struct snapshot *snapshot, int64_t at_ms,
                        bool is_root, unsigned *out_parts);

/*
 * The words of a tick for descriptors and packages: " f12,13" of the
 * processes of those that are new (then *out_is_some), or " f", and " k".
 * Returns their length.
 */
size_t sampling_known_words(struct sampling_known *known, unsigned parts,
                            char *out, size_t cap, bool *out_is_some);

/* ---- sampling.c ---------------------------------------------------------- */

/* A tick on its way. */
struct sampling_tick {
    int64_t sent_ms;
    bool is_of_some; /* descriptors of some processes only */
};

/* Sections that no snapshot has. */
enum sampling_section {
    SAMPLING_OTHER, /* it is sections.h's */
    SAMPLING_BYTES_MAP,
    SAMPLING_NETSTAT_TEXT,
    SAMPLING_BOOT
};

struct sampling_boot {
    bool is_known;
    int64_t uptime_ms;
    int64_t at_ms; /* our clock then */
    char id[40];   /* "" unknown */
};

struct sampling {
    struct sampling_options options;
    struct framing framing;
    struct sections sections;
    enum sampling_section section;
    bool is_table;
    struct uid_bytes_reader bytes;
    size_t bytes_bad;
    struct sample *now; /* the one that is being read, or NULL */
    int64_t feed_ms;
    int64_t begin_ms; /* when its first frame came */
    uint64_t number;
    int64_t last_ms; /* of the last sample */
    bool has_last;
    struct sampling_tick ticks[SAMPLING_AHEAD];
    uint64_t sent;     /* to this loop */
    uint64_t answered; /* by it */
    uint64_t ticks_due;
    uint64_t skipped; /* since the last sample */
    const char *why;  /* the loop was lost, or NULL */
    const char *late; /* of sampling_late(), or NULL */
    bool is_reboot;
    bool is_open;
    bool is_hurried;
    bool has_ticked;
    int64_t next_ms;
    int64_t line_ms;     /* the last line was sent */
    unsigned asked;      /* for the next tick */
    unsigned awaited;    /* on their way */
    unsigned soon;       /* of both, what is wanted at once */
    unsigned soon_ticks; /* that this may still cost */
    struct sampling_time time;
    struct sampling_known known;
    unsigned tables; /* that can be read, as far as is known: bits */
    unsigned others; /* of the sample that is read: raw, raw6, packet came */
    struct sampling_boot boot;
    struct sampling_boot boot_now;
};

/* Reads a line of the section boot. */
void sampling_boot_line(struct sampling_boot *boot, struct str line);

/* The one is of a later start of the phone than the other. */
bool sampling_boot_is_other(const struct sampling_boot *before,
                            const struct sampling_boot *now);

extern const struct framing_events sampling_framing_events;

#endif
