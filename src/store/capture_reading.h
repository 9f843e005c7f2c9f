/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the reader share, and nobody else sees. */
#ifndef ADBNET_STORE_CAPTURE_READING_H
#define ADBNET_STORE_CAPTURE_READING_H

#include "db/db.h"
#include "store/capture_read.h"
#include "store/capture_schema.h"

/* A table gone through once, in the order of its key. */
struct row_out {
    struct db_stmt *stmt;
    const char *table; /* static */
    bool has_row;
    bool is_bad; /* a value makes no sense */
};

enum capture_table {
    TABLE_SAMPLE,
    TABLE_EVENT,
    TABLE_SOCKET,
    TABLE_CHANGE,
    TABLE_PROCESS,
    TABLE_PACKAGE,
    TABLE_HOLDER,
    TABLE_BYTES,
    TABLE_COUNTER,
    TABLE_COUNT
};

/* What a phone shows at the sample that was read last. */
struct seen_phone {
    struct vec sockets;   /* struct seen_socket, sorted by id */
    struct vec processes; /* struct process, sorted by pid */
    struct vec packages;  /* struct package, sorted by uid and name */
    struct vec holders;   /* struct holder, sorted by inode and pid */
    struct vec bytes;     /* struct uid_bytes, sorted by uid */
    struct counters counters;
    uint64_t turn;  /* counts its samples */
    unsigned flags; /* enum capture_sample_flag: of the lists as they are */
    /* What was skipped is told first, as a base of this time. */
    bool is_base_due;
    int64_t base_ms;
};

struct setting {
    const char *name;
    const char *value;
};

struct capture_reader {
    struct db *db;
    struct pool strings; /* of all that is read at the beginning */
    struct capture_head head;
    struct vec arguments; /* const char * */
    struct vec settings;  /* struct setting */
    struct vec devices;   /* struct capture_device */
    struct vec lookups;   /* struct lookup, sorted by address */
    struct row_out tables[TABLE_COUNT];
    struct vec phones;              /* struct seen_phone, one for each device */
    struct pool live;               /* names of what phones show */
    int64_t socket_id;              /* the last that was met */
    int version;                    /* of the file */
    struct vec runs;                /* struct capture_run, by device and seq */
    const struct capture_run *only; /* its items; NULL: all */
    int64_t at_seq;                 /* of the item that was taken last */
};

/* ERR_PROTO: a row of the table is none that this program writes. */
int capture_damaged(const char *table, struct err *err);

/* ---- capture_row.c: values of a row, each doubted --------------------- */

/* The first row, or the next one; has_row says whether there is any. */
int row_next(struct row_out *row, struct err *err);

bool row_is_null(const struct row_out *row, int column);
/* min..max, else the row is bad and min is returned. */
int64_t row_int(struct row_out *row, int column, int64_t min, int64_t max);
uint32_t row_u32(struct row_out *row, int column);
bool row_bool(struct row_out *row, int column);
uint64_t row_64(const struct row_out *row, int column); /* any 64 bits */
/* A copy in the pool; NULL for NULL, or bad without room. */
const char *row_string(struct row_out *row, int column, struct pool *pool);
/* ADDR_NONE for NULL; bad if it is no address. */
struct addr row_address(struct row_out *row, int column);

/* 0, or capture_damaged() when a value of it made no sense. */
int row_check(const struct row_out *row, struct err *err);

/*
 * Every row of a query to take(); sql is static. key is its parameter,
 * unless negative.
 */
typedef int (*row_take)(struct capture_reader *reader, struct row_out *row,
                        void *ctx, struct err *err);
int rows_each(struct capture_reader *reader, const char *sql, const char *table,
              int64_t key, row_take take, void *ctx, struct err *err);

/* ---- capture_read.c ---------------------------------------------------- */

/* The next row of sample: its phone shows what it showed then. */
int sample_take(struct capture_reader *reader, struct sample *out,
                uint32_t *out_device, struct err *err);
/* Which of the tables sample and event has the next item; NULL: neither. */
struct row_out *next_item(struct capture_reader *reader);

/* ---- capture_runs.c ----------------------------------------------------- */

/* Far more than any scan has. */
#define CAPTURE_RUNS_MAX ((size_t)1024 * 1024)

int runs_read(struct capture_reader *reader, struct err *err);
/* Passes over what does not belong to reader->only; *out NULL: that was all. */
int runs_pass(struct capture_reader *reader, struct row_out **out,
              struct err *err);

/* ---- capture_facts.c --------------------------------------------------- */

/* Facts, users, warnings of a phone, and its network by now. */
int facts_read(struct capture_reader *reader, uint32_t device,
               struct snapshot *out, struct err *err);

/* ---- capture_lookup_out.c ---------------------------------------------- */

int lookups_read(struct capture_reader *reader, struct err *err);

/* ---- capture_seen.c ---------------------------------------------------- */

void seen_phone_init(struct seen_phone *phone);
void seen_phone_fini(struct seen_phone *phone);

/* Takes all that changed at seq, when at_ms was the time. */
int seen_take(struct capture_reader *reader, struct seen_phone *phone,
              uint32_t device, int64_t seq, int64_t at_ms, struct err *err);

/* Into the sample: sockets unless it is a base; lists that its parts name. */
int seen_give(const struct seen_phone *phone, struct sample *sample,
              struct err *err);

#endif
