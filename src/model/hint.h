/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hint: a place to look, not a proven weakness. And notes: what a reader
 * of a run has to know, and is no hint.
 */
#ifndef ADBNET_MODEL_HINT_H
#define ADBNET_MODEL_HINT_H

#include "model/tracked.h"

enum hint_kind {
    HINT_OFF_PATH,       /* not by the way that the user expects */
    HINT_PLAIN_PORT,     /* a port that is unencrypted by default */
    HINT_BYPASSES_PROXY, /* a proxy is set, and it does not go there */
    HINT_OUTSIDE_VPN,    /* a VPN is up, and it does not go through */
    HINT_OPEN_LISTENER,  /* bound to an address that is no loopback */
    HINT_RAW_SOCKET,     /* an app has a raw or packet socket */
    HINT_NEW,            /* not in the baseline */
    HINT_NO_ANSWER,      /* tried, and nobody answered */
    HINT_TEST_LISTENER,  /* an app called a listener of the test's set-up */
    HINT_KINDS
};

/* A document of the MASTG. */
struct hint_reference {
    const char *id;    /* "MASTG-TEST-0236" */
    const char *title; /* or NULL: it stands by its id alone */
};

struct hint {
    uint8_t kind;             /* enum hint_kind */
    const char *code;         /* static: "plain-port" */
    const char *title;        /* "TCP port 80, unencrypted by default" */
    const char *who;          /* "com.example.bank 4.2.1", "uid 10121" */
    const char *owner;        /* "uid 10093, used by ... only (method: uid)" */
    const char *not_observed; /* static */
    const char *could_be;     /* "TLS or another protocol on port 80" */
    const char *next;         /* what to do: a filter to capture with, ... */
    /* Static, an id of NULL at the end; may be none at all. */
    const struct hint_reference *references;
    const struct endpoint *endpoint; /* borrowed from the run */
};

struct run_note {
    const char *code; /* static: "plain-dns" */
    const char *text;
};

/* A line of one of the phone's tables, as it was printed. */
struct raw_row {
    uint64_t sample;
    const char *table; /* "tcp6", as below /proc/net */
    const char *text;
};

/* The lines behind a hint. */
struct hint_rows {
    const struct raw_row *rows; /* in the order of their samples */
    size_t count;
    uint64_t left_out; /* alike, and beyond what is shown */
};

/* All that is said of a run, as it is printed. */
struct hint_report {
    const struct hint *hints;
    size_t hint_count;
    const struct run_note *notes;
    size_t note_count;
    /* One for each; NULL: there is no capture, or they are to be left out. */
    const struct hint_rows *rows;
    /* Static: which edition of the MASTG the references are of. */
    const char *edition;
    /*
     * One for each endpoint of the summary that this is of: 'P' off the
     * expected path, 'B' bypasses the proxy, 'V' outside the VPN, '+' new;
     * '\0': none of them.
     */
    const char *flags;
    /* Static: what was looked for and not observed, as phrases. */
    const char *const *absent;
    size_t absent_count;
};

#endif
