/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a connection is and where it goes. See keys.h. */
#include "judge/keys.h"

#include "base/format.h"

#include <inttypes.h>

static const char *const by_names[] = {
    [KEY_BY_ADDR] = "addr",
    [KEY_BY_PREFIX] = "prefix",
    [KEY_BY_ORG] = "org",
    [KEY_BY_NAME] = "name",
};

bool key_by_from_name(struct str name, enum key_by *out)
{
    size_t i;

    for (i = 0; i < sizeof(by_names) / sizeof(by_names[0]); i++) {
        if (str_is(name, by_names[i])) {
            *out = (enum key_by)i;
            return true;
        }
    }
    return false;
}

const char *key_by_name(enum key_by by)
{
    return by_names[by];
}

static enum known known_of(enum lookup_status status)
{
    return status == LOOKUP_OK     ? KNOWN
           : status == LOOKUP_NONE ? KNOWN_NONE
                                   : NOT_KNOWN;
}

enum known key_name(const struct connection *connection, const char **out)
{
    const struct lookup *lookup = connection->lookup;
    enum known known;

    *out = NULL;
    if (lookup == NULL) {
        return NOT_KNOWN;
    }
    known = known_of(lookup->ptr.status);
    if (lookup->special != NULL && lookup->ptr.status == LOOKUP_SKIPPED) {
        return KNOWN_NONE; /* nobody outside could tell */
    }
    if (known != KNOWN || lookup->ptr.name_count == 0) {
        return known == KNOWN ? KNOWN_NONE : known;
    }
    if (lookup->ptr.confirmed == 1 ||
        (lookup->ptr.source != NULL &&
         strcmp(lookup->ptr.source, "list") == 0)) {
        *out = lookup->ptr.names[0];
        return KNOWN;
    }
    return lookup->ptr.confirmed == 0 ? KNOWN_NONE : NOT_KNOWN;
}

/* Of the network as such; special addresses are in nobody's. */
static enum known network_of(const struct connection *connection)
{
    const struct lookup *lookup = connection->lookup;

    if (lookup == NULL) {
        return NOT_KNOWN;
    }
    return lookup->special != NULL && lookup->network.status != LOOKUP_OK
               ? KNOWN_NONE
               : known_of(lookup->network.status);
}

enum known key_prefix(const struct connection *connection, const char **out)
{
    enum known known = network_of(connection);

    *out = known == KNOWN ? connection->lookup->network.prefix : NULL;
    return known == KNOWN && *out == NULL ? NOT_KNOWN : known;
}

enum known key_org(const struct connection *connection, const char **out)
{
    enum known known = network_of(connection);
    const struct lookup_network *network;

    *out = NULL;
    if (known != KNOWN) {
        return known;
    }
    network = &connection->lookup->network;
    *out = network->org != NULL ? network->org : network->name;
    if (*out != NULL) {
        return KNOWN;
    }
    return network->holder == LOOKUP_NONE ? KNOWN_NONE : NOT_KNOWN;
}

enum known key_asn(const struct connection *connection, int64_t *out)
{
    enum known known = network_of(connection);

    *out = known == KNOWN ? connection->lookup->network.asn : -1;
    return known == KNOWN && *out < 0 ? NOT_KNOWN : known;
}

static void put_addr(const struct sock_row *row, char out[KEY_CAP])
{
    char text[ADDR_TEXT_CAP];

    (void)format_text(out, KEY_CAP, "%s%s",
                      row->remote_text != NULL
                          ? row->remote_text
                          : addr_format(&row->remote, text),
                      row->is_remote_cut ? ".." : "");
}

enum known end_key(const struct connection *connection, enum key_by by,
                   char out[KEY_CAP])
{
    const struct sock_row *row = connection->row;
    const char *text = NULL;
    enum known known = KNOWN_NONE;

    put_addr(row, out);
    if (row->remote.family == ADDR_NONE) {
        return NOT_KNOWN;
    }
    if (by == KEY_BY_ADDR) {
        return KNOWN;
    }
    known = by == KEY_BY_PREFIX ? key_prefix(connection, &text)
            : by == KEY_BY_ORG  ? key_org(connection, &text)
                                : key_name(connection, &text);
    if (known == KNOWN) {
        (void)format_text(out, KEY_CAP, "%s", text);
    }
    return known;
}

uint16_t key_port(const struct connection *connection)
{
    return connection->direction == DIRECTION_IN ? connection->row->local_port
                                                 : connection->row->remote_port;
}

const char *key_subject(const struct connection *connection, size_t index,
                        char out[SUBJECT_CAP])
{
    const struct owner *owner = connection->owner;

    if (owner != NULL && owner->attribution != ATTRIBUTION_SYSTEM &&
        owner->package_count > 0) {
        return index < owner->package_count ? owner->packages[index] : NULL;
    }
    if (index > 0) {
        return NULL;
    }
    if (owner == NULL) {
        return "uid:none";
    }
    return owner->uid_name[0] != '\0'
               ? format_text(out, SUBJECT_CAP, "uid:%s", owner->uid_name)
               : format_text(out, SUBJECT_CAP, "uid:%" PRIu32, owner->uid);
}
