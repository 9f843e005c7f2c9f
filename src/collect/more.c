/* SPDX-License-Identifier: Apache-2.0 */
/* See more.h. */
#include "collect/more.h"

#include "collect/netstat_merge.h"
#include "collect/script.h"

#include <string.h>

static const char pm_is_old[] = "options-unknown";

static size_t count_warnings(const struct snapshot *out, const char *code)
{
    size_t count = 0;

    for (size_t i = 0; i < out->warnings.len; i++) {
        count += str_is(str_from(snapshot_warning(out, i)->code), code);
    }
    return count;
}

/* The first few of those whose code begins so. */
static void take_back(struct snapshot *out, const char *code, size_t most)
{
    struct warning *warnings = out->warnings.items;
    size_t kept = 0;

    for (size_t i = 0; i < out->warnings.len; i++) {
        if (most > 0 && str_starts(str_from(warnings[i].code), code)) {
            most--;
        } else {
            warnings[kept++] = warnings[i];
        }
    }
    out->warnings.len = kept;
}

static size_t count_denied(const struct sections *sections)
{
    size_t count = 0;

    for (size_t i = 0; i < SECTIONS_TABLE_COUNT; i++) {
        count += sections->tables[i].is_denied;
    }
    return count;
}

unsigned more_parts(const struct sections *sections, enum collect_source source)
{
    unsigned parts = 0;

    if (count_warnings(sections->out, pm_is_old) > 0) {
        parts |= SCRIPT_PACKAGES_DUMP;
    }
    if (source == COLLECT_PROCFS &&
        count_denied(sections) == SECTIONS_TABLE_COUNT) {
        parts |= SCRIPT_NETSTAT;
    }
    return parts == 0 ? 0 : parts | SCRIPT_MORE;
}

static void settle_packages(struct sections *sections)
{
    struct snapshot *out = sections->out;

    if (!sections->has_dump) {
        return;
    }
    take_back(out, pm_is_old, out->warnings.len);
    sections->has_package_failure =
        count_warnings(out, "packages-failed") > 0 ||
        count_warnings(out, "packages-forged") > 0 ||
        count_warnings(out, "packages-hang") > 0;
}

static bool have_tables(const struct sections *sections)
{
    struct sections alone = *sections;

    alone.has_netstat = false;
    alone.netstat.count = 0;
    return sections_have_table(&alone);
}

/* Those of the tables that netstat stands for: they are read first. */
static void take_denied_back(struct sections *sections)
{
    take_back(sections->out, "table-denied", count_denied(sections));
}

/* Nobody asked for netstat; it is all there is. */
static int settle_denied(struct sections *sections)
{
    struct snapshot *out = sections->out;

    take_denied_back(sections);
    return snapshot_warn(out, "netstat-instead", false,
                         "the phone does not let its shell read /proc/net: "
                         "what its netstat printed is shown instead");
}

static int settle_both(struct sections *sections)
{
    struct netstat_merged merged;
    int rc;

    if (sections->netstat.count == 0) {
        return snapshot_warn(sections->out, "netstat-missing", true,
                             "nothing of netstat is here to compare with");
    }
    if (!have_tables(sections)) {
        return 0;
    }
    rc = netstat_merge(sections->out, &merged);
    return rc < 0 ? rc : netstat_warn_merged(sections->out, &merged);
}

/* Of a recording for which netstat was asked as well. */
static void forget_netstat(struct sections *sections)
{
    struct snapshot *out = sections->out;

    netstat_keep_only(out, SOCK_FROM_PROCFS);
    take_back(out, "netstat-", out->warnings.len);
    out->rows_bad -= sections->netstat_bad;
    sections->netstat_bad = 0;
}

static int settle_sources(struct sections *sections, enum collect_source source)
{
    if (source == COLLECT_BOTH) {
        return settle_both(sections);
    }
    if (source == COLLECT_NETSTAT) {
        take_denied_back(sections);
        netstat_keep_only(sections->out, SOCK_FROM_NETSTAT);
        return 0;
    }
    if (have_tables(sections)) {
        forget_netstat(sections);
        return 0;
    }
    return sections->has_netstat ? settle_denied(sections) : 0;
}

int more_settle(struct sections *sections, enum collect_source source)
{
    int rc = settle_sources(sections, source);

    settle_packages(sections);
    if (sections->netstat_bad > 0) {
        memcpy(sections->rows_sample, sections->netstat_sample,
               sizeof(sections->rows_sample));
    }
    return rc;
}
