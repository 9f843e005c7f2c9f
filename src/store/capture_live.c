/* SPDX-License-Identifier: Apache-2.0 */
/* Finds what a sample shows that the one before did not: see live_list.h. */
#include "store/live_list.h"

#include <stdlib.h>
#include <string.h>

struct live_socket {
    struct sock_row row; /* its texts are those of the sample: not used */
    int64_t id;
    size_t index; /* in the sample */
};

/* A number or two, and a name that is owned here when it is in a live list. */
struct live_name {
    int32_t pid; /* processes */
    uint32_t uid;
    bool is_user_installed; /* packages */
    const char *name;       /* of the snapshot, or owned */
    char *owned;
};

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* ---- sockets ---------------------------------------------------------- */

static int compare_ends(const void *a, const void *b)
{
    const struct sock_row *x = &((const struct live_socket *)a)->row;
    const struct sock_row *y = &((const struct live_socket *)b)->row;
    int order = by_number((uint64_t)x->local_port << 16 | x->remote_port,
                          (uint64_t)y->local_port << 16 | y->remote_port);

    if (order == 0) {
        order = addr_compare(&x->remote, &y->remote);
    }
    if (order == 0) {
        order = addr_compare(&x->local, &y->local);
    }
    if (order == 0) {
        order = by_number((uint64_t)x->proto << 8 | x->family,
                          (uint64_t)y->proto << 8 | y->family);
    }
    return order != 0 ? order
                      : by_number((uint32_t)x->net_pid, (uint32_t)y->net_pid);
}

/* Sockets may share both ends: those keep the table's order. */
static int compare_sockets(const void *a, const void *b)
{
    int order = compare_ends(a, b);

    return order != 0 ? order
                      : by_number(((const struct live_socket *)a)->index,
                                  ((const struct live_socket *)b)->index);
}

/*
 * Behind a gap, or a minute, a row without inode may be told as another
 * connection's, and behind a reboot each is: a reader needs them in the
 * table's order.
 */
static bool is_news(const struct live_phone *phone, const struct sock_row *row)
{
    return phone->is_after_reboot || (phone->is_after_gap && row->inode == 0);
}

/* The time left of a timer always differs, and is not news. */
static bool is_same_row(const struct sock_row *a, const struct sock_row *b)
{
    return a->state == b->state && a->uid == b->uid && a->inode == b->inode &&
           a->tx_queue == b->tx_queue && a->rx_queue == b->rx_queue &&
           a->retransmits == b->retransmits && a->probes == b->probes &&
           a->drops == b->drops && a->timer == b->timer;
}

static int put_change(struct capture_writer *writer, int64_t id,
                      const struct live_socket *socket)
{
    const struct sock_row *row = socket == NULL ? NULL : &socket->row;
    struct row_in in = row_begin(writer, INSERT_CHANGE);

    row_i64(&in, writer->seq);
    row_i64(&in, id);
    if (row == NULL) {
        row_nulls(&in, 11);
    } else {
        row_i64(&in, row->state);
        row_i64(&in, row->uid);
        row_u64(&in, row->inode);
        row_i64(&in, row->tx_queue);
        row_i64(&in, row->rx_queue);
        row_i64(&in, row->retransmits);
        row_i64(&in, row->probes);
        row_i64(&in, row->drops);
        row_i64(&in, row->timer);
        row_u64(&in, row->timer_ms);
        row_u64(&in, socket->index);
    }
    return row_put(&in);
}

static void row_addr(struct row_in *in, const struct addr *addr,
                     char text[ADDR_TEXT_CAP])
{
    row_text(in, addr->family == ADDR_NONE ? NULL : addr_format(addr, text));
}

static int put_socket(struct capture_writer *writer, uint32_t device,
                      const struct live_socket *socket)
{
    const struct sock_row *row = &socket->row;
    struct row_in in = row_begin(writer, INSERT_SOCKET);
    char local[ADDR_TEXT_CAP];
    char remote[ADDR_TEXT_CAP];

    row_i64(&in, socket->id);
    row_i64(&in, device);
    row_i64(&in, row->proto);
    row_i64(&in, row->family);
    row_addr(&in, &row->local, local);
    row_i64(&in, row->local_port);
    row_addr(&in, &row->remote, remote);
    row_i64(&in, row->remote_port);
    row_i64(&in, row->net_pid);
    row_i64(&in, row->source);
    row_i64(&in, (row->is_remote_cut ? CAPTURE_REMOTE_CUT : 0) |
                     (row->is_local_cut ? CAPTURE_LOCAL_CUT : 0) |
                     (row->is_process_cut ? CAPTURE_PROCESS_CUT : 0) |
                     (row->is_uid_unknown ? CAPTURE_UID_UNKNOWN : 0));
    row_i64(&in, row->pid);
    row_text(&in, row->process);
    row_text(&in, row->local_text);
    row_text(&in, row->remote_text);
    return row_put(&in);
}

