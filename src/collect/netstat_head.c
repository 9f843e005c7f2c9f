/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See netstat_head.h. Headers, and who prints them ("|" ends the line):
 *
 *   Local Address          Foreign Address        State|    toolbox
 *   ... 23 wide, or 51 with -W ...   State     |            toybox 0.5.2
 *   ... 23 wide, or 51 with -W ...   State      |           toybox from 0.7.0
 *   ... 23 wide ...                  State      |           net-tools
 *   ... 23 wide, or 51 with -W ...   State       |          busybox
 *   PID/Program Name                                        toybox
 *   PID/Program name                                        net-tools, busybox
 *   Inode       PID/ (net-tools: one blank less)            toybox
 *
 * A web page may have lost the blanks at the end: then it may be any toybox.
 */
#include "collect/netstat_head.h"

#include "collect/pasted.h"

/* Columns of an address: with -W, without, and toolbox's. */
#define WIDE 51
#define NARROW 23
#define TOOLBOX_WIDTH 22
/* toybox 0.5.2 cuts names, and only those, to this. */
#define FIRST_TOYBOX_NAME 52

#define BLANKS_FIRST_TOYBOX 5
#define BLANKS_BUSYBOX 7
#define BLANKS_NET_TOOLS_INODE 5

static const char title[] = "Active ";
static const char inet_title[] = "Active Internet connections";
static const char unix_title[] = "Active UNIX domain sockets";
static const char unidentified[] = "(Not all processes could be identified";

static bool has(struct str line, const char *part)
{
    return pasted_has(line, part, NULL);
}

/* Forgets the text before; keeps what is counted over all. */
static void start_text(struct netstat_reader *reader)
{
    struct netstat_reader fresh;

    netstat_init(&fresh);
    fresh.has_hidden_ports =
        reader->has_hidden_ports || netstat_head_hides_ports(reader);
    fresh.has_all_pids = reader->has_all_pids;
    fresh.garbled = reader->garbled;
    fresh.is_wide = reader->is_wide;
    *reader = fresh;
}

void netstat_init(struct netstat_reader *reader)
{
    memset(reader, 0, sizeof(*reader));
    reader->widths[0] = NARROW;
    reader->widths[1] = WIDE;
    reader->has_all_pids = true;
}

bool netstat_head_hides_ports(const struct netstat_reader *reader)
{
    return reader->flavour == NETSTAT_TOYBOX && !reader->is_first_toybox &&
           reader->listing == NETSTAT_CONNECTED;
}

static enum netstat_listing listing_of(struct str line)
{
    if (has(line, "(w/o servers)")) {
        return NETSTAT_CONNECTED;
    }
    if (has(line, "(only servers)")) {
        return NETSTAT_SERVERS;
    }
    return has(line, "(servers and established)") ||
                   has(line, "(established and servers)")
               ? NETSTAT_ALL
               : NETSTAT_LISTING_UNKNOWN;
}

static void take_title(struct netstat_reader *reader, struct str line)
{
    if (str_starts(line, unix_title)) {
        reader->section = NETSTAT_UNIX_SECTION;
        return;
    }
    if (!str_starts(line, inet_title)) {
        reader->section = NETSTAT_ELSEWHERE;
        return;
    }
    start_text(reader);
    reader->listing = listing_of(line);
    reader->is_new_toybox = has(line, "(established and servers)");
}

static size_t blanks_at_end(struct str line)
{
    size_t count = 0;

    while (count < line.len && line.ptr[line.len - 1 - count] == ' ') {
        count++;
    }
    return count;
}

/* The header's `State` ends the line but for blanks. */
static void take_last_state(struct netstat_reader *reader, size_t blanks)
{
    if (blanks == BLANKS_BUSYBOX) {
        reader->flavour = NETSTAT_BUSYBOX;
    } else if (blanks == BLANKS_FIRST_TOYBOX) {
        reader->is_first_toybox = true;
    }
}

