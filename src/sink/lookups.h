/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was found out about addresses, in every format: as members of a
 * connection and as a list of its own. Only for the files of src/sink.
 */
#ifndef ADBNET_SINK_LOOKUPS_H
#define ADBNET_SINK_LOOKUPS_H

#include "model/lookup.h"
#include "sink/json_run.h"
#include "sink/pen.h"

/* ptr, network; NULL: both skipped. */
void lookups_put_json(struct json_run *into, const struct lookup *lookup);
/* The same, and the address in front: a whole object. */
void lookups_put_json_object(struct json_writer *json, const char *type,
                             const struct lookup *lookup);
/* The same without a type, as a member of the object that is open. */
void lookups_put_json_member(struct json_writer *json, const char *key,
                             const struct lookup *lookup);

struct lookup_counts {
    size_t lookups;
    size_t ok;
    size_t none;
    size_t error;
    size_t skipped;
};

void lookups_count(struct lookup_counts *counts,
                   const struct lookup_list *list);
/* Members: summary. */
void lookups_put_json_summary(struct json_writer *json,
                              const struct lookup_counts *counts);

/*
 * The name to show, with its mark: "~" not confirmed, "=" of the user's
 * list; "-" there is none, "?" nobody could tell, "(private)". Nothing when
 * nobody was asked.
 */
void lookups_put_name(struct pen *pen, const struct lookup *lookup,
                      enum text_escape escape);
/* "yes", "no", "list", "-": a column beside the name without its mark. */
const char *lookups_name_ok(const struct lookup *lookup);

/* "AS64500 Example Ltd, reg. DE"; "-", "?" as above. */
void lookups_put_network(struct pen *pen, const struct lookup *lookup);
/* Columns of flat tables. */
void lookups_put_asn(struct pen *pen, const struct lookup *lookup);
void lookups_put_org(struct pen *pen, const struct lookup *lookup);

/* width 0: flat, for programs; else for people. */
void lookups_put_table(struct out *out, const struct lookup_list *list,
                       size_t width);

/* Some of these marks need to be explained. */
struct lookup_marks {
    bool has_unconfirmed;
    bool has_listed;
    bool has_none;
    bool has_error;
};

void lookups_mark(struct lookup_marks *marks, const struct lookup *lookup);
/* One line, or nothing. */
void lookups_put_legend(struct out *out, const struct lookup_marks *marks);

#endif
