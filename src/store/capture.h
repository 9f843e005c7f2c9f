/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The capture file: what phones showed over time, from which everything that
 * is told of it (connections, owners, coverage) can be found again, by the
 * same code that found it live. It holds each phone as it was at first, of
 * each later sample what differs from the one before, what happened on the
 * laptop's side (marks, gaps, starts), what was found out about addresses,
 * and the raw text of the samples that matter. An SQLite file; its tables are
 * described in capture_schema.c.
 *
 * Not here: reading it, which is in capture_read.h, and what samples mean. No
 * thread is started; a writer or a reader belongs to one thread at a time.
 */
#ifndef ADBNET_STORE_CAPTURE_H
#define ADBNET_STORE_CAPTURE_H

#include "base/err.h"
#include "model/lookup.h"
#include "model/run.h"
#include "model/sample.h"
#include "model/tracked.h"

/* Of the tables; --version prints it. */
int capture_version(void);

/* Enough of a file's beginning to know a capture by. */
#define CAPTURE_MAGIC_LEN ((size_t)100)

/* These are the first bytes of a capture, of whatever version. */
bool capture_is(const void *bytes, size_t len);

/* How it came to be. */
struct capture_head {
    const char *made_by; /* "adbnet 0.1.0"; the writer fills it in itself */
    const char *command_line;
    int utc_offset_minutes;       /* of the laptop, east is positive */
    int64_t started_ms;           /* laptop's wall clock */
    const char *const *arguments; /* WHAT, as typed */
    size_t argument_count;
};

struct capture_writer;

/*
 * Makes the file, 0600. What is there already is left alone unless is_forced,
 * and then only if it is a file: never through a symbolic link.
 */
int capture_create(const char *path, bool is_forced,
                   const struct capture_head *head, struct capture_writer **out,
                   struct err *err);

/*
 * Goes on in a capture that is there, of this or an earlier version (it is
 * of this one then), also when its writer was killed. devices: how many it
 * has, by capture_device_count() of a reader that was opened just before, and
 * so has said that it is none but a good one, and is closed by now. A phone
 * that is watched again is put again: it is another device, with the same
 * serial. ERR_LIMIT: of a later version. ERR_IO: another process writes
 * it, or has written to it since that reader looked.
 */
int capture_append(const char *path, size_t devices,
                   struct capture_writer **out, struct err *err);

/*
 * What follows is put into a transaction, which capture_commit() ends: call
 * it once behind each sample and its events, before anything of them is told
 * elsewhere. A process that is killed afterwards has lost nothing of it (the
 * bytes are the kernel's then; only a laptop without power may lose the last
 * seconds). The first failure of any of them is told again by all that
 * follow: what was committed before it stays.
 */
int capture_commit(struct capture_writer *writer, struct err *err);

/* Anything that the report has to know: "interval_ms". Later ones win. */
int capture_put_setting(struct capture_writer *writer, const char *name,
                        const char *value, struct err *err);

/* A phone, with a number for it: 0, 1, ... serial and via as in result.h. */
int capture_put_device(struct capture_writer *writer, const char *serial,
                       const char *via, uint32_t *out_device, struct err *err);

/*
 * The whole look at a phone before its first sample, and again when it was
 * away and everything is read anew: then its network is kept, processes,
 * packages and descriptors, and of the phone itself what it was at first. Its
 * sockets are never kept: the samples have them, and number them in the order
 * in which they come.
 */
int capture_put_base(struct capture_writer *writer, uint32_t device,
                     const struct snapshot *snapshot, struct err *err);

/*
 * One sample. Its raw text is kept when it has SAMPLE_NETSTAT, or when one of
 * its events wants it, see below.
 */
int capture_put_sample(struct capture_writer *writer, uint32_t device,
                       const struct sample *sample, struct err *err);

/*
 * Every event, as the history tells them, behind the sample it was seen in.
 * Those of connections are not kept, since the samples tell them again; but
 * if the connection is a selected one, the raw text of this sample is, and
 * with EVENT_CLOSE that of the one in which it was last seen. EVENT_NAME is
 * the same as capture_put_lookup().
 */
int capture_put_event(struct capture_writer *writer, uint32_t device,
                      const struct event *event, struct err *err);

/*
 * The raw text of that sample is kept: of one of the last few, and no error
 * of others. 0: of none.
 */
int capture_put_raw(struct capture_writer *writer, uint32_t device,
                    uint64_t number, struct err *err);

/* What is known of an address; later ones win. Never SKIPPED or PENDING. */
int capture_put_lookup(struct capture_writer *writer,
                       const struct lookup *lookup, struct err *err);

/* The watching of a phone is over: to_ms and how many ticks were due. */
int capture_put_end(struct capture_writer *writer, uint32_t device,
                    int64_t to_ms, uint64_t ticks, struct err *err);

/*
 * A package's run begins: what is put of this phone from now on, until its
 * end, belongs to it. Before the sample that is its baseline. Of the record
 * what is known by now; serial is not kept.
 */
int capture_put_run_start(struct capture_writer *writer, uint32_t device,
                          const struct scan_run_result *run, int64_t *out_run,
                          struct err *err);
/* Its end, with all that is known of it, in the place of what was put then. */
int capture_put_run_end(struct capture_writer *writer, uint32_t device,
                        int64_t run, const struct scan_run_result *result,
                        struct err *err);

/*
 * Commits, makes it one plain file, frees the writer whatever it returns.
 * Accepts NULL. When it fails the file can be read all the same, as long as
 * FILE-wal stays beside it.
 */
int capture_close(struct capture_writer *writer, struct err *err);

/* There was nothing to be kept: the file goes, too. Accepts NULL. */
void capture_discard(struct capture_writer *writer);

#endif
