/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See scan_ask.h. What is asked, by AOSP: PackageManagerShellCommand
 * (resolve-activity), Settings.Secure (default_input_method,
 * always_on_vpn_app, dialer_default_application, sms_default_application),
 * Owners and DevicePolicyManagerService (dump: "admin=ComponentInfo{"),
 * pm.Settings (dump: "Package [",
 * "flags=["), PowerManagerService (dump: "mWakefulness="), PhoneWindowManager
 * and KeyguardServiceDelegate (dump: "showing=", before Android 8
 * "mShowingLockscreen="), ActivityManager's EventLogTags (am_crash, am_anr).
 */
#include "collect/scan_ask.h"

#include "collect/script.h"

#include <inttypes.h>
#include <string.h>

/*
 * Not told by the phone: what adb itself and the usual helpers of testers
 * consist of. Names as published by each project.
 */
static const struct {
    const char *package;
    const char *why;
} known[] = {
    {"android", "the system itself"},
    {"com.android.shell", "adb's own"},
    {"com.android.systemui", "the system's screen"},
    {"com.android.phone", "the phone"},
    {"com.android.server.telecom", "the phone"},
    {"io.appium.settings", "Appium's helper"},
    {"io.appium.uiautomator2.server", "Appium's helper"},
    {"io.appium.uiautomator2.server.test", "Appium's helper"},
    {"io.appium.unlock", "Appium's helper"},
    {"com.github.uiautomator", "a helper of UI Automator"},
    {"com.github.uiautomator.test", "a helper of UI Automator"},
    {"dev.mobile.maestro", "Maestro's helper"},
    {"dev.mobile.maestro.test", "Maestro's helper"},
    {"moe.shizuku.privileged.api", "Shizuku"},
    {"com.topjohnwu.magisk", "Magisk"},
};

#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

void scan_guard_init(struct scan_guard *guard)
{
    memset(guard, 0, sizeof(*guard));
    vec_init(&guard->list, sizeof(struct scan_guarded), SCAN_GUARDED_MAX);
}

void scan_guard_fini(struct scan_guard *guard)
{
    vec_fini(&guard->list);
}

const char *scan_guard_why(const struct scan_guard *guard, const char *package)
{
    size_t i;

    for (i = 0; i < KNOWN_COUNT; i++) {
        if (strcmp(known[i].package, package) == 0) {
            return known[i].why;
        }
    }
    for (i = 0; i < guard->list.len; i++) {
        const struct scan_guarded *one = vec_at(&guard->list, i);

        if (strcmp(one->package, package) == 0) {
            return one->why;
        }
    }
    return NULL;
}

bool scan_is_vital(const char *package)
{
    return strcmp(package, "android") == 0 ||
           strcmp(package, "com.android.shell") == 0;
}

/* ---- what is sent ------------------------------------------------------ */

/* What the screen is like; $1 of the policy is asked twice, see below. */
#define ASK_SCREEN                                                \
    "print -r -- '== screen'\n"                                   \
    "dumpsys power </dev/null 2>/dev/null | grep mWakefulness=\n" \
    "dumpsys window policy </dev/null 2>/dev/null | "             \
    "grep -E '(^| )(showing|secure|mShowingLockscreen|mIsShowing)='\n"

int scan_put_guard(struct buf *out, uint32_t user)
{
    return buf_printf(
        out,
        "exec 2>/dev/null\n"
        "print -r -- '== home'\n"
        "cmd package resolve-activity --brief --user %" PRIu32
        " -a android.intent.action.MAIN -c android.intent.category.HOME "
        "</dev/null\n"
        "for k in default_input_method always_on_vpn_app "
        "dialer_default_application sms_default_application; do\n"
        "print -r -- \"== $k\"\n"
        "settings --user %" PRIu32 " get secure $k </dev/null\n"
        "done\n"
        "print -r -- '== owner'\n"
        "dumpsys device_policy </dev/null | grep admin=ComponentInfo\n"
        "print -r -- '== persistent'\n"
        "dumpsys package packages </dev/null | "
        "grep -E '^ *(Package .|flags=.)'\n" ASK_SCREEN,
        user, user);
}

