/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is the same in all hints of a kind, and the references to the OWASP
 * MASTG: one table, with the commit it was read from.
 */
#ifndef ADBNET_JUDGE_HINT_TABLE_H
#define ADBNET_JUDGE_HINT_TABLE_H

#include "model/hint.h"

/* Of github.com/OWASP/owasp-mastg; its date is 2025-07-29. */
#define HINT_MASTG_COMMIT "10699fbe"

struct hint_words {
    const char *code;
    const char *not_observed;
    const char *could_be; /* where it does not depend on the port */
    const char *next;     /* behind the filter to capture with; or NULL */
    const struct hint_reference *references; /* as a hint has them */
};

const struct hint_words *hint_words(enum hint_kind kind);

#endif
