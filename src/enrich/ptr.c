/* SPDX-License-Identifier: Apache-2.0 */
/* See ptr.h. Many addresses have one name: it is asked for once. */
#include "enrich/ptr.h"

#include "base/err.h"
#include "base/map.h"

#include <stdlib.h>

/* Names that are asked forwards before an address counts as not confirmed. */
#define CONFIRM_MAX 4
/* Names that are kept for the addresses to come. */
#define KEPT_MAX 4096
/* A host name is not longer (RFC 1035 2.3.4). */
#define NAME_MAX_LEN 253

enum asked { ASKED_PTR, ASKED_FORWARD, ASKED_NAME };

/* Each question begins with what it is for. */
struct asked_by {
    enum asked what;
    struct query query;
};

/* One address. */
struct job {
    struct asked_by asked;
    struct job *before; /* in the list of all */
    struct job *after;
    struct job *next; /* in the list of who waits for the same name */
    struct addr addr;
    void *owner;
    char question[DNS_REVERSE_CAP];
    char *names[LOOKUP_NAMES_MAX];
    size_t name_count;
    size_t tried; /* names so far */
    uint32_t ttl_s;
    bool has_ttl;
    bool is_cut;
    bool is_unsure; /* of one of them nobody could tell */
};

/* One name, asked forwards. */
struct forward {
    struct asked_by asked;
    struct job *waiting;
    bool is_done;
    bool is_known; /* somebody could tell */
    bool has_ttl;
    uint32_t ttl_s;
    struct addr *addrs;
    size_t addr_count;
    char key[]; /* '4' or '6', then the name */
};

/* A name somebody else asks for. */
struct plain {
    struct asked_by asked;
    name_done done;
    void *ctx;
    void *owner;
    char name[];
};

struct ptrs {
    struct queries queries;
    struct map forwards;
    struct job *jobs;
    ptr_done done;
    void *ctx;
};

/* What a forward question can be made of, and an own terminal can show. */
static bool is_host_name(const char *name)
{
    const char *at;

    for (at = name; *at != '\0'; at++) {
        bool is_good = (*at >= 'a' && *at <= 'z') ||
                       (*at >= 'A' && *at <= 'Z') ||
                       (*at >= '0' && *at <= '9') || *at == '-' || *at == '_' ||
                       (*at == '.' && at > name);

        if (!is_good) {
            return false;
        }
    }
    return at > name && at - name <= NAME_MAX_LEN;
}

static void unlink_job(struct ptrs *ptrs, struct job *job)
{
    if (job->before != NULL) {
        job->before->after = job->after;
    } else {
        ptrs->jobs = job->after;
    }
    if (job->after != NULL) {
        job->after->before = job->before;
    }
}

static void free_job(struct job *job)
{
    dns_names_free(job->names, job->name_count);
    free(job);
}

static void end_job(struct ptrs *ptrs, struct job *job,
                    struct ptr_result *result)
{
    unlink_job(ptrs, job);
    ptrs->done(ptrs->ctx, job->owner, result);
    free_job(job);
}

static void fail_job(struct ptrs *ptrs, struct job *job, bool is_down)
{
    struct ptr_result result = {.status = LOOKUP_ERROR, .confirmed = -1};

    result.is_down = is_down;
    end_job(ptrs, job, &result);
}

/* The names; at `confirmed` (or behind all) the one that leads back. */
static void tell_names(struct ptrs *ptrs, struct job *job, size_t confirmed)
{
    const char *names[LOOKUP_NAMES_MAX];
    struct ptr_result result = {
        .status = LOOKUP_OK,
        .names = names,
        .name_count = job->name_count,
        .is_cut = job->is_cut,
        .confirmed = confirmed < job->name_count ? 1
                     : job->is_unsure            ? -1
                                                 : 0,
        .has_ttl = job->has_ttl,
        .ttl_s = job->ttl_s,
    };
    size_t count = 0;
    size_t i;

    if (result.confirmed == 1) {
        names[count++] = job->names[confirmed];
    }
    for (i = 0; i < job->name_count; i++) {
        if (i != confirmed) {
            names[count++] = job->names[i];
        }
    }
    end_job(ptrs, job, &result);
}

static void use_ttl(struct job *job, const struct forward *forward)
{
    if (forward->has_ttl && forward->ttl_s < job->ttl_s) {
        job->ttl_s = forward->ttl_s;
    }
}

