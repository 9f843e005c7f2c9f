/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of netstat. See netstat.h; titles and headers: netstat_head.c.
 *
 *   PROTO RECV-Q SEND-Q LOCAL REMOTE [STATE] [USER INODE] [PID/PROGRAM]
 *       [TIMER]
 *
 * Columns shift: a uid of user 10 has seven digits, busybox prints whole
 * IPv6 addresses into 23 columns, udp has no state. So a row is read as
 * words; the header only says which of them must be there.
 */
#include "collect/netstat.h"

#include "base/err.h"
#include "collect/netstat_end.h"
#include "collect/netstat_head.h"
#include "model/uids.h"

/* "24685/com.example.v": net-tools and busybox keep 19 characters of it,
 * toybox 0.7.0 20. */
#define PROCESS_WIDTH 19
#define PROCESS_WIDTH_OLD_TOYBOX 20

/* toybox: "%-6s%6d%7d", so seven digits meet the six before them. */
#define QUEUES_MEET_AT 12
#define DIGITS_THAT_MEET 7

struct label {
    const char *name;
    uint8_t kind;
    uint8_t proto;
    bool is_v6;
};

static const struct label labels[] = {
    {"tcp", NETSTAT_INET, SOCK_TCP, false},
    {"tcp6", NETSTAT_INET, SOCK_TCP, true},
    {"udp", NETSTAT_INET, SOCK_UDP, false},
    {"udp6", NETSTAT_INET, SOCK_UDP, true},
    {"raw", NETSTAT_RAW, 0, false},
    {"raw6", NETSTAT_RAW, 0, true},
    {"udpl", NETSTAT_UDPLITE, 0, false}, /* net-tools */
    {"udpl6", NETSTAT_UDPLITE, 0, true},
    {"udplite", NETSTAT_UDPLITE, 0, false},
    {"udplite6", NETSTAT_UDPLITE, 0, true},
};

/* A row's words, before they are made sense of. */
struct words {
    const struct label *label;
    struct str local;
    struct str remote;
    struct str state;
    struct str user; /* empty: not there */
    struct str inode;
    struct str program; /* "-" or "PID/NAME", empty: not there */
    bool has_trailing_blank;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const struct label *label_of(struct str word)
{
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (str_is(word, labels[i].name)) {
            return &labels[i];
        }
    }
    return NULL;
}

/* Both queues in one word, where toybox leaves no blank between them. */
static bool split_queues(const char *label, struct str word, uint64_t *rx,
                         uint64_t *tx)
{
    size_t start = (size_t)(word.ptr - label);
    struct str left = {word.ptr, QUEUES_MEET_AT - start};
    struct str right;

    if (start >= QUEUES_MEET_AT || left.len >= word.len) {
        return false;
    }
    right.ptr = word.ptr + left.len;
    right.len = word.len - left.len;
    return right.len >= DIGITS_THAT_MEET && str_to_u64(left, UINT32_MAX, rx) &&
           str_to_u64(right, UINT32_MAX, tx);
}

static bool take_queues(struct cursor *cursor, const char *label,
                        struct sock_row *row)
{
    struct cursor try = *cursor;
    struct str word;
    uint64_t rx;
    uint64_t tx;

    if (!cursor_token(&try, &word)) {
        return false;
    }
    if (!split_queues(label, word, &rx, &tx)) {
        if (!str_to_u64(word, UINT32_MAX, &rx) || !cursor_token(&try, &word) ||
            !str_to_u64(word, UINT32_MAX, &tx)) {
            return false;
        }
    }
    row->rx_queue = (uint32_t)rx;
    row->tx_queue = (uint32_t)tx;
    *cursor = try;
    return true;
}

static bool is_state(struct str word)
{
    return word.len > 0 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z' &&
           (str_is(word, "UNKNOWN") || sock_state_from_name(word) != 0);
}

