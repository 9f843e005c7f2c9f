/* SPDX-License-Identifier: Apache-2.0 */
/* See diff.h: all endpoints in one list, sorted by key, then counted. */
#include "judge/diff_state.h"

#include "base/format.h"

#include <inttypes.h>
#include <stdlib.h>

#define STRINGS_MAX ((size_t)256 * 1024 * 1024)
#define SUBJECTS_CAP 512
/* Of each run one, and some of both sides. */
#define NOTES_MAX (2 * DIFF_RUNS_MAX + 16)

/* An endpoint of a run. */
struct met {
    const char *subject;
    const char *key;
    const struct endpoint *endpoint;
    uint32_t run; /* of its side */
    uint16_t port;
    uint8_t side;
    uint8_t proto; /* when it tells ends apart, else 0 */
    bool is_inbound;
    bool is_missing; /* key is only the address: more is not known */
    bool is_hidden;  /* behind a proxy: for that */
};

struct meeting {
    struct diff *diff;
    struct vec met;
};

const char *diff_side_name(unsigned side)
{
    return side == 0 ? "A" : "B";
}

bool diff_fail_from_name(struct str name, enum diff_fail *out)
{
    static const char *const names[] = {[DIFF_FAIL_NEVER] = "",
                                        [DIFF_FAIL_ADDED] = "added",
                                        [DIFF_FAIL_REMOVED] = "removed",
                                        [DIFF_FAIL_ANY] = "any"};
    unsigned i;

    for (i = DIFF_FAIL_ADDED; i <= DIFF_FAIL_ANY; i++) {
        if (str_is(name, names[i])) {
            *out = (enum diff_fail)i;
            return true;
        }
    }
    return false;
}

int diff_status(const struct diff *diff, enum diff_fail fail)
{
    const struct difference_counts *counts = &diff->counts;
    bool is_failed = (counts->added > 0 &&
                      (fail == DIFF_FAIL_ADDED || fail == DIFF_FAIL_ANY)) ||
                     (counts->removed > 0 &&
                      (fail == DIFF_FAIL_REMOVED || fail == DIFF_FAIL_ANY)) ||
                     (counts->one_sided > 0 && fail == DIFF_FAIL_ANY);

    return is_failed ? 5 : counts->not_judged + counts->apps > 0 ? 4 : 0;
}

const struct difference *diff_list(const struct diff *diff, size_t *out_count)
{
    *out_count = diff->list.len;
    return diff->list.items;
}

const struct difference_counts *diff_counts(const struct diff *diff)
{
    return &diff->counts;
}

const struct difference_note *diff_notes(const struct diff *diff,
                                         size_t *out_count)
{
    *out_count = diff->notes.len;
    return diff->notes.items;
}

void diff_free(struct diff *diff)
{
    if (diff != NULL) {
        pool_fini(&diff->strings);
        vec_fini(&diff->list);
        vec_fini(&diff->notes);
        free(diff);
    }
}

bool diff_may_judge(const struct observed *run)
{
    return run->not_judged == NULL;
}

/* "com.example.push, com.example.sync (user 10)" */
static const char *subject_of(struct diff *diff, const struct observed *run,
                              const struct connection *connection)
{
    char text[SUBJECTS_CAP];
    char id[SUBJECT_CAP];
    size_t len = 0;
    const char *one;
    size_t i;

    if (run->package != NULL) {
        return run->package;
    }
    for (i = 0; (one = key_subject(connection, i, id)) != NULL; i++) {
        (void)format_text(text + len, sizeof(text) - len, "%s%s",
                          i == 0 ? "" : ", ", one);
        len += strlen(text + len);
    }
    if (connection->owner != NULL && connection->owner->user != 0) {
        (void)format_text(text + len, sizeof(text) - len, " (user %" PRIu32 ")",
                          connection->owner->user);
    }
    one = pool_add(&diff->strings, str_from(text));
    diff->rc = one == NULL ? ERR_NOMEM : diff->rc;
    return one;
}