static bool leads_to(const struct forward *forward, const struct addr *addr)
{
    size_t i;

    for (i = 0; i < forward->addr_count; i++) {
        if (addr_compare(&forward->addrs[i], addr) == 0) {
            return true;
        }
    }
    return false;
}

static struct forward *new_forward(struct ptrs *ptrs, const char *name,
                                   bool is_v4)
{
    size_t size = strlen(name) + 1;
    struct forward *forward = calloc(1, sizeof(*forward) + 1 + size);

    if (forward == NULL) {
        return NULL;
    }
    forward->key[0] = is_v4 ? '4' : '6';
    memcpy(forward->key + 1, name, size);
    if (map_put(&ptrs->forwards, str_from(forward->key), forward) < 0) {
        free(forward);
        return NULL;
    }
    forward->asked.what = ASKED_FORWARD;
    forward->asked.query.name = forward->key + 1;
    forward->asked.query.type = is_v4 ? DNS_A : DNS_AAAA;
    forward->asked.query.owner = forward;
    queries_add(&ptrs->queries, &forward->asked.query);
    return forward;
}

static void free_forward(struct forward *forward)
{
    free(forward->addrs);
    free(forward);
}

static void forget(struct ptrs *ptrs, struct forward *forward)
{
    map_remove(&ptrs->forwards, str_from(forward->key));
    free_forward(forward);
}

static struct forward *forward_of(struct ptrs *ptrs, const char *name,
                                  bool is_v4)
{
    char key[NAME_MAX_LEN + 2];
    struct forward *forward;
    struct str str = {key, strlen(name) + 1};

    key[0] = is_v4 ? '4' : '6';
    memcpy(key + 1, name, strlen(name));
    forward = map_get(&ptrs->forwards, str);
    return forward != NULL ? forward : new_forward(ptrs, name, is_v4);
}

/* The next name of a job is asked for, or its answer is there already. */
static void confirm(struct ptrs *ptrs, struct job *job)
{
    while (job->tried < job->name_count && job->tried < CONFIRM_MAX) {
        const char *name = job->names[job->tried];
        struct forward *forward = NULL;

        if (is_host_name(name)) {
            forward = forward_of(ptrs, name, job->addr.family == ADDR_V4);
            job->is_unsure = job->is_unsure || forward == NULL;
        }
        if (forward != NULL && !forward->is_done) {
            job->next = forward->waiting;
            forward->waiting = job;
            return;
        }
        if (forward != NULL && leads_to(forward, &job->addr)) {
            use_ttl(job, forward);
            tell_names(ptrs, job, job->tried);
            return;
        }
        job->is_unsure =
            job->is_unsure || (forward != NULL && !forward->is_known);
        job->tried++;
    }
    tell_names(ptrs, job, job->name_count);
}

static void end_forward(struct ptrs *ptrs, struct forward *forward,
                        const struct dns_answer *answer)
{
    struct job *job = forward->waiting;
    bool is_kept = ptrs->forwards.len <= KEPT_MAX;

    forward->is_done = true;
    forward->waiting = NULL;
    if (answer != NULL && answer->outcome <= DNS_NOTHING) {
        forward->is_known = true;
        forward->has_ttl = answer->has_ttl;
        forward->ttl_s = answer->ttl_s;
    }
    if (answer != NULL && answer->addr_count > 0) {
        forward->addrs = calloc(answer->addr_count, sizeof(struct addr));
        if (forward->addrs != NULL) {
            memcpy(forward->addrs, answer->addrs,
                   answer->addr_count * sizeof(struct addr));
            forward->addr_count = answer->addr_count;
        } else {
            forward->is_known = false;
        }
    }
    while (job != NULL) {
        struct job *next = job->next;

        confirm(ptrs, job);
        job = next;
    }
    if (!is_kept || !forward->is_known) {
        forget(ptrs, forward);
    }
}

/* The texts are the job's then. */
static void take_names(struct job *job, struct dns_answer *answer)
{
    memcpy(job->names, answer->names, sizeof(job->names));
    job->name_count = answer->name_count;
    job->is_cut = answer->is_cut;
    job->has_ttl = answer->has_ttl;
    job->ttl_s = answer->ttl_s;
    answer->name_count = 0;
}

static void end_ptr(struct ptrs *ptrs, struct job *job, enum query_end end,
                    struct dns_answer *answer)
{
    struct ptr_result none = {.status = LOOKUP_NONE, .confirmed = -1};

