/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a phone showed, put together again from what changed. Tables are read
 * in the order of their keys, side by side with the samples, each row once.
 */
#include "store/capture_reading.h"

#include <string.h>

struct seen_socket {
    struct sock_row row;
    int64_t id;
    int64_t changed_ms; /* when its timer was what the row says */
    int64_t place;      /* in the table then */
    uint64_t turn;      /* of the phone's samples: in which it changed */
    bool is_gone;
};

/* A list of changes to a list: items, and which of them are over. */
struct patch {
    struct vec items;
    struct vec gone; /* bool, one for each item */
};

static int fail(int rc, struct err *err)
{
    if (rc == ERR_LIMIT) {
        return err_set(err, ERR_LIMIT,
                       "capture: more in it than this program "
                       "takes");
    }
    return rc < 0 ? err_set(err, rc, "out of memory") : 0;
}

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/*
 * 1: there is a row of this seq. A row of an earlier one belongs to no sample
 * or stands at the wrong phone's.
 */
static int has_row_of(const struct row_out *row, int64_t seq, struct err *err)
{
    int64_t its = row->has_row ? db_column_i64(row->stmt, 0) : INT64_MAX;

    return its < seq ? capture_damaged(row->table, err) : its == seq;
}

/* ---- sockets ----------------------------------------------------------- */

static void take_ends(struct capture_reader *reader, struct row_out *row,
                      struct sock_row *out)
{
    int64_t flags = row_int(row, 10, 0, 15);

    memset(out, 0, sizeof(*out));
    out->proto = (uint8_t)row_int(row, 2, SOCK_TCP, SOCK_ICMP);
    out->family = (uint8_t)row_int(row, 3, SOCK_IPV4, SOCK_LINK_LAYER);
    out->local = row_address(row, 4);
    out->local_port = (uint16_t)row_int(row, 5, 0, UINT16_MAX);
    out->remote = row_address(row, 6);
    out->remote_port = (uint16_t)row_int(row, 7, 0, UINT16_MAX);
    out->net_pid = (int32_t)row_int(row, 8, 0, INT32_MAX);
    out->source = (uint8_t)row_int(row, 9, SOCK_FROM_PROCFS, SOCK_FROM_BOTH);
    out->is_remote_cut = (flags & CAPTURE_REMOTE_CUT) != 0;
    out->is_local_cut = (flags & CAPTURE_LOCAL_CUT) != 0;
    out->is_process_cut = (flags & CAPTURE_PROCESS_CUT) != 0;
    out->is_uid_unknown = (flags & CAPTURE_UID_UNKNOWN) != 0;
    out->pid = (int32_t)row_int(row, 11, 0, INT32_MAX);
    out->process = row_string(row, 12, &reader->live);
    out->local_text = row_string(row, 13, &reader->live);
    out->remote_text = row_string(row, 14, &reader->live);
    row->is_bad |=
        out->family == SOCK_LINK_LAYER &&
        (out->proto != SOCK_RAW_IP || out->local.family != ADDR_NONE ||
         out->remote.family != ADDR_NONE);
}

static void take_state(struct row_out *row, struct sock_row *out)
{
    out->state = (uint8_t)row_int(row, 2, 0, UINT8_MAX);
    out->uid = row_u32(row, 3);
    out->inode = row_64(row, 4);
    out->tx_queue = row_u32(row, 5);
    out->rx_queue = row_u32(row, 6);
    out->retransmits = row_u32(row, 7);
    out->probes = row_u32(row, 8);
    out->drops = row_u32(row, 9);
    out->timer = (uint8_t)row_int(row, 10, 0, UINT8_MAX);
    out->timer_ms = row_64(row, 11);
}

/* The table of sockets has those that come in the order in which they do. */
static int take_new(struct capture_reader *reader, struct seen_phone *phone,
                    uint32_t device, int64_t id, struct err *err)
{
    struct row_out *row = &reader->tables[TABLE_SOCKET];
    struct seen_socket one = {.id = id};
    int rc;

    if (!row->has_row || row_64(row, 0) != (uint64_t)id ||
        row_int(row, 1, 0, UINT32_MAX) != device) {
        return capture_damaged(row->table, err);
    }
    take_ends(reader, row, &one.row);
    rc = row_check(row, err);
    if (rc == 0) {
        rc = fail(vec_push(&phone->sockets, &one), err);
    }
    reader->socket_id = id;
    return rc < 0 ? rc : row_next(row, err);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = ((const struct seen_socket *)a)->id;
    int64_t y = ((const struct seen_socket *)b)->id;

    return (x > y) - (x < y);
}

