/* SPDX-License-Identifier: Apache-2.0 */
/* See option_choice.h. */
#include "cmd/option_choice.h"

#include "base/cursor.h"

#define LIST_CAP 256

/* "--root x: one of auto, su, never". */
static int complain(const char *option, const char *words, const char *argument,
                    struct err *err)
{
    char list[LIST_CAP];
    size_t used = 0;

    for (; *words != '\0' && used + 3 < sizeof(list); words++) {
        list[used++] = *words == '|' ? ',' : *words;
        if (*words == '|') {
            list[used++] = ' ';
        }
    }
    list[used] = '\0';
    return err_set(err, ERR_USAGE, "%s %s: one of %s", option, argument, list);
}

int option_choose(const char *option, const char *words, const char *argument,
                  struct err *err)
{
    struct cursor cursor = cursor_from(str_from(words));
    struct str word;
    int i;

    for (i = 0; !cursor_is_end(&cursor); i++) {
        if (!cursor_until(&cursor, '|', &word)) {
            word = cursor_rest(&cursor);
            cursor.at = cursor.end;
        }
        if (str_is(word, argument)) {
            return i;
        }
    }
    return complain(option, words, argument, err);
}
