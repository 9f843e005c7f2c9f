/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made-up phones over time, and a directory for captures. Numbers decide all
 * of it, so that two runs show the same and a reader can be compared with
 * what was written.
 */
#ifndef ADBNET_TESTS_STORE_FIXTURE_H
#define ADBNET_TESTS_STORE_FIXTURE_H

#include "store/capture_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FIXTURE_START_MS ((int64_t)1790000000000)

/* Makes one of a version before 4 out of a capture. */
#define FIXTURE_NO_LOOKS                          \
    "DROP TABLE look; DROP TABLE look_interface;" \
    "DROP TABLE look_address; DROP TABLE look_proxy;"

struct place {
    char dir[64];
    char path[96]; /* of the capture */
};

/* For cmocka: *state is a struct place. */
int place_set_up(void **state);
int place_tear_down(void **state);
/* PATH and suffix, in a buffer of its own: one at a time. */
const char *place_beside(const struct place *place, const char *suffix);

extern const struct capture_head fixture_head;

/* How a phone behaves. */
struct fixture_plan {
    size_t sockets;   /* that it has at each moment */
    size_t changes;   /* of these, that change in each sample */
    size_t processes; /* in each fifth sample, one of them another */
    bool has_raw;
};

/* Sample number `number` of a phone: always the same for the same plan. */
void fixture_sample(const struct fixture_plan *plan, uint64_t number,
                    struct sample *out);

/* What it is before the first one. */
void fixture_base(const struct fixture_plan *plan, struct snapshot *out);

/* A writer with one phone, its base put and committed. */
struct capture_writer *fixture_writer(const struct place *place,
                                      const struct fixture_plan *plan);

/* Puts and commits samples from..to. */
void fixture_put(struct capture_writer *writer, const struct fixture_plan *plan,
                 uint64_t from, uint64_t to);

void fixture_close(struct capture_writer *writer);

struct capture_reader *fixture_open(const struct place *place);

/* The next item, of that kind. */
void fixture_next(struct capture_reader *reader, struct capture_item *item,
                  enum capture_kind kind);

/* The one of the snapshot: rows may stand in another order than before. */
const struct sock_row *fixture_row_like(const struct snapshot *snapshot,
                                        const struct sock_row *row);

#endif
