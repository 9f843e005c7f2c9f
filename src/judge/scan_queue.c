/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_queue.h. */
#include "judge/scan_queue.h"

#include "base/cursor.h"

#include <stdlib.h>
#include <string.h>

enum unit_state { UNIT_WAITING, UNIT_RUNNING, UNIT_OVER };

struct scan_unit {
    uint32_t package;
    uint16_t phone; /* PHONE_ANY: whoever comes */
    uint8_t state;
    uint8_t tries;
};
#define PHONE_ANY UINT16_MAX

struct scan_phone {
    bool is_gone;
    bool is_running;
    int64_t since_ms;
    size_t next;    /* SCAN_ON_EACH: of units, the first to look at */
    size_t waiting; /* of its own units */
};

/* ---- shards ------------------------------------------------------------ */

#define SHARDS_MAX 9999

bool scan_shard_parse(const char *text, struct scan_shard *out)
{
    struct cursor cursor = cursor_from(str_from(text));
    uint64_t number;
    uint64_t count;

    if (!cursor_u64(&cursor, SHARDS_MAX, &number) ||
        !cursor_char(&cursor, '/') ||
        !cursor_u64(&cursor, SHARDS_MAX, &count) || !cursor_is_end(&cursor) ||
        number < 1 || number > count) {
        return false;
    }
    out->number = (unsigned)number;
    out->count = (unsigned)count;
    return true;
}

bool scan_shard_has(const struct scan_shard *shard, const char *package)
{
    /* http://www.isthe.com/chongo/tech/comp/fnv/ */
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    if (shard->count == 0) {
        return true;
    }
    for (; *package != '\0'; package++) {
        hash = (hash ^ (unsigned char)*package) * UINT64_C(0x100000001b3);
    }
    return hash % shard->count == shard->number - 1;
}

/* ---- the list ---------------------------------------------------------- */

struct name_at {
    const char *name;
    size_t at;
};

