/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the library says that something went wrong.
 *
 * A function that can fail returns 0 or one of the negative codes below and,
 * if it was given a `struct adb_err *`, fills in one sentence for people:
 * what failed, with which device, and what to do next where that is known.
 * Every `struct adb_err *err` in these headers may be NULL. It is written
 * only on failure and belongs to the caller.
 *
 * The sentence is plain ASCII without line breaks; bytes of a peer that are
 * not printable stand in it as '?'. It is not meant to be parsed.
 */
#ifndef ADB_ERROR_H
#define ADB_ERROR_H

#include <adb/export.h>

/* Codes keep their values. New ones may be added at the end. */
enum adb_error {
    ADB_OK = 0,
    ADB_ERR_NOMEM = -1,         /* out of memory */
    ADB_ERR_ARG = -2,           /* the caller asked for something impossible */
    ADB_ERR_TIMEOUT = -3,       /* the time given to the call is over */
    ADB_ERR_CANCELED = -4,      /* adb_cancel() was called */
    ADB_ERR_IO = -5,            /* the operating system said no */
    ADB_ERR_PROTO = -6,         /* the peer broke the protocol */
    ADB_ERR_LIMIT = -7,         /* more than a named limit allows */
    ADB_ERR_CLOSED = -8,        /* the peer went away */
    ADB_ERR_NO_DEVICE = -9,     /* no such phone, or none at all */
    ADB_ERR_AMBIGUOUS = -10,    /* several phones, none chosen */
    ADB_ERR_UNAUTHORIZED = -11, /* the phone wants this computer accepted */
    ADB_ERR_OFFLINE = -12,      /* known, but it does not answer (yet) */
    ADB_ERR_NO_SERVER = -13,    /* no adb server listens there */
    ADB_ERR_REFUSED = -14,      /* the phone refused the service */
    ADB_ERR_PERM = -15,         /* this user may not open the device */
    ADB_ERR_BUSY = -16          /* another program has the device */
};

/* Room for one sentence with a serial, a reason and a next step. */
#define ADB_ERR_TEXT_CAP 320

struct adb_err {
    int code;                    /* enum adb_error */
    char text[ADB_ERR_TEXT_CAP]; /* terminated */
};

#endif
