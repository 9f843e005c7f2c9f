/* SPDX-License-Identifier: Apache-2.0 */
/* See libraries.h. A library more is a row more. */
#include "enrich/libraries.h"

#include "base/format.h"
#include "db/db.h"

#include <sys/select.h> /* ares.h wants fd_set */

#include <ares.h>
#include <curl/curl.h>
#include <jansson.h>
#include <maxminddb.h>

static const char *cares_version(void)
{
    return ares_version(NULL);
}

/* Asking it would mean to load it. */
static const char *curl_library_version(void)
{
    return LIBCURL_VERSION " when built, loaded for --whois";
}

const char *enrich_library_text(size_t index, char *out, size_t cap)
{
    static const struct {
        const char *name;
        const char *(*version)(void);
    } rows[] = {
        {"c-ares", cares_version},        {"libcurl", curl_library_version},
        {"jansson", jansson_version_str}, {"libmaxminddb", MMDB_lib_version},
        {"SQLite", db_library_version},
    };

    if (index >= sizeof(rows) / sizeof(rows[0])) {
        return NULL;
    }
    return format_text(out, cap, "%s %s", rows[index].name,
                       rows[index].version());
}
