/* SPDX-License-Identifier: Apache-2.0 */
/* Which packages: from words to what is on the phones. */
#include "base/format.h"
#include "base/glob.h"
#include "cmd/say.h"
#include "cmd/scanning.h"
#include "collect/script.h"
#include "track/nearest.h"

#include <stdlib.h>
#include <string.h>

/* The first phone that lacks it; NULL: none does. */
static const struct scanned *lacking(const struct scanning *scanning,
                                     const char *name)
{
    for (size_t i = 0; i < scanning->phone_count; i++) {
        const struct scanned *scanned = &scanning->phones[i];

        if (scanned->phase == SCANNED_READY &&
            scanned_installed(scanned, name) == NULL) {
            return scanned;
        }
    }
    return NULL;
}

static const char *vpn_why(const struct scanned *scanned, const char *name)
{
    const struct network *network = &scanned->base->network;
    const struct package *package = scanned_installed(scanned, name);

    for (size_t i = 0; package != NULL && i < network->interfaces.len; i++) {
        if (network_interface(network, i)->owner_uid == (int64_t)package->uid) {
            return "the VPN";
        }
    }
    return NULL;
}

/* Why a scan leaves it alone, on whichever phone; NULL: it does not. */
static const char *guarded(const struct scanning *scanning, const char *name)
{
    const char *why = NULL;

    for (size_t i = 0; i < scanning->phone_count && why == NULL; i++) {
        const struct scanned *scanned = &scanning->phones[i];

        if (scanned->phase == SCANNED_READY) {
            why = scan_guard_why(&scanned->guard, name);
            why = why == NULL ? vpn_why(scanned, name) : why;
        }
    }
    return why;
}

static int take(struct scanning *scanning, const char *name, bool is_by_itself,
                struct err *err)
{
    bool is_good = script_package_is_good(str_from(name));
    bool is_never = scan_is_vital(name) || !is_good;
    const char *why = is_good ? guarded(scanning, name)
                              : "no command is sent with such a name in it";
    char text[400];

    if (why != NULL && (!is_by_itself || is_never)) {
        scanning->left_out++;
        say_note(scanning->settings,
                 format_text(text, sizeof(text), "%s is left alone: %s%s", name,
                             why,
                             is_by_itself || is_never
                                 ? ""
                                 : "; to scan it, name it by itself"));
        return 0;
    }
    return scanning_list_add(&scanning->list, str_from(name), err);
}

/* pattern NULL: all. */
static int take_all(struct scanning *scanning, const struct scanned *first,
                    const char *pattern, struct err *err)
{
    const struct snapshot *snapshot = first->base;
    bool is_third = scanning->settings->scan.want_third_party;
    size_t before = scanning->list.len + scanning->left_out;
    size_t elsewhere = 0;
    char text[200];
    int rc = 0;

    for (size_t i = 0; i < snapshot->packages.len && rc == 0; i++) {
        const struct package *package = snapshot_package(snapshot, i);

        if (package->uid / UID_PER_USER != first->user ||
            (is_third && !package->is_user_installed) ||
            (pattern != NULL && !glob_matches(pattern, package->name))) {
            continue;
        }
        if (lacking(scanning, package->name) != NULL) {
            elsewhere++;
        } else {
            rc = take(scanning, package->name, false, err);
        }
    }
    if (rc == 0 && elsewhere > 0) {
        say_note(scanning->settings,
                 format_text(text, sizeof(text),
                             "%zu packages are not on every phone and are left "
                             "out",
                             elsewhere));
    }
    if (rc == 0 && scanning->list.len + scanning->left_out == before) {
        rc =
            err_set(err, ERR_NO_MATCH, "%s matches no package%s",
                    pattern == NULL ? "the choice" : pattern,
                    scanning->phone_count > 1 ? " that is on every phone" : "");
    }
    return rc;
}

static int take_word(struct scanning *scanning, const struct scanned *first,
                     size_t at, struct err *err)
{
    const char *word = *(char **)vec_at(&scanning->wanted, at);
    const struct scanned *without = lacking(scanning, word);
    const char *nearest;
    char text[700];

    if (target_is_glob(word)) {
        return take_all(scanning, first, word, err);
    }
    /* What --before installs is not there yet. */
    if (without == NULL || scanning->settings->scan.before != NULL) {
        return take(scanning, word, at < scanning->word_count, err);
    }
    if (scanning->settings->scan.resume != NULL) {
        scanning->left_out++;
        say_note(scanning->settings,
                 format_text(text, sizeof(text),
                             "%s is not on %s any more, and is left out", word,
                             without->link.serial));
        return 0;
    }
    nearest = nearest_name(word, without->base, NEAREST_PACKAGES);
    return err_set(
        err, ERR_NO_MATCH, "%s: %s is not installed for user %u%s%s",
        without->link.serial, word, (unsigned)without->user,
        nearest == NULL ? "" : "; nearest: ", nearest == NULL ? "" : nearest);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int scanning_list_make(struct scanning *scanning, struct err *err)
{
    const struct scanned *first = NULL;
    int rc = 0;

    for (size_t i = 0; i < scanning->phone_count && first == NULL; i++) {
        if (scanning->phones[i].phase == SCANNED_READY) {
            first = &scanning->phones[i];
        }
    }
    if (first == NULL) {
        return err_set(err, ERR_NO_DEVICE, "no phone is ready");
    }
    if (scanning->wanted.len == 0) {
        rc = take_all(scanning, first, NULL, err);
        vec_sort(&scanning->list, compare);
    }
    for (size_t i = 0; i < scanning->wanted.len && rc == 0; i++) {
        rc = take_word(scanning, first, i, err);
    }
    return rc;
}
