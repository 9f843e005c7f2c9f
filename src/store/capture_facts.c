/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone and its network, as they were when it was first looked at, and
 * its network at later looks.
 */
#include "store/capture_reading.h"

#include "base/format.h"

#include <string.h>

/* What a vector said, as a sentence. */
static int fail(int rc, struct err *err)
{
    if (rc == ERR_LIMIT) {
        return err_set(err, ERR_LIMIT,
                       "capture: more in it than this program "
                       "takes");
    }
    return rc < 0 ? err_set(err, rc, "out of memory") : 0;
}

struct number {
    const char *name;
    int64_t min;
    int64_t max;
    int64_t value;
};

enum number_index {
    FACT_SDK,
    FACT_SHELL_UID,
    FACT_SU_ROOT,
    FACT_CURRENT_USER,
    FACT_TOOLS,
    FACT_TAKEN,
    FACT_PHONE_AT,
    FACT_INTERFACES,
    FACT_NETWORKS,
    FACT_SETTINGS,
    FACT_OFFSET,
    FACT_UNCERTAINTY,
    FACT_COUNT
};

struct facts {
    struct snapshot *out;
    struct number numbers[FACT_COUNT];
    bool has_offset;
};

static void take_text(struct facts *facts, struct row_out *row,
                      const char *name)
{
    struct snapshot *out = facts->out;
    const struct {
        const char *name;
        const char **text;
    } texts[] = {
        {"model", &out->phone.model},
        {"manufacturer", &out->phone.manufacturer},
        {"android", &out->phone.android},
        {"patch", &out->phone.patch},
        {"build", &out->phone.build},
        {"fingerprint", &out->phone.fingerprint},
        {"dns_mode", &out->network.dns_mode},
        {"dns_host", &out->network.dns_host},
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].text = row_string(row, 1, &out->strings);
        }
    }
}

/* Names that this version does not know are somebody else's business. */
static int take_fact(struct capture_reader *reader, struct row_out *row,
                     void *ctx, struct err *err)
{
    struct facts *facts = ctx;
    const char *name = db_column_text(row->stmt, 0);
    size_t i;

    (void)reader;
    (void)err;
    if (name == NULL) {
        row->is_bad = true;
        return 0;
    }
    for (i = 0; i < FACT_COUNT; i++) {
        struct number *number = &facts->numbers[i];

        if (strcmp(name, number->name) == 0) {
            number->value = row_int(row, 1, number->min, number->max);
            facts->has_offset = facts->has_offset || i == FACT_OFFSET;
            return 0;
        }
    }
    take_text(facts, row, name);
    return 0;
}

static int read_phone(struct capture_reader *reader, uint32_t device,
                      struct snapshot *out, struct err *err)
{
    struct facts facts = {
        .out = out,
        .numbers =
            {
                [FACT_SDK] = {"sdk", INT32_MIN, INT32_MAX, -1},
                [FACT_SHELL_UID] = {"shell_uid", -1, UINT32_MAX, -1},
                [FACT_SU_ROOT] = {"is_su_root", 0, 1, 0},
                [FACT_CURRENT_USER] = {"current_user", INT32_MIN, INT32_MAX,
                                       -1},
                [FACT_TOOLS] = {"tools", 0, UINT32_MAX, 0},
                [FACT_TAKEN] = {"taken_at_ms", INT64_MIN, INT64_MAX,
                                SNAPSHOT_NO_TIME},
                [FACT_PHONE_AT] = {"phone_at_ms", INT64_MIN, INT64_MAX, -1},
                [FACT_INTERFACES] = {"has_interfaces", 0, 1, 0},
                [FACT_NETWORKS] = {"has_networks", 0, 1, 0},
                [FACT_SETTINGS] = {"has_settings", 0, 1, 0},
                [FACT_OFFSET] = {"phone_minus_laptop_ms", INT64_MIN, INT64_MAX,
                                 0},
                [FACT_UNCERTAINTY] = {"uncertainty_ms", INT64_MIN, INT64_MAX,
                                      0},
            },
    };
    const struct number *numbers = facts.numbers;
    int rc = rows_each(reader, "SELECT name, value FROM fact WHERE device=?",
                       "fact", device, take_fact, &facts, err);

