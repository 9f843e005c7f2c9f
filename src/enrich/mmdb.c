/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is looked for: the AS as GeoLite2, DB-IP (autonomous_system_number)
 * and IPinfo (asn, "AS64500") have it, and where it is registered. Where it
 * is said to be is not asked for.
 */
#include "enrich/mmdb.h"

#include "enrich/holding.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <maxminddb.h>

struct mmdb {
    MMDB_s files[MMDB_FILES_MAX];
    size_t count;
    char org[HOLDING_TEXT_CAP];
    char country[HOLDING_COUNTRY_CAP];
    char prefix[HOLDING_PREFIX_CAP];
};

int mmdb_open(const char *const *paths, size_t count, struct mmdb **out,
              struct err *err)
{
    struct mmdb *mmdb = calloc(1, sizeof(*mmdb));

    *out = NULL;
    if (mmdb == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    while (mmdb->count < count) {
        int rc = MMDB_open(paths[mmdb->count], MMDB_MODE_MMAP,
                           &mmdb->files[mmdb->count]);

        if (rc != MMDB_SUCCESS) {
            (void)err_set(err, rc == MMDB_FILE_OPEN_ERROR ? ERR_IO : ERR_PROTO,
                          "--mmdb %s: %s", paths[mmdb->count],
                          MMDB_strerror(rc));
            mmdb_close(mmdb);
            return rc == MMDB_FILE_OPEN_ERROR ? ERR_IO : ERR_PROTO;
        }
        mmdb->count++;
    }
    *out = mmdb;
    return 0;
}

void mmdb_close(struct mmdb *mmdb)
{
    size_t i;

    for (i = 0; mmdb != NULL && i < mmdb->count; i++) {
        MMDB_close(&mmdb->files[i]);
    }
    free(mmdb);
}

static bool get_text(MMDB_entry_s *entry, const char *const *path,
                     struct str *out)
{
    MMDB_entry_data_s data;

    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
        data.type != MMDB_DATA_TYPE_UTF8_STRING) {
        return false;
    }
    out->ptr = data.utf8_string;
    out->len = data.data_size;
    return true;
}

static void take_asn(MMDB_entry_s *entry, struct lookup_network *out)
{
    static const char *const number[] = {"autonomous_system_number", NULL};
    static const char *const text[] = {"asn", NULL};
    MMDB_entry_data_s data;
    struct str name;
    uint64_t asn;

    if (MMDB_aget_value(entry, &data, number) == MMDB_SUCCESS &&
        data.has_data && data.type == MMDB_DATA_TYPE_UINT32) {
        out->asn = (int64_t)data.uint32;
    } else if (get_text(entry, text, &name) && str_starts(name, "AS")) {
        name.ptr += 2;
        name.len -= 2;
        if (str_to_u64(name, UINT32_MAX, &asn)) {
            out->asn = (int64_t)asn;
        }
    }
}

static void take_texts(struct mmdb *mmdb, MMDB_entry_s *entry,
                       struct lookup_network *out)
{
    static const char *const orgs[][2] = {
        {"autonomous_system_organization", NULL}, {"as_name", NULL}};
    static const char *const countries[][3] = {
        {"registered_country", "iso_code", NULL},
        {"country", "iso_code", NULL},
        {"country_code", NULL, NULL}};
    struct str text;
    size_t i;

    for (i = 0; i < 2 && out->org == NULL; i++) {
        if (get_text(entry, orgs[i], &text)) {
            holding_text(text, mmdb->org);
            out->org = mmdb->org;
        }
    }
    for (i = 0; i < 3 && out->country == NULL; i++) {
        if (get_text(entry, countries[i], &text)) {
            holding_country(text, mmdb->country);
            out->country = mmdb->country[0] == '\0' ? NULL : mmdb->country;
        }
    }
}

/* The length of the prefix in a tree for IPv6 counts 96 more for IPv4. */
static void take_prefix(struct mmdb *mmdb, const MMDB_s *file,
                        const struct addr *addr, unsigned len,
                        struct lookup_network *out)
{
    struct addr low;
    struct addr high;
    struct addr mask = *addr;
    unsigned i;

    if (addr->family == ADDR_V4 && file->metadata.ip_version == 6) {
        len = len > 96 ? len - 96 : 0;
    }
    low = holding_masked(addr, len);
    for (i = len; i < (addr->family == ADDR_V4 ? 32 : 128); i++) {
        mask.bytes[i / 8] |= (uint8_t)(0x80 >> i % 8);
    }
    high = mask;
    out->prefix = holding_prefix(&low, &high, addr, mmdb->prefix);
}

static void look_in(struct mmdb *mmdb, const MMDB_s *file,
                    const struct addr *addr, struct lookup_network *out)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    const struct sockaddr *address = (const void *)&v6;
    MMDB_lookup_result_s result;
    int rc;

    memcpy(&v6.sin6_addr, addr->bytes, 16);
    memcpy(&v4.sin_addr, addr->bytes, 4);
    if (addr->family == ADDR_V4) {
        address = (const void *)&v4;
    }
    result = MMDB_lookup_sockaddr(file, address, &rc);
    if (rc != MMDB_SUCCESS || !result.found_entry) {
        return;
    }
    if (out->status == LOOKUP_NONE) {
        out->status = LOOKUP_OK;
        out->fetched_at_ms = (int64_t)file->metadata.build_epoch * 1000;
        take_prefix(mmdb, file, addr, result.netmask, out);
    }
    if (out->asn < 0) {
        take_asn(&result.entry, out);
    }
    take_texts(mmdb, &result.entry, out);
}

void mmdb_look(struct mmdb *mmdb, const struct addr *addr,
               struct lookup_network *out)
{
    size_t i;

    memset(out, 0, sizeof(*out));
    out->status = LOOKUP_NONE;
    out->source = "mmdb";
    out->asn = -1;
    out->fetched_at_ms = -1;
    for (i = 0; i < mmdb->count; i++) {
        look_in(mmdb, &mmdb->files[i], addr, out);
    }
    out->holder = out->org != NULL ? LOOKUP_OK : LOOKUP_NONE;
}
