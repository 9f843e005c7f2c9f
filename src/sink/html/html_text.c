/* SPDX-License-Identifier: Apache-2.0 */
/* Small things a page is made of. All text of others passes here. */
#include "sink/html/html.h"

#include "base/format.h"
#include "sink/stamp.h"
#include "sink/watch.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define PUT_CAP 1024
/* The last characters of a serial are enough to know one's phone by. */
#define SERIAL_SHOWN ((size_t)4)
/* More packages of a uid are in the table of packages only. */
#define PACKAGES_SHOWN ((size_t)3)

void html_put(struct out *out, const char *fmt, ...)
{
    char text[PUT_CAP];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    out_puts(out, text);
}

void html_text(struct out *out, const char *text)
{
    out_text(out, str_from(text == NULL ? "not known" : text), TEXT_HTML);
}

void html_since(struct out *out, const struct watch_head *watch, int64_t ms)
{
    char text[WATCH_TIME_CAP];

    out_puts(out, watch_seconds(ms - watch->start_ms, text));
}

void html_time(struct out *out, int64_t ms, int utc_offset_minutes)
{
    int minutes = utc_offset_minutes;
    int size = minutes < 0 ? -minutes : minutes;
    char text[STAMP_CAP];

    if (stamp_utc(ms + (int64_t)minutes * 60000, text) == NULL) {
        out_puts(out, "an unknown time");
        return;
    }
    text[strlen(text) - 1] = '\0'; /* the Z of UTC */
    html_put(out, "%s%c%02d:%02d", text, minutes < 0 ? '-' : '+', size / 60,
             size % 60);
}

void html_addr(struct out *out, const struct addr *addr, bool has_port,
               unsigned port)
{
    bool is_boxed = has_port && addr->family == ADDR_V6;
    char text[ADDR_TEXT_CAP];

    out_puts(out, is_boxed ? "[" : "");
    out_puts(out, addr_format(addr, text));
    out_puts(out, is_boxed ? "]" : "");
    if (has_port) {
        out_char(out, ':');
        out_u64(out, port);
    }
}

/* That of a phone on TCP is an address, and names nobody's phone. */
static bool is_masked(const char *serial)
{
    return strlen(serial) > 2 * SERIAL_SHOWN && strchr(serial, ':') == NULL;
}

void html_serial(struct out *out, const char *serial)
{
    if (serial != NULL && is_masked(serial)) {
        out_puts(out, "...");
        serial += strlen(serial) - SERIAL_SHOWN;
    }
    html_text(out, serial);
}

/* The serial that the text begins with, or NULL. */
static const char *serial_at(const struct html_state *state, const char *text)
{
    size_t i;

    for (i = 0; i < state->phones.len + state->report->run_count; i++) {
        const struct html_phone *const *phone;
        const char *serial;

        if (i < state->phones.len) {
            phone = vec_at(&state->phones, i);
            serial = (*phone)->watch->result->serial;
        } else {
            serial = state->report->runs[i - state->phones.len].serial;
        }
        if (serial != NULL && is_masked(serial) &&
            str_starts(str_from(text), serial)) {
            return serial;
        }
    }
    return NULL;
}

void html_masked(struct out *out, const struct html_state *state,
                 const char *text)
{
    struct str piece = {text, 0};

    if (text == NULL) {
        html_text(out, NULL);
        return;
    }
    while (piece.ptr[piece.len] != '\0') {
        const char *serial = serial_at(state, piece.ptr + piece.len);

        if (serial == NULL) {
            piece.len++;
            continue;
        }
        out_text(out, piece, TEXT_HTML);
        html_serial(out, serial);
        piece.ptr += piece.len + strlen(serial);
        piece.len = 0;
    }
    out_text(out, piece, TEXT_HTML);
}

void html_bytes(struct out *out, uint64_t bytes)
{
    char digits[OUT_DIGITS_MAX + 1];
    size_t len = (size_t)(out_digits(digits, bytes) - digits);
    size_t i;

    for (i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            out_char(out, ' ');
        }
        out_char(out, digits[i]);
    }
    out_puts(out, " B");
}

const char *html_owner_name(const struct owner *owner, char out[HTML_OWNER_CAP])
{
    size_t len;
    size_t i;

    if (owner == NULL) {
        return "owner unknown";
    }
    if (owner->package_count == 0) {
        (void)format_text(out, HTML_OWNER_CAP,
                          owner->uid_name[0] == '\0' ? "uid %" PRIu32 "%s"
                                                     : "uid %" PRIu32 " (%s)",
                          owner->uid, owner->uid_name);
    } else if (owner->package_count > PACKAGES_SHOWN) {
        (void)format_text(out, HTML_OWNER_CAP, "uid %" PRIu32 " (%zu packages)",
                          owner->uid, owner->package_count);
    } else {
        out[0] = '\0';
        for (i = 0; i < owner->package_count; i++) {
            len = strlen(out);
            (void)format_text(out + len, HTML_OWNER_CAP - len, "%s%s",
                              i > 0 ? ", " : "", owner->packages[i]);
        }
    }
    len = strlen(out);
    if (owner->user != 0) {
        (void)format_text(out + len, HTML_OWNER_CAP - len,
                          " (user %" PRIu32 ")", owner->user);
    }
    return out;
}

void html_owner(struct out *out, const struct owner *owner)
{
    char name[HTML_OWNER_CAP];

    html_text(out, html_owner_name(owner, name));
}
