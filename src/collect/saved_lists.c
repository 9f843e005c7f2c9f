/* SPDX-License-Identifier: Apache-2.0 */
/* See saved_lists.h. */
#include "collect/saved_lists.h"

#include "collect/packages.h"

/* ---- counters ----------------------------------------------------------- */

/* "Tcp: RtoAlgorithm RtoMin ...", which are followed by as many numbers. */
static bool is_snmp(struct str text)
{
    static const char *const groups[] = {
        "Ip: ", "Icmp: ", "IcmpMsg: ", "Tcp: ", "Udp: ", "UdpLite: "};

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (str_starts(text, groups[i])) {
            return true;
        }
    }
    return false;
}

static bool has_digit(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9') {
            return true;
        }
    }
    return false;
}

/* Numbers without their names say nothing. */
static int take_snmp(struct sections *sections, struct str text)
{
    struct counters_snmp *snmp = &sections->snmp;
    struct counters counters = sections->out->counters;

    if (!has_digit(text)) {
        snmp->len = 0;
        return counters_parse_snmp(snmp, text, &counters) < 0 ? 0
                                                              : SAVED_BETWEEN;
    }
    if (snmp->len == 0 || counters_parse_snmp(snmp, text, &counters) < 0) {
        return 0;
    }
    sections->out->counters = counters;
    return 1;
}

/* A line of which a part cannot be read is none. */
static int take_sockstat(struct sections *sections, struct str text)
{
    struct counters counters = sections->out->counters;
    int rc = counters_parse_sockstat(text, &counters);

    if (rc <= 0) {
        return rc == 0 && (str_starts(text, "FRAG: inuse ") ||
                           str_starts(text, "FRAG6: inuse "));
    }
    sections->out->counters = counters;
    return 1;
}

int saved_counters_line(struct sections *sections, struct str line)
{
    struct str text = str_trim(line);

    return is_snmp(text) ? take_snmp(sections, text)
                         : take_sockstat(sections, text);
}

/* ---- packages ----------------------------------------------------------- */

/* The directory of a package's data is called as the package is. */
static bool ends_with_name(struct str path, const char *name)
{
    size_t len = strlen(name);

    return str_is(str_from(name), "android") ||
           (path.len > len && path.ptr[path.len - len - 1] == '/' &&
            memcmp(path.ptr + path.len - len, name, len) == 0);
}

int saved_package_row(struct sections *sections, struct str line)
{
    struct packages_dump probe;
    struct packages_dump_row row;
    struct cursor cursor = cursor_from(str_trim(line));
    struct str path = {"", 0};

    packages_dump_init(&probe);
    if (!packages_dump_line(&probe, cursor_rest(&cursor), &row)) {
        return 0;
    }
    for (size_t i = 0; i < 4; i++) {
        (void)cursor_token(&cursor, &path);
    }
    return ends_with_name(path, row.name)
               ? section_packages_dump.line(sections, str_trim(line))
               : 0;
}

static bool is_indented(struct str line)
{
    return line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
}

/* "  Package [com.example.bank] (a1b2c3d):" */
static bool is_package_head(struct str line)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str name;

    return is_indented(line) && cursor_literal(&cursor, "Package [") &&
           cursor_until(&cursor, ']', &name) && packages_is_name(name) &&
           str_starts(cursor_rest(&cursor), " (");
}

bool saved_dump_begins(struct str line)
{
    struct str text = str_trim(line);

    return is_package_head(line) ||
           (!is_indented(line) &&
            (str_is(text, "Packages:") || str_is(text, "Database versions:") ||
             str_is(text, "Activity Resolver Table:")));
}

bool saved_dump_goes_on(struct str line)
{
    struct str text = str_trim(line);

    return is_indented(line) || (text.len > 1 && text.ptr[text.len - 1] == ':');
}

int saved_dump_line(struct sections *sections, struct str line)
{
    int rc = section_packages_dump.line(sections, line);

    sections->has_dump = true;
    return rc < 0 ? rc : 0;
}

int saved_dump_break(struct sections *sections)
{
    bool is_passed_over = sections->dump.is_passed_over;
    int rc = section_packages_dump_end(sections);

    packages_dump_init(&sections->dump);
    sections->dump.is_passed_over = is_passed_over;
    return rc < 0 ? rc : 0;
}