/* A number for raw sockets, nothing for udp without a peer. */
static bool take_state(struct cursor *cursor, struct words *words)
{
    struct cursor try = *cursor;
    struct str word;
    uint64_t number;

    words->state.len = 0;
    words->state.ptr = cursor->at;
    if (cursor_token(&try, &word) &&
        (is_state(word) || (words->label->kind == NETSTAT_RAW &&
                            str_to_u64(word, UINT8_MAX, &number)))) {
        words->state = word;
        *cursor = try;
        return true;
    }
    return words->label->kind == NETSTAT_UDPLITE ||
           (words->label->kind == NETSTAT_INET &&
            words->label->proto == SOCK_UDP);
}

/* "-" or digits and a slash. */
static bool is_program(struct str text)
{
    size_t i = 0;

    if (text.len > 0 && text.ptr[0] == '-') {
        return text.len == 1 || text.ptr[1] == ' ';
    }
    while (i < text.len && is_digit(text.ptr[i])) {
        i++;
    }
    return i > 0 && i < text.len && text.ptr[i] == '/';
}

/* Net-tools' last column, "keepalive (7199.00/0/0)", is left out. */
static struct str without_timer(struct str text)
{
    size_t at = text.len;

    if (at == 0 || text.ptr[at - 1] != ')') {
        return text;
    }
    at--;
    while (at > 0 && (is_digit(text.ptr[at - 1]) || text.ptr[at - 1] == '.' ||
                      text.ptr[at - 1] == '/')) {
        at--;
    }
    if (at < 2 || text.ptr[at - 1] != '(' || text.ptr[at - 2] != ' ') {
        return text;
    }
    at -= 2;
    while (at > 0 && text.ptr[at - 1] != ' ') {
        at--;
    }
    text.len = at;
    return str_trim(text);
}

/* What stands behind the state. */
static bool take_owner(const struct netstat_reader *reader,
                       struct cursor *cursor, struct words *words)
{
    struct str rest = str_trim(cursor_rest(cursor));
    uint64_t number;

    if (reader->has_timer || !reader->has_header) {
        rest = without_timer(rest);
    }
    words->user.len = 0;
    words->inode.len = 0;
    *cursor = cursor_from(rest);
    if (rest.len > 0 && !is_program(rest)) {
        if (!cursor_token(cursor, &words->user) ||
            !cursor_token(cursor, &words->inode) ||
            !str_to_u64(words->inode, UINT64_MAX, &number)) {
            return false;
        }
    }
    words->program = str_trim(cursor_rest(cursor));
    if (words->program.len > 0 && !is_program(words->program)) {
        return false;
    }
    return (words->user.len > 0 || !reader->has_user) &&
           (words->program.len > 0 || !reader->has_pid);
}

static int take_words(const struct netstat_reader *reader, struct str line,
                      struct words *words, struct sock_row *row)
{
    struct cursor cursor = cursor_from(line);
    struct str word;

    if (!cursor_token(&cursor, &word)) {
        return ERR_PROTO;
    }
    words->label = label_of(word);
    words->has_trailing_blank = line.ptr[line.len - 1] == ' ';
    if (words->label == NULL || !take_queues(&cursor, word.ptr, row) ||
        !cursor_token(&cursor, &words->local) ||
        !cursor_token(&cursor, &words->remote) || !take_state(&cursor, words) ||
        !take_owner(reader, &cursor, words)) {
        return ERR_PROTO;
    }
    return 1;
}

/* The state's number; UNKNOWN, which netstat does not give, is 0. */
static uint8_t state_of(const struct words *words)
{
    uint64_t number = 0;

    if (words->state.len == 0) {
        return SOCK_CLOSE;
    }
    if (words->label->kind == NETSTAT_RAW &&
        str_to_u64(words->state, UINT8_MAX, &number)) {
        return (uint8_t)number;
    }
    return (uint8_t)sock_state_from_name(words->state);
}

