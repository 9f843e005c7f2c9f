/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A simulated phone whose truth is known, against what a history makes of
 * its samples: nobody is ever named who was not the owner, no connection is
 * told twice, none is missing that must be seen, coverage is exact.
 *
 * Its ports are few, so that they are used again and again. What no table
 * can show is left out: that ports of a connection are used again by one
 * that comes and goes before the next sample.
 */
#include "watched.h"

#define SOCKETS_MAX 4000
#define SAMPLES 250
#define PORTS 40
#define REMOTES 4
#define TW_MS 60000

enum kind { CALLED, ACCEPTED, LOOP_CALLER, LOOP_CALLEE };
enum closer { BY_PHONE, BY_OTHER, REFUSED };

struct socket {
    enum kind kind;
    enum closer closer;
    unsigned local_port;
    unsigned remote; /* its last number */
    uint32_t uid;
    uint64_t inode;
    /* It is called, answered, accepted, closed, ... up to that time. */
    int64_t open_ms;
    int64_t answer_ms;
    int64_t accept_ms;
    int64_t close_ms;
    int64_t half_ms;
    int64_t gone_ms;
    size_t pair; /* the other end over loopback */
    /* What samples showed of it. */
    unsigned rows;
    unsigned named;
    unsigned inode_rows;
    uint64_t first_sample;
    uint64_t tracked; /* its id */
    bool was_tracked;
    bool was_named_by_history;
};

struct sim {
    struct watched w;
    struct socket sockets[SOCKETS_MAX];
    size_t count;
    int seed;
    uint64_t random;
    int64_t interval;
    int64_t before_ms; /* the sample before */
    int64_t gap_from;
    int64_t gap_to;
    uint64_t opens;
    uint64_t opens_first;
    /* The socket of each id. */
    uint32_t by_id[SOCKETS_MAX * 2];
    uint32_t last[4][PORTS][REMOTES];
};

static uint64_t draw(struct sim *sim, uint64_t below)
{
    sim->random ^= sim->random << 13;
    sim->random ^= sim->random >> 7;
    sim->random ^= sim->random << 17;
    return sim->random % below;
}

static int64_t draw_ms(struct sim *sim, int64_t low, int64_t high)
{
    return low + (int64_t)draw(sim, (uint64_t)(high - low + 1));
}

/* The last one on these ports, as its number and one; it may be over. */
static uint32_t *last(struct sim *sim, enum kind kind, unsigned local_port,
                      unsigned remote)
{
    assert_true(local_port - 40000 < PORTS && remote < REMOTES);
    return &sim->last[kind][local_port - 40000][remote];
}

static const struct socket *before(struct sim *sim, const struct socket *socket)
{
    uint32_t i = *last(sim, socket->kind, socket->local_port, socket->remote);

    return i == 0 ? NULL : &sim->sockets[i - 1];
}

/* All times, from when it opens and how long it lives. */
static void plan(struct sim *sim, struct socket *s, int64_t life, bool is_seen)
{
    s->answer_ms = s->open_ms + (is_seen ? 0 : draw_ms(sim, 0, 60));
    s->accept_ms = s->answer_ms + (is_seen ? 0 : draw_ms(sim, 0, 400));
    s->close_ms = s->accept_ms + life;
    s->half_ms = s->close_ms + draw_ms(sim, 0, 150);
    s->gone_ms = s->half_ms + draw_ms(sim, 0, 100);
    if (s->closer == BY_PHONE) {
        s->gone_ms = s->half_ms + TW_MS;
    } else if (s->closer == REFUSED) {
        s->accept_ms = s->close_ms = s->half_ms = s->gone_ms = s->answer_ms;
    }
}

static void open_pair(struct sim *sim, const struct socket *caller)
{
    struct socket *s = &sim->sockets[sim->count++];

    *s = *caller;
    s->kind = LOOP_CALLEE;
    s->uid = DBG;
    s->inode = sim->count + 1000;
    s->closer = caller->closer == BY_PHONE ? BY_OTHER : BY_PHONE;
    s->gone_ms = s->closer == BY_PHONE ? s->half_ms + TW_MS : s->half_ms;
    s->pair = sim->count - 2;
    *last(sim, s->kind, s->local_port, s->remote) = (uint32_t)sim->count;
}

