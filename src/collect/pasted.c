/* SPDX-License-Identifier: Apache-2.0 */
/* See pasted.h. */
#include "collect/pasted.h"

bool pasted_has(struct str text, const char *part, size_t *out_at)
{
    size_t len = strlen(part);

    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.ptr + i, part, len) == 0) {
            if (out_at != NULL) {
                *out_at = i;
            }
            return true;
        }
    }
    return false;
}

bool pasted_is_gap(struct str line)
{
    struct str text = str_trim(line);

    return str_is(text, "...") || str_is(text, "[...]") ||
           str_is(text, "\xe2\x80\xa6");
}

bool pasted_is_fence(struct str line)
{
    struct str text = str_trim(line);

    return str_starts(text, "```") || str_starts(text, "~~~");
}

bool pasted_is_ornament(struct str line)
{
    struct str text = str_trim(line);

    return pasted_is_gap(text) || str_is(text, "--") || pasted_is_fence(text);
}

static bool is_prompt_sign(struct str word)
{
    return str_is(word, "#") || str_is(word, "$") || str_is(word, "%") ||
           str_is(word, ">");
}

bool pasted_is_prompt(struct str line)
{
    struct cursor cursor = cursor_from(str_trim(line));
    struct str first;
    struct str second;

    if (!cursor_token(&cursor, &first)) {
        return false;
    }
    if (is_prompt_sign(first) || str_is(first, "==>") ||
        first.ptr[first.len - 1] == '#' || first.ptr[first.len - 1] == '$' ||
        (pasted_has(first, ":\\", NULL) && pasted_has(first, ">", NULL))) {
        return true;
    }
    return cursor_token(&cursor, &second) && is_prompt_sign(second);
}