static int take_change(struct capture_reader *reader, struct seen_phone *phone,
                       uint32_t device, int64_t at_ms, struct err *err)
{
    struct row_out *row = &reader->tables[TABLE_CHANGE];
    struct seen_socket key = {.id = row_int(row, 1, 1, INT64_MAX)};
    bool is_gone = row_is_null(row, 2);
    struct seen_socket *socket;
    int rc;

    if (key.id > reader->socket_id) {
        rc = is_gone ? capture_damaged(row->table, err)
                     : take_new(reader, phone, device, key.id, err);
        if (rc < 0) {
            return rc;
        }
    }
    socket = vec_find(&phone->sockets, &key, compare_ids);
    if (socket == NULL || socket->is_gone) {
        return capture_damaged(row->table, err);
    }
    socket->is_gone = is_gone;
    socket->changed_ms = at_ms;
    socket->turn = phone->turn;
    if (!is_gone) {
        socket->place = row_int(row, 12, 0, UINT32_MAX);
        take_state(row, &socket->row);
    }
    rc = row_check(row, err);
    return rc < 0 ? rc : row_next(row, err);
}

static void drop_gone(struct vec *sockets)
{
    size_t kept = 0;
    size_t i;

    for (i = 0; i < sockets->len; i++) {
        const struct seen_socket *socket = vec_at(sockets, i);

        if (!socket->is_gone) {
            if (kept < i) {
                memcpy(vec_at(sockets, kept), socket, sizeof(*socket));
            }
            kept++;
        }
    }
    sockets->len = kept;
}

static int take_sockets(struct capture_reader *reader, struct seen_phone *phone,
                        uint32_t device, int64_t seq, int64_t at_ms,
                        struct err *err)
{
    bool has_change = false;
    int rc;

    phone->turn++;
    while ((rc = has_row_of(&reader->tables[TABLE_CHANGE], seq, err)) == 1) {
        rc = take_change(reader, phone, device, at_ms, err);
        if (rc < 0) {
            return rc;
        }
        has_change = true;
    }
    if (has_change) {
        drop_gone(&phone->sockets);
    }
    return rc;
}

/* ---- lists ------------------------------------------------------------- */

static int compare_processes(const void *a, const void *b)
{
    int32_t x = ((const struct process *)a)->pid;
    int32_t y = ((const struct process *)b)->pid;

    return (x > y) - (x < y);
}

static int compare_packages(const void *a, const void *b)
{
    const struct package *x = a;
    const struct package *y = b;
    int order = by_number(x->uid, y->uid);

    return order != 0 ? order : strcmp(x->name, y->name);
}

static int compare_holders(const void *a, const void *b)
{
    const struct holder *x = a;
    const struct holder *y = b;
    /* As SQLite has them: with a sign. */
    int64_t i = (int64_t)x->inode;
    int64_t j = (int64_t)y->inode;
    int order = (i > j) - (i < j);

    return order != 0 ? order : (x->pid > y->pid) - (x->pid < y->pid);
}

static int compare_bytes(const void *a, const void *b)
{
    return by_number(((const struct uid_bytes *)a)->uid,
                     ((const struct uid_bytes *)b)->uid);
}

/* The item of a row, and whether it is over. A text is never missing. */
typedef bool (*take_item)(struct capture_reader *reader, struct row_out *row,
                          void *out);

static bool take_process(struct capture_reader *reader, struct row_out *row,
                         void *out)
{
    struct process *process = out;
    bool is_gone = row_is_null(row, 2);

    process->pid = (int32_t)row_int(row, 1, INT32_MIN, INT32_MAX);
    process->uid = is_gone ? 0 : row_u32(row, 2);
    process->name = is_gone ? "" : row_string(row, 3, &reader->live);
    row->is_bad = row->is_bad || process->name == NULL;
    return is_gone;
}

static bool take_package(struct capture_reader *reader, struct row_out *row,
                         void *out)
{
    struct package *package = out;
    bool is_gone = row_is_null(row, 3);

    package->uid = row_u32(row, 1);
    package->name = row_string(row, 2, &reader->live);
    package->is_user_installed = !is_gone && row_bool(row, 3);
    if (package->name == NULL) {
        row->is_bad = true;
        package->name = "";
    }
    return is_gone;
}

static bool take_holder(struct capture_reader *reader, struct row_out *row,
                        void *out)
{
    struct holder *holder = out;
    bool is_gone = row_is_null(row, 3);

    (void)reader;
    holder->inode = row_64(row, 1);
    holder->pid = (int32_t)row_int(row, 2, INT32_MIN, INT32_MAX);
    holder->is_claim = !is_gone && row_bool(row, 3);
    holder->process = NULL;
    return is_gone;
}

static bool take_bytes(struct capture_reader *reader, struct row_out *row,
                       void *out)
{
    struct uid_bytes *bytes = out;

    (void)reader;
    bytes->uid = row_u32(row, 1);
    bytes->rx_bytes = row_64(row, 2);
    bytes->rx_packets = row_64(row, 3);
    bytes->tx_bytes = row_64(row, 4);
    bytes->tx_packets = row_64(row, 5);
    return row_is_null(row, 2);
}

