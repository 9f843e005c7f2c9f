/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of the report as a page. Only for src/sink/html.
 *
 * Everything about a watching that comes in events is kept until the phone's
 * summary, in little: a page begins with what it came to.
 */
#ifndef ADBNET_SINK_HTML_HTML_H
#define ADBNET_SINK_HTML_HTML_H

#include "base/map.h"
#include "base/pool.h"
#include "base/vec.h"
#include "sink/sink_state.h"

/* More are counted, and the page says so. */
#define HTML_LINES_MAX ((size_t)200000)
#define HTML_MOMENTS_MAX ((size_t)10000)
#define HTML_TEXTS_MAX ((size_t)8 * 1024 * 1024)
#define HTML_WHOS_MAX ((size_t)10000)

/* Made from report.css and report.js by embed.cmake. */
extern const char html_css[];
extern const char html_css_hash[];
extern const char html_js[];
extern const char html_js_hash[];

/* Whose connections share a lane of the timeline. */
struct html_who {
    bool is_unknown;
    bool is_service;
    uint32_t uid;
    const char *name;
};

/* A connection. */
struct html_line {
    uint64_t id;
    int64_t first_ms;
    int64_t closed_ms; /* -1: open to the end */
    struct addr addr;  /* the other end; without one, its own */
    uint16_t port;
    uint8_t proto;
    uint8_t end;
    bool has_remote;
    bool has_ports;
    bool is_baseline;
    bool is_plain_port;
    uint32_t who; /* index */
};

/* Whatever else happened. */
struct html_moment {
    int64_t at_ms;
    uint8_t kind;
    const char *text;
};

struct html_phone {
    const struct watch_head *watch;
    size_t number;    /* on the page */
    struct vec lines; /* struct html_line *, each of its own */
    struct map by_id;
    struct vec whos;    /* struct html_who */
    struct vec moments; /* struct html_moment */
    struct pool texts;
    uint64_t left_out; /* connections or moments beyond the limits */
};

struct html_state {
    const struct report_head *report;
    struct vec phones; /* struct html_phone *, in the order of their heads */
    bool is_begun;     /* the page's head is written */
};

/* ---- html_text.c: small things ------------------------------------------ */

/* Numbers and words of ours. */
void html_put(struct out *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Anybody's text; NULL: "not known". */
void html_text(struct out *out, const char *text);
/* "0.41" since the start */
void html_since(struct out *out, const struct watch_head *watch, int64_t ms);
/* "2026-11-22T13:40:05.118+01:00" */
void html_time(struct out *out, int64_t ms, int utc_offset_minutes);
/* "203.0.113.10:443"; without a port when it has none. */
void html_addr(struct out *out, const struct addr *addr, bool has_port,
               unsigned port);
/* "...4F2K": enough to know one's phone by. */
void html_serial(struct out *out, const char *serial);
/* A text in which the serials of all phones are masked. */
void html_masked(struct out *out, const struct html_state *state,
                 const char *text);
/* "48 213 B" */
void html_bytes(struct out *out, uint64_t bytes);
#define HTML_OWNER_CAP 800

/* Who it is: package, packages, name of the uid. May use out. */
const char *html_owner_name(const struct owner *owner,
                            char out[HTML_OWNER_CAP]);
/* The same, written. */
void html_owner(struct out *out, const struct owner *owner);

/* ---- html_page.c: above the phones -------------------------------------- */

void html_begin(struct sink *sink);
void html_end(struct sink *sink);

/* ---- html_runs.c: of a scan --------------------------------------------- */

void html_runs(struct out *out, const struct report_head *report);

/* ---- html_phone.c: what a phone's watching came to ---------------------- */

/* 0 or ERR_NOMEM */

int html_phone(struct sink *sink, const struct html_phone *phone,
               const struct watch_summary *summary);

/* ---- html_policy.c: what a policy does not simply allow -------------------
 */

void html_policy(struct out *out, const struct watch_summary *summary);

/* ---- html_method.c: how it is known, what was looked for ---------------- */

void html_coverage(struct out *out, const struct watch_summary *summary);
void html_unseen(struct out *out, const struct watch_summary *summary);
/* The sentences that stand in every report. */
void html_method(struct out *out, const struct html_phone *phone,
                 const struct watch_summary *summary, int utc_offset_minutes);

/* ---- html_tables.c ------------------------------------------------------ */

/* is_service: of those that act for apps, else of those asked for. */
void html_endpoints(struct out *out, const struct html_phone *phone,
                    const struct watch_summary *summary, bool is_service);
/* 0 or ERR_NOMEM */
int html_organisations(struct out *out, const struct watch_summary *summary);

/* ---- html_hints.c ------------------------------------------------------- */

void html_hints(struct out *out, const struct html_phone *phone,
                const struct watch_summary *summary, int utc_offset_minutes);
/* The raw rows behind them. */
void html_appendix(struct out *out, const struct html_phone *phone,
                   const struct watch_summary *summary);

/* ---- html_kept.c: what is kept until the summary ------------------------ */

struct html_phone *html_phone_new(const struct watch_head *watch);
void html_phone_free(struct html_phone *phone);
/* 0 or ERR_NOMEM */
int html_keep(struct html_phone *phone, const struct event *event);

/* ---- html_time.c -------------------------------------------------------- */

/* Lanes, moments, connections; sorts what phone has kept. */
void html_timeline(struct out *out, const struct html_phone *phone,
                   const struct watch_summary *summary);

#endif
