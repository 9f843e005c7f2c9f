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

bool names_are_wanted(const struct settings *settings)
{
    return !settings->names.is_numeric || settings->names.hosts != NULL;
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
    };
    sigset_t watched;
    sigset_t before;
    int rc = 0;

    out->enrich = NULL;
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
    if (rc == 0 && enrich_note(out->enrich)[0] != '\0') {
        say_note(settings, enrich_note(out->enrich));
    }
    return rc;
}

void names_stop(struct names *names)
{
    enrich_stop(names->enrich);
    names->enrich = NULL;
    hosts_fini(&names->hosts);
}
