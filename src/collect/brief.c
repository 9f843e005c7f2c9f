/* SPDX-License-Identifier: Apache-2.0 */
/* See brief.h. */
#include "collect/brief.h"

#include "collect/facts.h"

#include <string.h>

#define MODEL "ro.product.model"
#define ANDROID "ro.build.version.release"
/* Of emulators; the second one until Android 11. */
#define AVD "ro.boot.qemu.avd_name"
#define AVD_BEFORE "ro.kernel.qemu.avd_name"
#define SHELL_UID "shell.uid"
#define HAS_SU "shell.su"

/* The shell's own first: a value of several lines could be like these. */
static const char script[] =
    "echo \"[" SHELL_UID "]: [$USER_ID]\";"
    "command -v su >/dev/null 2>&1&&echo '[" HAS_SU "]: [1]'||"
    "echo '[" HAS_SU "]: [0]';"
    "for p in " MODEL " " ANDROID " " AVD " " AVD_BEFORE ";do "
    "echo \"[$p]: [$(getprop $p </dev/null)]\";done";

int brief_put(struct buf *out)
{
    return buf_append(out, script, sizeof(script) - 1);
}

/* The first one counts. */
static void keep(char out[BRIEF_WORD_CAP], struct str value)
{
    size_t len =
        value.len < BRIEF_WORD_CAP ? value.len : (size_t)BRIEF_WORD_CAP - 1;

    if (out[0] == '\0' && memchr(value.ptr, '\0', len) == NULL) {
        memcpy(out, value.ptr, len);
        out[len] = '\0';
    }
}

static void take(struct brief *brief, const struct property_line *line,
                 bool *has_su_line)
{
    uint64_t uid;

    if (str_is(line->key, SHELL_UID) && brief->shell_uid < 0) {
        brief->shell_uid =
            str_to_u64(line->value, UINT32_MAX, &uid) ? (int64_t)uid : -1;
    } else if (str_is(line->key, HAS_SU) && !*has_su_line) {
        *has_su_line = true;
        brief->has_su = str_is(line->value, "1");
    } else if (str_is(line->key, MODEL)) {
        keep(brief->model, line->value);
    } else if (str_is(line->key, ANDROID)) {
        keep(brief->android, line->value);
    } else if (str_is(line->key, AVD) || str_is(line->key, AVD_BEFORE)) {
        keep(brief->avd, line->value);
    }
}

void brief_read(struct str answer, struct brief *out)
{
    struct cursor cursor = cursor_from(answer);
    struct property_line property;
    bool has_su_line = false;
    struct str line;

    memset(out, 0, sizeof(*out));
    out->shell_uid = -1;
    while (cursor_line(&cursor, &line)) {
        if (facts_parse_property(line, &property) > 0) {
            take(out, &property, &has_su_line);
        }
    }
}

const char *brief_root(int64_t shell_uid, bool has_su)
{
    if (shell_uid < 0) {
        return NULL;
    }
    if (shell_uid == 0) {
        return "yes (adbd)";
    }
    return has_su ? "su found" : "no";
}
