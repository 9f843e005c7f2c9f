/* SPDX-License-Identifier: Apache-2.0 */
/* A policy made of what was observed. See policy.h. */
#include "base/format.h"
#include "base/pool.h"
#include "base/vec.h"
#include "judge/keys.h"
#include "judge/policy.h"

#include <inttypes.h>
#include <stdlib.h>

#define SEEN_MAX ((size_t)1000 * 1000)
#define STRINGS_MAX ((size_t)64 * 1024 * 1024)
#define NOTE_CAP 320
#define WHAT_CAP 320
/* Wider ones say nothing: whoever holds an address could claim them. */
#define PREFIX_MIN_V4 8
#define PREFIX_MIN_V6 16
#define ADDRS_SHOWN 3

/* An endpoint in a run, as it will be allowed to a package. */
struct seen {
    const char *subject;
    const char *what; /* "prefix 203.0.113.0/24" */
    const struct connection *connection;
    uint32_t run;
    uint16_t port;
    uint8_t proto;
};

struct learning {
    const struct observed *const *runs;
    size_t run_count;
    enum learn_by by;
    struct pool strings;
    struct vec seen;
    uint32_t *counted; /* a mark for each run, of what counted it last */
    uint32_t mark;
    struct buf *out;
    struct learned *learned;
    int rc;
};

static bool is_plain_name(const char *name)
{
    size_t i;

    for (i = 0; name[i] != '\0'; i++) {
        char c = name[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || strchr("._-:", c) != NULL)) {
            return false;
        }
    }
    return i > 0 && i < 254;
}

static bool is_good_prefix(const struct connection *connection,
                           const char *prefix)
{
    struct cursor cursor = cursor_from(str_from(prefix));
    const struct lookup *lookup = connection->lookup;
    struct addr addr;
    struct str text;
    uint64_t len;

    if (!cursor_until(&cursor, '/', &text) || !addr_parse(text, &addr) ||
        !str_to_u64(cursor_rest(&cursor), addr.family == ADDR_V4 ? 32 : 128,
                    &len) ||
        len < (addr.family == ADDR_V4 ? PREFIX_MIN_V4 : PREFIX_MIN_V6)) {
        return false;
    }
    return addr_in_prefix(&connection->row->remote, &addr, (unsigned)len) ||
           (lookup->wrap != NULL &&
            addr_in_prefix(&lookup->inner, &addr, (unsigned)len));
}

static bool by_prefix(const struct connection *connection, char out[WHAT_CAP])
{
    const char *prefix;

    if (key_prefix(connection, &prefix) != KNOWN ||
        !is_good_prefix(connection, prefix)) {
        return false;
    }
    (void)format_text(out, WHAT_CAP, "prefix %s", prefix);
    return true;
}

static bool by_name(const struct connection *connection, char out[WHAT_CAP])
{
    const char *name;

    if (key_name(connection, &name) != KNOWN || !is_plain_name(name)) {
        return false;
    }
    (void)format_text(out, WHAT_CAP, "name %s", name);
    return true;
}

/* False: there is nothing it could be allowed by. */
static bool describe(const struct connection *connection, enum learn_by by,
                     char out[WHAT_CAP])
{
    char text[ADDR_TEXT_CAP];
    const struct addr *remote = &connection->row->remote;

    if (remote->family == ADDR_NONE || connection->proxied == PROXIED_YES) {
        return false;
    }
    if ((by == LEARN_BY_NAME && by_name(connection, out)) ||
        (by != LEARN_BY_ADDR && by_prefix(connection, out)) ||
        (by == LEARN_BY_NETWORK && by_name(connection, out))) {
        return true;
    }
    (void)format_text(out, WHAT_CAP, "addr %s", addr_format(remote, text));
    return true;
}

static const char *keep(struct learning *learning, const char *text)
{
    const char *kept = pool_add(&learning->strings, str_from(text));

    if (kept == NULL) {
        learning->rc = ERR_NOMEM;
    }
    return kept;
}

static void add_endpoint(struct learning *learning, uint32_t run,
                         const struct endpoint *endpoint)
{
    const struct connection *connection = &endpoint->connection;
    struct seen seen = {.connection = connection, .run = run};
    char what[WHAT_CAP];
    char text[SUBJECT_CAP];
    const char *subject;
    size_t i;

    if (!endpoint->is_selected || !sock_has_remote(connection->row)) {
        return;
    }
    if (!describe(connection, learning->by, what)) {
        learning->learned->left_out++;
        return;
    }
    seen.what = keep(learning, what);
    seen.proto = connection->row->proto;
    seen.port = sock_has_ports(connection->row) ? key_port(connection) : 0;
    for (i = 0; learning->rc == 0 &&
                (subject = key_subject(connection, i, text)) != NULL;
         i++) {
        if (!is_plain_name(subject)) {
            learning->learned->left_out++;
            continue;
        }
        seen.subject = subject == text ? keep(learning, text) : subject;
        if (learning->rc == 0) {
            learning->rc = vec_push(&learning->seen, &seen);
        }
    }
}

