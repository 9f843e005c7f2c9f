/* SPDX-License-Identifier: Apache-2.0 */
/* See scan_phone_text.h. */
#include "scan_phone_text.h"

#include "base/clock.h"
#include "base/cursor.h"
#include "base/format.h"
#include "cmd/virtual.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define UID_FIRST 10000u
#define UIDS 10000u
#define APP_MS 100
#define HEAD                                                              \
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
    "retrnsmt   uid  timeout inode\n"
/* So many apps before this one have left a TIME_WAIT behind. */
#define LEFT_BEHIND 3
#define NAME_CAP 64

void scan_phone_init(struct scan_phone *phone, const char *serial,
                     size_t app_count)
{
    memset(phone, 0, sizeof(*phone));
    phone->serial = serial;
    phone->app_count = app_count;
    phone->app = SCAN_PHONE_NONE;
    phone->clock_ms = 812;
    phone->fronts = 1;
    (void)format_text(phone->boot_id, sizeof(phone->boot_id),
                      "6f1c0a52-0000-4000-8000-000000000001");
}

static unsigned uid_of(size_t app)
{
    return UID_FIRST + (unsigned)(app % UIDS);
}

/* A test's own memory is enough. */
static void must(int rc)
{
    if (rc < 0) {
        abort();
    }
}

static void put_time(const struct scan_phone *phone, struct buf *out)
{
    int64_t ms = clock_wall_ms(clock_system()) + phone->clock_ms;

    must(buf_printf(out, "%" PRId64 ".%03d000", ms / 1000, (int)(ms % 1000)));
}

static void begin_section(struct buf *out, const char *token, const char *name)
{
    must(buf_printf(out, "\n#%s section %s\n", token, name));
}

static void end_section(struct buf *out, const char *token, int *sections)
{
    must(buf_printf(out, "\n#%s done 0", token));
    ++*sections;
}

void scan_phone_section(struct buf *out, const char *token, const char *name,
                        const char *text)
{
    int ignored = 0;

    begin_section(out, token, name);
    must(buf_puts(out, text));
    end_section(out, token, &ignored);
}

/* ---- tables ------------------------------------------------------------ */

static void put_row(struct buf *out, unsigned row, unsigned port,
                    const char *remote, unsigned uid)
{
    must(buf_printf(out,
                    "%4u: 110200C0:%04X %s %02X 00000000:00000000 %s 00000000 "
                    "%5u        0 %u 1 0000000000000000 20 4 30 10 -1\n",
                    row, port, remote, uid == 0 ? 6u : 1u,
                    uid == 0 ? "03:000010AB" : "00:00000000", uid,
                    uid == 0 ? 0u : 100000 + port));
}

/* 203.0.113.10:443 and 198.51.100.80:80 of the app that runs. */
static void put_tcp(const struct scan_phone *phone, struct buf *out)
{
    unsigned port = 32768 + (unsigned)(phone->starts % 10000) * 2;
    unsigned row = 0;

    must(buf_puts(out, HEAD));
    if (phone->app != SCAN_PHONE_NONE) {
        unsigned uid = uid_of(phone->app);

        put_row(out, row++, port, "0A7100CB:01BB", uid);
        put_row(out, row++, port + 1, "506433C6:0050", uid);
    }
    for (unsigned i = 1; i <= LEFT_BEHIND && i < phone->starts; i++) {
        put_row(out, row++, port - 2 * i, "0A7100CB:01BB", 0);
    }
}

static void put_tables(const struct scan_phone *phone, const char *token,
                       struct buf *out, int *sections)
{
    static const char *const others[] = {"tcp6", "udp", "udp6"};

    begin_section(out, token, "tcp");
    put_tcp(phone, out);
    end_section(out, token, sections);
    for (size_t i = 0; i < 3; i++) {
        scan_phone_section(out, token, others[i], HEAD);
        ++*sections;
    }
}

static void put_processes(const struct scan_phone *phone, const char *token,
                          struct buf *out, int *sections)
{
    begin_section(out, token, "processes");
    must(buf_puts(out, "1 0 /init\n700 1000 system_server\n"));
    if (phone->app != SCAN_PHONE_NONE) {
        must(buf_printf(out, "%zu %u " SCAN_PHONE_NAME "\n",
                        2000 + phone->starts % 30000, uid_of(phone->app),
                        phone->app));
    }
    end_section(out, token, sections);
}

static void put_counted(const struct scan_phone *phone, const char *token,
                        struct buf *out, int *sections)
{
    begin_section(out, token, "snmp");
    must(buf_printf(out, "Tcp: ActiveOpens AttemptFails\nTcp: %" PRIu64 " 0\n",
                    phone->connects));
    end_section(out, token, sections);
    begin_section(out, token, "bytes");
    must(buf_puts(out, "mAppUidStatsMap:\n"));
    if (phone->app != SCAN_PHONE_NONE) {
        must(buf_printf(out, "%u %" PRIu64 " 9 %" PRIu64 " 9\n",
                        uid_of(phone->app), phone->bytes, phone->bytes));
    } else {
        must(buf_puts(out, "1000 1 1 1 1\n"));
    }
    end_section(out, token, sections);
}

static void put_boot(const struct scan_phone *phone, const char *token,
                     struct buf *out, int *sections)
{
    begin_section(out, token, "boot");
    must(buf_printf(out,
                    "uptime %" PRId64 ".20 90.00\n"
                    "sys/kernel/random/boot_id %s\n",
                    1000 + virtual_now_ms() / 1000, phone->boot_id));
    end_section(out, token, sections);
}

static bool has_word(const char *tick, char word)
{
    for (const char *at = tick; *at != '\0'; at++) {
        if (*at == word && (at == tick || at[-1] == ' ')) {
            return true;
        }
    }
    return false;
}

