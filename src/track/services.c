/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of services. See services.h. Why each is in it: Play services
 * keep the push channel, sign-in, ads and location of apps; the download
 * manager shares its uid with the media provider; players may stream in
 * mediaserver; links and Custom Tabs open in a browser; names over TLS or
 * HTTPS are asked for by the resolver under its own id. Ids:
 * android_filesystem_config.h; packages: AOSP packages/providers, the
 * vendors' entries in the Play store.
 */
#include "track/services.h"

#include <string.h>

static const char *const packages[] = {
    /* Play services and their base */
    "com.google.android.gms",
    "com.google.android.gsf",
    "com.android.vending",
    /* HMS, what stands for them elsewhere */
    "com.huawei.hwid",
    "org.microg.gms.droidguard",
    /* downloads and media */
    "com.android.providers.downloads",
    "com.android.providers.media",
    "com.android.providers.media.module",
    "com.google.android.providers.media.module",
    /* browsers */
    "com.android.browser",
    "com.android.chrome",
    "com.chrome.beta",
    "com.brave.browser",
    "com.duckduckgo.mobile.android",
    "com.mi.globalbrowser",
    "com.microsoft.emmx",
    "com.opera.browser",
    "com.sec.android.app.sbrowser",
    "com.vivaldi.browser",
    "org.chromium.chrome",
    "org.lineageos.jelly",
    "org.mozilla.fenix",
    "org.mozilla.firefox",
    "org.mozilla.firefox_beta",
    "org.mozilla.focus",
};

/* The last digits of a uid, in every user. */
static const uint32_t ids[] = {
    1013, /* media */
    1019, /* drm */
    1040, /* mediaex */
    1051, /* dns */
    1052, /* dns_tether */
};

static bool is_in_table(const char *name)
{
    for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
        if (strcmp(packages[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool services_act_for_apps(const struct owner *owner)
{
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        if (owner->uid % UID_PER_USER == ids[i]) {
            return true;
        }
    }
    for (size_t i = 0; i < owner->package_count; i++) {
        if (is_in_table(owner->packages[i])) {
            return true;
        }
    }
    return false;
}
