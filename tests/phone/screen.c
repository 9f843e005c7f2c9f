/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in front and whether the screen is on: /rig/front holds a
 * component, /rig/screen "awake none" (or asleep; none, swipe, pin: which
 * lock is showing). `input` and `wm` change them, `dumpsys power`, `window`,
 * `activity`, `trust` tell them, and what comes to the front is told logcat.
 *
 * Shapes: public dumps of Android 11 to 16 quoted in appium-adb #566, kiosk
 * projects' and test harnesses' issues; of a real dump there is only what
 * anybody reads.
 */
#define _GNU_SOURCE

#include "app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "standin.h"
#include "util.h"

#define HOME "com.example.launcher/.HomeActivity"

static void put(const char *name, const char *text)
{
    char new[64];
    char file[64];
    FILE *f;

    snprintf(file, sizeof(file), "/rig/%s", name);
    snprintf(new, sizeof(new), "/rig/.%s.%d", name, (int)getpid());
    f = fopen(new, "we");
    if (f == NULL || fprintf(f, "%s\n", text) < 0 || fclose(f) != 0 ||
        rename(new, file) < 0) {
        die(file);
    }
}

/* One line, as logcat will read it: SECONDS.MICROS TAG TEXT. */
void event(const char *tag, const char *format, ...)
{
    char text[1200];
    int64_t now = real_us();
    int fd =
        open("/rig/events", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (fd < 0 || dprintf(fd, "%lld.%06lld %s %s\n", (long long)(now / 1000000),
                          (long long)(now % 1000000), tag, text) < 0) {
        die("/rig/events");
    }
    close(fd);
}

void front_get(char *out, size_t cap)
{
    FILE *f = data("front");

    snprintf(out, cap, "%s", HOME);
    if (f != NULL) {
        if (fgets(out, (int)cap, f) != NULL) {
            out[strcspn(out, "\n")] = '\0';
        }
        fclose(f);
    }
}

void front_set(const char *component, int user, const char *reason)
{
    put("front", component);
    event("wm_set_resumed_activity", "[%d,%s,%s]", user, component, reason);
}

void front_home(const char *reason)
{
    front_set(HOME, 0, reason);
}

void screen_get(struct screen *out)
{
    char text[64] = "awake none";
    char *field[2];
    FILE *f = data("screen");

    if (f != NULL) {
        if (fgets(text, sizeof(text), f) == NULL) {
            text[0] = '\0';
        }
        fclose(f);
    }
    out->is_awake = 1;
    snprintf(out->lock, sizeof(out->lock), "none");
    if (split(text, " ", field, 2) == 2) {
        out->is_awake = strcmp(field[0], "awake") == 0;
        snprintf(out->lock, sizeof(out->lock), "%s", field[1]);
    }
}

static void screen_put(const struct screen *s)
{
    char text[64];

    snprintf(text, sizeof(text), "%s %s", s->is_awake ? "awake" : "asleep",
             s->lock);
    put("screen", text);
}

static void unlock(struct screen *s)
{
    if (s->is_awake && strcmp(s->lock, "swipe") == 0) {
        snprintf(s->lock, sizeof(s->lock), "none");
    }
}

/* What an app waits for that talks only when it is used. */
static void command_front(void)
{
    char front[2 * APP_NAME];

    front_get(front, sizeof(front));
    front[strcspn(front, "/")] = '\0';
    signal_package(front, -1, SIGUSR1);
}

static int is_key(const char *key, const char *code, const char *name)
{
    return strcmp(key, code) == 0 ||
           (strncmp(key, "KEYCODE_", 8) == 0 && strcmp(key + 8, name) == 0);
}

static void press(const char *key, struct screen *s)
{
    if (is_key(key, "224", "WAKEUP")) {
        s->is_awake = 1;
    } else if (is_key(key, "223", "SLEEP")) {
        s->is_awake = 0;
    } else if (is_key(key, "26", "POWER")) {
        s->is_awake = !s->is_awake;
    } else if (is_key(key, "82", "MENU")) {
        unlock(s);
    } else if (is_key(key, "3", "HOME")) {
        front_home("startHomeActivity");
    } else {
        command_front();
    }
}

int run_input(int argc, char **argv)
{
    const char *verb = argc > 0 ? argv[0] : "";
    struct screen s;

    screen_get(&s);
    if (strcmp(verb, "keyevent") == 0 && argc > 1) {
        press(argv[argc - 1], &s);
    } else if (strcmp(verb, "swipe") == 0 && strcmp(s.lock, "none") != 0) {
        unlock(&s);
    } else if (strcmp(verb, "tap") == 0 || strcmp(verb, "text") == 0 ||
               strcmp(verb, "swipe") == 0) {
        command_front();
    } else {
        fprintf(stderr, "Error: Unknown command: %s\n", verb);
        return 255;
    }
    screen_put(&s);
    return 0;
}

int run_wm(int argc, char **argv)
{
    struct screen s;

    if (argc < 1 || strcmp(argv[0], "dismiss-keyguard") != 0) {
        fprintf(stderr, "Unknown command: %s\n", argc < 1 ? "" : argv[0]);
        return 255;
    }
    screen_get(&s);
    unlock(&s);
    screen_put(&s);
    return 0;
}

static void dump_power(const struct screen *s)
{
    const char *state = s->is_awake ? "Awake" : "Asleep";

    printf("POWER MANAGER (dumpsys power)\n\nPower Manager State:\n"
           "  Settings power_manager_constants:\n"
           "    no_cached_wake_locks=true\n"
           "  mDirty=0x0\n  mWakefulness=%s\n  mWakefulnessChanging=false\n"
           "  mIsPowered=true\n  mPlugType=2\n  mBatteryLevel=71\n"
           "  mDockState=0\n  mStayOn=false\n  mProximityPositive=false\n"
           "  mBootCompleted=true\n  mSystemReady=true\n",
           state);
    printf("\nDisplay Power: state=%s\n", s->is_awake ? "ON" : "OFF");
}

static void dump_policy(const struct screen *s)
{
    const char *locked = strcmp(s->lock, "none") == 0 ? "false" : "true";

    printf("WINDOW MANAGER POLICY STATE (dumpsys window policy)\n"
           "    mSafeMode=false mSystemReady=true mSystemBooted=true\n"
           "    mDreamingLockscreen=false\n"
           "    mAwake=%s mScreenOnEarly=%s mScreenOnFully=%s\n"
           "    KeyguardServiceDelegate\n      showing=%s\n"
           "      showingAndNotOccluded=%s\n      inputRestricted=%s\n"
           "      occluded=false\n      secure=%s\n      dreaming=false\n"
           "      systemIsReady=true\n      deviceHasKeyguard=true\n"
           "      enabled=true\n      bootCompleted=true\n"
           "      screenState=SCREEN_STATE_%s\n"
           "      interactiveState=INTERACTIVE_STATE_%s\n"
           "      KeyguardStateMonitor\n        mIsShowing=%s\n"
           "        mSimSecure=false\n        mInputRestricted=%s\n"
           "        mCurrentUserId=0\n",
           s->is_awake ? "true" : "false", s->is_awake ? "true" : "false",
           s->is_awake ? "true" : "false", locked, locked, locked,
           strcmp(s->lock, "pin") == 0 ? "true" : "false",
           s->is_awake ? "ON" : "OFF", s->is_awake ? "AWAKE" : "SLEEP", locked,
           locked);
}

/* "com.example.app/.Main" as windows name it: the class in full. */
static void print_window(const char *front)
{
    const char *slash = strchr(front, '/');
    int len = slash != NULL ? (int)(slash - front) : 0;

    printf("%.*s/%.*s%s", len, front,
           slash != NULL && slash[1] == '.' ? len : 0, front,
           slash != NULL ? slash + 1 : "");
}

int dump_screen(const char *service, int argc, char **argv)
{
    char front[2 * APP_NAME];
    struct screen s;

    screen_get(&s);
    front_get(front, sizeof(front));
    if (strcmp(service, "power") == 0) {
        dump_power(&s);
    } else if (strcmp(service, "trust") == 0) {
        printf("Trust manager state:\n User \"Owner\" (id=0, flags=0x4c13) "
               "(current): trusted=0, trustManaged=0, deviceLocked=%d, "
               "strongAuthRequired=0x0\n   Enabled agents:\n   Events:\n",
               strcmp(s.lock, "pin") == 0);
    } else if (strcmp(service, "activity") == 0) {
        printf("ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\n"
               "Display #0 (activities from top to bottom):\n"
               "  topResumedActivity=ActivityRecord{4f2a1c9 u0 %s t12}\n"
               "  ResumedActivity: ActivityRecord{4f2a1c9 u0 %s t12}\n",
               front, front);
    } else if (strcmp(service, "window") == 0) {
        dump_policy(&s);
        if (argc > 0 && strcmp(argv[0], "policy") == 0) {
            return 1;
        }
        printf("\nWINDOW MANAGER WINDOWS (dumpsys window windows)\n"
               "  mCurrentFocus=Window{8d1f2b3 u0 ");
        if (strcmp(s.lock, "none") == 0) {
            print_window(front);
        } else {
            printf("NotificationShade");
        }
        printf("}\n  mFocusedApp=ActivityRecord{4f2a1c9 u0 %s t12}\n", front);
    } else {
        return 0;
    }
    return 1;
}
