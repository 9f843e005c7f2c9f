/* SPDX-License-Identifier: Apache-2.0 */
/* See option_phone.h. */
#include "cmd/option_phone.h"

#include "cmd/duration.h"
#include "cmd/option_choice.h"

/* `-s "$PHONE"` with PHONE unset must not become "any phone". */
static int need_text(const char *option, const char *argument, struct err *err)
{
    return argument[0] != '\0'
               ? 0
               : err_set(err, ERR_USAGE, "%s: its value is empty", option);
}

int option_take_serial(const char *argument, struct settings *out,
                       struct err *err)
{
    if (out->serial_count == PHONES_MAX) {
        return err_set(err, ERR_USAGE, "more than %d phones", PHONES_MAX);
    }
    out->select = ADB_SELECT_SERIAL;
    out->serial = argument;
    out->serials[out->serial_count++] = argument;
    return need_text("-s", argument, err);
}

int option_take_usb(const char *argument, struct settings *out, struct err *err)
{
    (void)argument;
    (void)err;
    out->select = ADB_SELECT_USB;
    return 0;
}

int option_take_local(const char *argument, struct settings *out,
                      struct err *err)
{
    (void)argument;
    (void)err;
    out->select = ADB_SELECT_LOCAL;
    return 0;
}

int option_take_via(const char *argument, struct settings *out, struct err *err)
{
    static const enum link_via choices[] = {LINK_AUTO, LINK_SERVER, LINK_USB,
                                            LINK_TCP};
    int chosen = option_choose("--via", VIA_WORDS, argument, err);

    if (chosen < 0) {
        return chosen;
    }
    out->via = choices[chosen];
    return 0;
}

int option_take_host(const char *argument, struct settings *out,
                     struct err *err)
{
    (void)err;
    out->server_host = argument;
    return 0;
}

int option_take_port(const char *argument, struct settings *out,
                     struct err *err)
{
    (void)err;
    out->server_port = argument;
    return 0;
}

int option_take_socket(const char *argument, struct settings *out,
                       struct err *err)
{
    out->server_socket = argument;
    return need_text("-L", argument, err);
}

int option_take_record(const char *argument, struct settings *out,
                       struct err *err)
{
    out->record = argument;
    return need_text("--record", argument, err);
}

int option_take_replay(const char *argument, struct settings *out,
                       struct err *err)
{
    out->replay = argument;
    return need_text("--replay", argument, err);
}

int option_take_timeout(const char *argument, struct settings *out,
                        struct err *err)
{
    return duration_parse(argument, &out->timeout_ms, err) < 0
               ? err_prefix(err, "--timeout")
               : 0;
}

int option_take_wait_auth(const char *argument, struct settings *out,
                          struct err *err)
{
    return duration_parse(argument, &out->wait_auth_ms, err) < 0
               ? err_prefix(err, "--wait-auth")
               : 0;
}