/*
 * A screen that is off is woken; a keyguard is asked to go, which it does if
 * it wants no PIN, and gets a second for it.
 */
#define WAKE                                                               \
    "case $(dumpsys power </dev/null | grep mWakefulness=) in\n"           \
    "*=Awake*) ;;\n"                                                       \
    "*) input keyevent 224 </dev/null ;;\n"                                \
    "esac\n"                                                               \
    "k() { case $(dumpsys window policy </dev/null | grep -E "             \
    "'(^| )(showing|mShowingLockscreen)=') in *=true*) return 0 ;; esac; " \
    "return 1; }\n"                                                        \
    "if k; then\n"                                                         \
    "wm dismiss-keyguard </dev/null\n"                                     \
    "k && sleep 1\n"                                                       \
    "fi\n"

int scan_put_look(struct buf *out, const char *package, uint32_t user,
                  bool wants_launcher, bool wakes)
{
    int rc;

    if (!script_package_is_good(str_from(package))) {
        return ERR_ARG;
    }
    rc = buf_puts(out, "exec 2>/dev/null\n");
    if (rc == 0 && wakes) {
        rc = buf_puts(out, WAKE);
    }
    if (rc == 0) {
        rc = buf_puts(out, ASK_SCREEN);
    }
    if (rc == 0) {
        rc = buf_printf(out,
                        "print -r -- '== version'\n"
                        "dumpsys package %s </dev/null | grep versionName=\n",
                        package);
    }
    if (rc == 0 && wants_launcher) {
        rc = buf_puts(out, "print -r -- '== activity'\n");
    }
    return rc < 0 || !wants_launcher ? rc
                                     : launch_put_resolve(out, package, user);
}

int scan_put_stop(struct buf *out, const char *package, uint32_t user)
{
    if (!script_package_is_good(str_from(package))) {
        return ERR_ARG;
    }
    return buf_printf(out,
                      "am force-stop --user %" PRIu32 " %s </dev/null 2>&1",
                      user, package);
}

/* ---- what came back ---------------------------------------------------- */

