/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the writer share, and nobody else sees. */
#ifndef ADBNET_STORE_CAPTURE_STATE_H
#define ADBNET_STORE_CAPTURE_STATE_H

#include "db/db.h"
#include "store/capture.h"
#include "store/capture_schema.h"

enum capture_insert {
    INSERT_META,
    INSERT_ARGUMENT,
    INSERT_DEVICE,
    INSERT_END,
    INSERT_FACT,
    INSERT_INTERFACE,
    INSERT_ADDRESS,
    INSERT_PROXY,
    INSERT_LOOK,
    INSERT_LOOK_INTERFACE,
    INSERT_LOOK_ADDRESS,
    INSERT_LOOK_PROXY,
    INSERT_USER,
    INSERT_WARNING,
    INSERT_SAMPLE,
    INSERT_SOCKET,
    INSERT_CHANGE,
    INSERT_PROCESS,
    INSERT_PACKAGE,
    INSERT_HOLDER,
    INSERT_BYTES,
    INSERT_COUNTER,
    INSERT_EVENT,
    INSERT_LOOKUP,
    INSERT_NO_NAMES,
    INSERT_NAME,
    INSERT_RAW,
    INSERT_RUN,
    INSERT_COUNT
};

/*
 * Raw texts that may be wanted yet: a connection is known to be over when
 * it was missing from two samples.
 */
#define CAPTURE_KEPT 4

struct kept_text {
    int64_t seq; /* 0: nothing is kept here */
    uint64_t number;
    struct buf text; /* empty: the sample had none, or it is stored */
};

/* What the last sample of a phone showed; each sorted by its key. */
struct live_phone {
    uint32_t id;
    bool has_facts;
    int64_t at_ms;        /* of the last sample; INT64_MAX: none yet */
    bool is_after_gap;    /* no sample since */
    bool is_after_reboot; /* nor since that */
    struct vec sockets;   /* struct live_socket */
    struct vec processes; /* struct live_name: key is the pid */
    struct vec packages;  /* struct live_name: uid and name */
    struct vec holders;   /* struct holder */
    struct vec bytes;     /* struct uid_bytes */
    struct counters counters;
    struct kept_text kept[CAPTURE_KEPT];
    unsigned kept_at; /* of these, where the next goes */
};

struct capture_writer {
    struct db *db;
    int lock_fd;
    struct db_stmt *inserts[INSERT_COUNT];
    struct vec phones; /* struct live_phone * */
    int64_t seq;       /* of the last sample, event, run */
    int64_t socket_id; /* all given so far are up to this one */
    bool is_begun;     /* a transaction is open */
    struct err failed; /* code 0: not yet */
    char path[];
};

/* A row to insert: its values in the order of the table's columns. */
struct row_in {
    struct capture_writer *writer;
    struct db_stmt *stmt;
    int at;
};

/* Begins the transaction, too, when none is open. A failure shows in put. */
struct row_in row_begin(struct capture_writer *writer, enum capture_insert to);
void row_i64(struct row_in *row, int64_t value);
void row_u64(struct row_in *row, uint64_t value);
void row_text(struct row_in *row, const char *text); /* NULL: unknown */
void row_blob(struct row_in *row, const void *bytes, size_t len);
void row_nulls(struct row_in *row, int count);
/* Text is needed until here. 0, or the writer has failed. */
int row_put(struct row_in *row);

/* What every function of the writer ends with: 0, or the first failure. */
int capture_tell(struct capture_writer *writer, struct err *err);

/* Notes the first failure, so that it is told again; returns its code. */
int capture_fail(struct capture_writer *writer, int code, const char *what);

struct live_phone *live_phone_new(uint32_t id);
void live_phone_free(struct live_phone *phone);

/*
 * capture_file.c: an empty file, 0600, beside the path; what capture_create()
 * says of what is there already. 0 with its name, to be freed, or a negative
 * code.
 */
int capture_make_file(const char *path, bool is_forced, char **out_part,
                      struct err *err);

/* It can be read: gives it its name. 0 or a negative code. */
int capture_put_file(const char *part, const char *path, bool is_forced,
                     struct err *err);

/* It, and the logs beside it. */
void capture_remove_file(const char *path);

/*
 * Whoever writes a capture holds a lock of its own on it until the descriptor
 * is closed. SQLite drops all locks of the process while it opens a file, and
 * loses its own when any descriptor of the file is closed: to be called when
 * its log is in use, and closed behind it. ERR_IO with the sentence: another
 * process has it.
 */
int capture_lock(const char *path, int *out_fd, struct err *err);
/* Before SQLite has it: nobody writes it. */
int capture_check_unwritten(const char *path, struct err *err);
/* Nobody writes or reads the file, which is there. 0 or a negative code. */
int capture_check_unused(const char *path, struct err *err);

/* capture_base.c: the phone's facts, once. */
int capture_put_facts(struct capture_writer *writer, uint32_t device,
                      const struct snapshot *snapshot);
/* The network at a later look, which is the sample that was put last. */
int capture_put_look(struct capture_writer *writer, uint32_t device,
                     const struct snapshot *snapshot);

/*
 * capture_live.c: what differs from the sample before, for the lists that
 * parts names.
 */
int live_put(struct capture_writer *writer, struct live_phone *phone,
             const struct snapshot *snapshot, const struct vec *bytes,
             unsigned parts);

/* capture_raw_in.c: keeps a text for a while, and stores one that is kept. */
int kept_put(struct capture_writer *writer, struct live_phone *phone,
             uint64_t number, const struct buf *text);
int kept_store(struct capture_writer *writer, struct live_phone *phone,
               uint64_t number);

#endif
