/* SPDX-License-Identifier: Apache-2.0 */
/* The list of phones in every format. */
#include "sink/devices.h"

#include "model/device.h"
#include "sink/fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct check checks[] = {
    {"tables", true, "the kernel's socket tables can be read", NULL},
    {"users", false, "user \x1b[2J10 may not be listed", "ask another user"},
    {"root", false,
     "the shell is not root: a socket's uid is known, its process only where "
     "the uid has no other",
     "there is an su, which was not called: --root=su asks it to make what "
     "was read root's"},
};

static const struct device devices[] = {
    {"EXAMPLE0001", "server", "ready", "device", "Pixel 7", "panther", NULL,
     "14", "su found", NULL, true, checks, 3},
    {"192.0.2.40:5555", "server", "unauthorized", "unauthorized", NULL, NULL,
     "unlock the phone and accept what it asks on its screen, then try again",
     NULL, NULL, NULL, false, NULL, 0},
    {"emulator-5554", "server", "ready", "device", "sdk_gphone64", "emu64",
     NULL, "13", "yes (adbd)", "Pixel_6_API33", false, NULL, 0},
    {"bad\x1b[2Jserial", "server", "offline", "off\nline", "a\"b", "\xff", NULL,
     "1\x1b[2J4", NULL, NULL, true, NULL, 0},
};

static void render_devices(const char *format, size_t count,
                           struct catcher *catcher)
{
    struct sink_options options = options_of(80);
    struct device_list list = {devices, count};
    struct record record = {.kind = RECORD_DEVICES};
    struct sink *sink;

    record.of.devices = &list;
    options.command = "devices";
    options.kinds = RECORD_DEVICES;
    catcher_init(catcher);
    sink = sink_to_catch(format, &options, catcher);
    assert_int_equal(sink_put(sink, &record, NULL), 0);
    assert_int_equal(sink_close(sink, NULL), 0);
    assert_int_equal(catcher->streams[SINK_PEOPLE].len, 0);
}

static void devices_look_like_the_golden_files(void **state)
{
    static const struct {
        const char *file;
        const char *format;
        size_t count;
    } cases[] = {
        {"devices.txt", "table", 4},        {"devices.json", "json", 4},
        {"devices.jsonl", "jsonl", 4},      {"devices.csv", "csv", 4},
        {"devices-none.txt", "table", 0},   {"devices-none.json", "json", 0},
        {"devices-none.jsonl", "jsonl", 0}, {"devices-none.csv", "csv", 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct catcher catcher;

        render_devices(cases[i].format, cases[i].count, &catcher);
        assert_golden(cases[i].file, &catcher.streams[SINK_DATA]);
        catcher_fini(&catcher);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices_look_like_the_golden_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
