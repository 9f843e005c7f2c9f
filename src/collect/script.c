/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters checked, pieces put together. See script.h. */
#include "collect/script.h"

#include "collect/framing.h"
#include "collect/script_pieces.h"

/* The highest user id: uids are 32 bits and a user has 100 000 of them. */
#define USER_ID_MAX 42949
#define WAIT_S_MAX 60

/* In the order in which they run. */
static const struct {
    const struct script_piece *piece;
    unsigned part; /* enum script_part that asks for it; 0: always there */
    bool is_plain; /* of the plain look */
} pieces[] = {
    {&script_head, 0, false},
    {&script_netstat, SCRIPT_NETSTAT, false},
    {&script_packages_dump, SCRIPT_PACKAGES_DUMP, false},
    {&script_start, 0, true},
    {&script_tables, 0, true},
    {&script_tables_inet, SCRIPT_INET, true},
    {&script_tables_local, SCRIPT_LOCAL, true},
    {&script_counters, SCRIPT_COUNTERS, true},
    {&script_processes, 0, true},
    {&script_rest, 0, false},
};

static bool is_wanted(size_t i, unsigned parts)
{
    return (pieces[i].part == 0 || (pieces[i].part & parts) != 0) &&
           !(pieces[i].is_plain && (parts & SCRIPT_MORE) != 0);
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
    if (params->wait_s < 1 || params->wait_s > WAIT_S_MAX) {
        return err_set(err, ERR_ARG, "%u seconds are no time to wait",
                       params->wait_s);
    }
    return 0;
}

int script_snapshot(struct buf *out, const struct script_params *params,
                    struct err *err)
{
    int rc = check(params, err);

    if (rc < 0) {
        return rc;
    }
    rc = buf_printf(out, "T=%s W=%u U='", params->token, params->wait_s);
    for (size_t i = 0; rc == 0 && i < params->user_count; i++) {
        rc = buf_printf(out, i == 0 ? "%u" : " %u", (unsigned)params->users[i]);
    }
    if (rc == 0) {
        rc = buf_puts(out, "'\n");
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
