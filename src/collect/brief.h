/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a list says of a phone: its model, its Android, whether its shell is
 * root. A few lines of a shell that starts no more than getprop. Pure. What
 * the phone does not say is empty here, never guessed.
 */
#ifndef ADBNET_COLLECT_BRIEF_H
#define ADBNET_COLLECT_BRIEF_H

#include "base/buf.h"
#include "base/cursor.h"

#include <stdint.h>

#define BRIEF_TEXT_MAX ((size_t)1024)
#define BRIEF_ANSWER_MAX ((size_t)8192)
#define BRIEF_WORD_CAP 96

struct brief {
    char model[BRIEF_WORD_CAP];
    char android[BRIEF_WORD_CAP]; /* "14" */
    char avd[BRIEF_WORD_CAP];     /* an emulator's own name */
    int64_t shell_uid;            /* -1: not said */
    bool has_su;                  /* there is one; it was not called */
};

/* 0 or a negative code. */
int brief_put(struct buf *out);
void brief_read(struct str answer, struct brief *out);

/*
 * How a shell of that uid is said to be root: "yes (adbd)", "su found", "no";
 * NULL: unknown.
 */
const char *brief_root(int64_t shell_uid, bool has_su);

#endif
