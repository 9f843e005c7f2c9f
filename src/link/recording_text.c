/* SPDX-License-Identifier: Apache-2.0 */
/* The escapes of a recording; pure. See recording.h. */
#include "link/recording.h"

static int escape_byte(struct buf *to, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char hex[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};

    switch (c) {
    case '\n':
        return buf_puts(to, "\\n");
    case '\r':
        return buf_puts(to, "\\r");
    case '\t':
        return buf_puts(to, "\\t");
    case '\\':
        return buf_puts(to, "\\\\");
    default:
        return c < 0x20 || c > 0x7e ? buf_append(to, hex, sizeof(hex))
                                    : buf_putc(to, (char)c);
    }
}

int recording_escape(struct buf *to, const char *bytes, size_t len)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < len && rc == 0; i++) {
        rc = escape_byte(to, (unsigned char)bytes[i]);
    }
    return rc;
}

static bool unescape_one(struct cursor *cursor, char *out)
{
    uint64_t value;
    struct cursor digits;

    if (cursor_is_end(cursor)) {
        return false;
    }
    switch (*cursor->at++) {
    case 'n':
        *out = '\n';
        return true;
    case 'r':
        *out = '\r';
        return true;
    case 't':
        *out = '\t';
        return true;
    case '\\':
        *out = '\\';
        return true;
    case 'x':
        if (cursor->end - cursor->at < 2) {
            return false;
        }
        digits.at = cursor->at;
        digits.end = cursor->at + 2;
        if (!cursor_hex(&digits, 2, &value) || !cursor_is_end(&digits)) {
            return false;
        }
        cursor->at = digits.at;
        *out = (char)(unsigned char)value;
        return true;
    default:
        return false;
    }
}

bool recording_unescape(struct str text, char *out, size_t *out_len)
{
    struct cursor cursor = cursor_from(text);
    size_t len = 0;

    while (!cursor_is_end(&cursor)) {
        char c = *cursor.at++;

        if (c == '\\' && !unescape_one(&cursor, &c)) {
            return false;
        }
        out[len++] = c;
    }
    *out_len = len;
    return true;
}
