/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that somebody saved, into a snapshot: the kernel's tables, a netstat,
 * pm list packages, packages.list, dumpsys package, ps, getprop, pm list
 * users, id, the kernel's counters; whole or in pieces, with
 * or without headers, prompts and "..." between them, several in one file or
 * one in each. What a line is, it says itself: no kind need be named, except
 * for rows of tables that look alike. Pure.
 *
 * Not here: recordings and answers of the script, which have a format of
 * their own; saved_sniff() tells them.
 */
#ifndef ADBNET_COLLECT_SAVED_H
#define ADBNET_COLLECT_SAVED_H

#include "base/buf.h"
#include "base/err.h"
#include "collect/netstat_snapshot.h"
#include "collect/ps.h"
#include "collect/sections.h"

/* What a text is, by its first bytes; 64 KiB are plenty. */
enum saved_form { SAVED_TEXT, SAVED_RECORDING, SAVED_ANSWER };

enum saved_form saved_sniff(struct str start);

enum saved_kind {
    SAVED_NOTHING, /* nothing known has come since the start or a prompt */
    SAVED_TABLE,
    SAVED_NETSTAT,
    SAVED_LIST, /* packages, users, properties: each line tells itself */
    SAVED_DUMP, /* of the package manager */
    SAVED_PS
};

/* Of the file that is being read. */
struct saved_file {
    const char *name; /* borrowed until saved_end() */
    size_t line;
    size_t known;     /* lines that were something */
    size_t rows_bad;  /* among rows, and none */
    size_t lines_bad; /* elsewhere */
    size_t first_bad; /* number of the line; 0: none */
    char sample[SECTIONS_SAMPLE_CAP + 1];
};

struct saved {
    struct snapshot *out;     /* borrowed */
    struct sections sections; /* whose readers read the lines */
    struct netstat_snapshot netstat;
    size_t netstat_others; /* its rows of raw, udplite and unix */
    struct ps_reader ps;
    enum saved_kind kind;
    const struct section_kind *as;          /* tables: as the user says, */
    const struct section_kind *from_name;   /* as the file is called, */
    const struct section_kind *from_prompt; /* as cat was told */
    struct saved_file file;
    struct buf partial;  /* a line of which the rest has not come */
    bool is_skipping;    /* the rest of a line that is too long */
    bool is_behind_unix; /* anybody may have written the next lines */
    bool has_gap;        /* "...": lists are not complete */
    bool has_init;       /* process 1: the list is of all processes */
    size_t processes_bad;
    size_t unix_behind;  /* lines that were not believed for that reason */
    size_t files_unsaid; /* whose bad lines found no room in the warnings */
    size_t files_out;    /* likewise, left out */
};

/*
 * as: the table that rows without a header and a telling file name are of,
 * or NULL. out is initialised. 0, or ERR_USAGE for no table's name.
 */
int saved_init(struct saved *saved, const char *as, struct snapshot *out,
               struct err *err);
void saved_fini(struct saved *saved);

/* A file begins; its name is for sentences, and may tell the table. */
void saved_begin(struct saved *saved, const char *name);

/*
 * Bytes of it, cut anywhere. Rows are in out->rows when this returns; who
 * has used them may take them out. 0, or a negative code with its sentence:
 *   ERR_PROTO  a row that may be of several tables, or UTF-16
 *   ERR_LIMIT  more than any phone has
 */
int saved_feed(struct saved *saved, const char *bytes, size_t len,
               struct err *err);

/*
 * The file ends. 0 with warnings about it in out; ERR_PROTO with the sentence
 * when nothing in it was known.
 */
int saved_end(struct saved *saved, struct err *err);

/*
 * Or it was not read to its end, and is left out: why, as a warning,
 * file-unknown, while there is room for one. 0 or a negative code.
 */
int saved_leave_out(struct saved *saved, const struct err *why);

/*
 * All files were read. 0 or a negative code. Warnings, none partial but
 * packages-many, of which dedupe.h has more: those of
 * netstat_snapshot.h and
 *   rows-bad         lines among a file's rows that are none
 *   lines-bad        other lines of a file that nobody knows
 *   packages-no-uid  pm list packages without -U
 *   rows-other       rows of netstat that are neither tcp nor udp
 *   packages-forged  packages of a dump that have two uids, left out
 *   unix-behind      lines behind a table of unix sockets, not believed
 */
int saved_finish(struct saved *saved);

#endif