    out->phone.sdk = (int32_t)numbers[FACT_SDK].value;
    out->phone.shell_uid = numbers[FACT_SHELL_UID].value;
    out->phone.is_su_root = numbers[FACT_SU_ROOT].value == 1;
    out->phone.current_user = (int32_t)numbers[FACT_CURRENT_USER].value;
    out->tools = (unsigned)numbers[FACT_TOOLS].value;
    out->taken_at_ms = numbers[FACT_TAKEN].value;
    out->phone_at_ms = numbers[FACT_PHONE_AT].value;
    out->network.has_interfaces = numbers[FACT_INTERFACES].value == 1;
    out->network.has_networks = numbers[FACT_NETWORKS].value == 1;
    out->network.has_settings = numbers[FACT_SETTINGS].value == 1;
    out->clock.is_known = facts.has_offset;
    out->clock.phone_minus_laptop_ms = numbers[FACT_OFFSET].value;
    out->clock.uncertainty_ms = numbers[FACT_UNCERTAINTY].value;
    return rc;
}

static int take_interface(struct capture_reader *reader, struct row_out *row,
                          void *ctx, struct err *err)
{
    struct snapshot *out = ctx;
    const char *kind = row_string(row, 1, &out->strings);
    struct net_interface interface = {
        .name = row_string(row, 0, &out->strings),
        .kind = kind == NULL ? NULL : network_kind(kind),
        .is_vpn = row_bool(row, 2),
        .owner_uid = row_int(row, 3, -1, UINT32_MAX),
        .is_described = row_bool(row, 4),
    };

    (void)reader;
    if (interface.name == NULL || interface.kind == NULL) {
        row->is_bad = true;
        return 0;
    }
    return fail(vec_push(&out->network.interfaces, &interface), err);
}

static int take_address(struct capture_reader *reader, struct row_out *row,
                        void *ctx, struct err *err)
{
    struct snapshot *out = ctx;
    size_t interfaces = out->network.interfaces.len;
    struct net_addr address = {
        .addr = row_address(row, 0),
        .prefix_len = (uint32_t)row_int(row, 1, 0, 128),
        .interface = row_u32(row, 2),
    };

    (void)reader;
    if (address.addr.family == ADDR_NONE || address.interface >= interfaces ||
        (address.addr.family == ADDR_V4 && address.prefix_len > 32)) {
        row->is_bad = true;
        return 0;
    }
    return fail(vec_push(&out->network.addrs, &address), err);
}

static int take_proxy(struct capture_reader *reader, struct row_out *row,
                      void *ctx, struct err *err)
{
    struct snapshot *out = ctx;
    struct net_proxy proxy = {
        .interface = row_string(row, 0, &out->strings),
        .host = row_string(row, 1, &out->strings),
        .pac = row_string(row, 2, &out->strings),
        .port = (uint16_t)row_int(row, 3, 0, UINT16_MAX),
    };

    (void)reader;
    if (proxy.host == NULL || !addr_parse(str_from(proxy.host), &proxy.addr)) {
        proxy.addr.family = ADDR_NONE;
    }
    return fail(vec_push(&out->network.proxies, &proxy), err);
}

static int take_user(struct capture_reader *reader, struct row_out *row,
                     void *ctx, struct err *err)
{
    struct snapshot *out = ctx;
    struct phone_user user = {
        .id = row_u32(row, 0),
        .kind = row_string(row, 1, &out->strings),
        .is_listed = row_bool(row, 2),
    };

    (void)reader;
    return fail(vec_push(&out->users, &user), err);
}

