/* SPDX-License-Identifier: Apache-2.0 */
/* See known.h. A database that fails is one that keeps nothing. */
#include "enrich/known.h"

#include <stdlib.h>

#define ROUTES_MAX 200000
#define HELDS_MAX 20000
#define DAY_MS ((int64_t)24 * 3600 * 1000)
#define ROUTE_DAYS 1
#define HELD_DAYS 30
#define NONE_DAYS 7
/* A clock that was set back: what comes from later is not believed. */
#define SKEW_MS ((int64_t)60000)

const char known_sql[] =
    "CREATE TABLE route("
    " prefix BLOB NOT NULL, len INTEGER NOT NULL, announced INTEGER NOT NULL,"
    " asn INTEGER NOT NULL, registry TEXT NOT NULL, country TEXT NOT NULL,"
    " name TEXT NOT NULL, fetched INTEGER NOT NULL, until INTEGER NOT NULL,"
    " PRIMARY KEY(prefix, len)) WITHOUT ROWID;"
    "CREATE TABLE held("
    " low BLOB NOT NULL, high BLOB NOT NULL, asked BLOB NOT NULL,"
    " none INTEGER NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,"
    " org TEXT NOT NULL, country TEXT NOT NULL, fetched INTEGER NOT NULL,"
    " until INTEGER NOT NULL, PRIMARY KEY(low, high)) WITHOUT ROWID;"
    "CREATE TABLE server("
    " host TEXT PRIMARY KEY, next INTEGER NOT NULL,"
    " not_before INTEGER NOT NULL, fails INTEGER NOT NULL) WITHOUT ROWID";

static size_t size_of(const struct addr *addr)
{
    return addr->family == ADDR_V4 ? 4 : 16;
}

static void make_key(const struct addr *addr, unsigned len,
                     uint8_t key[ROUTE_KEY_LEN])
{
    memset(key, 0, ROUTE_KEY_LEN);
    key[0] = addr->family;
    key[1] = (uint8_t)len;
    memcpy(key + 2, addr->bytes, (len + 7) / 8);
    if (len % 8 != 0) {
        key[2 + len / 8] &= (uint8_t)(0xff00 >> len % 8);
    }
}

static struct str key_of(const uint8_t *key)
{
    struct str text = {(const char *)key, ROUTE_KEY_LEN};

    return text;
}

/* ---- in memory ---------------------------------------------------------- */

const struct route *known_route(const struct known *known,
                                const struct addr *addr)
{
    const bool *has_len = known->has_len[addr->family == ADDR_V6];
    unsigned len = (unsigned)(8 * size_of(addr)) + 1;

    while (len-- > 0) {
        uint8_t key[ROUTE_KEY_LEN];
        const struct route *route;

        if (has_len[len]) {
            make_key(addr, len, key);
            route = map_get(&known->routes, key_of(key));
            if (route != NULL) {
                return route;
            }
        }
    }
    return NULL;
}

static const struct route *keep_route(struct known *known,
                                      const struct cymru_row *row,
                                      int64_t fetched_ms)
{
    size_t size = strlen(row->name) + 1;
    struct route *route = calloc(1, sizeof(*route) + size);

    if (route == NULL) {
        return NULL;
    }
    route->is_announced = row->has_prefix;
    route->prefix = row->has_prefix ? row->prefix : row->addr;
    route->len =
        row->has_prefix ? row->prefix_len : (unsigned)(8 * size_of(&row->addr));
    route->asn = row->asn;
    route->registry = registry_find(row->registry);
    route->fetched_ms = fetched_ms;
    memcpy(route->country, row->country, sizeof(route->country));
    memcpy(route->name, row->name, size);
    make_key(&route->prefix, route->len, route->key);
    if (map_get(&known->routes, key_of(route->key)) != NULL ||
        map_put(&known->routes, key_of(route->key), route) < 0) {
        free(route);
        return NULL;
    }
    known->has_len[route->prefix.family == ADDR_V6][route->len] = true;
    return route;
}

/* The address is in the announced prefix of the one that was asked for. */
static bool is_near(const struct held *held, const struct route *route)
{
    return route != NULL && route->is_announced &&
           addr_in_prefix(&held->asked, &route->prefix, route->len);
}

/*
 * How well it fits, 0: not at all. Of ranges the smallest counts; that there
 * is none counts for its own address most, for others least.
 */
static unsigned fit_of(const struct held *held, const struct addr *addr,
                       const struct route *route)
{
    const struct holding *range = &held->holding;
    unsigned enough = addr->family == ADDR_V4 ? 16 : 32;
    unsigned bits = holding_common_bits(&range->low, &range->high);
    bool is_asked = addr_compare(addr, &held->asked) == 0;

    if (held->is_none && !is_asked) {
        return is_near(held, route) ? 1 : 0;
    }
    if (!holding_has(&range->low, &range->high, addr)) {
        return 0;
    }
    return is_asked || bits >= enough || is_near(held, route) ? 2 + bits : 0;
}