static void take_endpoint(struct meeting *meeting, uint8_t side, uint32_t run,
                          const struct endpoint *endpoint)
{
    struct diff *diff = meeting->diff;
    const struct connection *connection = &endpoint->connection;
    struct met met = {.endpoint = endpoint, .run = run, .side = side};
    char key[KEY_CAP];

    if (!endpoint->is_selected || !sock_has_remote(connection->row)) {
        return;
    }
    met.is_hidden = connection->proxied == PROXIED_YES;
    met.is_missing = end_key(connection, met.is_hidden ? KEY_BY_ADDR : diff->by,
                             key) == NOT_KNOWN ||
                     met.is_hidden;
    met.subject = subject_of(diff, diff->sides[side]->runs[run], connection);
    met.key = pool_add(&diff->strings, str_from(key));
    met.port = sock_has_ports(connection->row) ? key_port(connection) : 0;
    met.proto =
        diff->by == KEY_BY_ADDR || met.is_missing ? connection->row->proto : 0;
    met.is_inbound = connection->direction == DIRECTION_IN;
    if (met.key == NULL) {
        diff->rc = ERR_NOMEM;
    } else if (diff->rc == 0) {
        diff->rc = vec_push(&meeting->met, &met);
    }
    diff->missing[side] += met.is_missing;
    diff->hidden[side] += met.is_hidden;
}

static void take_side(struct meeting *meeting, uint8_t side)
{
    struct diff *diff = meeting->diff;
    const struct diff_side *of = diff->sides[side];
    size_t i;
    size_t j;

    for (i = 0; i < of->run_count; i++) {
        const struct observed *run = of->runs[i];

        for (j = 0; diff_may_judge(run) && diff->rc == 0 &&
                    j < run->summary->endpoint_count;
             j++) {
            take_endpoint(meeting, side, (uint32_t)i,
                          &run->summary->endpoints[j]);
        }
    }
}

/* Ends that are one and the same come together. */
static int compare_ends(const struct met *x, const struct met *y)
{
    int order = strcmp(x->subject, y->subject);

    order = order != 0 ? order : (int)x->is_missing - (int)y->is_missing;
    order = order != 0 ? order : (int)x->is_hidden - (int)y->is_hidden;
    order = order != 0 ? order : strcmp(x->key, y->key);
    order = order != 0 ? order : (int)x->port - (int)y->port;
    order = order != 0 ? order : (int)x->is_inbound - (int)y->is_inbound;
    return order != 0 ? order : (int)x->proto - (int)y->proto;
}

static int compare_met(const void *a, const void *b)
{
    const struct met *x = a;
    const struct met *y = b;
    int order = compare_ends(x, y);

    order = order != 0 ? order : (int)x->side - (int)y->side;
    if (order == 0 && x->run != y->run) {
        order = x->run < y->run ? -1 : 1;
    }
    return order != 0 ? order
                      : addr_compare(&x->endpoint->row.remote,
                                     &y->endpoint->row.remote);
}

uint32_t diff_runs_of(const struct diff *diff, unsigned side,
                      const char *subject)
{
    const struct diff_side *of = diff->sides[side];
    uint32_t count = 0;
    size_t i;

    for (i = 0; i < of->run_count; i++) {
        const struct observed *run = of->runs[i];

        count += diff_may_judge(run) &&
                 (run->package == NULL || strcmp(run->package, subject) == 0);
    }
    return count;
}

static enum difference_kind kind_of(const struct difference *one)
{
    if (one->why != NULL) {
        return DIFFERENCE_NOT_JUDGED;
    }
    if (one->a.runs == one->a.of && one->b.runs == one->b.of) {
        return DIFFERENCE_SAME;
    }
    if (one->a.runs == 0 && one->b.runs == one->b.of) {
        return DIFFERENCE_ADDED;
    }
    if (one->b.runs == 0 && one->a.runs == one->a.of) {
        return DIFFERENCE_REMOVED;
    }
    return DIFFERENCE_SOMETIMES;
}

