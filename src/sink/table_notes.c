/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said around the rows: which phone, what the question became, how
 * many there are, what is not listed, what the flags mean. Each note only
 * when there is cause for it.
 */
#include "sink/table.h"

#include "sink/judged.h"
#include "sink/lookups.h"
#include "sink/stamp.h"
#include "sink/words.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SENTENCE_CAP 320

/* What the rows hold, counted once for all notes. */
struct tally {
    size_t connections;
    size_t endpoints;
    size_t listeners;
    size_t peerless; /* udp without a fixed peer, and the like */
    size_t sockets;  /* without addresses */
    bool has_sniffer;
    bool has_doubtful;
    bool has_denied;
    bool has_off_path;
    bool has_path_not_told;
    bool has_plain_port;
    bool has_open_listener;
    bool has_by_app_id;
    bool has_by_process_name;
};

static void put_phone(struct pen *pen, const struct phone *phone)
{
    if (phone->model != NULL) {
        pen_text(pen, phone->model, TEXT_VISIBLE);
    } else {
        pen_puts(pen, "phone of unknown model");
    }
    if (phone->android != NULL) {
        pen_puts(pen, ", Android ");
        pen_text(pen, phone->android, TEXT_VISIBLE);
    }
    if (phone->is_su_root) {
        pen_puts(pen, ", root through su");
    } else if (phone->shell_uid >= 0) {
        pen_puts(pen, phone->shell_uid == 0 ? ", root" : ", not root");
    }
}

/*
 * The phone to the left, the laptop's time to the right; for people beside
 * a pipe one after the other.
 */
static void put_phone_line(struct out *out, const struct table_view *view)
{
    const struct snapshot *snapshot = view->result->snapshot;
    struct pen pen = {.out = out};
    char time[STAMP_CAP];

    put_phone(&pen, &snapshot->phone);
    if (snapshot->taken_at_ms == SNAPSHOT_NO_TIME) {
        out_char(out, '\n');
        return;
    }
    (void)stamp_local(snapshot->taken_at_ms, view->options->utc_offset_minutes,
                      time);
    if (view->options->width == 0) {
        pen_puts(&pen, ", ");
    } else {
        size_t start = view->width - strlen(time);

        if (pen.width + 2 > start) {
            out_char(out, '\n');
            pen.width = 0;
        }
        pen_pad(&pen, start);
    }
    pen_puts(&pen, time);
    out_char(out, '\n');
}

/* Why more is shown than was asked for, and what would help. */
static const char *not_exact_words(const struct snapshot *snapshot,
                                   const struct target_result *target)
{
    if (target->installed == 1) {
        return "(a uid that several packages share)";
    }
    if (snapshot->phone.shell_uid == 0 || snapshot->phone.is_su_root) {
        return "(the tables name the uid of a socket, not its process)";
    }
    return "(the tables name the uid of a socket, not its process; to tell "
           "processes apart needs root, as with conns --root=su, or a "
           "debuggable app that is named)";
}

void table_put_head(struct out *out, const struct table_view *view)
{
    const struct result *result = view->result;
    size_t i;

    put_phone_line(out, view);
    table_put_network(out, view);
    for (i = 0; i < result->target_count; i++) {
        const struct target_result *target = &result->targets[i];
        struct para para;

        if (target->is_exact) {
            continue;
        }
        para_begin(&para, out, view->width, 0, 0, NULL);
        para_word(&para, "", target->asked, ":");
        para_puts(&para, "shown is");
        para_text(&para, target->applied);
        para_puts(&para, not_exact_words(result->snapshot, target));
        para_end(&para);
    }
}

static bool is_same_end(const struct connection *a, const struct connection *b)
{
    return a != NULL && a->owner == b->owner &&
           a->row->proto == b->row->proto &&
           words_compare_remote(a->row, b->row) == 0;
}

/* On a terminal a row has room for one flag. */
static bool is_flagged(const struct table_view *view,
                       const struct connection *connection, char letter)
{
    return view->options->width == 0 || words_flag(connection)[0] == letter;
}

