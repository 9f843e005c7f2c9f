/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer of the script, cut into sections and lines. Pure: bytes come
 * in pieces of any size, events go out.
 *
 *   #TOKEN begin adbnet-snapshot/1 UID SECONDS.MICROSECONDS
 *   #TOKEN section NAME [ARGUMENT]
 *   any lines
 *   #TOKEN done STATUS [BYTES]
 *   ...
 *   #TOKEN end SECTIONS SECONDS.MICROSECONDS
 *
 * Or a series of these, each with its number in the place of UID, and with
 * adbnet-sample/1: see framing_init_samples().
 *
 * A frame line is one that starts with "#", this run's token and a blank;
 * any other line is data, whatever it looks like. The script puts a newline
 * before each frame, in case a command ended without one: an empty line in
 * front of a frame belongs to the frame. Line ends may be "\r\n". Text
 * outside sections (banners of su, warnings of the linker) is counted and
 * otherwise left alone. NUL bytes are data.
 */
#ifndef ADBNET_COLLECT_FRAMING_H
#define ADBNET_COLLECT_FRAMING_H

#include "base/buf.h"
#include "base/cursor.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAMING_VERSION 1
#define FRAMING_TOKEN_MIN 16
#define FRAMING_TOKEN_MAX 32

/* Rows of tables have 150 bytes; a package line can reach some kilobytes. */
#define FRAMING_LINE_MAX ((size_t)64 * 1024)
/* 1.7 million rows: a phone under attack has a hundredth of it. */
#define FRAMING_TOTAL_MAX ((uint64_t)256 * 1024 * 1024)
/* What is kept of text outside sections, to be shown. */
#define FRAMING_JUNK_CAP 120

struct framing_begin {
    int64_t uid;      /* of the shell; the number of a sample */
    int64_t phone_us; /* its wall clock, microseconds since 1970 */
};

struct framing_done {
    int status;        /* of the section's command; 0 is good */
    bool has_bytes;    /* the phone counted what it printed */
    uint64_t bytes;    /* its count */
    uint64_t seen;     /* ours: the lines and one newline for each */
    size_t lines_long; /* lines over FRAMING_LINE_MAX, left out */
};

/* Each returns 0 or a negative code, which framing_feed() then returns. */
struct framing_events {
    int (*begin)(void *ctx, const struct framing_begin *begin);
    int (*section)(void *ctx, struct str name, struct str argument);
    /* Valid during the call only. */
    int (*line)(void *ctx, struct str line);
    int (*done)(void *ctx, const struct framing_done *done);
    int (*end)(void *ctx, int64_t phone_us);
};

enum framing_state {
    FRAMING_START,   /* nothing but text before the first frame */
    FRAMING_BETWEEN, /* after "begin" or "done" */
    FRAMING_SECTION,
    FRAMING_END
};

struct framing {
    const struct framing_events *events;
    void *ctx;
    const char *magic; /* what kind of answer it is */
    enum framing_state state;
    char token[FRAMING_TOKEN_MAX + 1];
    size_t token_len;
    struct buf partial;  /* a line that is not complete yet */
    bool is_skipping;    /* the rest of a line that is too long */
    bool has_empty_line; /* held back: it may belong to a frame */
    struct framing_done done;
    uint64_t total;
    uint64_t sections;                    /* complete ones */
    uint64_t sections_claimed;            /* what the end frame says */
    uint64_t junk;                        /* bytes of lines outside sections */
    char junk_text[FRAMING_JUNK_CAP + 1]; /* its start, terminated */
};

/* Characters [0-9a-z], FRAMING_TOKEN_MIN to FRAMING_TOKEN_MAX of them. */
bool framing_token_is_good(struct str token);

/* The line is the begin frame of a snapshot, of whatever token and version. */
bool framing_is_begin(struct str line);

/*
 * token "" or NULL: taken from the first frame (a replay). events and ctx
 * are borrowed. ERR_ARG for a token that is not good.
 */
int framing_init(struct framing *framing, const char *token,
                 const struct framing_events *events, void *ctx);

/* The same for a series of samples. */
int framing_init_samples(struct framing *framing, const char *token,
                         const struct framing_events *events, void *ctx);

/* Called in an end event: another sample may follow. */
void framing_next(struct framing *framing);

void framing_fini(struct framing *framing);

/*
 * 0, or a negative code after which nothing may be fed any more: ERR_PROTO
 * (sentence in err) for frames that make no sense, ERR_LIMIT, ERR_NOMEM, or
 * what an event returned (err untouched).
 */
int framing_feed(struct framing *framing, const char *bytes, size_t len,
                 struct err *err);

/*
 * The answer was complete: the end frame came, and as many sections as it
 * says. A line that has not ended is never given to an event, because half
 * a row can look like a whole one.
 */
bool framing_is_complete(const struct framing *framing);

#endif
