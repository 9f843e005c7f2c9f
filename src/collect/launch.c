/* SPDX-License-Identifier: Apache-2.0 */
/* Texts for am and pm, and the reading of theirs. See launch.h. */
#include "collect/launch.h"

#include "collect/packages.h"
#include "collect/script.h"

#include <inttypes.h>

#define CLASS_MAX ((size_t)255)
#define URL_MAX ((size_t)2048)
#define SCHEME_MAX ((size_t)32)

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A Java class, inner ones too: "$" is safe between single quotes. */
static bool is_class(struct str text)
{
    if (text.len < 2 || text.len > CLASS_MAX ||
        memchr(text.ptr, '.', text.len) == NULL ||
        text.ptr[text.len - 1] == '.') {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!is_letter(c) && !is_digit(c) && c != '_' && c != '.' && c != '$') {
            return false;
        }
    }
    return true;
}

/* What RFC 3986 lets stand in a URI, without the single quote. */
static bool is_uri_byte(char c)
{
    return is_letter(c) || is_digit(c) ||
           (c != '\0' && strchr("-._~:/?#[]@!$&()*+,;=%", c) != NULL);
}

static bool is_url(struct str text)
{
    const char *colon = memchr(text.ptr, ':', text.len);
    size_t i;

    if (colon == NULL || text.len > URL_MAX || !is_letter(text.ptr[0]) ||
        (size_t)(colon - text.ptr) > SCHEME_MAX) {
        return false;
    }
    for (i = 0; text.ptr + i < colon; i++) {
        char c = text.ptr[i];

        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') {
            return false;
        }
    }
    for (; i < text.len; i++) {
        if (!is_uri_byte(text.ptr[i])) {
            return false;
        }
    }
    return true;
}

int launch_parse(const char *text, struct launch *out, struct err *err)
{
    struct str all = str_from(text);

    out->text = text;
    if (str_is(all, "launcher")) {
        out->kind = LAUNCH_LAUNCHER;
    } else if (is_class(all)) {
        out->kind = LAUNCH_ACTIVITY;
    } else if (all.len > 0 && is_url(all)) {
        out->kind = LAUNCH_URL;
    } else {
        return err_set(err, ERR_USAGE,
                       "%s: neither launcher nor an activity's class "
                       "(.LoginActivity) nor a URL",
                       text);
    }
    return 0;
}

/* As a component: a package and a class, both such that nothing is quoted. */
static bool is_component(struct str text, const char *package)
{
    const char *slash = memchr(text.ptr, '/', text.len);
    struct str left;
    struct str right;

    if (slash == NULL || text.len >= LAUNCH_COMPONENT_CAP) {
        return false;
    }
    left = (struct str){text.ptr, (size_t)(slash - text.ptr)};
    right = (struct str){slash + 1, text.len - left.len - 1};
    return str_is(left, package) && is_class(right);
}

static bool is_package(const char *name)
{
    return script_package_is_good(str_from(name));
}

int launch_put_resolve(struct buf *out, const char *package, uint32_t user)
{
    if (!is_package(package)) {
        return ERR_ARG;
    }
    return buf_printf(out,
                      "cmd package resolve-activity --brief --user %" PRIu32
                      " -a android.intent.action.MAIN"
                      " -c android.intent.category.LAUNCHER %s </dev/null 2>&1",
                      user, package);
}

int launch_put_clear(struct buf *out, const char *package, uint32_t user)
{
    if (!is_package(package)) {
        return ERR_ARG;
    }
    return buf_printf(out, "pm clear --user %" PRIu32 " %s </dev/null 2>&1",
                      user, package);
}

int launch_put_start(struct buf *out, const struct launch *launch,
                     const char *package, const char *component, uint32_t user)
{
    if (!is_package(package)) {
        return ERR_ARG;
    }
    if (launch->kind == LAUNCH_URL && !is_url(str_from(launch->text))) {
        return ERR_ARG;
    }
    if (launch->kind == LAUNCH_URL) {
        return buf_printf(out,
                          "am start -W --user %" PRIu32
                          " -a android.intent.action.VIEW -d '%s' -p %s "
                          "</dev/null 2>&1",
                          user, launch->text, package);
    }
    if (!is_component(str_from(component), package)) {
        return ERR_ARG;
    }
    return buf_printf(out,
                      "am start -W --user %" PRIu32 "%s -n '%s' "
                      "</dev/null 2>&1",
                      user,
                      launch->kind == LAUNCH_LAUNCHER
                          ? " -a android.intent.action.MAIN"
                            " -c android.intent.category.LAUNCHER"
                          : "",
                      component);
}

static void copy(struct str text, char out[LAUNCH_COMPONENT_CAP])
{
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
}

/* The last line that is one: before it stand warnings and priorities. */
bool launch_read_component(struct str answer, const char *package,
                           char out[LAUNCH_COMPONENT_CAP])
{
    struct cursor lines = cursor_from(answer);
    struct str line;
    bool is_found = false;

    while (cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (is_component(line, package)) {
            copy(line, out);
            is_found = true;
        }
    }
    return is_found;
}

bool launch_has_no_activity(struct str answer)
{
    struct cursor lines = cursor_from(answer);
    struct str line;

    while (cursor_line(&lines, &line)) {
        if (str_starts(str_trim(line), "No activity found")) {
            return true;
        }
    }
    return false;
}