static void open_one(struct sim *sim)
{
    static const uint32_t uids[] = {BANK, DBG, SHARED, 1000, 0};
    struct socket s = {.inode = sim->count + 1001};
    const struct socket *old;
    bool must_be_seen;

    s.kind = (enum kind)draw(sim, 3);
    s.closer = (enum closer)draw(sim, s.kind == CALLED ? 3 : 2);
    s.local_port = 40000 + (unsigned)draw(sim, PORTS);
    s.remote = (unsigned)draw(sim, REMOTES);
    s.uid = s.kind == ACCEPTED ? DBG : uids[draw(sim, 5)];
    s.open_ms = draw_ms(sim, sim->before_ms + 1, sim->w.at_ms);
    old = before(sim, &s);
    if (old != NULL &&
        old->gone_ms - (old->closer == BY_PHONE ? TW_MS : 0) >= s.open_ms) {
        return; /* still in use */
    }
    must_be_seen =
        old != NULL && (old->gone_ms > sim->before_ms ||
                        (s.kind == LOOP_CALLER &&
                         sim->sockets[old->pair].gone_ms > sim->before_ms));
    s.closer = must_be_seen ? BY_PHONE : s.closer;
    plan(sim, &s, draw_ms(sim, 0, 6 * sim->interval), must_be_seen);
    if (must_be_seen && s.close_ms < s.open_ms + 3 * sim->interval) {
        plan(sim, &s, 3 * sim->interval, true);
    }
    if (must_be_seen && s.open_ms < sim->gap_to && s.close_ms > sim->gap_from) {
        plan(sim, &s, sim->gap_to - s.open_ms + 3 * sim->interval, true);
    }
    sim->opens += s.kind != ACCEPTED;
    s.pair = sim->count + 1;
    sim->sockets[sim->count++] = s;
    *last(sim, s.kind, s.local_port, s.remote) = (uint32_t)sim->count;
    if (s.kind == LOOP_CALLER) {
        open_pair(sim, &s);
    }
}

/* The state that a table shows at a time; 0: no row. */
static unsigned state_at(const struct socket *s, int64_t at)
{
    if (at < s->open_ms || at >= s->gone_ms) {
        return 0;
    }
    if (at < s->answer_ms) {
        return s->kind == CALLED || s->kind == LOOP_CALLER ? SOCK_SYN_SENT
                                                           : SOCK_SYN_RECV;
    }
    if (at < s->close_ms) {
        return SOCK_ESTABLISHED;
    }
    if (s->closer == BY_PHONE) {
        return at < s->half_ms ? SOCK_FIN_WAIT2 : SOCK_TIME_WAIT;
    }
    return at < s->half_ms ? SOCK_CLOSE_WAIT : SOCK_LAST_ACK;
}

static bool is_named_at(const struct socket *s, unsigned state, int64_t at)
{
    bool is_child = s->kind == ACCEPTED || s->kind == LOOP_CALLEE;

    return state == SOCK_CLOSE_WAIT || state == SOCK_SYN_SENT ||
           (state == SOCK_ESTABLISHED && (!is_child || at >= s->accept_ms));
}

static void ends(const struct socket *s, char local[24], char remote[24],
                 unsigned ports[2])
{
    bool is_loop = s->kind == LOOP_CALLER || s->kind == LOOP_CALLEE;

    (void)format_text(local, 24, is_loop ? "127.0.0.1" : "192.0.2.17");
    (void)format_text(remote, 24, is_loop ? "127.0.0.1" : "203.0.113.%u",
                      s->remote + 1);
    ports[0] = s->local_port;
    ports[1] = is_loop ? 9090 + s->remote : 443;
    if (s->kind == ACCEPTED) {
        ports[0] = 8080;
        ports[1] = s->local_port;
    } else if (s->kind == LOOP_CALLEE) {
        ports[0] = 9090 + s->remote;
        ports[1] = s->local_port;
    }
}

