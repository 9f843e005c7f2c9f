/* SPDX-License-Identifier: Apache-2.0 */
/* See option_names.h. */
#include "cmd/option_names.h"

#include "cmd/duration.h"

static int need_text(const char *option, const char *argument, struct err *err)
{
    return argument[0] != '\0'
               ? 0
               : err_set(err, ERR_USAGE, "%s: its value is empty", option);
}

/* Takers of plain switches, which all look alike. */
#define SWITCH(function, member)                                              \
    int function(const char *argument, struct settings *out, struct err *err) \
    {                                                                         \
        (void)argument;                                                       \
        (void)err;                                                            \
        out->names.member = true;                                             \
        return 0;                                                             \
    }

/* "0" too, which no other time may be: whatever is there by then. */
int option_take_dns_wait(const char *argument, struct settings *out,
                         struct err *err)
{
    if (strcmp(argument, "0") == 0) {
        out->names.dns_wait_ms = 0;
        return 0;
    }
    return duration_parse(argument, &out->names.dns_wait_ms, err) < 0
               ? err_prefix(err, "--dns-wait")
               : 0;
}

int option_take_dns(const char *argument, struct settings *out, struct err *err)
{
    out->names.dns = argument;
    return need_text("--dns", argument, err);
}

int option_take_dns_rate(const char *argument, struct settings *out,
                         struct err *err)
{
    uint64_t value;

    if (!str_to_u64(str_from(argument), 1000000, &value)) {
        return err_set(err, ERR_USAGE,
                       "--dns-rate %s: a number up to 1000000, 0 for no limit",
                       argument);
    }
    out->names.dns_rate = (uint32_t)value;
    return 0;
}

int option_take_hosts(const char *argument, struct settings *out,
                      struct err *err)
{
    out->names.hosts = argument;
    return need_text("--hosts", argument, err);
}

int option_take_global(const char *argument, struct settings *out,
                       struct err *err)
{
    if (out->names.global_count == GLOBAL_MAX) {
        return err_set(err, ERR_USAGE, "--treat-as-global: more than %d",
                       GLOBAL_MAX);
    }
    if (!special_parse_prefix(str_from(argument),
                              &out->names.global[out->names.global_count])) {
        return err_set(err, ERR_USAGE,
                       "--treat-as-global %s: not a prefix like "
                       "198.18.0.0/15, or bits are set behind it",
                       argument);
    }
    out->names.global_count++;
    return 0;
}

int option_take_mmdb(const char *argument, struct settings *out,
                     struct err *err)
{
    if (out->names.mmdb_count == MMDB_MAX) {
        return err_set(err, ERR_USAGE, "--mmdb: more than %d", MMDB_MAX);
    }
    out->names.mmdb[out->names.mmdb_count++] = argument;
    return need_text("--mmdb", argument, err);
}

int option_take_rdap_url(const char *argument, struct settings *out,
                         struct err *err)
{
    out->names.rdap_url = argument;
    return need_text("--rdap-url", argument, err);
}

int option_take_whois_server(const char *argument, struct settings *out,
                             struct err *err)
{
    out->names.whois_server = argument;
    return need_text("--whois-server", argument, err);
}

int option_take_proxy(const char *argument, struct settings *out,
                      struct err *err)
{
    out->names.proxy = argument;
    return need_text("--proxy", argument, err);
}

int option_take_whois_wait(const char *argument, struct settings *out,
                           struct err *err)
{
    return duration_parse(argument, &out->names.whois_wait_ms, err) < 0
               ? err_prefix(err, "--whois-wait")
               : 0;
}

SWITCH(option_take_whois, want_whois)
SWITCH(option_take_numeric, is_numeric)
SWITCH(option_take_offline, is_offline)
SWITCH(option_take_private, want_private)
SWITCH(option_take_no_cache, want_no_cache)
SWITCH(option_take_refresh, want_refresh)
