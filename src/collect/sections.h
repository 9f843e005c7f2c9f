/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections of an answer on their way into a snapshot: which parser reads
 * a line, what a section that ended badly means. Pure. Private to
 * collect/snapshot.c and the tests.
 */
#ifndef ADBNET_COLLECT_SECTIONS_H
#define ADBNET_COLLECT_SECTIONS_H

#include "collect/counters.h"
#include "collect/framing.h"
#include "collect/netstat_snapshot.h"
#include "collect/packages_dump.h"
#include "collect/sections_network.h"
#include "model/snapshot.h"

/* What is kept of a line that is no row, to be shown. */
#define SECTIONS_SAMPLE_CAP 120

#define SECTIONS_TABLE_COUNT 4 /* tcp tcp6 udp udp6 */

/* A section as it came so far. */
struct section {
    bool has_begun;
    bool is_done;
    bool is_denied; /* of a table: no permission */
    bool is_cut;    /* not all of its bytes came, or a line was too long */
    bool has_lines; /* even of a table without sockets the head */
    int status;
    size_t rows;
    size_t rows_bad;
    char sample[SECTIONS_SAMPLE_CAP + 1]; /* the bad line worth showing */
};

struct section_kind;

struct sections {
    struct snapshot *out;            /* borrowed */
    const struct section_kind *kind; /* of the section that is open, or NULL */
    struct section *now;
    struct section tables[SECTIONS_TABLE_COUNT];
    struct section other; /* any other; filled anew each time */
    struct section su;    /* others stand inside this one */
    bool is_in_su;
    bool is_root;       /* su made the shell root */
    int32_t holder_pid; /* whose descriptors these are; -1: nobody's */
    int32_t netns_pid;  /* whose network the pid- tables are of; or 0 */
    const char *token;  /* of the marks in su's section; borrowed */
    uint64_t seen;      /* a bit for each kind that has begun */
    uint32_t user;      /* whose packages these are */
    bool is_user_good;
    size_t users_told;        /* whose packages came, or why they did not */
    bool is_whole;            /* all bytes of the section that ends came */
    bool has_package_failure; /* a list is missing, and not for being refused */
    size_t without_uid;       /* packages whose uid pm did not tell */
    struct settings_seen settings;
    size_t lines_bad; /* outside the tables, in sections that went well */
    char rows_sample[SECTIONS_SAMPLE_CAP + 1];
    bool has_begun;
    struct framing_begin begin;
    unsigned parts; /* enum script_part: asked for */
    bool is_replay;
    struct counters_snmp snmp;
    struct netstat_snapshot netstat;
    bool has_netstat; /* a row, or one that went well */
    char netstat_said[SECTIONS_SAMPLE_CAP + 1]; /* if it went wrong */
    size_t netstat_bad; /* its lines that are no rows, and one of them */
    char netstat_sample[SECTIONS_SAMPLE_CAP + 1];
    struct packages_dump dump;
    bool has_dump; /* likewise */
};

/* Events for a struct framing whose ctx is a struct sections. */
extern const struct framing_events sections_events;

/* The start of a line, terminated. */
void sections_keep_sample(char sample[SECTIONS_SAMPLE_CAP + 1],
                          struct str line);

void sections_init(struct sections *sections, struct snapshot *out);

/* Of the section that has begun and not ended, or NULL. */
const char *sections_open_name(const struct sections *sections);

/*
 * Of a complete answer: warns of every section that the script always prints,
 * or was asked for, and that is not there. 0 or a negative code.
 */
int sections_warn_missing(struct sections *sections);

/*
 * At least one row, or a table that was read to its end, or the same of
 * netstat.
 */
bool sections_have_table(const struct sections *sections);

#endif