static void count(struct difference_counts *counts,
                  const struct difference *one)
{
    counts->added += one->kind == DIFFERENCE_ADDED;
    counts->removed += one->kind == DIFFERENCE_REMOVED;
    counts->sometimes += one->kind == DIFFERENCE_SOMETIMES;
    counts->one_sided += one->kind == DIFFERENCE_SOMETIMES &&
                         (one->a.runs == 0 || one->b.runs == 0);
    counts->same += one->kind == DIFFERENCE_SAME;
    counts->not_judged += one->kind == DIFFERENCE_NOT_JUDGED;
}

static void add_met(struct difference *one, const struct met *met, bool is_run)
{
    struct difference_side *side = met->side == 0 ? &one->a : &one->b;

    side->runs += is_run;
    side->connections += met->endpoint->connections;
    if (met->endpoint->last_ms > side->last_ms) {
        side->last_ms = met->endpoint->last_ms;
    }
    one->protos |= 1u << met->endpoint->row.proto;
    /* B's come last, and each side has its own last_ms. */
    if (side->last_ms == met->endpoint->last_ms) {
        one->endpoint = met->endpoint;
    }
}

static const char *why_missing(const struct met *met, enum key_by by)
{
    return met->is_hidden        ? "what lies behind the proxy is not known"
           : by == KEY_BY_PREFIX ? "its network is not known"
           : by == KEY_BY_ORG    ? "its organisation is not known"
           : by == KEY_BY_NAME   ? "its name is not known"
                                 : "its address was cut";
}

/* An end, of which all that was met is from first to end. */
static void take_end(struct meeting *meeting, size_t first, size_t end)
{
    struct diff *diff = meeting->diff;
    const struct met *met = vec_at(&meeting->met, first);
    struct difference one = {.subject = met->subject,
                             .key = met->key,
                             .port = met->port,
                             .is_inbound = met->is_inbound};
    const struct met *before = NULL;
    size_t i;

    one.a.last_ms = -1;
    one.b.last_ms = -1;
    one.a.of = diff_runs_of(diff, 0, met->subject);
    one.b.of = diff_runs_of(diff, 1, met->subject);
    for (i = first; i < end; i++) {
        const struct met *now = vec_at(&meeting->met, i);

        add_met(&one, now,
                before == NULL || before->side != now->side ||
                    before->run != now->run);
        before = now;
    }
    one.why = met->is_missing ? why_missing(met, diff->by)
              : one.a.of == 0 ? "the app was not run on side A"
              : one.b.of == 0 ? "the app was not run on side B"
                              : NULL;
    one.kind = (uint8_t)kind_of(&one);
    count(&diff->counts, &one);
    diff->rc = vec_push(&diff->list, &one);
}

static void take_ends(struct meeting *meeting)
{
    size_t first = 0;

    vec_sort(&meeting->met, compare_met);
    while (first < meeting->met.len && meeting->diff->rc == 0) {
        size_t end = first + 1;

        while (end < meeting->met.len &&
               compare_ends(vec_at(&meeting->met, first),
                            vec_at(&meeting->met, end)) == 0) {
            end++;
        }
        take_end(meeting, first, end);
        first = end;
    }
}

/* What stands first. */
static int rank(const struct difference *one)
{
    static const int ranks[] = {
        [DIFFERENCE_ADDED] = 0,     [DIFFERENCE_REMOVED] = 1,
        [DIFFERENCE_SOMETIMES] = 2, [DIFFERENCE_NOT_JUDGED] = 3,
        [DIFFERENCE_SAME] = 4,
    };

    return ranks[one->kind];
}

static int compare_listed(const void *a, const void *b)
{
    const struct difference *x = a;
    const struct difference *y = b;
    int order = strcmp(x->subject, y->subject);

    order = order != 0 ? order : rank(x) - rank(y);
    order = order != 0 ? order : strcmp(x->key, y->key);
    order = order != 0 ? order : (int)x->port - (int)y->port;
    order = order != 0 ? order : (int)x->is_inbound - (int)y->is_inbound;
    if (order == 0 && x->protos != y->protos) {
        order = x->protos < y->protos ? -1 : 1;
    }
    return order;
}