static bool has(struct str line, const char *word)
{
    size_t len = strlen(word);
    size_t i;

    for (i = 0; i + len <= line.len; i++) {
        if (memcmp(line.ptr + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The longest beginning that could be a package's name. */
static struct str package_at(const char *text, size_t len)
{
    size_t i = 0;

    while (i < len && (text[i] == '.' || text[i] == '_' ||
                       (text[i] >= '0' && text[i] <= '9') ||
                       (text[i] >= 'a' && text[i] <= 'z') ||
                       (text[i] >= 'A' && text[i] <= 'Z'))) {
        i++;
    }
    return (struct str){text, i};
}

/* Behind word, or at the beginning when that is "". */
static struct str package_behind(struct str line, const char *word)
{
    size_t len = strlen(word);
    size_t i;

    for (i = 0; i + len <= line.len; i++) {
        if (memcmp(line.ptr + i, word, len) == 0) {
            return package_at(line.ptr + i + len, line.len - i - len);
        }
    }
    return (struct str){"", 0};
}

static int add(struct scan_guard *guard, struct str name, const char *why)
{
    struct scan_guarded one = {.why = why};

    if (name.len >= sizeof(one.package) || !script_package_is_good(name)) {
        return 0;
    }
    memcpy(one.package, name.ptr, name.len);
    if (scan_guard_why(guard, one.package) != NULL) {
        return 0;
    }
    return vec_push(&guard->list, &one) == ERR_NOMEM ? ERR_NOMEM : 0;
}

/* True: the line is a heading, and section is what follows it. */
static bool is_heading(struct str line, struct str *section)
{
    struct cursor cursor = cursor_from(line);

    if (!cursor_literal(&cursor, "== ")) {
        return false;
    }
    *section = str_trim(cursor_rest(&cursor));
    return true;
}

static void read_screen(struct str line, bool *awake, bool *keyguard,
                        bool *secure)
{
    if (has(line, "mWakefulness=")) {
        *awake = has(line, "=Awake");
    } else if (has(line, "showing=") || has(line, "mShowingLockscreen=") ||
               has(line, "mIsShowing=")) {
        *keyguard = *keyguard || has(line, "=true");
    } else if (has(line, "secure=")) {
        *secure = *secure || has(line, "=true");
    }
}

static int read_persistent(struct scan_guard *guard, struct str line,
                           struct str *package)
{
    if (has(line, "Package [")) {
        *package = package_behind(line, "Package [");
        return 0;
    }
    return has(line, " PERSISTENT ")
               ? add(guard, *package, "a persistent part of the system")
               : 0;
}

int scan_read_guard(struct str answer, struct scan_guard *guard)
{
    static const struct {
        const char *section;
        const char *behind;
        const char *why;
    } kinds[] = {
        {"home", "", "the home screen"},
        {"default_input_method", "", "the keyboard"},
        {"always_on_vpn_app", "", "the VPN"},
        {"dialer_default_application", "", "the phone"},
        {"sms_default_application", "", "text messages"},
        {"owner", "admin=ComponentInfo{", "it manages this phone"},
    };
    struct cursor lines = cursor_from(answer);
    struct str line;
    struct str section = {"", 0};
    struct str package = {"", 0};
    int rc = 0;

    while (rc == 0 && cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (is_heading(line, &section)) {
            continue;
        }
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            if (rc == 0 && str_is(section, kinds[i].section)) {
                rc = add(guard, package_behind(line, kinds[i].behind),
                         kinds[i].why);
            }
        }
        if (rc == 0 && str_is(section, "persistent")) {
            rc = read_persistent(guard, line, &package);
        }
        if (str_is(section, "screen")) {
            read_screen(line, &guard->is_awake, &guard->has_keyguard,
                        &guard->is_secure);
        }
    }
    return rc;
}

static void read_version(struct str line, char out[SCAN_VERSION_CAP])
{
    struct cursor cursor = cursor_from(line);
    struct str text;

    if (out[0] != '\0' || !cursor_literal(&cursor, "versionName=")) {
        return;
    }
    text = str_trim(cursor_rest(&cursor));
    if (text.len < SCAN_VERSION_CAP && memchr(text.ptr, 0, text.len) == NULL) {
        memcpy(out, text.ptr, text.len);
        out[text.len] = '\0';
    }
}

void scan_read_look(struct str answer, const char *package, bool wants_launcher,
                    struct scan_look *out)
{
    struct cursor lines = cursor_from(answer);
    struct str line;
    struct str section = {"", 0};
    struct str rest = {"", 0};
    bool secure = false;

    memset(out, 0, sizeof(*out));
    while (cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (is_heading(line, &section)) {
            rest = cursor_rest(&lines);
        } else if (str_is(section, "screen")) {
            read_screen(line, &out->is_awake, &out->is_locked, &secure);
        } else if (str_is(section, "version")) {
            read_version(line, out->version);
        }
    }
    if (wants_launcher) {
        out->is_missing = !str_is(section, "activity") ||
                          !launch_read_component(rest, package, out->component);
        out->is_unknown = out->component[0] == '\0' && launch_is_unknown(rest);
    }
}

bool scan_read_stop(struct str answer, struct str *out_why)
{
    struct cursor lines = cursor_from(answer);
    struct str line;

    *out_why = (struct str){"", 0};
    while (cursor_line(&lines, &line)) {
        line = str_trim(line);
        if (has(line, "Error") || has(line, "Exception")) {
            *out_why = line;
            return false;
        }
    }
    return true;
}

bool scan_read_crash(struct str line, char out[SCAN_PACKAGE_CAP])
{
    struct cursor cursor = cursor_from(line);
    struct str name;
    uint64_t number;

    if (!cursor_char(&cursor, '[') ||
        !cursor_u64(&cursor, UINT32_MAX, &number) ||
        !cursor_char(&cursor, ',') ||
        !cursor_u64(&cursor, UINT32_MAX, &number) ||
        !cursor_char(&cursor, ',') || !cursor_until(&cursor, ',', &name)) {
        return false;
    }
    /* A process of it, "com.example.game:remote", is the app, too. */
    name = package_at(name.ptr, name.len);
    if (name.len >= SCAN_PACKAGE_CAP || !script_package_is_good(name)) {
        return false;
    }
    memcpy(out, name.ptr, name.len);
    out[name.len] = '\0';
    return true;
}