static void count_row(struct tally *tally, const struct table_view *view,
                      size_t index)
{
    const struct connection *here = table_view_at(view, index);
    const struct connection *before =
        index == 0 ? NULL : table_view_at(view, index - 1);
    const struct owner *owner = here->owner;

    if (here->row->state == SOCK_LISTEN) {
        tally->listeners++;
    } else if (!sock_has_remote(here->row)) {
        tally->peerless++;
    } else {
        tally->connections++;
        tally->endpoints += !is_same_end(before, here);
    }
    tally->has_denied |= words_is_denied(here);
    tally->has_off_path |=
        here->path == PATH_MISSED && is_flagged(view, here, 'P');
    tally->has_path_not_told |= here->path == PATH_NOT_TOLD;
    tally->has_plain_port |=
        connection_is_plain_port(here) && is_flagged(view, here, '!');
    tally->has_open_listener |=
        connection_is_open_listener(here) && is_flagged(view, here, 'L');
    if (owner != NULL) {
        tally->has_by_app_id |= owner->is_by_app_id;
        tally->has_by_process_name |= owner->is_by_process_name;
    }
}

static void count_socket(struct tally *tally,
                         const struct local_connection *local)
{
    tally->sockets++;
    tally->has_sniffer |= connection_is_sniffer(local);
    tally->has_doubtful |= local->socket->is_doubtful;
    if (local->who.owner != NULL) {
        tally->has_by_app_id |= local->who.owner->is_by_app_id;
        tally->has_by_process_name |= local->who.owner->is_by_process_name;
    }
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* Words that are put together in pieces; what does not fit is our mistake. */
struct phrase {
    char text[SENTENCE_CAP];
    size_t len;
};

static void phrase_add(struct phrase *phrase, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void phrase_add(struct phrase *phrase, const char *fmt, ...)
{
    size_t room = sizeof(phrase->text) - phrase->len;
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(phrase->text + phrase->len, room, fmt, args);
    va_end(args);
    assert(len >= 0 && (size_t)len < room);
    phrase->len += (size_t)len;
}

static const char *phrase_comma(const struct phrase *phrase)
{
    return phrase->len == 0 ? "" : ", ";
}

/* "10 connections, 7 endpoints, 2 listening." */
static void put_counts(struct para *para, const struct tally *tally)
{
    struct phrase phrase = {.len = 0};

    if (tally->connections > 0) {
        phrase_add(&phrase, "%zu connection%s, %zu endpoint%s",
                   tally->connections, plural(tally->connections),
                   tally->endpoints, plural(tally->endpoints));
    }
    if (tally->listeners > 0) {
        phrase_add(&phrase, "%s%zu listening socket%s", phrase_comma(&phrase),
                   tally->listeners, plural(tally->listeners));
    }
    if (tally->peerless > 0) {
        phrase_add(&phrase, "%s%zu socket%s without a fixed peer",
                   phrase_comma(&phrase), tally->peerless,
                   plural(tally->peerless));
    }
    if (tally->sockets > 0) {
        phrase_add(&phrase, "%s%zu unix, packet or netlink socket%s",
                   phrase_comma(&phrase), tally->sockets,
                   plural(tally->sockets));
    }
    if (phrase.len > 0) {
        phrase_add(&phrase, ".");
    }
    para_puts(para, phrase.text);
}

static void put_hidden(struct para *para, const struct hidden_counts *hidden)
{
    struct phrase phrase = {.len = 0};

    if (hidden->listening > 0) {
        phrase_add(&phrase, "%zu listening (-l)", hidden->listening);
    }
    if (hidden->other_without_peer > 0) {
        phrase_add(&phrase,
                   "%s%zu raw, ping or UDP-Lite socket%s that ha%s no fixed "
                   "peer (-a)",
                   phrase_comma(&phrase), hidden->other_without_peer,
                   plural(hidden->other_without_peer),
                   hidden->other_without_peer == 1 ? "s" : "ve");
    }
    if (hidden->udp_without_peer > 0) {
        phrase_add(&phrase, "%s%zu UDP socket%s that ha%s no fixed peer%s",
                   phrase_comma(&phrase), hidden->udp_without_peer,
                   plural(hidden->udp_without_peer),
                   hidden->udp_without_peer == 1 ? "s" : "ve",
                   hidden->loopback > 0 ? " and" : " (-a)");
    }
    if (hidden->loopback > 0) {
        phrase_add(&phrase, "%s%zu loopback (-a)",
                   hidden->udp_without_peer > 0 ? " " : phrase_comma(&phrase),
                   hidden->loopback);
    }
    if (phrase.len > 0) {
        para_puts(para, "Not listed:");
        phrase_add(&phrase, ".");
        para_puts(para, phrase.text);
    }
}

static bool is_of(const struct target_result *target, const struct owner *owner)
{
    size_t k;

    for (k = 0; owner != NULL && k < target->uid_count; k++) {
        if (target->uids[k] == owner->uid) {
            return true;
        }
    }
    return false;
}

/* Rows of the answer belong to one of the uids asked for. */
static bool has_rows(const struct table_view *view,
                     const struct target_result *target)
{
    size_t i;

    for (i = 0; i < view->order.len; i++) {
        if (table_view_begins_group(view, i) &&
            is_of(target, table_view_at(view, i)->owner)) {
            return true;
        }
    }
    for (i = 0; i < view->result->socket_count; i++) {
        if (is_of(target, view->result->sockets[i].who.owner)) {
            return true;
        }
    }
    return false;
}

/* Installed and not running, running and nothing open: not the same. */
static const char *emptiness(const struct table_view *view,
                             const struct target_result *target)
{
    const struct hidden_counts *hidden = &view->result->hidden;
    bool is_hidden = hidden->listening + hidden->loopback +
                         hidden->udp_without_peer + hidden->other_without_peer >
                     0;
    if (target->uid_count == 0) {
        return "no socket matches.";
    }
    if (target->running == 0) {
        return target->installed == 1 ? "installed, not running."
                                      : "not running.";
    }
    if (target->running < 0) {
        return "nothing listed; whether it runs is not known.";
    }
    return view->result->is_listening_view ? "running, nothing listening."
           : is_hidden ? "running, nothing open but what is not listed."
                       : "running, nothing open.";
}

static void put_empty_targets(struct out *out, const struct table_view *view)
{
    const struct result *result = view->result;
    size_t i;

    for (i = 0; i < result->target_count; i++) {
        const struct target_result *target = &result->targets[i];
        struct para para;

        if (target->uid_count == 0 ? view->order.len > 0
                                   : has_rows(view, target)) {
            continue;
        }
        para_begin(&para, out, view->width, 0, 2, NULL);
        para_word(&para, "", target->asked, ":");
        para_puts(&para, emptiness(view, target));
        para_end(&para);
    }
}

static void put_summary(struct out *out, const struct table_view *view,
                        const struct tally *tally)
{
    const struct result *result = view->result;
    struct phrase phrase = {.len = 0};
    struct para para;

    para_begin(&para, out, view->width, 0, 0, NULL);
    if (view->order.len + result->socket_count > 0) {
        put_counts(&para, tally);
    } else if (result->target_count == 0) {
        para_puts(&para, result->is_listening_view ? "Nothing is listening."
                                                   : "Nothing is connected.");
    }
    put_hidden(&para, &result->hidden);
    if (result->hidden.unowned > 0) {
        phrase_add(&phrase,
                   "Also open, owner unknown: %zu (shown when no owner is "
                   "asked for).",
                   result->hidden.unowned);
        para_puts(&para, phrase.text);
    }
    if (result->hidden.own > 0) {
        para_puts(&para, "adbnet's own connection is left out.");
    }
    para_end(&para);
}

/* What a flag means, under its letter on a terminal, its name when piped. */
static void put_legend(struct out *out, const struct table_view *view,
                       const char *letter, const char *name,
                       const char *meaning)
{
    struct para para;

    para_begin(&para, out, view->width, 0, 2, NULL);
    para_puts(&para, view->options->width == 0 ? name : letter);
    para_puts(&para, meaning);
    para_end(&para);
}

static void put_legends(struct out *out, const struct table_view *view,
                        const struct tally *tally)
{
    if (tally->has_denied) {
        put_legend(out, view, "D", "denied:", "not allowed by the policy");
    }
    if (tally->has_off_path) {
        put_legend(out, view, "P",
                   "off-path:", "not by the way that was expected");
    }
    if (tally->has_path_not_told && view->options->width == 0) {
        put_legend(out, view, "",
                   "path-not-told:", "which way it takes is not known");
    }
    if (tally->has_plain_port) {
        put_legend(out, view, "!",
                   "plain-port:", "port unencrypted by default");
    }
    if (tally->has_open_listener) {
        put_legend(out, view, "L", "non-loopback:",
                   "bound to more than loopback; whether it can be reached "
                   "was not tested");
    }
    if (tally->has_sniffer) {
        put_legend(out, view, "P", "sniffs:",
                   "a packet socket that is not the system's: it can read "
                   "what others send");
    }
    if (tally->has_doubtful) {
        put_legend(out, view, "?", "doubtful:",
                   "another row has the same inode: one of them is forged by "
                   "the path of a unix socket");
    }
    if (tally->listeners > 0) {
        put_legend(out, view, "RECV-Q", "RECV-Q",
                   "of a listener: connections waiting to be accepted");
    }
    if (tally->has_by_app_id) {
        put_legend(out, view, "by app id:", "by-app-id:",
                   "that user's packages could not be listed; named is what "
                   "the app id is in another user");
    }
    if (tally->has_by_process_name) {
        put_legend(out, view, "isolated process:", "by-process-name:",
                   "the package is what the process calls itself");
    }
}

/* Each end once, whether rows are collapsed or not. */
static void put_judged(struct out *out, const struct table_view *view)
{
    struct table_row row;
    unsigned judgement;
    size_t i;

    if (view->result->judged == NULL) {
        return;
    }
    judged_put_counts(out, view->width, view->result->judged);
    for (judgement = JUDGED_DENY; judgement >= JUDGED_WARN; judgement--) {
        const struct connection *before = NULL;

        for (i = 0; i < view->order.len;) {
            i = table_view_row(view, i, &row);
            if (row.first->verdict->judgement == judgement &&
                !is_same_end(before, row.first)) {
                judged_put_row(out, view->width, 0, row.first);
                before = row.first;
            }
        }
    }
}

static void put_path(struct out *out, const struct table_view *view)
{
    const struct path_counts *path = &view->result->path;
    struct phrase phrase = {.len = 0};
    struct para para;

    if (path->expected != NULL) {
        phrase_add(&phrase,
                   "--expect-path %s: %zu another way, %zu not known, %zu as "
                   "expected.",
                   path->expected, path->missed, path->not_told, path->taken);
        para_begin(&para, out, view->width, 0, 0, NULL);
        para_puts(&para, phrase.text);
        para_end(&para);
    }
}

void table_put_foot(struct out *out, const struct table_view *view)
{
    struct tally tally = {.connections = 0};
    struct lookup_marks marks = {.has_none = false};
    size_t i;

    for (i = 0; i < view->order.len; i++) {
        count_row(&tally, view, i);
        lookups_mark(&marks, table_view_at(view, i)->lookup);
    }
    for (i = 0; i < view->result->socket_count; i++) {
        count_socket(&tally, &view->result->sockets[i]);
    }
    put_empty_targets(out, view);
    put_summary(out, view, &tally);
    put_legends(out, view, &tally);
    if (view->has_names && view->options->width > 0) {
        lookups_put_legend(out, &marks);
    }
    put_path(out, view);
    put_judged(out, view);
}
