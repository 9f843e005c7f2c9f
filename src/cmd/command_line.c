/* SPDX-License-Identifier: Apache-2.0 */
/* See command_line.h. */
#include "cmd/command_line.h"

#include <string.h>

/* More than any shell passes on. */
#define COMMAND_LINE_MAX ((size_t)4 * 1024 * 1024)

static bool is_plain(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./:=@%+,";

    return word[0] != '\0' && word[strspn(word, plain)] == '\0';
}

/* Of a URL who logs in there, and by which password; NULL: nobody. */
static const char *find_login(const char *word, const char **out_end)
{
    const char *scheme = strstr(word, "://");

    *out_end = scheme == NULL ? NULL : strchr(scheme, '@');
    return *out_end == NULL ? NULL : scheme + 3;
}

/* Within '...' a shell takes everything as it is but for ' itself. */
static int put_word(const char *word, struct buf *out)
{
    const char *quote = is_plain(word) ? "" : "'";
    const char *login_end;
    const char *login = find_login(word, &login_end);
    int rc = buf_puts(out, quote);

    for (; *word != '\0' && rc == 0; word++) {
        if (word == login) {
            rc = buf_puts(out, "...");
            word = login_end;
        }
        if (rc == 0) {
            rc = *word == '\'' ? buf_puts(out, "'\\''") : buf_putc(out, *word);
        }
    }
    return rc < 0 ? rc : buf_puts(out, quote);
}

int command_line_put(const struct settings *settings, struct buf *out)
{
    int rc = buf_puts(out, "adbnet");
    int i;

    for (i = 1; i < settings->word_count && rc == 0; i++) {
        rc = buf_putc(out, ' ');
        rc = rc < 0 ? rc : put_word(settings->words[i], out);
    }
    return rc < 0 ? rc : buf_putc(out, '\0');
}

int command_line_make(const struct settings *settings, struct buf *out,
                      struct err *err)
{
    int rc;

    buf_init(out, COMMAND_LINE_MAX);
    rc = command_line_put(settings, out);
    return rc < 0 ? err_set(err, rc, "the command line is too long") : 0;
}
