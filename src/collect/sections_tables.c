/* SPDX-License-Identifier: Apache-2.0 */
/* The socket tables of the kernel. See section_kind.h. */
#include "collect/procnet.h"
#include "collect/script.h"
#include "collect/section_kind.h"

#include <string.h>

static int table_line(struct sections *sections, struct str line)
{
    struct sock_row row;
    int rc = procnet_parse(line, sections->kind->proto, &row);

    if (rc <= 0) {
        return rc;
    }
    rc = vec_push(&sections->out->rows, &row);
    return rc < 0 ? rc : 1;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* Android lets its shell read the plain tables, of the others it may not. */
static bool is_beyond_rights(const struct sections *sections)
{
    return sections->kind->is_optional && sections->out->phone.shell_uid != 0;
}

/* Its bit of snapshot.tables_without; 0: it is another table. */
static unsigned bit_of(const struct sections *sections)
{
    for (size_t i = 0; i < SECTIONS_TABLE_COUNT; i++) {
        if (sections->now == &sections->tables[i]) {
            return 1u << i;
        }
    }
    return 0;
}

/* cat failed: its last line says why, and is no bad row. */
static int table_failed(struct sections *sections)
{
    struct section *now = sections->now;
    const char *name = sections->kind->name;

    if (now->rows_bad > 0) {
        now->rows_bad--;
        sections->out->rows_bad--;
    }
    if (ends_with(now->sample, "No such file or directory")) {
        sections->out->tables_without |= bit_of(sections);
        return snapshot_warn(sections->out, "table-missing", false,
                             "this phone's kernel has no table %s", name);
    }
    if (ends_with(now->sample, "Permission denied")) {
        now->is_denied = true;
        sections->out->tables_without |= bit_of(sections);
        return snapshot_warn(sections->out, "table-denied",
                             !is_beyond_rights(sections),
                             "the phone does not let its shell read "
                             "/proc/net/%s: its sockets are missing here",
                             name);
    }
    return snapshot_warn(sections->out, "table-failed", true,
                         "reading /proc/net/%s on the phone failed with "
                         "status %d: %s",
                         name, now->status,
                         now->sample[0] == '\0' ? "no reason given"
                                                : now->sample);
}

int section_table_done(struct sections *sections)
{
    struct section *now = sections->now;

    if (now->status != 0) {
        return table_failed(sections);
    }
    sections->out->tables_without &= ~bit_of(sections);
    if (now->rows_bad > 0) {
        memcpy(sections->rows_sample, now->sample, sizeof(now->sample));
    }
    return 0;
}

#define TABLE(NAME, PROTO)                                                  \
    .name = (NAME), .is_table = true, .proto = (PROTO), .line = table_line, \
    .done = section_table_done
#define EXTRA .is_optional = true, .part = SCRIPT_INET

const struct section_kind section_tcp = {TABLE("tcp", SOCK_TCP)};
const struct section_kind section_tcp6 = {TABLE("tcp6", SOCK_TCP)};
const struct section_kind section_udp = {TABLE("udp", SOCK_UDP)};
const struct section_kind section_udp6 = {TABLE("udp6", SOCK_UDP)};

const struct section_kind section_udplite = {TABLE("udplite", SOCK_UDPLITE),
                                             EXTRA};
const struct section_kind section_udplite6 = {TABLE("udplite6", SOCK_UDPLITE),
                                              EXTRA};
const struct section_kind section_raw = {TABLE("raw", SOCK_RAW_IP), EXTRA};
const struct section_kind section_raw6 = {TABLE("raw6", SOCK_RAW_IP), EXTRA};
const struct section_kind section_icmp = {TABLE("icmp", SOCK_ICMP), EXTRA};
const struct section_kind section_icmp6 = {TABLE("icmp6", SOCK_ICMP), EXTRA};
