/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone of a command as the settings name it: live, being recorded, or
 * a recording that is replayed.
 */
#ifndef ADBNET_CMD_PHONE_H
#define ADBNET_CMD_PHONE_H

#include "base/buf.h"
#include "cmd/file_out.h"
#include "cmd/settings.h"

struct phone_link {
    struct link link;
    struct buf replay;      /* the recording's text */
    struct file_out record; /* where --record writes */
    const struct settings *settings;
    bool is_recording;
    bool is_unreachable;   /* no way to the phone was found, or it went */
    struct err record_err; /* why writing it failed */
};

/*
 * What can be said before a phone is asked: reads the recording, makes the
 * file of --record. 0 or a negative code with its sentence. End with
 * phone_abandon() in any case.
 */
int phone_prepare(const struct settings *settings, struct phone_link *out,
                  struct err *err);

/*
 * A phone that is a recording, or what the script printed; the text must
 * stay where it is until the link is closed.
 */
int phone_replay(struct str text, struct link *out, struct err *err);

/* Reaches the phone. May block; ended by cancel. */
int phone_open(const struct settings *settings, struct adb_cancel *cancel,
               struct log *log, struct phone_link *phone, struct err *err);

/* The server's address as options and environment give it. */
int phone_server_addr(const struct settings *settings,
                      struct adb_server_addr *out, struct err *err);

/*
 * Lets the phone go; the facts about the way to it stay. The recording of
 * one that was reached is put into its place; see file_out_commit().
 */
int phone_close(struct phone_link *phone, struct err *err);

/* Leaves nothing behind. After phone_close(): nothing to do. */
void phone_abandon(struct phone_link *phone);

#endif
