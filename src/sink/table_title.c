/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line over a group of rows: whose they are, in words that claim no
 * more than is known. A shared uid is a set, never one name.
 */
#include "sink/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WORDS_CAP 96
/* Of a shared uid's packages so many are always named. */
#define NAMES_MIN 3

static const char *user_kind(const struct snapshot *snapshot, uint32_t id)
{
    size_t i;

    for (i = 0; i < snapshot->users.len; i++) {
        const struct phone_user *user = snapshot_user(snapshot, i);

        if (user->id == id) {
            return user->kind;
        }
    }
    return NULL;
}

/* "isolated process, work profile, user 10, uid 1099001" */
static void format_uid(const struct table_view *view, const struct owner *owner,
                       char out[WORDS_CAP])
{
    const char *kind = user_kind(view->result->snapshot, owner->user);
    bool is_profile = kind != NULL && strcmp(kind, "profile") == 0;
    char user[24] = "";

    if (owner->user != 0) {
        (void)snprintf(user, sizeof(user), "user %" PRIu32 ", ", owner->user);
    }
    (void)snprintf(out, WORDS_CAP, "%s%s%suid %" PRIu32 "%s",
                   owner->uid_kind == UID_ISOLATED      ? "isolated process, "
                   : owner->uid_kind == UID_SDK_SANDBOX ? "SDK sandbox, "
                                                        : "",
                   is_profile && owner->user != 0 ? "work profile, " : "", user,
                   owner->uid, owner->is_by_app_id ? ", by app id" : "");
}

/* Columns of ", NAME" and, unless it is the last, of what must follow. */
static size_t name_room(const struct owner *owner, size_t i)
{
    size_t left = owner->package_count - i - 1;
    size_t room = text_width(str_from(owner->packages[i]), TEXT_FIELD) + 2;

    return left > 0 ? room + (size_t)snprintf(NULL, 0, " +%zu", left) : room;
}

/* How many names the line has room for; the first few also without. */
static size_t fitting_names(const struct para *para, const struct owner *owner)
{
    size_t at = para->at - 1;
    size_t i;

    for (i = 0; i < owner->package_count; i++) {
        if (i >= NAMES_MIN && at + name_room(owner, i) > para->width) {
            return i;
        }
        at += text_width(str_from(owner->packages[i]), TEXT_FIELD) + 2;
    }
    return i;
}

static void put_shared(struct para *para, const struct owner *owner,
                       const char *uid)
{
    char words[WORDS_CAP + 48];
    size_t count;
    size_t i;

    (void)snprintf(words, sizeof(words),
                   "one of %zu packages, %s:", owner->package_count, uid);
    para_puts(para, words);
    count = fitting_names(para, owner);
    for (i = 0; i < count; i++) {
        para_word(para, "", owner->packages[i], i + 1 < count ? "," : "");
    }
    if (count < owner->package_count) {
        (void)snprintf(words, sizeof(words), "+%zu",
                       owner->package_count - count);
        para_puts(para, words);
    }
}

static void put_owner(struct para *para, const struct table_view *view,
                      const struct owner *owner)
{
    char uid[WORDS_CAP];
    char words[WORDS_CAP + 48];

    format_uid(view, owner, uid);
    if (owner->attribution == ATTRIBUTION_SYSTEM) {
        para_puts(para, "system:");
        para_word(para, "", owner->uid_name, "");
        (void)snprintf(words, sizeof(words), "(%s)", uid);
        para_puts(para, words);
    } else if (owner->package_count == 0) {
        (void)snprintf(words, sizeof(words), "%s, no package known", uid);
        para_puts(para, words);
    } else if (owner->package_count == 1) {
        para_word(para, "", owner->packages[0], "");
        (void)snprintf(words, sizeof(words), "(%s)", uid);
        para_puts(para, words);
    } else {
        put_shared(para, owner, uid);
    }
}

/* netstat -p without -e: the process, and not whose it is. */
static void put_printed_process(struct para *para,
                                const struct connection *connection)
{
    char words[32];

    if (connection->process != NULL) {
        para_word(para, "", connection->process,
                  connection->row->is_process_cut ? "..." : "");
    }
    (void)snprintf(words, sizeof(words), "(pid %" PRId32 ",", connection->pid);
    para_puts(para, words);
    para_puts(para, "as netstat printed it)");
}

static const char *reason_words(enum unowned_reason reason)
{
    switch (reason) {
    case UNOWNED_TIME_WAIT:
        return "owner unknown: closed less than 60 s ago, the kernel no "
               "longer says whose";
    case UNOWNED_CLOSING:
        return "owner unknown: already closed, still ending; the kernel no "
               "longer says whose";
    case UNOWNED_NOT_PRINTED:
        return "owner unknown: netstat printed none";
    case UNOWNED_NOT_ACCEPTED:
        return "owner unknown: not accepted by any process yet";
    default:
        return "owner unknown: the kernel names none";
    }
}

void table_put_local_title(struct out *out, const struct table_view *view,
                           const struct connection *who)
{
    const struct phone *phone = &view->result->snapshot->phone;
    struct para para;

    para_begin(&para, out, view->width, 0, 2,
               view->options->want_color ? PEN_BOLD : NULL);
    if (who->owner != NULL) {
        put_owner(&para, view, who->owner);
    } else if (phone->shell_uid == 0 || phone->is_su_root) {
        para_puts(&para, "owner unknown: these tables name none");
    } else {
        para_puts(&para, "owner unknown: these tables name none, and to find "
                         "who holds a socket needs root");
    }
    para_end(&para);
}

void table_put_title(struct out *out, const struct table_view *view,
                     const struct connection *connection)
{
    struct para para;

    para_begin(&para, out, view->width, 0, 2,
               view->options->want_color ? PEN_BOLD : NULL);
    if (connection->row->net_pid != 0) {
        char words[64];

        (void)snprintf(words, sizeof(words),
                       "in the network of pid %" PRId32 ", not the phone's:",
                       connection->row->net_pid);
        para_puts(&para, words);
    }
    if (connection->owner != NULL) {
        put_owner(&para, view, connection->owner);
    } else if (table_unowned_reason(connection) == UNOWNED_NOT_PRINTED &&
               connection->pid >= 0) {
        put_printed_process(&para, connection);
    } else {
        para_puts(&para, reason_words(table_unowned_reason(connection)));
    }
    para_end(&para);
}