static void put_row(struct sim *sim, struct socket *s)
{
    struct watched *w = &sim->w;
    unsigned state = state_at(s, w->at_ms);
    bool is_named = is_named_at(s, state, w->at_ms);
    struct snapshot *snapshot = &w->sample.snapshot;
    char local[24];
    char remote[24];
    unsigned ports[2];
    struct sock_row *row;

    if (state == 0) {
        return;
    }
    ends(s, local, remote, ports);
    add_row(snapshot, SOCK_TCP, local, ports[0], remote, ports[1], state,
            is_named || state == SOCK_SYN_RECV ? s->uid : 0,
            is_named ? s->inode : 0);
    row = vec_at(&snapshot->rows, snapshot->rows.len - 1);
    if (state == SOCK_TIME_WAIT) {
        row->timer = SOCK_TIMER_TIME_WAIT;
        row->timer_ms = (uint64_t)(s->half_ms + TW_MS - w->at_ms);
    }
    s->first_sample = s->rows == 0 ? w->sample.number : s->first_sample;
    s->rows++;
    s->inode_rows += is_named;
    s->named += is_named || (state == SOCK_SYN_RECV && s->uid != 0);
}

static void put_rows(struct sim *sim)
{
    struct snapshot *snapshot = next(&sim->w);

    sim->w.at_ms += sim->interval - STEP_MS;
    sim->w.sample.at_ms = sim->w.at_ms;
    for (unsigned i = 0; i < REMOTES + 1; i++) {
        add_row(snapshot, SOCK_TCP, "0.0.0.0", i == 0 ? 8080 : 9089 + i, NULL,
                0, SOCK_LISTEN, DBG, i + 1);
    }
    while (draw(sim, 4) != 0 && sim->count + 2 < SOCKETS_MAX) {
        open_one(sim);
    }
    for (unsigned i = 0; i < 4 * PORTS * REMOTES; i++) {
        /* Of several on the same ports the last one has the row. */
        uint32_t one = *last(sim, (enum kind)(i % 4), 40000 + i / 4 % PORTS,
                             i / 4 / PORTS);

        if (one != 0) {
            put_row(sim, &sim->sockets[one - 1]);
        }
    }
}

static size_t truth_of(struct sim *sim, const struct tracked *t)
{
    const struct sock_row *row = &t->row;
    uint32_t *found;

    if (row->local_port >= 9090 && row->local_port < 40000) {
        found =
            last(sim, LOOP_CALLEE, row->remote_port, row->local_port - 9090u);
    } else if (row->local_port == 8080) {
        found =
            last(sim, ACCEPTED, row->remote_port, row->remote.bytes[3] - 1u);
    } else if (row->remote_port == 443) {
        found = last(sim, CALLED, row->local_port, row->remote.bytes[3] - 1u);
    } else {
        found =
            last(sim, LOOP_CALLER, row->local_port, row->remote_port - 9090u);
    }
    assert_true(*found != 0);
    return *found - 1;
}

/* Each tracked one that has a row now is one socket's, and always was. */
static void check_now(struct sim *sim)
{
    const struct tracked *t = NULL;

    while ((t = history_next(sim->w.history, t)) != NULL) {
        struct socket *s;
        size_t i;

        if (t->last_sample != sim->w.sample.number) {
            continue;
        }
        i = truth_of(sim, t);
        s = &sim->sockets[i];
        if (t->id >= SOCKETS_MAX * 2 ||
            (sim->by_id[t->id] != 0 && sim->by_id[t->id] != i + 1)) {
            fail_msg("phone %d: connection %d is two sockets", sim->seed,
                     (int)t->id);
        }
        if (s->tracked != 0 && s->tracked != t->id) {
            fail_msg("phone %d: socket %d is two connections, %d and %d",
                     sim->seed, (int)i, (int)s->tracked, (int)t->id);
        }
        sim->by_id[t->id] = (uint32_t)i + 1;
        s->tracked = t->id;
        s->was_tracked = true;
        if (t->connection.owner != NULL) {
            if (t->connection.owner->uid != s->uid) {
                fail_msg("phone %d: a wrong owner: %d, not %d", sim->seed,
                         (int)t->connection.owner->uid, (int)s->uid);
            }
            s->was_named_by_history = true;
        }
    }
}