static void put_packages(const struct scan_phone *phone, const char *token,
                         const char *name, struct buf *out, int *sections)
{
    begin_section(out, token, name);
    must(buf_puts(out, "package:/system/s.apk=android uid:1000\n"));
    must(buf_puts(out, phone->packages == NULL ? "" : phone->packages));
    for (size_t i = 0; i < phone->app_count && phone->packages == NULL; i++) {
        must(buf_printf(out,
                        "package:/data/app/~~k==/b==/base.apk=" SCAN_PHONE_NAME
                        " uid:%u\n",
                        i, uid_of(i)));
    }
    end_section(out, token, sections);
}

void scan_phone_put_sample(struct scan_phone *phone, const char *token,
                           uint64_t number, const char *tick, struct buf *out)
{
    int sections = 0;

    if (phone->tick != NULL) {
        phone->tick(phone);
    }
    must(buf_printf(out, "\n#%s begin adbnet-sample/1 %" PRIu64 " ", token,
                    number));
    put_time(phone, out);
    put_tables(phone, token, out, &sections);
    if (has_word(tick, 'p')) {
        put_processes(phone, token, out, &sections);
    }
    if (has_word(tick, 'n')) {
        put_counted(phone, token, out, &sections);
    }
    if (has_word(tick, 'k')) {
        put_packages(phone, token, "packages", out, &sections);
    }
    if (number == 1) {
        put_boot(phone, token, out, &sections);
    }
    must(buf_printf(out, "\n#%s end %d ", token, sections));
    put_time(phone, out);
    must(buf_puts(out, "\n"));
}

void scan_phone_put_look(struct scan_phone *phone, const char *token,
                         struct buf *out)
{
    int sections = 4; /* those that are not counted below */

    must(buf_printf(out, "\n#%s begin adbnet-snapshot/1 2000 ", token));
    put_time(phone, out);
    put_tables(phone, token, out, &sections);
    put_processes(phone, token, out, &sections);
    scan_phone_section(out, token, "facts",
                       "[ro.product.model]: [Phone 1]\n"
                       "[ro.product.manufacturer]: [Example]\n"
                       "[ro.build.version.release]: [14]\n"
                       "[ro.build.version.sdk]: [34]\n");
    scan_phone_section(out, token, "users",
                       "Users:\n\tUserInfo{0:Owner:c13} running\n");
    scan_phone_section(out, token, "current-user", "0\n");
    scan_phone_section(out, token, "snmp",
                       "Tcp: ActiveOpens AttemptFails\nTcp: 0 0\n");
    put_packages(phone, token, "packages 0", out, &sections);
    must(buf_printf(out, "\n#%s end %d ", token, sections));
    put_time(phone, out);
    must(buf_puts(out, "\n"));
}

/* ---- beside the samples ------------------------------------------------ */

void scan_phone_put_front(const struct scan_phone *phone, struct buf *out)
{
    if (phone->app != SCAN_PHONE_NONE) {
        must(buf_printf(out, "[0," SCAN_PHONE_NAME "/.Main,resumed]\n",
                        phone->app));
    }
}

/* The app that a command is about. */
static size_t app_in(const char *script)
{
    const char *at = strstr(script, "com.example.p");
    struct cursor cursor = cursor_from(str_from(at == NULL ? "" : at));
    uint64_t number;

    return cursor_literal(&cursor, "com.example.p") &&
                   cursor_u64(&cursor, UINT32_MAX, &number)
               ? (size_t)number
               : SCAN_PHONE_NONE;
}

static void start(struct scan_phone *phone, size_t app, struct buf *out)
{
    if (phone->started != NULL) {
        phone->started(phone);
    }
    phone->starts++;
    phone->app = app;
    phone->app_since_ms = virtual_now_ms();
    phone->connects += 2;
    phone->bytes += 5000;
    must(buf_printf(out,
                    "Starting: Intent { cmp=" SCAN_PHONE_NAME "/.Main }\n"
                    "Status: ok\nLaunchState: COLD\nTotalTime: %d\nComplete\n",
                    app, APP_MS));
}

static enum scan_phone_task task_of(const char *script)
{
    static const struct {
        const char *word;
        enum scan_phone_task task;
    } words[] = {
        {"category.HOME", SCAN_PHONE_GUARD},
        {"am start", SCAN_PHONE_START},
        {"dumpsys power", SCAN_PHONE_LOOK}, /* it may stop the app, too */
        {"force-stop", SCAN_PHONE_STOP},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strstr(script, words[i].word) != NULL) {
            return words[i].task;
        }
    }
    return SCAN_PHONE_OTHER;
}

void scan_phone_obey(struct scan_phone *phone, const char *script,
                     struct buf *out, int64_t *ms)
{
    enum scan_phone_task task = task_of(script);
    size_t app = app_in(script);

    *ms = 30;
    if (strstr(script, "force-stop") != NULL && app == phone->app) {
        phone->app = SCAN_PHONE_NONE;
    }
    if (phone->answer != NULL && phone->answer(phone, task, app, out, ms)) {
        return;
    }
    if (task == SCAN_PHONE_GUARD) {
        must(buf_puts(out, "== home\ncom.example.launcher/.Home\n== screen\n"
                           "  mWakefulness=Awake\n    showing=false\n"));
    } else if (task == SCAN_PHONE_LOOK) {
        must(buf_printf(out,
                        "== screen\n  mWakefulness=Awake\n    showing=false\n"
                        "== version\n    versionName=1.0\n== activity\n"
                        "priority=0\n" SCAN_PHONE_NAME "/.Main\n",
                        app));
    } else if (task == SCAN_PHONE_START) {
        *ms = APP_MS;
        start(phone, app, out);
    }
}