static int compare_rules(const struct seen *x, const struct seen *y)
{
    int order = strcmp(x->subject, y->subject);

    order = order != 0 ? order : strcmp(x->what, y->what);
    order = order != 0 ? order : (int)x->port - (int)y->port;
    return order != 0 ? order : (int)x->proto - (int)y->proto;
}

static const char *told_name(const struct seen *seen)
{
    const struct lookup *lookup = seen->connection->lookup;

    return lookup != NULL && lookup->ptr.status == LOOKUP_OK &&
                   lookup->ptr.name_count > 0
               ? lookup->ptr.names[0]
               : "";
}

static int compare_seen(const void *a, const void *b)
{
    const struct seen *x = a;
    const struct seen *y = b;
    int order = compare_rules(x, y);

    order = order != 0 ? order
                       : addr_compare(&x->connection->row->remote,
                                      &y->connection->row->remote);
    return order != 0 ? order : strcmp(told_name(x), told_name(y));
}

static const struct seen *seen_at(const struct learning *learning, size_t i)
{
    return vec_at(&learning->seen, i);
}

static void put(struct learning *learning, const char *text)
{
    if (learning->rc == 0) {
        learning->rc = buf_puts(learning->out, text);
    }
}

/* Of a phone, a registry or the DNS: in a comment it stays one. */
static void put_foreign(struct learning *learning, const char *text)
{
    size_t i;

    for (i = 0; i < 64 && text[i] != '\0' && learning->rc == 0; i++) {
        learning->rc = buf_putc(
            learning->out, text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
    }
}

/* Marks its run; true if it was not marked for this yet. */
static bool count_run(struct learning *learning, uint32_t run)
{
    bool is_new = learning->counted[run] != learning->mark;

    learning->counted[run] = learning->mark;
    return is_new;
}

static size_t runs_of(struct learning *learning, size_t first, size_t end)
{
    size_t count = 0;
    size_t i;

    learning->mark++;
    for (i = first; i < end; i++) {
        count += count_run(learning, seen_at(learning, i)->run);
    }
    return count;
}

/* Those in which the package may have been seen. */
static size_t runs_of_package(struct learning *learning, size_t first,
                              size_t end)
{
    const char *subject = seen_at(learning, first)->subject;
    size_t count = runs_of(learning, first, end);
    uint32_t i;

    for (i = 0; i < learning->run_count; i++) {
        const struct observed *run = learning->runs[i];

        if (run->not_judged == NULL &&
            (run->package == NULL || strcmp(run->package, subject) == 0)) {
            count += count_run(learning, i);
        }
    }
    return count;
}

static void put_addrs(struct learning *learning, size_t first, size_t end)
{
    const struct addr *last = NULL;
    char text[ADDR_TEXT_CAP];
    char note[NOTE_CAP];
    size_t count = 0;
    size_t i;

    for (i = first; i < end; i++) {
        const struct addr *addr =
            &seen_at(learning, i)->connection->row->remote;

        if (last != NULL && addr_compare(addr, last) == 0) {
            continue;
        }
        last = addr;
        if (count++ < ADDRS_SHOWN) {
            put(learning, count == 1 ? ": " : ", ");
            put(learning, addr_format(addr, text));
        }
    }
    if (count > ADDRS_SHOWN) {
        put(learning, format_text(note, sizeof(note), " and %zu more",
                                  count - ADDRS_SHOWN));
    }
}

/* A name with ~ in front is one that nobody confirmed. */
static void put_names(struct learning *learning, size_t first, size_t end)
{
    size_t i;

    for (i = first; i < end; i++) {
        const struct seen *seen = seen_at(learning, i);
        const char *name;
        const char *org;

        if (told_name(seen)[0] == '\0' &&
            key_org(seen->connection, &org) != KNOWN) {
            continue;
        }
        put(learning, " (");
        if (told_name(seen)[0] != '\0') {
            put(learning,
                key_name(seen->connection, &name) == KNOWN ? "" : "~");
            put_foreign(learning, told_name(seen));
        }
        if (key_org(seen->connection, &org) == KNOWN) {
            put(learning, told_name(seen)[0] != '\0' ? ", " : "");
            put_foreign(learning, org);
        }
        put(learning, ")");
        return;
    }
}

static void put_rule(struct learning *learning, size_t first, size_t end,
                     size_t runs)
{
    const struct seen *seen = seen_at(learning, first);
    char text[WHAT_CAP + NOTE_CAP];

    put(learning, format_text(text, sizeof(text), "# %zu of %zu runs",
                              runs_of(learning, first, end), runs));
    put_addrs(learning, first, end);
    put_names(learning, first, end);
    put(learning, format_text(text, sizeof(text), "\nallow %s", seen->what));
    if (seen->port != 0) {
        put(learning,
            format_text(text, sizeof(text), " port %" PRIu16, seen->port));
    }
    put(learning, format_text(text, sizeof(text), " proto %s\n",
                              sock_proto_name(seen->proto)));
    learning->learned->rules++;
}

static size_t end_of_rule(const struct learning *learning, size_t first)
{
    size_t i = first + 1;

    while (i < learning->seen.len &&
           compare_rules(seen_at(learning, i), seen_at(learning, first)) == 0) {
        i++;
    }
    return i;
}

static size_t end_of_package(const struct learning *learning, size_t first)
{
    const char *subject = seen_at(learning, first)->subject;
    size_t i = first + 1;

    while (i < learning->seen.len &&
           strcmp(seen_at(learning, i)->subject, subject) == 0) {
        i++;
    }
    return i;
}

static void put_package(struct learning *learning, size_t first, size_t end)
{
    size_t runs = runs_of_package(learning, first, end);
    size_t at = first;

    put(learning, "\npackage ");
    put(learning, seen_at(learning, first)->subject);
    put(learning, "\n");
    while (at < end && learning->rc == 0) {
        size_t next = end_of_rule(learning, at);

        put_rule(learning, at, next, runs);
        at = next;
    }
    learning->learned->packages++;
}

/* "# v12.adbnet, ...4F2K, com.example.bank 4.2.1" */
static const char *describe_run(struct learning *learning,
                                const struct observed *run)
{
    char text[NOTE_CAP];
    size_t len = run->serial == NULL ? 0 : strlen(run->serial);

    return keep(
        learning,
        format_text(text, sizeof(text), "%s%s%s%s%s%s%s",
                    run->source == NULL ? "this run" : run->source,
                    len == 0 ? "" : ", ...",
                    len == 0 ? "" : run->serial + (len > 4 ? len - 4 : 0),
                    run->package == NULL ? "" : ", ",
                    run->package == NULL ? "" : run->package,
                    run->version == NULL ? "" : " ",
                    run->version == NULL ? "" : run->version));
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_head(struct learning *learning)
{
    struct vec lines;
    char text[NOTE_CAP];
    size_t i;

    vec_init(&lines, sizeof(const char *), learning->run_count);
    for (i = 0; i < learning->run_count && learning->rc == 0; i++) {
        const struct observed *run = learning->runs[i];
        const char *line =
            run->not_judged != NULL ? NULL : describe_run(learning, run);

        if (run->not_judged != NULL) {
            learning->learned->runs_not_judged++;
        } else if (learning->rc == 0) {
            learning->rc = vec_push(&lines, &line);
        }
    }
    vec_sort(&lines, compare_texts);
    put(learning,
        format_text(text, sizeof(text), "adbnet-policy %d\n", POLICY_VERSION));
    put(learning, "# Learned from what was observed, not from what is meant "
                  "to be: read it before use.\n");
    for (i = 0; i < lines.len; i++) {
        put(learning, "# run: ");
        put_foreign(learning, *(const char *const *)vec_at(&lines, i));
        put(learning, "\n");
    }
    put(learning, "default deny\n");
    vec_fini(&lines);
}

static void learn(struct learning *learning)
{
    size_t at = 0;
    size_t i;
    size_t j;

    for (i = 0; i < learning->run_count; i++) {
        const struct observed *run = learning->runs[i];

        for (j = 0; run->not_judged == NULL && learning->rc == 0 &&
                    j < run->summary->endpoint_count;
             j++) {
            add_endpoint(learning, (uint32_t)i, &run->summary->endpoints[j]);
        }
    }
    vec_sort(&learning->seen, compare_seen);
    put_head(learning);
    while (at < learning->seen.len && learning->rc == 0) {
        size_t end = end_of_package(learning, at);

        put_package(learning, at, end);
        at = end;
    }
}

int policy_learn(const struct observed *const *runs, size_t run_count,
                 enum learn_by by, struct buf *out, struct learned *learned,
                 struct err *err)
{
    struct learning learning = {.runs = runs,
                                .run_count = run_count,
                                .by = by,
                                .out = out,
                                .learned = learned};

    *learned = (struct learned){.rules = 0};
    learning.counted = calloc(run_count + 1, sizeof(*learning.counted));
    if (learning.counted == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    pool_init(&learning.strings, STRINGS_MAX);
    vec_init(&learning.seen, sizeof(struct seen), SEEN_MAX);
    learn(&learning);
    vec_fini(&learning.seen);
    pool_fini(&learning.strings);
    free(learning.counted);
    if (learning.rc == 0 && learned->rules > POLICY_RULES_MAX) {
        learning.rc = ERR_LIMIT;
    }
    if (learning.rc < 0) {
        return err_set(err, learning.rc,
                       learning.rc == ERR_NOMEM
                           ? "out of memory"
                           : "too much for one policy (at most %zu rules)",
                       POLICY_RULES_MAX);
    }
    return 0;
}