    if (end != QUERY_ANSWERED || answer->outcome > DNS_NOTHING) {
        fail_job(ptrs, job, end == QUERY_DOWN);
        return;
    }
    if (answer->outcome == DNS_NOTHING) {
        none.has_ttl = answer->has_ttl;
        none.ttl_s = answer->ttl_s;
        end_job(ptrs, job, &none);
        return;
    }
    take_names(job, answer);
    confirm(ptrs, job);
}

static void end_query(void *ctx, struct query *query, enum query_end end,
                      struct dns_answer *answer)
{
    struct ptrs *ptrs = ctx;
    struct asked_by *asked = query->owner;
    struct plain *plain;

    switch (asked->what) {
    case ASKED_PTR:
        end_ptr(ptrs, query->owner, end, answer);
        break;
    case ASKED_FORWARD:
        end_forward(ptrs, query->owner, answer);
        break;
    case ASKED_NAME:
        plain = query->owner;
        plain->done(plain->ctx, plain->owner,
                    answer != NULL && answer->outcome <= DNS_NOTHING ? answer
                                                                     : NULL);
        free(plain);
        break;
    }
}

struct ptrs *ptrs_new(const struct query_net *net, uint32_t rate, ptr_done done,
                      void *ctx, int64_t now_ms)
{
    struct ptrs *ptrs = calloc(1, sizeof(*ptrs));

    if (ptrs != NULL) {
        queries_init(&ptrs->queries, net, rate, end_query, ptrs, now_ms);
        map_init(&ptrs->forwards, (size_t)16 * KEPT_MAX);
        ptrs->done = done;
        ptrs->ctx = ctx;
    }
    return ptrs;
}

static void free_if_plain(struct query *query)
{
    struct asked_by *asked = query == NULL ? NULL : query->owner;

    if (asked != NULL && asked->what == ASKED_NAME) {
        free(asked);
    }
}

static void free_plain(const struct query_list *list)
{
    struct query *query = list->first;

    while (query != NULL) {
        struct query *next = query->next;

        free_if_plain(query);
        query = next;
    }
}

void ptrs_free(struct ptrs *ptrs, void (*drop)(void *owner))
{
    struct forward *forward;
    struct job *job;
    size_t at = 0;
    size_t i;

    if (ptrs == NULL) {
        return;
    }
    for (i = 0; i < QUERY_SLOTS; i++) {
        free_if_plain(ptrs->queries.slots[i]);
    }
    free_plain(&ptrs->queries.waiting);
    free_plain(&ptrs->queries.waiting_tcp);
    free_plain(&ptrs->queries.resting);
    while ((forward = map_next(&ptrs->forwards, &at)) != NULL) {
        free_forward(forward);
    }
    while ((job = ptrs->jobs) != NULL) {
        ptrs->jobs = job->after;
        drop(job->owner);
        free_job(job);
    }
    map_fini(&ptrs->forwards);
    free(ptrs);
}

int ptrs_ask(struct ptrs *ptrs, const struct addr *addr, void *owner)
{
    struct job *job = calloc(1, sizeof(*job));

    if (job == NULL) {
        return ERR_NOMEM;
    }
    job->addr = *addr;
    job->owner = owner;
    job->asked.what = ASKED_PTR;
    job->asked.query.name = dns_reverse_name(addr, job->question);
    job->asked.query.type = DNS_PTR;
    job->asked.query.owner = job;
    job->after = ptrs->jobs;
    if (job->after != NULL) {
        job->after->before = job;
    }
    ptrs->jobs = job;
    queries_add(&ptrs->queries, &job->asked.query);
    return 0;
}

int ptrs_ask_name(struct ptrs *ptrs, const char *name, unsigned type,
                  name_done done, void *ctx, void *owner)
{
    size_t size = strlen(name) + 1;
    struct plain *plain = calloc(1, sizeof(*plain) + size);

    if (plain == NULL) {
        return ERR_NOMEM;
    }
    memcpy(plain->name, name, size);
    plain->done = done;
    plain->ctx = ctx;
    plain->owner = owner;
    plain->asked.what = ASKED_NAME;
    plain->asked.query.name = plain->name;
    plain->asked.query.type = type;
    plain->asked.query.owner = plain;
    queries_add(&ptrs->queries, &plain->asked.query);
    return 0;
}

void ptrs_take(struct ptrs *ptrs, uint64_t tag, const unsigned char *bytes,
               size_t len, int64_t now_ms)
{
    queries_take(&ptrs->queries, tag, bytes, len, now_ms);
}

int ptrs_run(struct ptrs *ptrs, int64_t now_ms)
{
    return queries_run(&ptrs->queries, now_ms);
}