/* printf("%d") of toybox makes uids over 2^31 negative. */
static bool uid_of(struct str word, uint32_t *out)
{
    struct cursor cursor = cursor_from(word);
    int64_t number;

    if (!cursor_i64(&cursor, &number) || !cursor_is_end(&cursor)) {
        return uid_from_name(word, out);
    }
    if (number < INT32_MIN || number > UINT32_MAX) {
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

static int read_user(const struct words *words, struct netstat_row *out)
{
    uint64_t inode = 0;

    out->row.is_uid_unknown = true;
    if (words->user.len == 0) {
        return 0;
    }
    (void)str_to_u64(words->inode, UINT64_MAX, &inode);
    out->row.inode = inode;
    if (uid_of(words->user, &out->row.uid)) {
        out->row.is_uid_unknown = false;
        return 0;
    }
    out->user = words->user;
    return is_digit(words->user.ptr[0]) || words->user.ptr[0] == '-' ? ERR_PROTO
                                                                     : 0;
}

static bool is_process_cut(const struct netstat_reader *reader,
                           struct str program)
{
    bool may_be_old =
        reader->flavour == NETSTAT_UNKNOWN ||
        (reader->flavour == NETSTAT_TOYBOX && !reader->is_new_toybox);

    return (reader->flavour != NETSTAT_TOYBOX &&
            program.len == PROCESS_WIDTH) ||
           (may_be_old && program.len == PROCESS_WIDTH_OLD_TOYBOX);
}

static int read_program(const struct netstat_reader *reader, struct str program,
                        struct netstat_row *out)
{
    struct cursor cursor = cursor_from(program);
    uint64_t pid;

    if (program.len == 0 || program.ptr[0] == '-') {
        return program.len > 1 ? ERR_PROTO : 0;
    }
    if (!cursor_u64(&cursor, INT32_MAX, &pid) || !cursor_char(&cursor, '/') ||
        pid == 0) {
        return ERR_PROTO;
    }
    out->row.pid = (int32_t)pid;
    out->process = cursor_rest(&cursor);
    out->is_process_cut = is_process_cut(reader, program);
    return 0;
}

/* A mapped socket without a peer has "::" on the other side. */
static void join_any(struct addr *addr, const struct netstat_end *other)
{
    static const uint8_t any[4];

    if (addr->family == ADDR_V6 && addr_is_unspecified(addr) &&
        other->is_family_known && other->family == SOCK_IPV4_MAPPED) {
        *addr = addr_v4(any);
    }
}

static uint8_t join_families(const struct label *label,
                             const struct netstat_end *local,
                             const struct netstat_end *remote,
                             const struct sock_row *row)
{
    if (!local->is_family_known && !remote->is_family_known) {
        return label->is_v6 ? SOCK_IPV6 : SOCK_IPV4;
    }
    if (!local->is_family_known) {
        return remote->family;
    }
    if (!remote->is_family_known || local->family == remote->family) {
        return local->family;
    }
    return row->local.family == ADDR_V4 && row->remote.family == ADDR_V4
               ? SOCK_IPV4_MAPPED
               : SOCK_IPV6;
}

static bool may_be_toybox(const struct netstat_reader *reader)
{
    return reader->flavour == NETSTAT_UNKNOWN ||
           reader->flavour == NETSTAT_TOYBOX;
}

static int read_ends(const struct netstat_reader *reader,
                     const struct words *words, struct netstat_row *out)
{
    bool is_old_v6 =
        may_be_toybox(reader) && !words->label->is_v6 &&
        (netstat_end_is_v6(words->local) || netstat_end_is_v6(words->remote));
    struct netstat_end_how how = {
        .widths = {reader->widths[0], reader->widths[1]},
        .is_port_cut =
            !reader->is_new_toybox && (reader->is_old_toybox || is_old_v6),
        .is_v6_label = words->label->is_v6,
        .is_raw = words->label->kind == NETSTAT_RAW,
        .may_be_garbage = reader->flavour == NETSTAT_TOYBOX,
    };
    struct netstat_end local;
    struct netstat_end remote;
    struct sock_row *row = &out->row;

    if (netstat_end_parse(words->local, &how, &local) < 0 ||
        netstat_end_parse(words->remote, &how, &remote) < 0) {
        return ERR_PROTO;
    }
    row->local = local.addr;
    row->local_port = local.port;
    row->is_local_cut = local.addr.family == ADDR_NONE;
    out->local_text = local.text;
    row->remote = remote.addr;
    row->remote_port = remote.port;
    row->is_remote_cut = remote.is_cut;
    out->remote_text = remote.text;
    out->is_garbled = local.is_garbled || remote.is_garbled;
    join_any(&row->remote, &local);
    join_any(&row->local, &remote);
    row->family = join_families(words->label, &local, &remote, row);
    return 0;
}

/*
 * What the row gives away about its netstat. A word that is longer than the
 * width shows that nothing is cut to it.
 */
static void learn(struct netstat_reader *reader, const struct words *words)
{
    size_t longest = words->local.len > words->remote.len ? words->local.len
                                                          : words->remote.len;

    if (longest > reader->widths[0]) {
        reader->widths[0] = reader->widths[1];
    }
    if (reader->flavour != NETSTAT_TOYBOX) {
        return;
    }
    if (words->label->is_v6) {
        reader->is_new_toybox = true;
    }
    if (words->user.len == 0 && words->program.len == 0 &&
        str_is(words->state, "ESTABLISHED") && words->has_trailing_blank) {
        reader->is_old_toybox = true;
    }
}

/* Only net-tools prints the IPv4 address of an IPv6 socket without ::ffff:. */
static void learn_mapped(struct netstat_reader *reader,
                         const struct words *words)
{
    struct netstat_end_how how = {.is_v6_label = true};
    struct netstat_end end;

    if (may_be_toybox(reader) && words->label->is_v6 &&
        netstat_end_parse(words->local, &how, &end) == 0 && end.is_whole_v4) {
        reader->flavour = NETSTAT_NET_TOOLS;
    }
}

static int read_row(struct netstat_reader *reader, struct str line,
                    struct netstat_row *out)
{
    struct words words;
    int rc;

    memset(out, 0, sizeof(*out));
    rc = take_words(reader, line, &words, &out->row);
    if (rc < 0) {
        return rc;
    }
    learn(reader, &words);
    learn_mapped(reader, &words);
    out->row.state = state_of(&words);
    out->row.source = SOCK_FROM_NETSTAT;
    out->row.proto = words.label->proto;
    if (read_user(&words, out) < 0 ||
        read_program(reader, words.program, out) < 0 ||
        read_ends(reader, &words, out) < 0) {
        return ERR_PROTO;
    }
    reader->garbled += out->is_garbled;
    return words.label->kind;
}

/* "unix  2      [ ACC ]     STREAM     LISTENING     42794    @name" */
static bool is_unix_row(struct str line)
{
    struct cursor cursor = cursor_from(line);
    struct str word;
    uint64_t number;

    return cursor_token(&cursor, &word) && str_is(word, "unix") &&
           cursor_token(&cursor, &word) &&
           str_to_u64(word, UINT32_MAX, &number) &&
           cursor_token(&cursor, &word) && str_is(word, "[") &&
           cursor_until(&cursor, ']', &word) && cursor_token(&cursor, &word);
}

int netstat_line(struct netstat_reader *reader, struct str line,
                 struct netstat_row *out)
{
    if (line.len > 0 && line.ptr[line.len - 1] == '\r') {
        line.len--;
    }
    if (netstat_head_take(reader, line)) {
        return NETSTAT_NOTHING;
    }
    if (is_unix_row(line)) {
        return NETSTAT_UNIX;
    }
    return read_row(reader, line, out);
}

bool netstat_hides_ports(const struct netstat_reader *reader)
{
    return reader->has_hidden_ports || netstat_head_hides_ports(reader);
}

bool netstat_looks_like(struct str line)
{
    struct netstat_reader reader;
    struct netstat_row row;

    netstat_init(&reader);
    return netstat_head_is_one(line) || netstat_line(&reader, line, &row) > 0;
}
