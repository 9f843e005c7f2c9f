/* SPDX-License-Identifier: Apache-2.0 */
/* See version.h. One line each, so that it can be read by a script. */
#include "cmd/version.h"

#include "enrich/cache.h"
#include "enrich/libraries.h"
#include "judge/policy.h"
#include "link/recording.h"
#include "screen/libraries.h"
#include "sink/sink.h"
#include "store/capture.h"
#include "store/libraries.h"

#include <adb/library.h>
#include <stdio.h>

/* "libsomething 1.2.3" */
#define LIBRARY_CAP 80

static void print_schemas(void)
{
    static const char *const names[] = {"conns", "devices", "lookup", "diff",
                                        "parse", "report",  "scan",   "watch"};
    const size_t count = sizeof(names) / sizeof(names[0]);

    (void)printf("json schemas");
    for (size_t i = 0; i < count; i++) {
        (void)printf(" adbnet.%s/%d%s", names[i], SINK_JSON_VERSION,
                     i + 1 < count ? "," : "\n");
    }
}

static void print_libraries(const char *(*text_of)(size_t index, char *out,
                                                   size_t cap))
{
    char text[LIBRARY_CAP];

    for (size_t i = 0; text_of(i, text, sizeof(text)) != NULL; i++) {
        (void)printf("%s\n", text);
    }
}

void version_print(void)
{
    (void)printf("adbnet %s\nrecording format %d\ncache format %d\n"
                 "capture format %d\npolicy format %d\n",
                 ADBNET_VERSION, RECORDING_VERSION, cache_version(),
                 capture_version(), POLICY_VERSION);
    print_schemas();
    print_libraries(adb_library_text);
    print_libraries(enrich_library_text);
    print_libraries(store_library_text);
    print_libraries(screen_library_text);
}