static const char *source_of(const struct diff_side *side)
{
    const char *source = side->runs[0]->source;

    return source == NULL ? "one run" : source;
}

/* A side without any run to judge, or without any key, says nothing. */
static int refuse(const struct diff *diff, const struct meeting *meeting,
                  struct err *err)
{
    static const char *const what[] = {
        [KEY_BY_ADDR] = "no address is known",
        [KEY_BY_PREFIX] = "no network was looked up (--whois or --mmdb)",
        [KEY_BY_ORG] = "no network was looked up (--whois or --mmdb)",
        [KEY_BY_NAME] = "no name was looked up",
    };
    unsigned side;

    for (side = 0; side < 2; side++) {
        const struct diff_side *of = diff->sides[side];
        size_t judged = 0;
        size_t met = 0;
        size_t i;

        for (i = 0; i < of->run_count; i++) {
            judged += diff_may_judge(of->runs[i]);
        }
        for (i = 0; i < meeting->met.len; i++) {
            met += ((const struct met *)vec_at(&meeting->met, i))->side == side;
        }
        if (judged == 0) {
            return err_set(err, ERR_USAGE,
                           "side %s: there is no run that may be judged%s%s",
                           diff_side_name(side), of->run_count > 0 ? ": " : "",
                           of->run_count > 0 ? of->runs[0]->not_judged : "");
        }
        if (met > 0 && diff->hidden[side] == met) {
            return err_set(err, ERR_USAGE,
                           "side %s (%s): all connections go to the proxy, and "
                           "what lies behind it is not known",
                           diff_side_name(side), source_of(of));
        }
        if (met > 0 && diff->missing[side] == met) {
            return err_set(err, ERR_USAGE,
                           "side %s (%s): %s, so that --by %s has nothing to "
                           "compare; --by addr needs no lookups",
                           diff_side_name(side), source_of(of), what[diff->by],
                           key_by_name(diff->by));
        }
    }
    return 0;
}

static int make(struct diff *diff, struct meeting *meeting, struct err *err)
{
    int rc;

    take_side(meeting, 0);
    take_side(meeting, 1);
    rc = diff->rc == 0 ? refuse(diff, meeting, err) : 0;
    if (rc < 0) {
        return rc;
    }
    if (diff->rc == 0) {
        take_ends(meeting);
        vec_sort(&diff->list, compare_listed);
        diff_note_all(diff);
    }
    if (diff->rc == ERR_LIMIT) {
        return err_set(err, ERR_LIMIT, "more than %zu endpoints to compare",
                       DIFF_KEYS_MAX);
    }
    return diff->rc < 0 ? err_set(err, diff->rc, "out of memory") : 0;
}

int diff_make(const struct diff_side *a, const struct diff_side *b,
              const struct diff_options *options, struct diff **out,
              struct err *err)
{
    struct meeting meeting;
    struct diff *diff;
    int rc;

    *out = NULL;
    if (a->run_count > DIFF_RUNS_MAX || b->run_count > DIFF_RUNS_MAX) {
        return err_set(err, ERR_LIMIT, "more than %zu runs on a side",
                       DIFF_RUNS_MAX);
    }
    diff = calloc(1, sizeof(*diff));
    if (diff == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    diff->by = options->by;
    diff->sides[0] = a;
    diff->sides[1] = b;
    pool_init(&diff->strings, STRINGS_MAX);
    vec_init(&diff->list, sizeof(struct difference), DIFF_KEYS_MAX);
    vec_init(&diff->notes, sizeof(struct difference_note), NOTES_MAX);
    meeting.diff = diff;
    vec_init(&meeting.met, sizeof(struct met), DIFF_KEYS_MAX);
    rc = make(diff, &meeting, err);
    vec_fini(&meeting.met);
    if (rc < 0) {
        diff_free(diff);
        return rc;
    }
    *out = diff;
    return 0;
}