static int compare_names(const void *a, const void *b)
{
    const struct name_at *x = a;
    const struct name_at *y = b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* sorted: each name once, by its first place; is_first[] tells which are. */
static void sort_names(struct scan_queue *queue, struct name_at *names,
                       size_t count, bool *is_first)
{
    size_t i;

    qsort(names, count, sizeof(*names), compare_names);
    for (i = 0; i < count; i++) {
        if (i == 0 || strcmp(names[i - 1].name, names[i].name) != 0) {
            is_first[names[i].at] = true;
            queue->sorted[queue->sorted_count++] = names[i].at;
        }
    }
}

static int find_first(struct scan_queue *queue, size_t count, bool *is_first)
{
    struct name_at *names = calloc(count + 1, sizeof(*names));
    size_t i;

    if (names == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < count; i++) {
        names[i].name = queue->packages[i];
        names[i].at = i;
    }
    sort_names(queue, names, count, is_first);
    free(names);
    return 0;
}

/* Package by package, and of each package phone by phone. */
static void make_units(struct scan_queue *queue, size_t count,
                       const struct scan_shard *shard, const bool *is_first)
{
    size_t each = queue->on == SCAN_ON_EACH ? queue->phone_count : 1;
    size_t i;
    size_t k;

    for (i = 0; i < count; i++) {
        bool has = is_first[i] &&
                   (shard == NULL || scan_shard_has(shard, queue->packages[i]));

        for (k = 0; k < each && has; k++) {
            struct scan_unit *unit = &queue->units[queue->unit_count++];

            unit->package = (uint32_t)i;
            unit->phone = queue->on == SCAN_ON_EACH ? (uint16_t)k : PHONE_ANY;
        }
    }
    for (k = 0; k < queue->phone_count; k++) {
        queue->phones[k].waiting =
            queue->on == SCAN_ON_EACH ? queue->unit_count / each : 0;
    }
    queue->totals.jobs = queue->unit_count;
}

static int fill(struct scan_queue *queue, size_t count,
                const struct scan_shard *shard)
{
    size_t each = queue->on == SCAN_ON_EACH ? queue->phone_count : 1;
    bool *is_first = calloc(count + 1, sizeof(*is_first));
    int rc = is_first == NULL ? ERR_NOMEM : 0;

    queue->sorted = calloc(count + 1, sizeof(*queue->sorted));
    queue->phones = calloc(queue->phone_count + 1, sizeof(*queue->phones));
    queue->units = calloc(count * each + 1, sizeof(*queue->units));
    queue->again = calloc(count * each + 1, sizeof(*queue->again));
    if (queue->sorted == NULL || queue->phones == NULL ||
        queue->units == NULL || queue->again == NULL) {
        rc = ERR_NOMEM;
    }
    if (rc == 0) {
        rc = find_first(queue, count, is_first);
    }
    if (rc == 0) {
        make_units(queue, count, shard, is_first);
    }
    free(is_first);
    return rc;
}

int scan_queue_init(struct scan_queue *queue, enum scan_on on,
                    const char *const *packages, size_t package_count,
                    size_t phone_count, const struct scan_shard *shard,
                    int64_t expected_ms, struct err *err)
{
    memset(queue, 0, sizeof(*queue));
    if (package_count > SCAN_PACKAGES_MAX || phone_count > SCAN_PHONES_MAX ||
        package_count * (phone_count + 1) > SCAN_JOBS_MAX) {
        return err_set(err, ERR_LIMIT,
                       "%zu packages on %zu phones are more than one scan "
                       "takes; --shard splits the list",
                       package_count, phone_count);
    }
    queue->on = on;
    queue->packages = packages;
    queue->phone_count = phone_count;
    queue->phones_left = phone_count;
    queue->expected_ms = expected_ms;
    if (fill(queue, package_count, shard) < 0) {
        scan_queue_fini(queue);
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    return 0;
}

void scan_queue_fini(struct scan_queue *queue)
{
    free(queue->sorted);
    free(queue->phones);
    free(queue->units);
    free(queue->again);
    memset(queue, 0, sizeof(*queue));
}

/* ---- what was done earlier --------------------------------------------- */

/* The first unit of that package, and those behind it are its others. */
static size_t unit_of(const struct scan_queue *queue, size_t package)
{
    size_t from = 0;
    size_t to = queue->unit_count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (queue->units[middle].package < package) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static bool find_package(const struct scan_queue *queue, const char *name,
                         size_t *out)
{
    size_t from = 0;
    size_t to = queue->sorted_count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        size_t at = queue->sorted[middle];
        int order = strcmp(queue->packages[at], name);

        if (order == 0) {
            *out = at;
            return true;
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return false;
}

static void end_unit(struct scan_queue *queue, struct scan_unit *unit,
                     enum scan_verdict verdict)
{
    if (unit->state == UNIT_WAITING && unit->phone != PHONE_ANY) {
        queue->phones[unit->phone].waiting--;
    }
    unit->state = UNIT_OVER;
    queue->totals.over++;
    queue->totals.verdicts[verdict]++;
}

bool scan_queue_skip(struct scan_queue *queue, const char *package,
                     size_t phone, enum scan_verdict verdict)
{
    size_t place;
    size_t i;

    if (verdict == SCAN_PHONE_LOST || !find_package(queue, package, &place)) {
        return false;
    }
    for (i = unit_of(queue, place);
         i < queue->unit_count && queue->units[i].package == place; i++) {
        struct scan_unit *unit = &queue->units[i];

        if (unit->state == UNIT_WAITING &&
            (unit->phone == PHONE_ANY || unit->phone == phone)) {
            end_unit(queue, unit, verdict);
            queue->totals.resumed++;
            return true;
        }
    }
    return false;
}

/* ---- taking and giving back -------------------------------------------- */

static bool is_for(const struct scan_unit *unit, size_t phone)
{
    return unit->state == UNIT_WAITING &&
           (unit->phone == PHONE_ANY || unit->phone == phone);
}

/* Those that nobody had yet. */
static bool find_next(struct scan_queue *queue, size_t phone, size_t *out)
{
    size_t *at =
        queue->on == SCAN_ON_EACH ? &queue->phones[phone].next : &queue->next;

    for (; *at < queue->unit_count; (*at)++) {
        if (is_for(&queue->units[*at], phone)) {
            *out = (*at)++;
            return true;
        }
    }
    return false;
}

/* Those that were handed back, the first one first. */
static bool find_again(struct scan_queue *queue, size_t phone, size_t *out)
{
    size_t left;

    for (left = queue->again_count; left > 0; left--) {
        size_t unit = queue->again[queue->again_from];

        queue->again_from = (queue->again_from + 1) % (queue->unit_count + 1);
        queue->again_count--;
        if (is_for(&queue->units[unit], phone)) {
            *out = unit;
            return true;
        }
        if (queue->units[unit].state == UNIT_WAITING) {
            queue->again[(queue->again_from + queue->again_count) %
                         (queue->unit_count + 1)] = unit;
            queue->again_count++;
        }
    }
    return false;
}

bool scan_queue_reserve(struct scan_queue *queue, size_t phone,
                        struct scan_job *out)
{
    struct scan_unit *unit;
    size_t id;

    if (queue->phones[phone].is_gone ||
        !(find_next(queue, phone, &id) || find_again(queue, phone, &id))) {
        return false;
    }
    unit = &queue->units[id];
    if (unit->phone != PHONE_ANY) {
        queue->phones[phone].waiting--;
    }
    unit->state = UNIT_RUNNING;
    unit->tries++;
    queue->totals.running++;
    *out = (struct scan_job){id, unit->package, phone, unit->tries};
    return true;
}

void scan_queue_begin(struct scan_queue *queue, const struct scan_job *job,
                      int64_t now_ms)
{
    queue->phones[job->phone].is_running = true;
    queue->phones[job->phone].since_ms = now_ms;
}

enum scan_take scan_queue_take(struct scan_queue *queue, size_t phone,
                               int64_t now_ms, struct scan_job *out)
{
    if (queue->phones[phone].is_gone) {
        return SCAN_TAKE_OVER;
    }
    if (scan_queue_reserve(queue, phone, out)) {
        scan_queue_begin(queue, out, now_ms);
        return SCAN_TAKE_JOB;
    }
    return queue->on == SCAN_ON_ANY && queue->totals.running > 0
               ? SCAN_TAKE_WAIT
               : SCAN_TAKE_OVER;
}

static void hand_back(struct scan_queue *queue, size_t id)
{
    struct scan_unit *unit = &queue->units[id];

    unit->state = UNIT_WAITING;
    if (unit->phone != PHONE_ANY) {
        queue->phones[unit->phone].waiting++;
    }
    queue->again[(queue->again_from + queue->again_count) %
                 (queue->unit_count + 1)] = id;
    queue->again_count++;
}

void scan_queue_return(struct scan_queue *queue, const struct scan_job *job)
{
    queue->totals.running--;
    queue->units[job->id].tries--;
    hand_back(queue, job->id);
}

bool scan_queue_done(struct scan_queue *queue, const struct scan_job *job,
                     enum scan_verdict verdict, int64_t now_ms)
{
    struct scan_unit *unit = &queue->units[job->id];
    struct scan_phone *phone = &queue->phones[job->phone];

    queue->totals.running--;
    phone->is_running = false;
    if (verdict == SCAN_PHONE_LOST && unit->tries < SCAN_TRIES_MAX) {
        hand_back(queue, job->id);
        return false;
    }
    if (verdict != SCAN_PHONE_LOST) {
        queue->spent_ms += now_ms - phone->since_ms;
        queue->spent_count++;
    }
    end_unit(queue, unit, verdict);
    return true;
}

void scan_queue_gone(struct scan_queue *queue, size_t phone)
{
    if (!queue->phones[phone].is_gone) {
        queue->phones[phone].is_gone = true;
        queue->phones_left--;
        queue->lost = 0;
    }
}

bool scan_queue_lost(struct scan_queue *queue, struct scan_job *out)
{
    for (; queue->lost < queue->unit_count; queue->lost++) {
        struct scan_unit *unit = &queue->units[queue->lost];
        bool has_phone = unit->phone == PHONE_ANY
                             ? queue->phones_left > 0
                             : !queue->phones[unit->phone].is_gone;

        if (unit->state == UNIT_WAITING && !has_phone) {
            *out = (struct scan_job){queue->lost, unit->package,
                                     unit->phone == PHONE_ANY ? SCAN_ANY_PHONE
                                                              : unit->phone,
                                     unit->tries};
            end_unit(queue, unit, SCAN_PHONE_LOST);
            return true;
        }
    }
    return false;
}

/* ---- how far it is ----------------------------------------------------- */

const struct scan_totals *scan_queue_totals(const struct scan_queue *queue)
{
    return &queue->totals;
}

size_t scan_queue_judged(const struct scan_queue *queue)
{
    size_t judged = 0;
    unsigned i;

    for (i = 0; i < SCAN_VERDICTS; i++) {
        if (scan_verdict_is_judged((enum scan_verdict)i)) {
            judged += queue->totals.verdicts[i];
        }
    }
    return judged;
}

bool scan_queue_is_judged(const struct scan_queue *queue)
{
    return scan_queue_judged(queue) == queue->totals.jobs;
}

static int64_t mean_ms(const struct scan_queue *queue)
{
    return queue->spent_count == 0
               ? queue->expected_ms
               : queue->spent_ms / (int64_t)queue->spent_count;
}

/* Of the run that the phone has now. */
static int64_t rest_ms(const struct scan_queue *queue,
                       const struct scan_phone *phone, int64_t now_ms)
{
    int64_t rest = phone->since_ms + mean_ms(queue) - now_ms;

    return phone->is_running && rest > 0 ? rest : 0;
}

int64_t scan_queue_left_ms(const struct scan_queue *queue, int64_t now_ms)
{
    const struct scan_totals *totals = &queue->totals;
    size_t waiting = totals->jobs - totals->over - totals->running;
    int64_t sum = (int64_t)waiting * mean_ms(queue);
    int64_t longest = 0;
    size_t i;

    if (queue->phones_left == 0) {
        return -1;
    }
    for (i = 0; i < queue->phone_count; i++) {
        const struct scan_phone *phone = &queue->phones[i];
        int64_t own = rest_ms(queue, phone, now_ms);

        sum += own;
        own += (int64_t)phone->waiting * mean_ms(queue);
        if (!phone->is_gone && own > longest) {
            longest = own;
        }
    }
    return queue->on == SCAN_ON_EACH ? longest
                                     : sum / (int64_t)queue->phones_left;
}