bool launch_is_unknown(struct str answer)
{
    struct cursor lines = cursor_from(answer);
    struct str line;

    while (cursor_line(&lines, &line)) {
        struct cursor cursor = cursor_from(str_trim(line));
        struct str before;

        line = str_trim(line);
        /* A shell's words, and those of cmd: "sh: cmd: not found". */
        if (str_starts(line, "Unknown command") ||
            str_starts(line, "Can't find service")) {
            return true;
        }
        while (cursor_until(&cursor, ':', &before)) {
            if (str_is(str_trim(cursor_rest(&cursor)), "not found") ||
                str_is(str_trim(cursor_rest(&cursor)),
                       "inaccessible or not found")) {
                return true;
            }
        }
    }
    return false;
}

int launch_put_monkey(struct buf *out, const char *package)
{
    if (!is_package(package)) {
        return ERR_ARG;
    }
    return buf_printf(
        out,
        "r=$(settings get system accelerometer_rotation </dev/null)\n"
        "monkey -p %s -c android.intent.category.LAUNCHER 1 </dev/null 2>&1\n"
        "[ \"$r\" = 0 ] && "
        "settings put system accelerometer_rotation 0 </dev/null",
        package);
}

/* Source: AOSP Monkey.java. */
void launch_read_monkey(struct str answer, struct launch_answer *out,
                        bool *out_is_missing)
{
    struct cursor lines = cursor_from(answer);
    struct str line;

    *out = (struct launch_answer){.total_ms = -1, .why = {"", 0}};
    *out_is_missing = false;
    while (cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (str_is(line, "Events injected: 1")) {
            out->is_started = true;
        } else if (str_starts(line, "** No activities found")) {
            *out_is_missing = true;
        } else if (out->why.len == 0) {
            out->why = line;
        }
    }
}

bool launch_component(const struct launch *launch, const char *package,
                      char out[LAUNCH_COMPONENT_CAP])
{
    size_t left = strlen(package);
    size_t right = strlen(launch->text);

    if (left + 1 + right >= LAUNCH_COMPONENT_CAP) {
        return false;
    }
    memcpy(out, package, left);
    out[left] = '/';
    memcpy(out + left + 1, launch->text, right + 1);
    return true;
}

/* The value behind "NAME: " of a line. */
static bool value_of(struct str line, const char *name, struct str *out)
{
    struct cursor cursor = cursor_from(line);

    if (!cursor_literal(&cursor, name) || !cursor_literal(&cursor, ":")) {
        return false;
    }
    *out = str_trim(cursor_rest(&cursor));
    return true;
}

static const char *state_from(struct str word)
{
    return str_is(word, "COLD")   ? "cold"
           : str_is(word, "WARM") ? "warm"
           : str_is(word, "HOT")  ? "hot"
                                  : NULL;
}

/* "Error type 3", "Error: Activity class ... does not exist." */
static bool is_error(struct str line)
{
    return str_starts(line, "Error") || str_starts(line, "Exception") ||
           str_starts(line, "java.lang.") ||
           str_starts(line, "Security exception");
}

void launch_read_start(struct str answer, struct launch_answer *out)
{
    struct cursor lines = cursor_from(answer);
    bool is_ok = false;
    struct str line;
    struct str value;
    uint64_t ms;

    *out = (struct launch_answer){.total_ms = -1, .why = {"", 0}};
    while (cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (value_of(line, "Status", &value)) {
            is_ok = str_is(value, "ok");
            if (!is_ok) {
                out->why = line;
            }
        } else if (value_of(line, "LaunchState", &value)) {
            out->state = state_from(value);
        } else if (value_of(line, "TotalTime", &value) &&
                   str_to_u64(value, INT32_MAX, &ms)) {
            out->total_ms = (int64_t)ms;
        } else if (is_error(line) &&
                   (out->why.len == 0 || str_starts(out->why, "Error type"))) {
            out->why = line;
        }
    }
    out->is_started = is_ok && out->why.len == 0;
}

/* Source: AOSP EventLogTags.logtags, (am|wm)_set_resumed_activity. */
bool launch_read_front(struct str line, char out[LAUNCH_COMPONENT_CAP])
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct cursor inner;
    struct str package;
    struct str name;
    uint64_t user;
    char text[LAUNCH_COMPONENT_CAP];

    if (!cursor_char(&cursor, '[') || !cursor_u64(&cursor, UINT32_MAX, &user) ||
        !cursor_char(&cursor, ',') || !cursor_until(&cursor, ',', &name) ||
        name.len >= LAUNCH_COMPONENT_CAP) {
        return false;
    }
    inner = cursor_from(name);
    if (!cursor_until(&inner, '/', &package) || !packages_is_name(package) ||
        package.len >= sizeof(text)) {
        return false;
    }
    copy(package, text);
    if (!is_component(name, text)) {
        return false;
    }
    copy(name, out);
    return true;
}

bool launch_read_clear(struct str answer, struct str *out_why)
{
    struct cursor lines = cursor_from(answer);
    struct str line;

    *out_why = (struct str){"", 0};
    while (cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (str_is(line, "Success")) {
            return true;
        }
        if (line.len > 0 && out_why->len == 0) {
            *out_why = line;
        }
    }
    return false;
}
