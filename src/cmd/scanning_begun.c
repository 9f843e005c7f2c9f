/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a scan was begun, in its capture: whoever goes on with it measures
 * alike. What a capture says is believed of numbers only; a command or a link
 * to be opened is never taken from a file.
 */
#include "base/format.h"
#include "cmd/option_table.h"
#include "cmd/scanning.h"
#include "store/capture_read.h"

#include <string.h>

#define TEXT_CAP 64

enum begun {
    BEGUN_SHARD,
    BEGUN_ON,
    BEGUN_DWELL,
    BEGUN_START,
    BEGUN_NO_STOP,
    BEGUN_COMMANDS,
    BEGUN_COUNT
};

static const struct {
    const char *name; /* in the capture */
    const char *option;
} kinds[BEGUN_COUNT] = {
    [BEGUN_SHARD] = {"scan_shard", "--shard"},
    [BEGUN_ON] = {"scan_on", "--on"},
    [BEGUN_DWELL] = {"scan_dwell_ms", "--dwell (in ms)"},
    [BEGUN_START] = {"scan_start", "--start"},
    [BEGUN_NO_STOP] = {"scan_no_stop", "--no-stop"},
    [BEGUN_COMMANDS] = {"scan_commands", "options"},
};

static const char *commands_of(const struct settings *settings,
                               char out[TEXT_CAP])
{
    const struct scan_settings *scan = &settings->scan;

    return format_text(out, TEXT_CAP, "%s%s%s%s%s",
                       settings->watch.want_fresh ? " --fresh" : "",
                       scan->is_attended ? " --attended" : "",
                       scan->before != NULL ? " --before" : "",
                       scan->exercise != NULL ? " --exercise" : "",
                       scan->after != NULL ? " --after" : "");
}

static const char *value_of(const struct settings *settings, enum begun kind,
                            char out[TEXT_CAP])
{
    const struct scan_settings *scan = &settings->scan;

    switch (kind) {
    case BEGUN_SHARD:
        return scan->shard.count == 0
                   ? ""
                   : format_text(out, TEXT_CAP, "%u/%u", scan->shard.number,
                                 scan->shard.count);
    case BEGUN_ON:
        return scan->is_on_each ? "each" : "any";
    case BEGUN_DWELL:
        return format_text(out, TEXT_CAP, "%d", scan->dwell_ms);
    case BEGUN_START:
        return settings->watch.start == NULL ? "launcher"
                                             : settings->watch.start;
    case BEGUN_NO_STOP:
        return scan->keeps ? "yes" : "";
    default:
        return commands_of(settings, out);
    }
}

int scanning_begun_put(struct scanning *scanning, struct err *err)
{
    char text[TEXT_CAP];
    int rc = 0;

    for (enum begun i = 0; i < BEGUN_COUNT && rc == 0; i++) {
        rc = capture_put_setting(scanning->capture, kinds[i].name,
                                 value_of(scanning->settings, i, text), err);
    }
    return rc;
}

/* What was not said now is as it was; false: it was said, and otherwise. */
static bool adopt(struct settings *settings, enum begun kind, const char *was)
{
    struct scan_settings *scan = &settings->scan;
    uint64_t number;

    if (kind == BEGUN_SHARD && scan->shard.count == 0) {
        return scan_shard_parse(was, &scan->shard);
    }
    if (kind == BEGUN_ON && !scan->is_on_each) {
        scan->is_on_each = strcmp(was, "each") == 0;
        return true;
    }
    if (kind == BEGUN_DWELL && scan->dwell_ms == SETTINGS_DWELL_MS &&
        str_to_u64(str_from(was), INT32_MAX, &number)) {
        scan->dwell_ms = (int)number;
        return true;
    }
    return false;
}

int scanning_begun_take(struct scanning *scanning,
                        const struct capture_reader *reader, struct err *err)
{
    char text[TEXT_CAP];

    scanning->adopted = *scanning->settings;
    for (enum begun i = 0; i < BEGUN_COUNT; i++) {
        const char *was = capture_setting(reader, kinds[i].name);
        const char *is = value_of(&scanning->adopted, i, text);

        if (was != NULL && strcmp(was, is) != 0 &&
            !adopt(&scanning->adopted, i, was)) {
            return err_set(err, ERR_USAGE,
                           "--resume %s: it was begun with %s %.80s, now it is "
                           "%.80s: give the same, or begin another capture",
                           scanning->settings->scan.resume, kinds[i].option,
                           was[0] == '\0' ? "(none)" : was,
                           is[0] == '\0' ? "(none)" : is);
        }
    }
    scanning->settings = &scanning->adopted;
    return 0;
}
