/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who has which socket open, as root, su and run-as tell it, and what else
 * su brings: sections of their own inside its section, between marks. See
 * section_kind.h.
 */
#include "collect/fds.h"
#include "collect/section_kind.h"

#include <string.h>

static int hold(struct sections *sections, struct str line, bool is_claim)
{
    struct fds_line parsed;
    struct holder holder = {.is_claim = is_claim};
    int rc = fds_parse(line, &parsed);

    if (rc <= 0) {
        return rc;
    }
    if (parsed.pid >= 0) {
        sections->holder_pid = parsed.pid;
        return 0;
    }
    if (sections->holder_pid < 0) {
        return ERR_PROTO;
    }
    holder.inode = parsed.inode;
    holder.pid = sections->holder_pid;
    holder.is_claim |= parsed.is_link;
    rc = vec_push(&sections->out->holders, &holder);
    return rc < 0 ? rc : 1;
}

static int fds_line(struct sections *sections, struct str line)
{
    return hold(sections, line, false);
}

static int fds_done(struct sections *sections)
{
    const struct section *now = sections->now;

    if (now->status != 0 || now->rows == 0) {
        return snapshot_warn(sections->out, "fds-failed", true,
                             "the open files of the phone's processes could "
                             "not be listed (status %d): no socket is given a "
                             "process by them",
                             now->status);
    }
    sections->out->has_all_holders = now->rows_bad == 0 && sections->is_whole;
    return 0;
}

const struct section_kind section_fds = {
    .name = "fds",
    .is_optional = true,
    .line = fds_line,
    .done = fds_done,
};

/* ---- run-as ------------------------------------------------------------ */

static int run_as_line(struct sections *sections, struct str line)
{
    return hold(sections, line, true);
}

/*
 * A package that is not debuggable is the usual case, and one that does not
 * exist is complained of where it was asked for.
 */
static int run_as_done(struct sections *sections)
{
    struct section *now = sections->now;

    now->rows_bad = 0;
    if (now->rows > 0 || strstr(now->sample, "not debuggable") != NULL ||
        strstr(now->sample, "unknown package") != NULL) {
        return 0;
    }
    if (now->status == 0 || (now->status == 1 && now->sample[0] == '\0')) {
        return 0; /* it does not run, or has no socket */
    }
    return section_warn_failed(sections, "run-as-failed",
                               "run-as on the phone did not show the open "
                               "files of a package");
}

const struct section_kind section_run_as = {
    .name = "run-as",
    .is_optional = true,
    .line = run_as_line,
    .done = run_as_done,
};

/* ---- su ---------------------------------------------------------------- */

/* What stands outside the sections in it: what id said, or su. */
static int su_line(struct sections *sections, struct str line)
{
    if (str_starts(line, "uid=0")) {
        sections->is_root = true;
        return 1;
    }
    return line.len == 0 ? 0 : ERR_PROTO;
}

static int su_done(struct sections *sections)
{
    struct section *now = sections->now;

    now->rows_bad = 0;
    if (sections->is_root && now->status == 0) {
        sections->out->phone.is_su_root = true;
        return 0;
    }
    if (now->status == STATUS_KILLED) {
        return snapshot_warn(
            sections->out, "su-hang", true,
            "su did not answer in time: nothing here was read as root. If the "
            "phone asks on its screen whether the shell may be root, allow it "
            "and try again");
    }
    return snapshot_warn(sections->out, "su-refused", true,
                         "su refused: nothing here was read as root; it said: "
                         "%s",
                         now->sample[0] == '\0' ? "nothing" : now->sample);
}

const struct section_kind section_su = {
    .name = "su",
    .is_optional = true,
    .line = su_line,
    .done = su_done,
};

/* "@TOKEN section NAME" and "@TOKEN done STATUS": true, and the rest of it. */
static bool take_mark(const struct sections *sections, struct str line,
                      const char *verb, struct str *out)
{
    struct cursor cursor = cursor_from(line);

    if (!cursor_char(&cursor, '@') ||
        !cursor_literal(&cursor, sections->token) ||
        !cursor_char(&cursor, ' ') || !cursor_literal(&cursor, verb) ||
        !cursor_char(&cursor, ' ')) {
        return false;
    }
    *out = cursor_rest(&cursor);
    return true;
}

static void back_to_su(struct sections *sections)
{
    sections->kind = &section_su;
    sections->now = &sections->su;
}

int section_su_mark(struct sections *sections, struct str line)
{
    bool is_inside = sections->now != &sections->su;
    struct str rest;
    uint64_t status;
    int rc;

    if (line.len == 0 || line.ptr[0] != '@' || sections->token == NULL) {
        return 0;
    }
    line = str_trim(line);
    if (!is_inside && take_mark(sections, line, "section", &rest)) {
        section_open(sections, rest);
        return 1;
    }
    if (!is_inside || !take_mark(sections, line, "done", &rest) ||
        !str_to_u64(rest, 255, &status)) {
        return 0;
    }
    rc = section_close(sections, (int)status);
    back_to_su(sections);
    return rc < 0 ? rc : 1;
}

int section_su_end(struct sections *sections)
{
    const char *name;

    if (sections->now == &sections->su) {
        return 0;
    }
    name = sections->kind == NULL ? "a table" : sections->kind->name;
    back_to_su(sections);
    return snapshot_warn(sections->out, "su-cut", true,
                         "su ended in the middle of %s; the rest of what "
                         "root reads is missing",
                         name);
}
