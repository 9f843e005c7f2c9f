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
        return snapshot_warn(sections->out, "table-missing", false,
                             "this phone's kernel has no table %s", name);
    }
    if (ends_with(now->sample, "Permission denied")) {
        now->is_denied = true;
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
    if (now->rows_bad > 0) {
        memcpy(sections->rows_sample, now->sample, sizeof(now->sample));
    }
    return 0;
}

const struct section_kind section_tcp = {
    .name = "tcp",
    .is_table = true,
    .proto = SOCK_TCP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_tcp6 = {
    .name = "tcp6",
    .is_table = true,
    .proto = SOCK_TCP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_udp = {
    .name = "udp",
    .is_table = true,
    .proto = SOCK_UDP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_udp6 = {
    .name = "udp6",
    .is_table = true,
    .proto = SOCK_UDP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_udplite = {
    .name = "udplite",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_INET,
    .proto = SOCK_UDPLITE,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_udplite6 = {
    .name = "udplite6",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_INET,
    .proto = SOCK_UDPLITE,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_raw = {
    .name = "raw",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_INET,
    .proto = SOCK_RAW_IP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_raw6 = {
    .name = "raw6",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_INET,
    .proto = SOCK_RAW_IP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_icmp = {
    .name = "icmp",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_INET,
    .proto = SOCK_ICMP,
    .line = table_line,
    .done = section_table_done,
};

const struct section_kind section_icmp6 = {
    .name = "icmp6",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_INET,
    .proto = SOCK_ICMP,
    .line = table_line,
    .done = section_table_done,
};
