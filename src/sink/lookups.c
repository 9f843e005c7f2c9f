/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups as JSON. See lookups.h. */
#include "sink/lookups.h"

#include "sink/stamp.h"

/* What stands for an address nobody was asked about. */
static const char skipped_ptr[] =
    "{\"status\":\"skipped\",\"names\":[],\"confirmed\":null,"
    "\"source\":null,\"fetched_at\":null}";
static const char skipped_network[] =
    "{\"status\":\"skipped\",\"source\":null,\"asn\":null,\"prefix\":null,"
    "\"name\":null,\"org\":null,\"country\":null,\"fetched_at\":null,"
    "\"reused\":null,\"holder\":\"skipped\"}";

static void put_time(struct json_run *run, int64_t ms)
{
    char text[STAMP_CAP];

    json_run_word(run, "fetched_at", ms < 0 ? NULL : stamp_utc(ms, text));
}

static void put_ptr(struct json_run *run, const struct lookup_ptr *ptr)
{
    size_t i;

    json_run_open(run, "ptr", '{');
    json_run_word(run, "status", lookup_status_name(ptr->status));
    json_run_open(run, "names", '[');
    for (i = 0; i < ptr->name_count; i++) {
        json_run_text(run, NULL, ptr->names[i]);
    }
    json_run_close(run, ']');
    json_run_literal(run, "confirmed",
                     ptr->confirmed < 0    ? "null"
                     : ptr->confirmed == 0 ? "false"
                                           : "true");
    json_run_word(run, "source", ptr->source);
    put_time(run, ptr->fetched_at_ms);
    json_run_close(run, '}');
}

static void put_network(struct json_run *run,
                        const struct lookup_network *network)
{
    json_run_open(run, "network", '{');
    json_run_word(run, "status", lookup_status_name(network->status));
    json_run_word(run, "source", network->source);
    json_run_number(run, "asn", network->asn >= 0, (uint64_t)network->asn);
    json_run_text(run, "prefix", network->prefix);
    json_run_text(run, "name", network->name);
    json_run_text(run, "org", network->org);
    json_run_text(run, "country", network->country);
    put_time(run, network->fetched_at_ms);
    json_run_literal(run, "reused",
                     network->status != LOOKUP_OK ? "null"
                     : network->is_reused         ? "true"
                                                  : "false");
    json_run_word(run, "holder",
                  lookup_status_name(network->status == LOOKUP_PENDING
                                         ? LOOKUP_PENDING
                                         : network->holder));
    json_run_close(run, '}');
}

void lookups_put_json(struct json_run *into, const struct lookup *lookup)
{
    struct json_run run = *into; /* see json_run.h */

    if (lookup == NULL || lookup->ptr.status == LOOKUP_SKIPPED) {
        json_run_literal(&run, "ptr", skipped_ptr);
    } else {
        put_ptr(&run, &lookup->ptr);
    }
    if (lookup == NULL || lookup->network.status == LOOKUP_SKIPPED) {
        json_run_literal(&run, "network", skipped_network);
    } else {
        put_network(&run, &lookup->network);
    }
    *into = run;
}

static void put_object(struct json_writer *json, const char *key,
                       const char *type, const struct lookup *lookup)
{
    char text[ADDR_TEXT_CAP];
    struct json_run run;

    json_open_object(json, key, JSON_INLINE);
    run = json_run_begin(json);
    if (type != NULL) {
        json_run_word(&run, "type", type);
    }
    json_run_word(&run, "addr", addr_format(&lookup->addr, text));
    json_run_word(&run, "inner", addr_format(&lookup->inner, text));
    json_run_word(&run, "wrap", lookup->wrap);
    json_run_word(&run, "special", lookup->special);
    lookups_put_json(&run, lookup);
    json_run_end(&run);
    json_close(json);
}

void lookups_put_json_object(struct json_writer *json, const char *type,
                             const struct lookup *lookup)
{
    put_object(json, NULL, type, lookup);
}

void lookups_put_json_member(struct json_writer *json, const char *key,
                             const struct lookup *lookup)
{
    put_object(json, key, NULL, lookup);
}

void lookups_count(struct lookup_counts *counts, const struct lookup_list *list)
{
    size_t i;

    counts->lookups += list->count;
    for (i = 0; i < list->count; i++) {
        enum lookup_status status = list->lookups[i]->ptr.status;

        counts->ok += status == LOOKUP_OK;
        counts->none += status == LOOKUP_NONE;
        counts->error += status == LOOKUP_ERROR;
        counts->skipped += status == LOOKUP_SKIPPED;
    }
}

void lookups_put_json_summary(struct json_writer *json,
                              const struct lookup_counts *counts)
{
    json_open_object(json, "summary", JSON_INLINE);
    json_u64(json, "lookups", counts->lookups);
    json_u64(json, "ok", counts->ok);
    json_u64(json, "none", counts->none);
    json_u64(json, "error", counts->error);
    json_u64(json, "skipped", counts->skipped);
    json_close(json);
}
