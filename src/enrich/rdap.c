/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose name is shown: of an organisation that is the registrant; of any
 * other organisation; the first line of the first remark, where APNIC and
 * AFRINIC keep it. RIPE calls also maintainers registrants: a handle that
 * ends in -MNT is passed over.
 */
#include "enrich/rdap.h"

#include <jansson.h>

#define ENTITIES_MAX 64
#define ENTITY_DEPTH_MAX 4

/* jansson recurses: what is too deep never gets there. */
static bool is_flat(const char *bytes, size_t len)
{
    bool is_text = false;
    int depth = 0;
    size_t i;

    for (i = 0; i < len; i++) {
        char c = bytes[i];

        if (is_text && c == '\\') {
            i++;
        } else if (c == '"') {
            is_text = !is_text;
        } else if (!is_text && (c == '[' || c == '{')) {
            if (++depth > RDAP_DEPTH_MAX) {
                return false;
            }
        } else if (!is_text && (c == ']' || c == '}')) {
            depth--;
        }
    }
    return true;
}

static struct str text_of(const json_t *json)
{
    struct str text = {"", 0};

    if (json_is_string(json)) {
        text.ptr = json_string_value(json);
        text.len = json_string_length(json);
    }
    return text;
}

static struct str member(const json_t *object, const char *key)
{
    return text_of(json_object_get(object, key));
}

static bool has_role(const json_t *entity, const char *role)
{
    const json_t *roles = json_object_get(entity, "roles");
    size_t i;

    for (i = 0; i < json_array_size(roles) && i < ENTITIES_MAX; i++) {
        if (str_is(text_of(json_array_get(roles, i)), role)) {
            return true;
        }
    }
    return false;
}

/* A property of a jCard (RFC 7095): [name, parameters, type, value]. */
static struct str card(const json_t *entity, const char *name)
{
    const json_t *all =
        json_array_get(json_object_get(entity, "vcardArray"), 1);
    size_t i;

    for (i = 0; i < json_array_size(all) && i < ENTITIES_MAX; i++) {
        const json_t *property = json_array_get(all, i);

        if (str_is(text_of(json_array_get(property, 0)), name)) {
            return str_trim(text_of(json_array_get(property, 3)));
        }
    }
    return text_of(NULL);
}

static bool is_maintainer(const json_t *entity)
{
    struct str handle = member(entity, "handle");

    return handle.len >= 4 &&
           memcmp(handle.ptr + handle.len - 4, "-MNT", 4) == 0;
}

struct search {
    struct str registrant; /* an organisation that is it */
    struct str other;      /* any organisation */
    int left;
};

/* Not the organisation a person works for: that is often the provider. */
static void look_at(const json_t *entity, struct search *search)
{
    struct str name = card(entity, "fn");

    if (!str_is(card(entity, "kind"), "org") || is_maintainer(entity) ||
        name.len == 0) {
        return;
    }
    if (has_role(entity, "registrant")) {
        if (search->registrant.len == 0) {
            search->registrant = name;
        }
    } else if (search->other.len == 0) {
        search->other = name;
    }
}

/* Entities have entities of their own; each is looked at before those. */
static void look_through(const json_t *entities, struct search *search)
{
    struct {
        const json_t *entities;
        size_t next;
    } levels[ENTITY_DEPTH_MAX];
    size_t depth = 0;

    levels[0].entities = entities;
    levels[0].next = 0;
    while (search->left > 0) {
        const json_t *entity =
            json_array_get(levels[depth].entities, levels[depth].next++);

        if (entity == NULL) {
            if (depth-- == 0) {
                break;
            }
            continue;
        }
        search->left--;
        look_at(entity, search);
        if (depth + 1 < ENTITY_DEPTH_MAX) {
            depth++;
            levels[depth].entities = json_object_get(entity, "entities");
            levels[depth].next = 0;
        }
    }
}

static struct str first_remark(const json_t *root)
{
    const json_t *remark = json_array_get(json_object_get(root, "remarks"), 0);

    return text_of(json_array_get(json_object_get(remark, "description"), 0));
}

/* LACNIC answers 200 to who asks too often. */
static bool is_limit(const json_t *root)
{
    const json_t *notices = json_object_get(root, "notices");
    size_t i;

    for (i = 0; i < json_array_size(notices) && i < ENTITIES_MAX; i++) {
        if (str_is(member(json_array_get(notices, i), "title"),
                   "Rate Limit Notice")) {
            return true;
        }
    }
    return false;
}

/* Networks that stand for "ask another registry". */
static bool is_stub(struct str name)
{
    return str_is(name, "IANA-BLK") || str_starts(name, "STUB-") ||
           str_is(name, "NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK");
}

static enum holding_outcome read_network(const json_t *root,
                                         struct holding *out)
{
    struct search search = {.left = ENTITIES_MAX};
    struct str low = member(root, "startAddress");
    struct str high = member(root, "endAddress");
    struct str name = member(root, "name");

    if (!addr_parse(low, &out->low) || !addr_parse(high, &out->high) ||
        out->low.family != out->high.family ||
        addr_compare(&out->low, &out->high) > 0) {
        return is_limit(root) ? HOLDING_LIMIT : HOLDING_BAD;
    }
    if (is_stub(name)) {
        return HOLDING_REFERRAL;
    }
    holding_text(name, out->name);
    holding_country(member(root, "country"), out->country);
    look_through(json_object_get(root, "entities"), &search);
    holding_text(search.registrant.len > 0 ? search.registrant
                 : search.other.len > 0    ? search.other
                                           : first_remark(root),
                 out->org);
    return HOLDING_OK;
}

enum holding_outcome rdap_read(const char *bytes, size_t len,
                               struct holding *out)
{
    enum holding_outcome outcome = HOLDING_BAD;
    json_error_t error;
    json_t *root;

    memset(out, 0, sizeof(*out));
    if (len > RDAP_SIZE_MAX || !is_flat(bytes, len)) {
        return HOLDING_BAD;
    }
    root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(root)) {
        json_t *code = json_object_get(root, "errorCode");

        outcome = json_integer_value(code) == 404   ? HOLDING_NONE
                  : json_integer_value(code) == 429 ? HOLDING_LIMIT
                                                    : read_network(root, out);
    }
    json_decref(root);
    return outcome;
}
