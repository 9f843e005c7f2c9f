/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the script that goes on looking. See script.h. */
#include "collect/script.h"

#include "collect/framing.h"
#include "collect/script_pieces.h"

#define USER_ID_MAX 42949
#define WAIT_S_MAX 60

static const struct script_piece *const pieces[] = {
    &script_common,    &script_tables, &script_descriptors,
    &script_processes, &script_loop,
};

static int check(const struct script_loop_params *params, struct err *err)
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
    if (params->su_wait_s > WAIT_S_MAX) {
        return err_set(err, ERR_ARG, "%u seconds are no time to wait for su",
                       params->su_wait_s);
    }
    return 0;
}

/* The assignments in front. */
static int put_params(struct buf *out, const struct script_loop_params *params)
{
    int rc = buf_printf(out, "T=%s U='", params->token);

    for (size_t i = 0; rc == 0 && i < params->user_count; i++) {
        rc = buf_printf(out, i == 0 ? "%u" : " %u", (unsigned)params->users[i]);
    }
    if (rc == 0) {
        rc = params->su_wait_s == 0
                 ? buf_puts(out, "' Y=")
                 : buf_printf(out, "' Y=%u", params->su_wait_s);
    }
    return rc < 0
               ? rc
               : buf_printf(out, " O='tcp tcp6 udp udp6 raw raw6 packet%s%s'\n",
                            (params->parts & SCRIPT_INET) != 0
                                ? " icmp icmp6 udplite udplite6"
                                : "",
                            (params->parts & SCRIPT_LOCAL) != 0
                                ? " unix netlink"
                                : "");
}

int script_loop_text(struct buf *out, const struct script_loop_params *params,
                     struct err *err)
{
    int rc = check(params, err);

    if (rc < 0) {
        return rc;
    }
    rc = put_params(out, params);
    for (size_t i = 0; rc == 0 && i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        rc = buf_append(out, pieces[i]->text, pieces[i]->len);
    }
    return rc < 0 ? err_set(err, rc, "no room for the text of the request") : 0;
}

int script_aside_text(struct buf *out, const char *command)
{
    int rc = buf_printf(out, "{\n%s\n} &\n", command);

    return rc < 0 ? rc : buf_append(out, script_aside.text, script_aside.len);
}
