/* SPDX-License-Identifier: Apache-2.0 */
/* What of the options of watch goes together. See watching_open.h. */
#include "cmd/ask.h"
#include "cmd/watching_open.h"
#include "collect/script.h"

int watching_open_check(struct watching *watching, struct err *err)
{
    const struct watch_settings *settings = &watching->settings->watch;
    bool needs_package = settings->start != NULL || settings->want_fresh ||
                         settings->want_install;

    if (settings->start != NULL && strcmp(settings->start, "none") == 0) {
        return err_set(err, ERR_USAGE,
                       "--start=none: watch opens nothing unless it is asked "
                       "to");
    }
    for (size_t i = 0; i < watching->target_count; i++) {
        const struct target *target = &watching->targets[i];

        if (watching->package == NULL &&
            (target->kind == TARGET_NAME || target->kind == TARGET_PACKAGE) &&
            script_package_is_good(str_from(target->name))) {
            watching->package = target->name;
        }
    }
    if (needs_package && watching->package == NULL) {
        return err_set(err, ERR_USAGE,
                       "%s needs an app: name its package, as in adbnet watch "
                       "com.example.bank %s",
                       settings->start != NULL ? "--start"
                       : settings->want_fresh  ? "--fresh"
                                               : "--wait-install",
                       settings->start != NULL ? "--start"
                       : settings->want_fresh  ? "--fresh"
                                               : "--wait-install");
    }
    if (settings->want_fresh && !settings->want_yes &&
        watching->settings->replay == NULL && !ask_is_possible()) {
        return err_set(err, ERR_USAGE,
                       "--fresh clears all data of %s and asks before; there "
                       "is no terminal to ask on: add --yes",
                       watching->package);
    }
    return 0;
}
