/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters checked, pieces put together. See script.h. */
#include "collect/script.h"

#include "collect/framing.h"
#include "collect/script_pieces.h"

#include <string.h>

/* The highest user id: uids are 32 bits and a user has 100 000 of them. */
#define USER_ID_MAX 42949
#define WAIT_S_MAX 60
/* A directory is called so. */
#define PACKAGE_NAME_MAX 255

/* In the order in which they run. */
static const struct {
    const struct script_piece *piece;
    unsigned part; /* enum script_part that asks for it; 0: always there */
    bool is_plain; /* of the plain look */
} pieces[] = {
    {&script_common, 0, false},
    {&script_head, 0, false},
    {&script_netstat, SCRIPT_NETSTAT, false},
    {&script_packages_dump, SCRIPT_PACKAGES_DUMP, false},
    {&script_descriptors, SCRIPT_FDS | SCRIPT_SU, true},
    {&script_su, SCRIPT_SU, true},
    {&script_start, 0, true},
    {&script_run_as, SCRIPT_RUN_AS, true},
    {&script_tables, 0, true},
    {&script_tables_plain, 0, true},
    {&script_tables_inet, SCRIPT_INET, true},
    {&script_tables_local, SCRIPT_LOCAL, true},
    {&script_counters, SCRIPT_COUNTERS, true},
    {&script_pid_net, SCRIPT_PID_NET, true},
    {&script_fds, SCRIPT_FDS, true},
    {&script_processes, 0, true},
    {&script_processes_plain, 0, true},
    {&script_network, 0, true},
    {&script_tools, SCRIPT_TOOLS, true},
    {&script_rest, 0, false},
};

static bool is_wanted(size_t i, unsigned parts)
{
    return (pieces[i].part == 0 || (pieces[i].part & parts) != 0) &&
           !(pieces[i].is_plain && (parts & SCRIPT_MORE) != 0);
}

/* Tables that su reads where the shell may not. */
static const struct {
    const char *names;
    unsigned part; /* 0: always */
} tables[] = {
    {"tcp tcp6 udp udp6", 0},
    {" raw raw6 icmp icmp6 udplite udplite6", SCRIPT_INET},
    {" unix packet netlink", SCRIPT_LOCAL},
};

/* One byte of a name: what a file of Android's package manager may be called
 * (AOSP FrameworkParsingPackageUtils), and nothing that a shell reads. */
static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool script_package_is_good(struct str name)
{
    if (name.len < 3 || name.len > PACKAGE_NAME_MAX || name.ptr[0] == '.' ||
        name.ptr[name.len - 1] == '.' ||
        memchr(name.ptr, '.', name.len) == NULL) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        if (!is_name_byte(name.ptr[i])) {
            return false;
        }
    }
    return true;
}

static int check_rights(const struct script_params *params, struct err *err)
{
    if ((params->parts & SCRIPT_SU) != 0 &&
        (params->su_wait_s < 1 || params->su_wait_s > WAIT_S_MAX)) {
        return err_set(err, ERR_ARG, "%u seconds are no time to wait for su",
                       params->su_wait_s);
    }
    if ((params->parts & SCRIPT_RUN_AS) == 0) {
        return 0;
    }
    if (params->package_count < 1 ||
        params->package_count > SCRIPT_PACKAGES_MAX ||
        params->package_user > USER_ID_MAX) {
        return err_set(err, ERR_ARG, "none, or more than %d, packages named",
                       SCRIPT_PACKAGES_MAX);
    }
    for (size_t i = 0; i < params->package_count; i++) {
        if (!script_package_is_good(str_from(params->packages[i]))) {
            return err_set(err, ERR_ARG, "no package can have such a name");
        }
    }
    return 0;
}

static int check(const struct script_params *params, struct err *err)
{
    if (params->token == NULL ||
        !framing_token_is_good(str_from(params->token))) {
        return err_set(err, ERR_ARG, "the token is no random word");
    }
    if (params->user_count > SCRIPT_USERS_MAX) {
        return err_set(err, ERR_ARG, "more than %d users asked for",
                       SCRIPT_USERS_MAX);
    }
    for (size_t i = 0; i < params->user_count; i++) {
        if (params->users[i] > USER_ID_MAX) {
            return err_set(err, ERR_ARG, "%u is no user of a phone",
                           (unsigned)params->users[i]);
        }
    }
    if (params->pid_count > SCRIPT_PIDS_MAX) {
        return err_set(err, ERR_ARG, "more than %d processes asked for",
                       SCRIPT_PIDS_MAX);
    }
    for (size_t i = 0; i < params->pid_count; i++) {
        if (params->pids[i] < 1 || params->pids[i] > INT32_MAX) {
            return err_set(err, ERR_ARG, "%u is no process",
                           (unsigned)params->pids[i]);
        }
    }
    if (params->wait_s < 1 || params->wait_s > WAIT_S_MAX) {
        return err_set(err, ERR_ARG, "%u seconds are no time to wait",
                       params->wait_s);
    }
    return check_rights(params, err);
}

static int put_su(struct buf *out, const struct script_params *params)
{
    int rc = buf_printf(out, "Y=%u O='", params->su_wait_s);

    for (size_t i = 0; rc == 0 && i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (tables[i].part == 0 || (tables[i].part & params->parts) != 0) {
            rc = buf_puts(out, tables[i].names);
        }
    }
    return rc < 0 ? rc : buf_puts(out, "'\n");
}

static int put_run_as(struct buf *out, const struct script_params *params)
{
    int rc =
        params->package_user < 0
            ? buf_puts(out, "J=")
            : buf_printf(out, "J='--user %u'", (unsigned)params->package_user);

    if (rc == 0) {
        rc = buf_puts(out, " G='");
    }
    for (size_t i = 0; rc == 0 && i < params->package_count; i++) {
        rc = buf_printf(out, i == 0 ? "%s" : " %s", params->packages[i]);
    }
    return rc < 0 ? rc : buf_puts(out, "'\n");
}

/* "U='0 10'" and a line end. */
static int put_list(struct buf *out, const char *name, const uint32_t *numbers,
                    size_t count)
{
    int rc = buf_printf(out, "%s='", name);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = buf_printf(out, i == 0 ? "%u" : " %u", (unsigned)numbers[i]);
    }
    return rc < 0 ? rc : buf_puts(out, "'\n");
}

int script_snapshot(struct buf *out, const struct script_params *params,
                    struct err *err)
{
    int rc = check(params, err);

    if (rc < 0) {
        return rc;
    }
    rc = buf_printf(out, "T=%s W=%u ", params->token, params->wait_s);
    if (rc == 0) {
        rc = put_list(out, "U", params->users, params->user_count);
    }
    if (rc == 0 && (params->parts & SCRIPT_PID_NET) != 0) {
        rc = put_list(out, "B", params->pids, params->pid_count);
    }
    if (rc == 0 && (params->parts & SCRIPT_SU) != 0) {
        rc = put_su(out, params);
    }
    if (rc == 0 && (params->parts & SCRIPT_RUN_AS) != 0) {
        rc = put_run_as(out, params);
    }
    for (size_t i = 0; rc == 0 && i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        if (is_wanted(i, params->parts)) {
            rc = buf_append(out, pieces[i].piece->text, pieces[i].piece->len);
        }
    }
    if (rc < 0) {
        return err_set(err, rc, "no room for the text of the request");
    }
    return 0;
}
