/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network of a process that was asked for: "netns PID", and its tables
 * behind it, unless it is known to be the shell's. See section_kind.h.
 */
#include "collect/procnet.h"
#include "collect/section_kind.h"

#include "base/err.h"

#include <string.h>

static bool is_known(const struct vec *namespaces, int32_t pid)
{
    for (size_t i = 0; i < namespaces->len; i++) {
        const struct netns *netns = vec_at(namespaces, i);

        if (netns->pid == pid) {
            return true;
        }
    }
    return false;
}

/* Nobody asks for a process twice, and each costs a look at every row. */
static int netns_line(struct sections *sections, struct str line)
{
    struct netns netns = {.pid = sections->netns_pid, .how = NETNS_UNKNOWN};
    struct str word = str_trim(line);
    int rc;

    if (word.len == 0) {
        return 0;
    }
    if (sections->netns_pid <= 0 ||
        is_known(&sections->out->namespaces, sections->netns_pid)) {
        return ERR_PROTO;
    }
    if (str_is(word, "same")) {
        netns.how = NETNS_SAME;
    } else if (str_is(word, "other")) {
        netns.how = NETNS_OTHER;
    } else if (!str_is(word, "unknown")) {
        return ERR_PROTO;
    }
    rc = vec_push(&sections->out->namespaces, &netns);
    return rc < 0 ? rc : 1;
}

static int netns_done(struct sections *sections)
{
    (void)sections;
    return 0;
}

const struct section_kind section_netns = {
    .name = "netns",
    .is_optional = true,
    .line = netns_line,
    .done = netns_done,
};

static int pid_line(struct sections *sections, struct str line)
{
    struct sock_row row;
    int rc = procnet_parse(line, sections->kind->proto, &row);

    if (rc <= 0) {
        return rc;
    }
    if (sections->netns_pid <= 0) {
        return ERR_PROTO;
    }
    row.net_pid = sections->netns_pid;
    rc = vec_push(&sections->out->other_rows, &row);
    return rc < 0 ? rc : 1;
}

/* That a process has gone is said where it is looked for. */
static int pid_done(struct sections *sections)
{
    const struct section *now = sections->now;

    if (now->status == 0 ||
        strstr(now->sample, "No such file or directory") != NULL) {
        return 0;
    }
    return section_warn_failed(sections, "netns-failed",
                               "a table of a process's own network could not "
                               "be read");
}

#define PID_TABLE(NAME, PROTO)                                               \
    .name = (NAME), .is_optional = true, .proto = (PROTO), .line = pid_line, \
    .done = pid_done

const struct section_kind section_pid_tcp = {PID_TABLE("pid-tcp", SOCK_TCP)};
const struct section_kind section_pid_tcp6 = {PID_TABLE("pid-tcp6", SOCK_TCP)};
const struct section_kind section_pid_udp = {PID_TABLE("pid-udp", SOCK_UDP)};
const struct section_kind section_pid_udp6 = {PID_TABLE("pid-udp6", SOCK_UDP)};
