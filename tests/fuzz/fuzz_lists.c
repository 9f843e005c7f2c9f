/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of the lists: packages, processes, properties, users. What is taken
 * for a name must be harmless, and lie within the line.
 */
#include "collect/facts.h"
#include "collect/packages.h"
#include "collect/packages_dump.h"
#include "collect/processes.h"

#include <stdlib.h>
#include <string.h>

static void within(struct str line, struct str part)
{
    if (part.len > 0 &&
        (part.ptr < line.ptr || part.ptr + part.len > line.ptr + line.len)) {
        abort();
    }
}

static void harmless(struct str line, struct str name)
{
    within(line, name);
    if (name.len == 0) {
        abort();
    }
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] <= ' ' || name.ptr[i] > '~' ||
            memchr("<>&\"'=`$;|", name.ptr[i], 10) != NULL) {
            abort();
        }
    }
}

static void package(struct str line)
{
    struct package_line parsed;
    uint32_t uid;

    if (packages_parse(line, &parsed) > 0) {
        harmless(line, parsed.name);
        within(line, parsed.path);
        within(line, parsed.uids);
        if (memchr(parsed.name.ptr, '/', parsed.name.len) != NULL) {
            abort();
        }
        while (packages_next_uid(&parsed.uids, &uid)) {
            within(line, parsed.uids);
        }
        if (parsed.uids.len != 0) {
            abort();
        }
    }
    (void)packages_why(line);
}

/* Of a dump a name comes from the line before, in a copy. */
static void dumped(const struct packages_dump_row *row)
{
    struct str name = str_from(row->name);

    harmless(name, name);
    if (name.len >= PACKAGES_DUMP_NAME_CAP) {
        abort();
    }
}

static void process(struct str line)
{
    struct process_line parsed;

    if (processes_parse(line, &parsed) > 0) {
        harmless(line, parsed.name);
        if (parsed.pid < 0) {
            abort();
        }
    }
}

static size_t count(struct str line, char c)
{
    size_t found = 0;

    for (size_t i = 0; i < line.len; i++) {
        found += line.ptr[i] == c;
    }
    return found;
}

static void fact(struct str line)
{
    struct property_line property;
    struct user_line user;
    uint32_t id;

    if (facts_parse_property(line, &property) > 0) {
        within(line, property.key);
        within(line, property.value);
        if (property.key.len == 0) {
            abort();
        }
    }
    if (facts_parse_user(line, &user) > 0 &&
        (user.kind == NULL || count(line, ':') < 2)) {
        abort();
    }
    (void)facts_parse_user_id(line, &id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cursor cursor = cursor_from(text);
    struct str line;
    struct packages_dump dump;
    struct packages_dump_row row;

    packages_dump_init(&dump);
    while (cursor_line(&cursor, &line)) {
        /* A copy of the exact size, so that a step too far is seen. */
        char *copy = malloc(line.len + 1);

        if (copy == NULL) {
            abort();
        }
        memcpy(copy + 1, line.ptr, line.len);
        line.ptr = copy + 1;
        package(line);
        process(line);
        fact(line);
        if (packages_dump_line(&dump, line, &row)) {
            dumped(&row);
        }
        free(copy);
    }
    if (packages_dump_end(&dump, &row)) {
        dumped(&row);
    }
    return 0;
}