static int take_warning(struct capture_reader *reader, struct row_out *row,
                        void *ctx, struct err *err)
{
    struct snapshot *out = ctx;
    struct warning warning = {
        .code = row_string(row, 0, &out->strings),
        .text = row_string(row, 1, &out->strings),
        .is_partial = row_bool(row, 2),
    };

    (void)reader;
    if (warning.code == NULL || warning.text == NULL) {
        row->is_bad = true;
        return 0;
    }
    return fail(vec_push(&out->warnings, &warning), err);
}

/* The look that tells of a device's network by now; *out_seq 0: the first. */
static int find_look(struct capture_reader *reader, uint32_t device,
                     struct snapshot *out, int64_t *out_seq, struct err *err)
{
    struct network *network = &out->network;
    struct row_out row = {.table = "look"};
    int64_t flags;
    int rc;

    *out_seq = 0;
    if (reader->version < 4) {
        return 0; /* it has none */
    }
    rc = db_prepare(reader->db,
                    "SELECT seq, flags, dns_mode, dns_host FROM look"
                    " WHERE device=?1 AND seq<=?2 ORDER BY seq DESC LIMIT 1",
                    &row.stmt, err);
    if (rc < 0) {
        return rc;
    }
    db_bind_i64(row.stmt, 1, device);
    db_bind_i64(row.stmt, 2, reader->at_seq);
    rc = row_next(&row, err);
    if (rc == 0 && row.has_row) {
        *out_seq = row_int(&row, 0, 1, INT64_MAX);
        flags = row_int(&row, 1, 0, 7);
        network->has_interfaces = (flags & CAPTURE_HAS_INTERFACES) != 0;
        network->has_networks = (flags & CAPTURE_HAS_NETWORKS) != 0;
        network->has_settings = (flags & CAPTURE_HAS_SETTINGS) != 0;
        network->dns_mode = row_string(&row, 2, &out->strings);
        network->dns_host = row_string(&row, 3, &out->strings);
        rc = row_check(&row, err);
    }
    db_finish(row.stmt);
    return rc;
}

static int read_network(struct capture_reader *reader, uint32_t device,
                        struct snapshot *out, struct err *err)
{
    static const struct {
        const char *first;
        const char *later;
        const char *table;
        row_take take;
    } lists[] = {
        {"SELECT name, kind, is_vpn, owner_uid, is_described FROM interface"
         " WHERE device=? ORDER BY rank",
         "SELECT name, kind, is_vpn, owner_uid, is_described"
         " FROM look_interface WHERE seq=? ORDER BY rank",
         "interface", take_interface},
        {"SELECT addr, prefix_len, interface FROM address"
         " WHERE device=? ORDER BY rank",
         "SELECT addr, prefix_len, interface FROM look_address"
         " WHERE seq=? ORDER BY rank",
         "address", take_address},
        {"SELECT interface, host, pac, port FROM proxy"
         " WHERE device=? ORDER BY rank",
         "SELECT interface, host, pac, port FROM look_proxy"
         " WHERE seq=? ORDER BY rank",
         "proxy", take_proxy},
    };
    int64_t look = 0;
    size_t i;
    int rc = find_look(reader, device, out, &look, err);

    for (i = 0; i < sizeof(lists) / sizeof(lists[0]) && rc == 0; i++) {
        rc = rows_each(reader, look == 0 ? lists[i].first : lists[i].later,
                       lists[i].table, look == 0 ? device : look, lists[i].take,
                       out, err);
    }
    return rc;
}

int facts_read(struct capture_reader *reader, uint32_t device,
               struct snapshot *out, struct err *err)
{
    int rc = read_phone(reader, device, out, err);

    if (rc == 0) {
        rc = read_network(reader, device, out, err);
    }
    if (rc == 0) {
        rc = rows_each(reader,
                       "SELECT id, kind, is_listed FROM user WHERE device=?"
                       " ORDER BY id",
                       "user", device, take_user, out, err);
    }
    if (rc == 0) {
        rc = rows_each(reader,
                       "SELECT code, text, is_partial FROM warning"
                       " WHERE device=? ORDER BY rank",
                       "warning", device, take_warning, out, err);
    }
    return rc;
}
