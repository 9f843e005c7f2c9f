/* SPDX-License-Identifier: Apache-2.0 */
/* From settings to a running resolver. See names.h. */
#include "cmd/names.h"

#include "base/format.h"
#include "cmd/file_in.h"
#include "cmd/say.h"
#include "cmd/signals.h"

#include <signal.h>

#define HOSTS_FILE_MAX ((size_t)16 * 1024 * 1024)
#define PATH_CAP 4096
/* For holders of networks: when nothing else waits, and else. */
#define LOOKUP_WAIT_MS 60000
#define WHOIS_WAIT_MS 10000

bool names_are_wanted(const struct settings *settings)
{
    return !settings->names.is_numeric || settings->names.hosts != NULL;
}

bool names_want_networks(const struct settings *settings)
{
    return settings->names.want_whois || settings->names.mmdb_count > 0;
}

int names_whois_wait_ms(const struct settings *settings)
{
    bool is_lookup = strcmp(settings->command->name, "lookup") == 0;

    return settings->names.whois_wait_ms >= 0 ? settings->names.whois_wait_ms
           : is_lookup                        ? LOOKUP_WAIT_MS
                                              : WHOIS_WAIT_MS;
}

void names_say_skipped(const struct settings *settings,
                       const struct lookup *const *lookups, size_t count)
{
    size_t skipped = 0;
    char text[160];
    size_t i;

    for (i = 0; i < count; i++) {
        const struct lookup *lookup = lookups[i];

        skipped += lookup != NULL && lookup->network.source != NULL &&
                   strcmp(lookup->network.source, "cymru") == 0 &&
                   lookup->network.holder == LOOKUP_SKIPPED;
    }
    if (skipped > 0) {
        say_note(settings,
                 format_text(text, sizeof(text),
                             "holders of %zu addresses were not asked for: "
                             "the registries' limits, or --whois-wait",
                             skipped));
    }
}

static int read_hosts(const char *path, struct hosts *out, struct err *err)
{
    struct buf text;
    int rc;

    buf_init(&text, HOSTS_FILE_MAX);
    rc = file_in_read(path, &text, err);
    if (rc == 0) {
        struct str all = {(const char *)text.data, text.len};

        rc = hosts_read(out, all, err);
        if (rc < 0) {
            (void)err_prefix(err, "--hosts %s", path);
        }
    }
    buf_fini(&text);
    return rc;
}

/* NULL: there is no place for one. */
static const char *cache_dir(const struct settings *settings,
                             char out[PATH_CAP])
{
    const char *base = settings->cache_home;

    if (settings->names.want_no_cache) {
        return NULL;
    }
    /* The XDG specification: a path that is not absolute is ignored. */
    if (base != NULL && base[0] == '/') {
        return format_text(out, PATH_CAP, "%s/adbnet", base);
    }
    base = settings->home;
    return base == NULL || base[0] != '/'
               ? NULL
               : format_text(out, PATH_CAP, "%s/.cache/adbnet", base);
}

int names_start(const struct settings *settings, struct names *out,
                struct err *err)
{
    const struct name_settings *names = &settings->names;
    char dir[PATH_CAP];
    struct enrich_network network = {
        .mmdb = names->mmdb,
        .mmdb_count = names->mmdb_count,
        .rdap_url = names->rdap_url,
        .whois_server = names->whois_server,
        .proxy = names->proxy,
        .wait_ms = names_whois_wait_ms(settings),
    };
    struct enrich_options options = {
        .clock = clock_system(),
        .exceptions = {names->global, names->global_count},
        .want_ptr = !names->is_numeric,
        .want_private = names->want_private,
        .is_offline = names->is_offline,
        .dns_servers = names->dns,
        .dns_rate = names->dns_rate,
        .hosts = &out->hosts,
        .cache_dir = cache_dir(settings, dir),
        .is_refreshing = names->want_refresh,
        .network = names_want_networks(settings) ? &network : NULL,
        .log = &out->log,
    };
    sigset_t watched;
    sigset_t before;
    int rc = 0;

    out->enrich = NULL;
    out->log = say_log(settings);
    hosts_init(&out->hosts);
    if (names->hosts != NULL) {
        rc = read_hosts(names->hosts, &out->hosts, err);
    }
    if (rc < 0) {
        return rc;
    }
    /* The thread inherits this: signals are for the main thread. */
    signals_watched(&watched);
    (void)pthread_sigmask(SIG_BLOCK, &watched, &before);
    rc = enrich_start(&options, &out->enrich, err);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

void names_stop(struct names *names)
{
    enrich_stop(names->enrich);
    names->enrich = NULL;
    hosts_fini(&names->hosts);
}