static int gone_socket(struct capture_writer *writer, const void *before)
{
    return put_change(writer, ((const struct live_socket *)before)->id, NULL);
}

static int now_socket(struct capture_writer *writer,
                      const struct live_phone *phone, void *before, void *now)
{
    const struct live_socket *old = before;
    struct live_socket *new = now;
    int rc;

    if (old != NULL) {
        new->id = old->id;
        return is_same_row(&old->row, &new->row) && !is_news(phone, &new->row)
                   ? 0
                   : put_change(writer, new->id, new);
    }
    /* In the table's order, so that a reader finds that again. */
    new->id = writer->socket_id + 1 + (int64_t) new->index;
    rc = put_socket(writer, phone->id, new);
    return rc < 0 ? rc : put_change(writer, new->id, new);
}

static const struct live_list sockets_list = {compare_ends, now_socket,
                                              gone_socket};

static int take_sockets(struct capture_writer *writer, struct live_phone *phone,
                        const struct snapshot *snapshot)
{
    int64_t highest = writer->socket_id;
    struct vec now;
    size_t i;
    int rc = 0;

    vec_init(&now, sizeof(struct live_socket), SNAPSHOT_ROWS_MAX);
    for (i = 0; i < snapshot->rows.len && rc == 0; i++) {
        struct live_socket one = {*snapshot_row(snapshot, i), 0, i};

        rc = vec_push(&now, &one);
    }
    if (rc < 0) {
        vec_fini(&now);
        return capture_fail(writer, rc, "out of memory");
    }
    vec_sort(&now, compare_sockets);
    rc = live_merge(writer, phone, &sockets_list, &phone->sockets, &now);
    for (i = 0; i < now.len; i++) {
        int64_t id = ((const struct live_socket *)vec_at(&now, i))->id;

        highest = id > highest ? id : highest;
    }
    writer->socket_id = highest;
    phone->is_after_gap = false;
    phone->is_after_reboot = false;
    vec_fini(&phone->sockets);
    phone->sockets = now;
    return rc;
}

/* ---- processes and packages ------------------------------------------- */

static int compare_processes(const void *a, const void *b)
{
    return by_number((uint32_t)((const struct live_name *)a)->pid,
                     (uint32_t)((const struct live_name *)b)->pid);
}

static int compare_packages(const void *a, const void *b)
{
    const struct live_name *x = a;
    const struct live_name *y = b;
    int order = by_number(x->uid, y->uid);

    return order != 0 ? order : strcmp(x->name, y->name);
}

static bool is_same_name(const struct live_name *old,
                         const struct live_name *new)
{
    return old != NULL && old->uid == new->uid &&
           old->is_user_installed ==
               new->is_user_installed &&strcmp(old->name, new->name) == 0;
}

/* The new list gets the old one's copy of the name, or its own. */
static int own_name(struct capture_writer *writer, struct live_name *old,
                    struct live_name *new)
{
    if (old != NULL && strcmp(old->name, new->name) == 0) {
        new->owned = old->owned;
        old->owned = NULL;
    } else {
        size_t size = strlen(new->name) + 1;

        new->owned = malloc(size);
        if (new->owned == NULL) {
            return capture_fail(writer, ERR_NOMEM, "out of memory");
        }
        memcpy(new->owned, new->name, size);
    }
    new->name = new->owned;
    return 0;
}

static int gone_process(struct capture_writer *writer, const void *before)
{
    struct row_in in = row_begin(writer, INSERT_PROCESS);

    row_i64(&in, writer->seq);
    row_i64(&in, ((const struct live_name *)before)->pid);
    row_nulls(&in, 2);
    return row_put(&in);
}

static int now_process(struct capture_writer *writer,
                       const struct live_phone *phone, void *before, void *now)
{
    struct live_name *new = now;
    bool is_same = is_same_name(before, new);
    struct row_in in;
    int rc = own_name(writer, before, new);

    (void)phone;
    if (rc < 0 || is_same) {
        return rc;
    }
    in = row_begin(writer, INSERT_PROCESS);
    row_i64(&in, writer->seq);
    row_i64(&in, new->pid);
    row_i64(&in, new->uid);
    row_text(&in, new->name);
    return row_put(&in);
}

static const struct live_list processes_list = {compare_processes, now_process,
                                                gone_process};

static int gone_package(struct capture_writer *writer, const void *before)
{
    const struct live_name *old = before;
    struct row_in in = row_begin(writer, INSERT_PACKAGE);

    row_i64(&in, writer->seq);
    row_i64(&in, old->uid);
    row_text(&in, old->name);
    row_nulls(&in, 1);
    return row_put(&in);
}

