/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone of scan_phone.h prints; not when. */
#ifndef ADBNET_TESTS_CMD_SCAN_PHONE_TEXT_H
#define ADBNET_TESTS_CMD_SCAN_PHONE_TEXT_H

#include "cmd/scan_phone.h"

/* The answer to a snapshot. */
void scan_phone_put_look(struct scan_phone *phone, const char *token,
                         struct buf *out);
/* The answer to a tick of the loop, "s p n". */
void scan_phone_put_sample(struct scan_phone *phone, const char *token,
                           uint64_t number, const char *tick, struct buf *out);
/* A line of the event log: what is in front. */
void scan_phone_put_front(const struct scan_phone *phone, struct buf *out);
/* Does what a command beside the samples says; *ms: how long it takes. */
void scan_phone_obey(struct scan_phone *phone, const char *script,
                     struct buf *out, int64_t *ms);

/* One section of a look or a sample. */
void scan_phone_section(struct buf *out, const char *token, const char *name,
                        const char *text);

#endif
