/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A night's work in seconds: the real scan of thousands of packages, on a
 * clock that does not wait. What it holds in memory does not grow with what
 * it has done.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cursor.h"
#include "scanning.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SLOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SLOW 1
#endif
#endif

/* With a sanitizer memory is its own affair; the code is run all the same. */
#ifdef IS_SLOW
#define PACKAGES 200
#else
#define PACKAGES 500
#endif
#define EARLY 100
#define GROWTH_MAX_KIB 1024
#define DAYS_MS ((int64_t)10 * 24 * 3600 * 1000)

static size_t packages = PACKAGES;
static struct scan_place place;
static long early_kib;
static long late_kib;

/* Resident memory of this process. */
static long memory_kib(void)
{
    char text[200] = "";
    FILE *file = fopen("/proc/self/statm", "r");
    struct cursor cursor;
    uint64_t pages = 0;

    if (file != NULL) {
        if (fgets(text, sizeof(text), file) == NULL) {
            text[0] = '\0';
        }
        (void)fclose(file);
    }
    cursor = cursor_from(str_from(text));
    (void)cursor_u64(&cursor, INT64_MAX, &pages);
    cursor_skip_blanks(&cursor);
    (void)cursor_u64(&cursor, INT64_MAX, &pages);
    return (long)pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void note_memory(struct scan_phone *phone)
{
    if (phone->starts == EARLY) {
        early_kib = memory_kib();
    }
    late_kib = memory_kib();
}

static void a_long_scan_takes_no_more_memory(void **state)
{
    static struct scan_phone phone;
    const char *const words[] = {"--third-party", "--dwell", "1",
                                 "--interval",    "500ms",   "--save",
                                 place.capture,   NULL};
    int64_t took_ms;

    (void)state;
    scan_phone_init(&phone, "PHONE1", packages);
    phone.started = note_memory;
    assert_int_equal(
        scan_run_words(&place, &phone, 1, words, DAYS_MS, &took_ms), 0);
    assert_int_equal(phone.starts, packages);
    assert_int_equal(scan_lines_with(&place, "\"verdict\":\"ok\""), packages);
    print_message("%zu packages in %lld s of the phone's time; %ld KiB at %d, "
                  "%ld KiB at the last\n",
                  packages, (long long)(took_ms / 1000), early_kib, EARLY,
                  late_kib);
#ifndef IS_SLOW
    assert_true(late_kib - early_kib <= GROWTH_MAX_KIB);
#endif
}

static int begin(void **state)
{
    (void)state;
    scan_place_init(&place);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scan_place_fini(&place);
    return 0;
}

/* One argument: how many packages. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_scan_takes_no_more_memory),
    };
    uint64_t count;

    if (argc > 1 && str_to_u64(str_from(argv[1]), 1000000, &count)) {
        packages = (size_t)count;
    }

    return cmocka_run_group_tests_name("scan_long", tests, begin, end);
}