static void take_widths(struct netstat_reader *reader, size_t width)
{
    /* With -W toybox's header is wide too; net-tools' is not. */
    if (reader->flavour == NETSTAT_TOOLBOX ||
        reader->flavour == NETSTAT_BUSYBOX ||
        (reader->is_wide && width == NARROW)) {
        reader->widths[0] = 0;
        reader->widths[1] = 0;
    } else if (reader->is_first_toybox) {
        reader->widths[0] = FIRST_TOYBOX_NAME;
        reader->widths[1] = FIRST_TOYBOX_NAME;
    } else if (width == NARROW || width == WIDE) {
        reader->widths[0] = width;
        reader->widths[1] = FIRST_TOYBOX_NAME;
    }
}

static void take_flavour(struct netstat_reader *reader, struct str line,
                         size_t width)
{
    size_t blanks = blanks_at_end(line);

    reader->flavour = NETSTAT_TOYBOX;
    if (width == TOOLBOX_WIDTH) {
        reader->flavour = NETSTAT_TOOLBOX;
    } else if (has(line, "PID/Program name")) {
        reader->flavour = NETSTAT_NET_TOOLS;
    } else if (!reader->has_pid && !reader->has_user && !reader->has_timer) {
        take_last_state(reader, blanks);
    } else if (reader->has_timer) {
        reader->flavour = NETSTAT_NET_TOOLS;
    } else if (has(line, "Inode") && !has(line, "PID/") &&
               blanks == BLANKS_NET_TOOLS_INODE) {
        reader->flavour = NETSTAT_NET_TOOLS;
    }
}

/* "Proto Recv-Q Send-Q Local Address ... Foreign Address ... State ..." */
static bool take_inet_header(struct netstat_reader *reader, struct str line)
{
    struct str start = str_trim(line);
    size_t local;
    size_t foreign;

    if (!str_starts(start, "Proto Recv-Q") ||
        !pasted_has(line, "Local", &local) ||
        !pasted_has(line, "Foreign", &foreign) || foreign < local) {
        return false;
    }
    if (reader->has_header) {
        enum netstat_listing listing = reader->listing;

        start_text(reader);
        reader->listing = listing;
    }
    reader->section = NETSTAT_INTERNET;
    reader->has_header = true;
    reader->has_user = has(line, " User ") && has(line, " Inode");
    reader->has_pid = has(line, " PID/");
    reader->has_timer = has(line, " Timer");
    take_flavour(reader, line, foreign - local - 1);
    take_widths(reader, foreign - local - 1);
    return true;
}

static bool is_unix_header(struct str start)
{
    return str_starts(start, "Proto RefC");
}

static bool is_remark(struct netstat_reader *reader, struct str text)
{
    if (str_starts(text, unidentified)) {
        reader->has_all_pids = false;
        return true;
    }
    return str_starts(text, "will not be shown, you would have to be root");
}

bool netstat_head_is_one(struct str line)
{
    struct netstat_reader scratch;
    struct str text = str_trim(line);

    netstat_init(&scratch);
    return str_starts(text, inet_title) || str_starts(text, unix_title) ||
           is_unix_header(text) || take_inet_header(&scratch, line);
}

bool netstat_head_take(struct netstat_reader *reader, struct str line)
{
    struct str text = str_trim(line);

    if (text.len == 0 || pasted_is_ornament(text)) {
        return true;
    }
    if (pasted_is_prompt(text)) {
        if (has(text, "netstat")) {
            start_text(reader);
        }
        return true;
    }
    if (str_starts(text, title) &&
        (has(text, "connections") || has(text, "sockets"))) {
        take_title(reader, text);
        return true;
    }
    if (str_starts(text, "Kernel IP")) {
        reader->section = NETSTAT_ELSEWHERE;
        return true;
    }
    if (is_unix_header(text)) {
        reader->section = NETSTAT_UNIX_SECTION;
        return true;
    }
    return take_inet_header(reader, line) || is_remark(reader, text) ||
           reader->section == NETSTAT_ELSEWHERE;
}