static int now_package(struct capture_writer *writer,
                       const struct live_phone *phone, void *before, void *now)
{
    struct live_name *new = now;
    bool is_same = is_same_name(before, new);
    struct row_in in;
    int rc = own_name(writer, before, new);

    (void)phone;
    if (rc < 0 || is_same) {
        return rc;
    }
    in = row_begin(writer, INSERT_PACKAGE);
    row_i64(&in, writer->seq);
    row_i64(&in, new->uid);
    row_text(&in, new->name);
    row_i64(&in, new->is_user_installed);
    return row_put(&in);
}

static const struct live_list packages_list = {compare_packages, now_package,
                                               gone_package};

static void free_names(struct vec *names)
{
    size_t i;

    for (i = 0; i < names->len; i++) {
        free(((struct live_name *)vec_at(names, i))->owned);
    }
    vec_fini(names);
}

/* rc: of filling now. */
static int take_names(struct capture_writer *writer, struct live_phone *phone,
                      struct vec *before, struct vec *now, int rc,
                      const struct live_list *list)
{
    if (rc < 0) {
        vec_fini(now);
        return capture_fail(writer, rc, "out of memory");
    }
    vec_sort(now, list->compare);
    live_drop_repeated(now, list->compare);
    rc = live_merge(writer, phone, list, before, now);
    /* What was not given on is over; a name not its own has owned NULL. */
    free_names(before);
    *before = *now;
    return rc;
}

static int take_processes(struct capture_writer *writer,
                          struct live_phone *phone,
                          const struct snapshot *snapshot)
{
    struct vec now;
    size_t i;
    int rc = 0;

    vec_init(&now, sizeof(struct live_name), SNAPSHOT_PROCESSES_MAX);
    for (i = 0; i < snapshot->processes.len && rc == 0; i++) {
        const struct process *process = snapshot_process(snapshot, i);
        struct live_name one = {process->pid, process->uid, false,
                                process->name, NULL};

        rc = vec_push(&now, &one);
    }
    return take_names(writer, phone, &phone->processes, &now, rc,
                      &processes_list);
}

static int take_packages(struct capture_writer *writer,
                         struct live_phone *phone,
                         const struct snapshot *snapshot)
{
    struct vec now;
    size_t i;
    int rc = 0;

    vec_init(&now, sizeof(struct live_name), SNAPSHOT_PACKAGES_MAX);
    for (i = 0; i < snapshot->packages.len && rc == 0; i++) {
        const struct package *package = snapshot_package(snapshot, i);
        struct live_name one = {0, package->uid, package->is_user_installed,
                                package->name, NULL};

        rc = vec_push(&now, &one);
    }
    return take_names(writer, phone, &phone->packages, &now, rc,
                      &packages_list);
}

/* ---- descriptors, bytes, counters ------------------------------------- */

static int compare_holders(const void *a, const void *b)
{
    const struct holder *x = a;
    const struct holder *y = b;
    int order = by_number(x->inode, y->inode);

    return order != 0 ? order : by_number((uint32_t)x->pid, (uint32_t)y->pid);
}

static int gone_holder(struct capture_writer *writer, const void *before)
{
    const struct holder *old = before;
    struct row_in in = row_begin(writer, INSERT_HOLDER);

    row_i64(&in, writer->seq);
    row_u64(&in, old->inode);
    row_i64(&in, old->pid);
    row_nulls(&in, 1);
    return row_put(&in);
}

static int now_holder(struct capture_writer *writer,
                      const struct live_phone *phone, void *before, void *now)
{
    const struct holder *old = before;
    const struct holder *new = now;
    struct row_in in;

    (void)phone;
    if (old != NULL && old->is_claim == new->is_claim) {
        return 0;
    }
    in = row_begin(writer, INSERT_HOLDER);
    row_i64(&in, writer->seq);
    row_u64(&in, new->inode);
    row_i64(&in, new->pid);
    row_i64(&in, new->is_claim);
    return row_put(&in);
}

static const struct live_list holders_list = {compare_holders, now_holder,
                                              gone_holder};

static int compare_bytes(const void *a, const void *b)
{
    return by_number(((const struct uid_bytes *)a)->uid,
                     ((const struct uid_bytes *)b)->uid);
}

static int gone_bytes(struct capture_writer *writer, const void *before)
{
    struct row_in in = row_begin(writer, INSERT_BYTES);

    row_i64(&in, writer->seq);
    row_i64(&in, ((const struct uid_bytes *)before)->uid);
    row_nulls(&in, 4);
    return row_put(&in);
}

