/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is asked for only of some phones, or only by some: netstat, and the
 * packages of an old package manager. See section_kind.h.
 */
#include "collect/dedupe.h"
#include "collect/section_kind.h"

#include <string.h>

/*
 * The netstat before did not know its options: what it printed does not
 * count. Sections come one after the other, so its rows are the last ones.
 */
static void start_again(struct sections *sections)
{
    struct snapshot *out = sections->out;

    out->rows.len -= sections->netstat.count;
    out->rows_bad -= sections->now->rows_bad;
    sections->now->rows = 0;
    sections->now->rows_bad = 0;
    netstat_snapshot_init(&sections->netstat, out);
}

static int netstat_line_of_section(struct sections *sections, struct str line)
{
    int rc;

    if (sections->netstat.out == NULL) {
        netstat_snapshot_init(&sections->netstat, sections->out);
        sections->netstat.reader.is_wide = true; /* see netstat.sh */
    }
    if (str_is(str_trim(line), "again")) {
        start_again(sections);
        return 0;
    }
    rc = netstat_snapshot_line(&sections->netstat, line);
    return rc == NETSTAT_INET ? 1 : rc < 0 ? rc : 0;
}

static int netstat_done(struct sections *sections)
{
    struct section *now = sections->now;

    sections->has_netstat = now->rows > 0 || now->status == 0;
    if (now->status != 0) {
        /* Lines that say why are no bad rows. */
        sections->out->rows_bad -= now->rows_bad;
        now->rows_bad = 0;
        memcpy(sections->netstat_said, now->sample, sizeof(now->sample));
        return section_warn_failed(sections, "netstat-failed",
                                   "the phone's netstat failed");
    }
    sections->netstat_bad = now->rows_bad;
    memcpy(sections->netstat_sample, now->sample, sizeof(now->sample));
    return sections->netstat.out == NULL
               ? 0
               : netstat_snapshot_warn(&sections->netstat);
}

static int push_package(struct sections *sections,
                        const struct packages_dump_row *row)
{
    struct package package = {.uid = row->uid,
                              .is_user_installed = row->is_user_installed};
    int rc = section_keep(sections, str_from(row->name), &package.name);

    if (rc == 0) {
        rc = vec_push(&sections->out->packages, &package);
    }
    return rc < 0 ? rc : 1;
}

static int dump_line(struct sections *sections, struct str line)
{
    struct packages_dump_row row;

    return packages_dump_line(&sections->dump, line, &row)
               ? push_package(sections, &row)
               : 0;
}

int section_packages_dump_end(struct sections *sections)
{
    struct packages_dump_row row;

    return packages_dump_end(&sections->dump, &row)
               ? push_package(sections, &row)
               : 0;
}

int section_warn_doubtful(struct snapshot *out, bool is_partial)
{
    const char *example = NULL;
    size_t count = dedupe_doubtful_packages(out, &example);

    if (count == 0) {
        return 0;
    }
    return snapshot_warn(out, "packages-forged", is_partial,
                         "%zu package%s, as %.100s, stand%s in the phone's "
                         "list with more than one uid, of which one is "
                         "forged: their sockets have no package here",
                         count, count == 1 ? "" : "s", example,
                         count == 1 ? "s" : "");
}

static int dump_done(struct sections *sections)
{
    struct vec *users = &sections->out->users;
    int rc = section_packages_dump_end(sections);

    sections->now->rows += rc > 0;
    sections->has_dump = sections->now->rows > 0;
    for (size_t i = 0; sections->has_dump && i < users->len; i++) {
        ((struct phone_user *)vec_at(users, i))->is_listed = true;
    }
    return rc < 0 ? rc : section_warn_doubtful(sections->out, true);
}

const struct section_kind section_netstat = {
    .name = "netstat",
    .is_table = true,
    .is_optional = true,
    .line = netstat_line_of_section,
    .done = netstat_done,
};

const struct section_kind section_packages_dump = {
    .name = "packages-dump",
    .is_optional = true,
    .line = dump_line,
    .done = dump_done,
};
