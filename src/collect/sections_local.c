/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets without addresses, and the kernel's counters. See section_kind.h. */
#include "collect/counters.h"
#include "collect/local.h"
#include "collect/script.h"
#include "collect/section_kind.h"

static int push(struct sections *sections, const struct local_socket *row)
{
    int rc = vec_push(&sections->out->local_sockets, row);

    return rc < 0 ? rc : 1;
}

static int unix_line(struct sections *sections, struct str line)
{
    struct local_socket row;
    struct str path;
    int rc = local_parse_unix(line, &row, &path);

    if (rc > 0 && path.ptr != NULL) {
        int kept = section_keep(sections, path, &row.path);

        rc = kept < 0 ? kept : rc;
    }
    return rc > 0 ? push(sections, &row) : rc;
}

static int packet_line(struct sections *sections, struct str line)
{
    struct local_socket row;
    int rc = local_parse_packet(line, &row);

    return rc > 0 ? push(sections, &row) : rc;
}

static int netlink_line(struct sections *sections, struct str line)
{
    struct local_socket row;
    int rc = local_parse_netlink(line, &row);

    return rc > 0 ? push(sections, &row) : rc;
}

const struct section_kind section_unix = {
    .name = "unix",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_LOCAL,
    .line = unix_line,
    .done = section_table_done,
};

const struct section_kind section_packet = {
    .name = "packet",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_LOCAL,
    .line = packet_line,
    .done = section_table_done,
};

const struct section_kind section_netlink = {
    .name = "netlink",
    .is_table = true,
    .is_optional = true,
    .part = SCRIPT_LOCAL,
    .line = netlink_line,
    .done = section_table_done,
};

static int sockstat_line(struct sections *sections, struct str line)
{
    return counters_parse_sockstat(line, &sections->out->counters);
}

static int snmp_line(struct sections *sections, struct str line)
{
    return counters_parse_snmp(&sections->snmp, line, &sections->out->counters);
}

static int counters_done(struct sections *sections)
{
    sections->snmp.len = 0;
    return sections->now->status == 0
               ? 0
               : section_warn_failed(sections, "counters-failed",
                                     "some of the kernel's counters could "
                                     "not be read");
}

const struct section_kind section_sockstat = {
    .name = "sockstat",
    .is_optional = true,
    .part = SCRIPT_COUNTERS,
    .line = sockstat_line,
    .done = counters_done,
};

const struct section_kind section_sockstat6 = {
    .name = "sockstat6",
    .is_optional = true,
    .part = SCRIPT_COUNTERS,
    .line = sockstat_line,
    .done = counters_done,
};

const struct section_kind section_snmp = {
    .name = "snmp",
    .is_optional = true,
    .part = SCRIPT_COUNTERS,
    .line = snmp_line,
    .done = counters_done,
};