static void check_end(const struct sim *sim)
{
    uint64_t seen = 0;
    uint64_t attributed = 0;
    struct watch_summary summary;
    struct coverage coverage;

    assert_int_equal(history_summary(sim->w.history, 0, &summary), 0);
    coverage = summary.coverage;
    for (size_t i = 0; i < sim->count; i++) {
        const struct socket *s = &sim->sockets[i];
        const struct socket *pair = &sim->sockets[s->pair];

        if (s->first_sample > 1 && s->rows > 0 &&
            s->was_named_by_history != (s->named > 0)) {
            fail_msg("phone %d: socket %d: named %d", sim->seed, (int)i,
                     s->was_named_by_history);
        }
        if (s->first_sample > 1 && (s->rows > 0) != s->was_tracked) {
            fail_msg("phone %d: socket %d was not tracked", sim->seed, (int)i);
        }
        if (s->kind == CALLED) {
            seen += s->first_sample > 1;
            attributed += s->first_sample > 1 && s->named > 0;
        } else if (s->kind == LOOP_CALLER && s->first_sample != 1 &&
                   pair->first_sample != 1) {
            seen += s->rows > 0 || pair->rows > 0;
            attributed += s->named > 0;
        }
    }
    assert_true(coverage.is_known);
    assert_int_equal(coverage.opens, sim->opens - sim->opens_first);
    assert_int_equal(coverage.seen, seen);
    assert_int_equal(coverage.attributed, attributed);
}

static void count_opens(struct sim *sim)
{
    struct counters *counters = &sim->w.sample.snapshot.counters;

    counters_set(counters, COUNTER_TCP_ACTIVE_OPENS, 77 + sim->opens);
    counters_set(counters, COUNTER_TCP_ATTEMPT_FAILS, 5);
    sim->w.sample.parts |= SAMPLE_COUNTERS;
}

static void away(struct sim *sim)
{
    struct gap gap = {.from_ms = sim->w.at_ms, .to_ms = sim->gap_to};

    assert_int_equal(history_gap(sim->w.history, &gap), 0);
    sim->w.at_ms = sim->gap_to;
    for (size_t i = 0; i < sim->count; i++) {
        /* Nothing shows that a child without a socket stays the same. */
        if (sim->sockets[i].rows > 0 && sim->sockets[i].inode_rows == 0) {
            sim->sockets[i].tracked = 0;
        }
    }
}

static void drop_event(void *ctx, const struct event *event)
{
    (void)ctx;
    (void)event;
}

static void run(struct sim *sim, uint64_t seed)
{
    memset(sim, 0, sizeof(*sim));
    watch(&sim->w, NULL);
    sim->w.options.event = drop_event;
    sim->seed = (int)seed;
    sim->random = seed * 0x9e3779b97f4a7c15u + 1;
    start(&sim->w);
    sim->interval = 50 + (int64_t)draw(sim, 10) * 50;
    sim->gap_from = sim->w.at_ms + 20 * sim->interval;
    sim->gap_to = sim->gap_from + draw_ms(sim, 0, 30000);
    for (int i = 0; i < SAMPLES; i++) {
        sim->before_ms = sim->w.at_ms;
        if (sim->w.at_ms >= sim->gap_from && sim->w.at_ms < sim->gap_to) {
            away(sim);
        }
        put_rows(sim);
        if (i == 0 || i == SAMPLES - 1 || draw(sim, 10) == 0) {
            count_opens(sim);
        }
        take(&sim->w);
        sim->opens_first = i == 0 ? sim->opens : sim->opens_first;
        check_now(sim);
        if (sim->w.at_ms > sim->gap_to) {
            sim->gap_from = sim->w.at_ms + 40 * sim->interval;
            sim->gap_to = sim->gap_from + draw_ms(sim, 0, 50000);
        }
    }
    check_end(sim);
    stop(&sim->w);
}

static void truth_of_many_phones_is_found(void **state)
{
    static struct sim sim;

    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        run(&sim, seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truth_of_many_phones_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