static int now_bytes(struct capture_writer *writer,
                     const struct live_phone *phone, void *before, void *now)
{
    const struct uid_bytes *old = before;
    const struct uid_bytes *new = now;
    struct row_in in;

    (void)phone;
    if (old != NULL && old->rx_bytes == new->rx_bytes &&
        old->rx_packets == new->rx_packets && old->tx_bytes == new->tx_bytes &&
        old->tx_packets == new->tx_packets) {
        return 0;
    }
    in = row_begin(writer, INSERT_BYTES);
    row_i64(&in, writer->seq);
    row_i64(&in, new->uid);
    row_u64(&in, new->rx_bytes);
    row_u64(&in, new->rx_packets);
    row_u64(&in, new->tx_bytes);
    row_u64(&in, new->tx_packets);
    return row_put(&in);
}

static const struct live_list bytes_list = {compare_bytes, now_bytes,
                                            gone_bytes};

/* Of a list without anything that is owned: copied, sorted, compared. */
static int take_plain(struct capture_writer *writer, struct live_phone *phone,
                      struct vec *before, const struct vec *from,
                      const struct live_list *list)
{
    struct vec now;
    size_t i;
    int rc = 0;

    vec_init(&now, from->item_size, from->max);
    for (i = 0; i < from->len && rc == 0; i++) {
        rc = vec_push(&now, vec_at(from, i));
    }
    if (rc < 0) {
        vec_fini(&now);
        return capture_fail(writer, rc, "out of memory");
    }
    vec_sort(&now, list->compare);
    live_drop_repeated(&now, list->compare);
    rc = live_merge(writer, phone, list, before, &now);
    vec_fini(before);
    *before = now;
    return rc;
}

static int take_counters(struct capture_writer *writer,
                         struct live_phone *phone, const struct counters *now)
{
    unsigned i;
    int rc = 0;

    for (i = 0; i < COUNTER_COUNT && rc == 0; i++) {
        bool has = counters_has(now, i);
        struct row_in in;

        if (has == counters_has(&phone->counters, i) &&
            (!has || now->values[i] == phone->counters.values[i])) {
            continue;
        }
        in = row_begin(writer, INSERT_COUNTER);
        row_i64(&in, writer->seq);
        row_text(&in, capture_counter_name(i));
        if (has) {
            row_u64(&in, now->values[i]);
        } else {
            row_nulls(&in, 1);
        }
        rc = row_put(&in);
    }
    phone->counters = *now;
    return rc;
}

int live_put(struct capture_writer *writer, struct live_phone *phone,
             const struct snapshot *snapshot, const struct vec *bytes,
             unsigned parts)
{
    int rc = (parts & SAMPLE_SOCKETS) == 0
                 ? 0
                 : take_sockets(writer, phone, snapshot);

    if (rc == 0 && (parts & SAMPLE_PROCESSES) != 0) {
        rc = take_processes(writer, phone, snapshot);
    }
    if (rc == 0 && (parts & SAMPLE_PACKAGES) != 0) {
        rc = take_packages(writer, phone, snapshot);
    }
    if (rc == 0 && (parts & SAMPLE_HOLDERS) != 0) {
        rc = take_plain(writer, phone, &phone->holders, &snapshot->holders,
                        &holders_list);
    }
    if (rc == 0 && (parts & SAMPLE_COUNTERS) != 0) {
        rc = take_counters(writer, phone, &snapshot->counters);
    }
    if (rc == 0 && (parts & SAMPLE_BYTES) != 0) {
        rc = take_plain(writer, phone, &phone->bytes, bytes, &bytes_list);
    }
    return rc;
}

struct live_phone *live_phone_new(uint32_t id)
{
    struct live_phone *phone = calloc(1, sizeof(*phone));
    size_t i;

    if (phone == NULL) {
        return NULL;
    }
    phone->id = id;
    phone->at_ms = INT64_MAX;
    vec_init(&phone->sockets, sizeof(struct live_socket), SNAPSHOT_ROWS_MAX);
    vec_init(&phone->processes, sizeof(struct live_name),
             SNAPSHOT_PROCESSES_MAX);
    vec_init(&phone->packages, sizeof(struct live_name), SNAPSHOT_PACKAGES_MAX);
    vec_init(&phone->holders, sizeof(struct holder), SNAPSHOT_HOLDERS_MAX);
    vec_init(&phone->bytes, sizeof(struct uid_bytes), SAMPLE_BYTES_MAX);
    for (i = 0; i < CAPTURE_KEPT; i++) {
        buf_init(&phone->kept[i].text, SAMPLE_RAW_MAX);
    }
    return phone;
}

void live_phone_free(struct live_phone *phone)
{
    size_t i;

    if (phone == NULL) {
        return;
    }
    vec_fini(&phone->sockets);
    free_names(&phone->processes);
    free_names(&phone->packages);
    vec_fini(&phone->holders);
    vec_fini(&phone->bytes);
    for (i = 0; i < CAPTURE_KEPT; i++) {
        buf_fini(&phone->kept[i].text);
    }
    free(phone);
}
