/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records of the contract as JSON, for the formats that are made of it:
 * each function writes members into the object that is open. Every key is
 * always there, null for what is unknown. Serials are in clear: scripts pick
 * phones by them. Only for the files of src/sink.
 */
#ifndef ADBNET_SINK_JSON_PARTS_H
#define ADBNET_SINK_JSON_PARTS_H

#include "sink/json_writer.h"
#include "sink/sink.h"

/* RFC 3339 in UTC; null for a year it cannot say. */
void json_put_stamp(struct json_writer *json, const char *key, int64_t ms);

/* schema, taken_at */
void json_put_schema(struct json_writer *json,
                     const struct sink_options *options);

/* device, users, clock, network, targets */
void json_put_phone(struct json_writer *json, const struct result *result);

/* network: interfaces, vpn, proxy, private_dns; in json_network.c. */
void json_put_network(struct json_writer *json,
                      const struct snapshot *snapshot);

struct json_run;

/* All of a connection, in the file json_connection.c. */
void json_put_connection(struct json_run *into, const struct snapshot *snapshot,
                         const struct connection *connection);

/*
 * The same of one that is watched, with what became of it; all of an
 * endpoint. In the same file.
 */
void json_put_tracked(struct json_run *into, const struct tracked *tracked);
void json_put_endpoint(struct json_run *into, const struct endpoint *endpoint);

/*
 * All of a local socket. Its type is "kind": a line of jsonl has a "type".
 * In the same file.
 */
void json_put_socket(struct json_run *into,
                     const struct local_connection *local);

/* counters: what the kernel counted; null where it was not asked. */
void json_put_counters(struct json_writer *json,
                       const struct snapshot *snapshot);

/* What was counted, of one phone or of all. */
struct json_totals {
    size_t rows; /* read, and so packages; connections are listed */
    size_t rows_bad;
    size_t rows_duplicate;
    size_t connections;
    size_t sockets;
    size_t packages;
    struct hidden_counts hidden;
    bool is_partial;
    const struct judged *judged; /* NULL: there is no policy */
    struct path_counts path;
};

void json_totals_add(struct json_totals *totals, const struct result_end *end);

/* hidden; summary */
void json_put_hidden(struct json_writer *json,
                     const struct json_totals *totals);
void json_put_summary(struct json_writer *json,
                      const struct json_totals *totals);
/* "ok", "partial" */
const char *json_status(const struct json_totals *totals);

/* code, text, partial */
void json_put_warning(struct json_writer *json, const struct warning *warning);

#endif