const struct held *known_held(const struct known *known,
                              const struct addr *addr,
                              const struct route *route)
{
    const struct held *best = NULL;
    unsigned best_fit = 0;
    size_t i;

    for (i = 0; i < known->helds.len; i++) {
        const struct held *held = *(struct held **)vec_at(&known->helds, i);
        unsigned fit = fit_of(held, addr, route);

        if (fit > best_fit) {
            best = held;
            best_fit = fit;
        }
    }
    return best;
}

static const struct held *keep_held(struct known *known,
                                    const struct held *held)
{
    struct held *copy = malloc(sizeof(*copy));

    if (copy == NULL) {
        return NULL;
    }
    *copy = *held;
    if (vec_push(&known->helds, &copy) < 0) {
        free(copy);
        return NULL;
    }
    return copy;
}

/* ---- in the database ---------------------------------------------------- */

static bool take_addr(struct db_stmt *row, int column, struct addr *out)
{
    size_t len;
    const void *bytes = db_column_blob(row, column, &len);

    memset(out, 0, sizeof(*out));
    if (bytes == NULL || (len != 4 && len != 16)) {
        return false;
    }
    out->family = len == 4 ? ADDR_V4 : ADDR_V6;
    memcpy(out->bytes, bytes, len);
    return true;
}

static struct str column(struct db_stmt *row, int index)
{
    const char *text = db_column_text(row, index);

    return str_from(text == NULL ? "" : text);
}

static void take_route(struct known *known, struct db_stmt *stmt)
{
    struct cymru_row row;
    struct str registry = column(stmt, 4);
    int64_t len = db_column_i64(stmt, 1);

    memset(&row, 0, sizeof(row));
    if (!take_addr(stmt, 0, &row.addr) || len < 0 ||
        len > (int64_t)(8 * size_of(&row.addr))) {
        return;
    }
    row.prefix = row.addr;
    row.prefix_len = (unsigned)len;
    row.has_prefix = db_column_i64(stmt, 2) != 0;
    row.asn = db_column_i64(stmt, 3);
    if (row.asn < -1 || row.asn > UINT32_MAX) {
        return;
    }
    if (registry.len < sizeof(row.registry)) {
        memcpy(row.registry, registry.ptr, registry.len);
    }
    holding_country(column(stmt, 5), row.country);
    holding_text(column(stmt, 6), row.name);
    (void)keep_route(known, &row, db_column_i64(stmt, 7));
}

static void take_held(struct known *known, struct db_stmt *stmt)
{
    struct held held;

    memset(&held, 0, sizeof(held));
    if (!take_addr(stmt, 0, &held.holding.low) ||
        !take_addr(stmt, 1, &held.holding.high) ||
        !take_addr(stmt, 2, &held.asked) ||
        !holding_has(&held.holding.low, &held.holding.high, &held.asked)) {
        return;
    }
    held.is_none = db_column_i64(stmt, 3) != 0;
    held.source = str_is(column(stmt, 4), "rdap") ? "rdap" : "whois";
    holding_text(column(stmt, 5), held.holding.name);
    holding_text(column(stmt, 6), held.holding.org);
    holding_country(column(stmt, 7), held.holding.country);
    held.fetched_ms = db_column_i64(stmt, 8);
    (void)keep_held(known, &held);
}

static void load(struct known *known, const char *sql, int64_t now_ms,
                 void (*take)(struct known *, struct db_stmt *))
{
    struct db_stmt *stmt;

    if (db_prepare(known->db, sql, &stmt, NULL) < 0) {
        return;
    }
    db_bind_i64(stmt, 1, now_ms);
    db_bind_i64(stmt, 2, now_ms + SKEW_MS);
    while (db_step(stmt, NULL) == 1) {
        take(known, stmt);
    }
    db_finish(stmt);
}

void known_init(struct known *known, struct db *db, bool is_reading,
                int64_t now_ms)
{
    memset(known, 0, sizeof(*known));
    known->db = db;
    map_init(&known->routes, ROUTES_MAX);
    vec_init(&known->helds, sizeof(struct held *), HELDS_MAX);
    if (db != NULL && is_reading) {
        load(known,
             "SELECT prefix,len,announced,asn,registry,country,name,fetched"
             " FROM route WHERE until>? AND fetched<=?",
             now_ms, take_route);
        load(known,
             "SELECT low,high,asked,none,source,name,org,country,fetched"
             " FROM held WHERE until>? AND fetched<=?",
             now_ms, take_held);
    }
}

