/* SPDX-License-Identifier: Apache-2.0 */
/* Greetings and lists of features. See banner.h. */
#include "banner.h"

#include <adb/error.h>

#include <stdlib.h>
#include <string.h>

/* Cuts the text at the first stop and returns what follows, or NULL. */
static char *cut_at(char *text, char stop)
{
    char *found = strchr(text, stop);

    if (found != NULL) {
        *found = '\0';
        found++;
    }
    return found;
}

static void parse_props(struct banner *banner, char *text)
{
    while (text != NULL && banner->prop_count < LIMIT_BANNER_PROPS) {
        char *next = cut_at(text, ';');
        char *value = cut_at(text, '=');

        if (*text != '\0') {
            struct banner_prop *prop = &banner->props[banner->prop_count];

            prop->key = text;
            prop->value = value == NULL ? "" : value;
            banner->prop_count++;
        }
        text = next;
    }
}

int banner_parse(struct banner *banner, const void *bytes, size_t len)
{
    char *rest;

    memset(banner, 0, sizeof(*banner));
    banner->text = malloc(len + 1);
    if (banner->text == NULL) {
        return ADB_ERR_NOMEM;
    }
    /* A NUL ends the text wherever it stands. */
    if (len > 0) {
        memcpy(banner->text, bytes, len);
    }
    banner->text[len] = '\0';
    banner->type = banner->text;
    rest = cut_at(banner->text, ':');
    /* Between the colons stood a serial number once; it is not used. */
    rest = rest == NULL ? NULL : cut_at(rest, ':');
    parse_props(banner, rest);
    return 0;
}

void banner_fini(struct banner *banner)
{
    free(banner->text);
    memset(banner, 0, sizeof(*banner));
}

const char *banner_prop(const struct banner *banner, const char *key)
{
    size_t i;

    for (i = 0; i < banner->prop_count; i++) {
        if (strcmp(banner->props[i].key, key) == 0) {
            return banner->props[i].value;
        }
    }
    return NULL;
}

bool features_have(const char *list, const char *name)
{
    size_t len = strlen(name);

    while (list != NULL) {
        const char *comma = strchr(list, ',');
        size_t have = comma == NULL ? strlen(list) : (size_t)(comma - list);

        if (have == len && len > 0 && memcmp(list, name, len) == 0) {
            return true;
        }
        list = comma == NULL ? NULL : comma + 1;
    }
    return false;
}