struct list_kind {
    enum capture_table table;
    vec_compare compare;
    take_item take;
};

union list_item {
    struct process process;
    struct package package;
    struct holder holder;
    struct uid_bytes bytes;
};

/* Before and changes side by side; a change of what is there replaces it. */
static int apply(const struct vec *before, const struct patch *patch,
                 vec_compare compare, struct vec *out)
{
    size_t b = 0;
    size_t n = 0;
    int rc = 0;

    while ((b < before->len || n < patch->items.len) && rc == 0) {
        void *old = b < before->len ? vec_at(before, b) : NULL;
        void *new = n < patch->items.len ? vec_at(&patch->items, n) : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : compare(old, new);

        if (order < 0) {
            rc = vec_push(out, old);
        } else if (!*(bool *)vec_at(&patch->gone, n)) {
            rc = vec_push(out, new);
        }
        b += order <= 0;
        n += order >= 0;
    }
    return rc;
}

static int read_patch(struct capture_reader *reader,
                      const struct list_kind *kind, int64_t seq,
                      struct patch *patch, struct err *err)
{
    struct row_out *row = &reader->tables[kind->table];
    int rc;

    while ((rc = has_row_of(row, seq, err)) == 1) {
        union list_item item;
        bool is_gone = kind->take(reader, row, &item);

        rc = row_check(row, err);
        if (rc == 0 && patch->items.len > 0 &&
            kind->compare(vec_at(&patch->items, patch->items.len - 1), &item) >=
                0) {
            rc = capture_damaged(row->table, err);
        }
        if (rc == 0) {
            rc = fail(vec_push(&patch->items, &item), err);
        }
        if (rc == 0) {
            rc = fail(vec_push(&patch->gone, &is_gone), err);
        }
        if (rc == 0) {
            rc = row_next(row, err);
        }
        if (rc < 0) {
            break;
        }
    }
    return rc;
}

static int take_list(struct capture_reader *reader, struct vec *list,
                     const struct list_kind *kind, int64_t seq, struct err *err)
{
    struct patch patch;
    struct vec now;
    int rc;

    vec_init(&patch.items, list->item_size, list->max);
    vec_init(&patch.gone, sizeof(bool), list->max);
    vec_init(&now, list->item_size, list->max);
    rc = read_patch(reader, kind, seq, &patch, err);
    if (rc == 0 && patch.items.len > 0) {
        rc = fail(apply(list, &patch, kind->compare, &now), err);
        if (rc == 0) {
            vec_fini(list);
            *list = now;
            vec_init(&now, list->item_size, list->max);
        }
    }
    vec_fini(&now);
    vec_fini(&patch.items);
    vec_fini(&patch.gone);
    return rc;
}

static int take_counters(struct capture_reader *reader,
                         struct counters *counters, int64_t seq,
                         struct err *err)
{
    struct row_out *row = &reader->tables[TABLE_COUNTER];
    int rc;

    while ((rc = has_row_of(row, seq, err)) == 1) {
        const char *name = db_column_text(row->stmt, 1);
        unsigned i = 0;

        if (name == NULL) {
            return capture_damaged(row->table, err);
        }
        while (i < COUNTER_COUNT &&
               strcmp(name, capture_counter_name(i)) != 0) {
            i++;
        }
        if (i < COUNTER_COUNT && row_is_null(row, 2)) {
            counters->known &= ~(1u << i);
            counters->values[i] = 0;
        } else if (i < COUNTER_COUNT) {
            counters_set(counters, i, row_64(row, 2));
        }
        rc = row_next(row, err);
        if (rc < 0) {
            return rc;
        }
    }
    return rc;
}

int seen_take(struct capture_reader *reader, struct seen_phone *phone,
              uint32_t device, int64_t seq, int64_t at_ms, struct err *err)
{
    const struct {
        struct vec *list;
        struct list_kind kind;
    } lists[] = {
        {&phone->processes, {TABLE_PROCESS, compare_processes, take_process}},
        {&phone->packages, {TABLE_PACKAGE, compare_packages, take_package}},
        {&phone->holders, {TABLE_HOLDER, compare_holders, take_holder}},
        {&phone->bytes, {TABLE_BYTES, compare_bytes, take_bytes}},
    };
    size_t i;
    int rc = take_sockets(reader, phone, device, seq, at_ms, err);

    for (i = 0; i < sizeof(lists) / sizeof(lists[0]) && rc == 0; i++) {
        rc = take_list(reader, lists[i].list, &lists[i].kind, seq, err);
    }
    return rc < 0 ? rc : take_counters(reader, &phone->counters, seq, err);
}

/* ---- a sample again ---------------------------------------------------- */