void known_fini(struct known *known)
{
    struct route *route;
    size_t at = 0;
    size_t i;

    while ((route = map_next(&known->routes, &at)) != NULL) {
        free(route);
    }
    map_fini(&known->routes);
    for (i = 0; i < known->helds.len; i++) {
        free(*(struct held **)vec_at(&known->helds, i));
    }
    vec_fini(&known->helds);
}

static struct db_stmt *prepare(struct known *known, const char *sql)
{
    struct db_stmt *stmt;

    return known->db == NULL || db_prepare(known->db, sql, &stmt, NULL) < 0
               ? NULL
               : stmt;
}

static void run(struct db_stmt *stmt)
{
    (void)db_step(stmt, NULL);
    db_finish(stmt);
}

void known_add_route(struct known *known, const struct cymru_row *row,
                     int64_t now_ms)
{
    const struct route *route = keep_route(known, row, now_ms);
    struct db_stmt *stmt =
        route == NULL
            ? NULL
            : prepare(known, "INSERT OR REPLACE INTO route(prefix,len,"
                             "announced,asn,registry,country,name,fetched,"
                             "until) VALUES(?,?,?,?,?,?,?,?,?)");

    if (stmt == NULL) {
        return;
    }
    db_bind_blob(stmt, 1, route->prefix.bytes, size_of(&route->prefix));
    db_bind_i64(stmt, 2, route->len);
    db_bind_i64(stmt, 3, route->is_announced);
    db_bind_i64(stmt, 4, route->asn);
    db_bind_text(stmt, 5, row->registry);
    db_bind_text(stmt, 6, route->country);
    db_bind_text(stmt, 7, route->name);
    db_bind_i64(stmt, 8, now_ms);
    db_bind_i64(stmt, 9, now_ms + ROUTE_DAYS * DAY_MS);
    run(stmt);
}

const struct held *known_add_held(struct known *known, const struct held *held)
{
    const struct holding *range = &held->holding;
    struct db_stmt *stmt =
        prepare(known, "INSERT OR REPLACE INTO held(low,high,asked,none,"
                       "source,name,org,country,fetched,until)"
                       " VALUES(?,?,?,?,?,?,?,?,?,?)");

    if (stmt != NULL) {
        db_bind_blob(stmt, 1, range->low.bytes, size_of(&range->low));
        db_bind_blob(stmt, 2, range->high.bytes, size_of(&range->high));
        db_bind_blob(stmt, 3, held->asked.bytes, size_of(&held->asked));
        db_bind_i64(stmt, 4, held->is_none);
        db_bind_text(stmt, 5, held->source);
        db_bind_text(stmt, 6, range->name);
        db_bind_text(stmt, 7, range->org);
        db_bind_text(stmt, 8, range->country);
        db_bind_i64(stmt, 9, held->fetched_ms);
        db_bind_i64(stmt, 10,
                    held->fetched_ms +
                        (held->is_none ? NONE_DAYS : HELD_DAYS) * DAY_MS);
        run(stmt);
    }
    return keep_held(known, held);
}

void known_begin(struct known *known)
{
    if (known->db != NULL && db_begin(known->db, NULL) < 0) {
        db_rollback(known->db);
    }
}

void known_end(struct known *known)
{
    if (known->db != NULL && db_commit(known->db, NULL) < 0) {
        db_rollback(known->db);
    }
}

void known_get_budget(struct known *known, const char *host,
                      struct budget *budget)
{
    struct db_stmt *stmt;

    known_begin(known);
    stmt =
        prepare(known, "SELECT next,not_before,fails FROM server WHERE host=?");
    if (stmt == NULL) {
        return;
    }
    db_bind_text(stmt, 1, host);
    if (db_step(stmt, NULL) == 1) {
        int64_t fails = db_column_i64(stmt, 2);

        budget->next_ms = db_column_i64(stmt, 0);
        budget->not_before_ms = db_column_i64(stmt, 1);
        budget->fails = fails < 0 ? 0 : fails > 8 ? 8 : (int32_t)fails;
    }
    db_finish(stmt);
}

void known_put_budget(struct known *known, const char *host,
                      const struct budget *budget)
{
    struct db_stmt *stmt =
        prepare(known, "INSERT OR REPLACE INTO server(host,next,not_before,"
                       "fails) VALUES(?,?,?,?)");

    if (stmt != NULL) {
        db_bind_text(stmt, 1, host);
        db_bind_i64(stmt, 2, budget->next_ms);
        db_bind_i64(stmt, 3, budget->not_before_ms);
        db_bind_i64(stmt, 4, budget->fails);
        run(stmt);
    }
    known_end(known);
}
