/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table. RIPE answers also for others where its mirror knows them (-G:
 * no grouping, -r: no persons, which it counts and bans for).
 */
#include "enrich/registry.h"

#define SECOND 1000

const struct registry registries[REGISTRY_COUNT] = {
    {"arin",
     "ARIN",
     "https://rdap.arin.net/registry/",
     "rdap.arin.net",
     "whois.arin.net",
     "n + ",
     {SECOND, 5, 60 * SECOND}},
    {"ripencc",
     "RIPE NCC",
     "https://rdap.db.ripe.net/",
     "rdap.db.ripe.net",
     "whois.ripe.net",
     "-r -G --charset UTF-8 -T inetnum,inet6num ",
     {SECOND / 2, 5, 60 * SECOND}},
    {"apnic",
     "APNIC",
     "https://rdap.apnic.net/",
     "rdap.apnic.net",
     "whois.apnic.net",
     "-r ",
     {SECOND, 5, 60 * SECOND}},
    /* Ten a minute, it says; who asks more is shut out for minutes. */
    {"lacnic",
     "LACNIC",
     "https://rdap.lacnic.net/rdap/",
     "rdap.lacnic.net",
     "whois.lacnic.net",
     "",
     {7 * SECOND, 1, 300 * SECOND}},
    {"afrinic",
     "AFRINIC",
     "https://rdap.afrinic.net/rdap/",
     "rdap.afrinic.net",
     "whois.afrinic.net",
     "-r ",
     {SECOND, 5, 60 * SECOND}},
};

const struct manners manners_default = {SECOND, 5, 60 * SECOND};

size_t registry_find(const char *id)
{
    size_t i;

    for (i = 0; i < REGISTRY_COUNT; i++) {
        if (strcmp(registries[i].id, id) == 0) {
            return i;
        }
    }
    return REGISTRY_FIRST;
}

int registry_of_rdap(struct str host)
{
    int i;

    for (i = 0; i < REGISTRY_COUNT; i++) {
        if (str_is(host, registries[i].rdap_host)) {
            return i;
        }
    }
    return -1;
}

int registry_of_referral(struct str text)
{
    struct cursor cursor = cursor_from(str_trim(text));
    struct str rest;
    int i;

    (void)cursor_literal(&cursor, "whois://");
    rest = cursor_rest(&cursor);
    for (i = 0; i < REGISTRY_COUNT; i++) {
        struct cursor at = cursor_from(rest);

        /* "RIPE" stands for RIPE NCC; the other titles are one word. */
        if (str_is(rest, registries[i].title) ||
            (str_is(rest, "RIPE") && i == REGISTRY_FIRST)) {
            return i;
        }
        if (cursor_literal(&at, registries[i].whois_host)) {
            (void)cursor_literal(&at, ":43");
            (void)cursor_char(&at, '/');
            if (cursor_is_end(&at)) {
                return i;
            }
        }
    }
    return -1;
}