static int copy_text(const char **text, struct pool *pool)
{
    if (*text == NULL) {
        return 0;
    }
    *text = pool_add(pool, str_from(*text));
    return *text == NULL ? ERR_NOMEM : 0;
}

static int give_socket(const struct seen_socket *socket, struct sample *sample)
{
    struct pool *strings = &sample->snapshot.strings;
    struct sock_row row = socket->row;
    uint64_t passed =
        sample->at_ms > socket->changed_ms
            ? (uint64_t)sample->at_ms - (uint64_t)socket->changed_ms
            : 0;

    row.timer_ms = row.timer_ms > passed ? row.timer_ms - passed : 0;
    if (copy_text(&row.process, strings) < 0 ||
        copy_text(&row.local_text, strings) < 0 ||
        copy_text(&row.remote_text, strings) < 0) {
        return ERR_NOMEM;
    }
    return vec_push(&sample->snapshot.rows, &row);
}

static int compare_places(const void *a, const void *b)
{
    const struct seen_socket *x = *(const struct seen_socket *const *)a;
    const struct seen_socket *y = *(const struct seen_socket *const *)b;

    return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
                                : compare_ids(x, y);
}

/*
 * Those that changed stand last, in the order of the table: what is told of
 * one sample is told in that order.
 */
static int give_sockets(const struct seen_phone *phone, struct sample *sample)
{
    struct vec changed;
    size_t i;
    int rc = 0;

    vec_init(&changed, sizeof(struct seen_socket *), SNAPSHOT_ROWS_MAX);
    for (i = 0; i < phone->sockets.len && rc == 0; i++) {
        const struct seen_socket *socket = vec_at(&phone->sockets, i);

        rc = socket->turn == phone->turn ? vec_push(&changed, &socket)
                                         : give_socket(socket, sample);
    }
    vec_sort(&changed, compare_places);
    for (i = 0; i < changed.len && rc == 0; i++) {
        rc = give_socket(*(const struct seen_socket **)vec_at(&changed, i),
                         sample);
    }
    vec_fini(&changed);
    return rc;
}

static int give_names(const struct seen_phone *phone, struct sample *sample)
{
    struct snapshot *out = &sample->snapshot;
    size_t i;
    int rc = 0;

    for (i = 0; i < phone->processes.len && rc == 0 &&
                (sample->parts & SAMPLE_PROCESSES) != 0;
         i++) {
        struct process one = *(struct process *)vec_at(&phone->processes, i);

        one.name = pool_add(&out->strings, str_from(one.name));
        rc = one.name == NULL ? ERR_NOMEM : vec_push(&out->processes, &one);
    }
    for (i = 0; i < phone->packages.len && rc == 0 &&
                (sample->parts & SAMPLE_PACKAGES) != 0;
         i++) {
        struct package one = *(struct package *)vec_at(&phone->packages, i);

        one.name = pool_add(&out->strings, str_from(one.name));
        rc = one.name == NULL ? ERR_NOMEM : vec_push(&out->packages, &one);
    }
    return rc;
}

static int give_plain(const struct vec *from, struct vec *to)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < from->len && rc == 0; i++) {
        rc = vec_push(to, vec_at(from, i));
    }
    return rc;
}

int seen_give(const struct seen_phone *phone, struct sample *sample,
              struct err *err)
{
    int rc = sample->number > 0 ? give_sockets(phone, sample) : 0;

    if (rc == 0) {
        rc = give_names(phone, sample);
    }
    if (rc == 0 && (sample->parts & SAMPLE_HOLDERS) != 0) {
        rc = give_plain(&phone->holders, &sample->snapshot.holders);
    }
    if (rc == 0 && (sample->parts & SAMPLE_BYTES) != 0) {
        rc = give_plain(&phone->bytes, &sample->bytes);
    }
    if ((sample->parts & SAMPLE_COUNTERS) != 0) {
        sample->snapshot.counters = phone->counters;
    }
    return fail(rc, err);
}

void seen_phone_init(struct seen_phone *phone)
{
    memset(phone, 0, sizeof(*phone));
    vec_init(&phone->sockets, sizeof(struct seen_socket), SNAPSHOT_ROWS_MAX);
    vec_init(&phone->processes, sizeof(struct process), SNAPSHOT_PROCESSES_MAX);
    vec_init(&phone->packages, sizeof(struct package), SNAPSHOT_PACKAGES_MAX);
    vec_init(&phone->holders, sizeof(struct holder), SNAPSHOT_HOLDERS_MAX);
    vec_init(&phone->bytes, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
}

void seen_phone_fini(struct seen_phone *phone)
{
    vec_fini(&phone->sockets);
    vec_fini(&phone->processes);
    vec_fini(&phone->packages);
    vec_fini(&phone->holders);
    vec_fini(&phone->bytes);
}
