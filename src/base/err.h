/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors of the program: one code and one sentence for people.
 *
 * A function that can fail returns 0 or a negative `enum err_code`. The
 * sentence is made once, where the fact is known, with the object in it;
 * callers may put words in front (err_prefix) but never replace it.
 * The first values equal those of `enum adb_error` in <adb/error.h>, so a
 * code crosses from the library into the program unchanged.
 */
#ifndef ADBNET_BASE_ERR_H
#define ADBNET_BASE_ERR_H

enum err_code {
    ERR_OK = 0,
    ERR_NOMEM = -1,         /* out of memory */
    ERR_ARG = -2,           /* the caller asked for something impossible */
    ERR_TIMEOUT = -3,       /* the deadline passed */
    ERR_CANCELED = -4,      /* adb_cancel(), a signal */
    ERR_IO = -5,            /* the operating system said no */
    ERR_PROTO = -6,         /* the peer broke the protocol */
    ERR_LIMIT = -7,         /* more than a named limit allows */
    ERR_CLOSED = -8,        /* the peer went away */
    ERR_NO_DEVICE = -9,     /* no such phone, or none at all */
    ERR_AMBIGUOUS = -10,    /* several phones, none chosen */
    ERR_UNAUTHORIZED = -11, /* the phone wants the key accepted */
    ERR_OFFLINE = -12,      /* known, but not answering */
    ERR_NO_SERVER = -13,    /* no adb server listens there */
    ERR_REFUSED = -14,      /* the phone refused the service */
    ERR_PERM = -15,         /* no permission, here or on the phone */
    ERR_BUSY = -16,         /* another program has the phone */
    /* Only in the program: */
    ERR_USAGE = -100,   /* the command line is wrong */
    ERR_NO_MATCH = -101 /* a WHAT matches nothing */
};

/* Room for one sentence with a serial, a reason and a next step. */
#define ERR_TEXT_CAP 320

struct err {
    int code;
    char text[ERR_TEXT_CAP];
};

/*
 * Stores code and sentence (cut at the capacity) and returns code, so that
 * `return err_set(err, ERR_IO, ...)` reads well. err may be NULL.
 */
int err_set(struct err *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts words and ": " in front of the sentence; returns err's code. */
int err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
