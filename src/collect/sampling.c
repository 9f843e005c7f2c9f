/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of the loop into samples. The ticks: sampling_ticks.c. */
#include "collect/sampling_state.h"

#include "collect/dedupe.h"
#include "collect/local.h"

#include <stdlib.h>

#define ALL_TABLES ((1u << SECTIONS_TABLE_COUNT) - 1)
/* Of these tables the bit that says whether there is IPv6. */
#define TABLE_TCP6 (1u << 1)

struct sampling *sampling_new(const struct sampling_options *options)
{
    struct sampling *sampling = calloc(1, sizeof(*sampling));

    if (sampling == NULL) {
        return NULL;
    }
    sampling->options = *options;
    sampling->tables = ALL_TABLES;
    sampling_known_init(&sampling->known);
    if (framing_init_samples(&sampling->framing, options->token,
                             &sampling_framing_events, sampling) < 0) {
        sampling_free(sampling);
        return NULL;
    }
    return sampling;
}

void sampling_free(struct sampling *sampling)
{
    if (sampling != NULL) {
        sample_free(sampling->now);
        sampling_known_fini(&sampling->known);
        framing_fini(&sampling->framing);
        free(sampling);
    }
}

int sampling_base(struct sampling *sampling, const struct snapshot *base)
{
    unsigned parts;
    int rc = sampling_known_learn(
        &sampling->known, base, base->has_all_processes ? SAMPLE_PROCESSES : 0);

    sampling->tables = ALL_TABLES & ~base->tables_without;
    if (rc == 0) {
        rc = sampling_known_look(&sampling->known, base, base->taken_at_ms,
                                 false, &parts);
    }
    return rc;
}

/* ---- a sample as it comes ---------------------------------------------- */

static int on_begin(void *ctx, const struct framing_begin *begin)
{
    struct sampling *sampling = ctx;
    struct sample *now;

    if (begin->uid != (int64_t)sampling->answered + 1 ||
        (!sampling->options.is_replay &&
         sampling->answered == sampling->sent)) {
        return ERR_PROTO;
    }
    now = sample_new();
    if (now == NULL) {
        return ERR_NOMEM;
    }
    sampling->now = now;
    now->phone_at_us = begin->phone_us;
    sampling->begin_ms = sampling->feed_ms;
    sampling->others = 0;
    sections_init(&sampling->sections, &now->snapshot);
    sampling->sections.is_replay = sampling->options.is_replay;
    sampling->sections.token = sampling->framing.token;
    now->snapshot.phone.shell_uid = -1;
    now->snapshot.phone_at_ms = begin->phone_us / 1000;
    return 0;
}

static enum sampling_section section_of(struct str name)
{
    if (str_is(name, "bytes")) {
        return SAMPLING_BYTES_MAP;
    }
    if (str_is(name, "netstat")) {
        return SAMPLING_NETSTAT_TEXT;
    }
    return str_is(name, "boot") ? SAMPLING_BOOT : SAMPLING_OTHER;
}

/* What is kept of a sample as it was printed: tables and netstat. */
static int keep_text(struct sampling *sampling, struct str text,
                     const char *before, const char *after)
{
    struct buf *raw = &sampling->now->raw;
    int rc = buf_puts(raw, before);

    if (rc == 0) {
        rc = buf_append(raw, text.ptr, text.len);
    }
    return rc < 0 ? rc : buf_puts(raw, after);
}

static bool is_kept(const struct sampling *sampling)
{
    return sampling->section == SAMPLING_NETSTAT_TEXT ||
           (sampling->is_table && sampling->options.want_raw);
}

static int on_section(void *ctx, struct str name, struct str argument)
{
    struct sampling *sampling = ctx;
    const char *open;
    int rc = 0;

    sampling->section = section_of(name);
    sampling->is_table = false;
    if (sampling->section == SAMPLING_OTHER) {
        rc = sections_events.section(&sampling->sections, name, argument);
        open = sections_open_name(&sampling->sections);
        sampling->is_table =
            open != NULL &&
            (strncmp(open, "tcp", 3) == 0 || strncmp(open, "udp", 3) == 0 ||
             strncmp(open, "raw", 3) == 0 || strncmp(open, "icmp", 4) == 0 ||
             strcmp(open, "packet") == 0);
    }
    if (rc == 0 && is_kept(sampling)) {
        rc =
            keep_text(sampling, name,
                      sampling->is_table ? "==> /proc/net/" : "==> ", " <==\n");
    }
    return rc;
}

static int bytes_line(struct sampling *sampling, struct str line)
{
    struct uid_bytes row;
    int rc = uid_bytes_line(&sampling->bytes, line, &row);

    if (rc == ERR_PROTO) {
        sampling->bytes_bad++;
        return 0;
    }
    return rc > 0 ? vec_push(&sampling->now->bytes, &row) : rc;
}

static int on_line(void *ctx, struct str line)
{
    struct sampling *sampling = ctx;
    int rc = is_kept(sampling) ? keep_text(sampling, line, "", "\n") : 0;

    if (rc < 0) {
        return rc;
    }
    switch (sampling->section) {
    case SAMPLING_BYTES_MAP:
        return bytes_line(sampling, line);
    case SAMPLING_BOOT:
        sampling_boot_line(&sampling->boot_now, line);
        return 0;
    case SAMPLING_NETSTAT_TEXT:
        return 0;
    case SAMPLING_OTHER:
        break;
    }
    return sections_events.line(&sampling->sections, line);
}

/* ---- the end of a section ---------------------------------------------- */

/* A part has come, whole or not: nobody waits for it any more. */
static void come(struct sampling *sampling, unsigned part, bool is_whole)
{
    sampling->awaited &= ~part;
    if (is_whole) {
        sampling->now->parts |= part;
    }
}

static bool is_whole(const struct framing_done *done)
{
    return done->status == 0 &&
           (!done->has_bytes || done->bytes == done->seen) &&
           done->lines_long == 0;
}

static int done_bytes(struct sampling *sampling,
                      const struct framing_done *done)
{
    bool is_good =
        is_whole(done) && sampling->bytes.has_map && sampling->bytes_bad == 0;

    if (is_good) {
        uid_bytes_settle(&sampling->now->bytes);
    } else {
        sampling->now->bytes.len = 0;
    }
    memset(&sampling->bytes, 0, sizeof(sampling->bytes));
    sampling->bytes_bad = 0;
    come(sampling, SAMPLE_BYTES, is_good);
    return 0;
}

/*
 * All users' packages in one section, of whom one may be refused: what came
 * is good, but perhaps not all there is.
 */
static int done_packages(struct sampling *sampling,
                         const struct framing_done *done)
{
    struct snapshot *out = &sampling->now->snapshot;
    struct framing_done good = *done;
    int rc;

    good.status = 0;
    rc = sections_events.done(&sampling->sections, &good);
    out->has_all_packages =
        is_whole(done) && sampling->sections.now->rows_bad == 0;
    come(sampling, SAMPLE_PACKAGES, out->packages.len > 0);
    return rc < 0 ? rc : dedupe_packages(out);
}

static int done_fds(struct sampling *sampling, const struct framing_done *done)
{
    struct snapshot *out = &sampling->now->snapshot;
    int rc = sections_events.done(&sampling->sections, done);

    if (sampling->ticks[sampling->answered % SAMPLING_AHEAD].is_of_some) {
        out->has_all_holders = false;
    }
    come(sampling, SAMPLE_HOLDERS, is_whole(done));
    return rc;
}

/* Tables without which a sample is one all the same. */
static const char *const others[] = {"raw", "raw6", "packet"};
#define OTHER_RAW6 (1u << 1)
#define ALL_OTHERS ((1u << (sizeof(others) / sizeof(others[0]))) - 1)

static void take_other(struct sampling *sampling, const char *name,
                       const struct framing_done *done)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcmp(name, others[i]) == 0 && is_whole(done) &&
            sampling->sections.now->has_lines) {
            sampling->others |= 1u << i;
        }
    }
}

static int done_other(struct sampling *sampling,
                      const struct framing_done *done)
{
    const char *name = sections_open_name(&sampling->sections);
    struct snapshot *out = &sampling->now->snapshot;
    bool is_processes = name != NULL && strcmp(name, "processes") == 0;
    bool is_snmp = name != NULL && strcmp(name, "snmp") == 0;
    int rc;

    if (name != NULL && strcmp(name, "packages") == 0) {
        return done_packages(sampling, done);
    }
    if (name != NULL && strcmp(name, "fds") == 0) {
        return done_fds(sampling, done);
    }
    if (name != NULL) {
        take_other(sampling, name, done);
    }
    rc = sections_events.done(&sampling->sections, done);
    if (is_processes) {
        come(sampling, SAMPLE_PROCESSES, out->has_all_processes);
    } else if (is_snmp) {
        come(sampling, SAMPLE_COUNTERS,
             is_whole(done) &&
                 counters_has(&out->counters, COUNTER_TCP_ACTIVE_OPENS));
    }
    return rc;
}

static int on_done(void *ctx, const struct framing_done *done)
{
    struct sampling *sampling = ctx;

    switch (sampling->section) {
    case SAMPLING_BYTES_MAP:
        return done_bytes(sampling, done);
    case SAMPLING_NETSTAT_TEXT:
        come(sampling, SAMPLE_NETSTAT, is_whole(done));
        return 0;
    case SAMPLING_BOOT:
        sampling->boot_now.at_ms = sampling->feed_ms;
        return 0;
    case SAMPLING_OTHER:
        break;
    }
    return done_other(sampling, done);
}

/* ---- the end of a sample ----------------------------------------------- */

static void set_times(struct sampling *sampling)
{
    const struct sampling_tick *tick =
        &sampling->ticks[sampling->answered % SAMPLING_AHEAD];
    struct sample *now = sampling->now;

    now->came_at_ms = sampling->feed_ms;
    if (sampling->options.is_replay) {
        now->at_ms = sampling->begin_ms;
    } else {
        now->asked_at_ms = tick->sent_ms;
        now->at_ms = sampling_time_take(&sampling->time, tick->sent_ms,
                                        sampling->begin_ms, now->phone_at_us);
        now->snapshot.clock.is_known = sampling->time.is_known;
        now->snapshot.clock.phone_minus_laptop_ms =
            sampling->time.phone_minus_laptop_us / 1000;
        now->snapshot.clock.uncertainty_ms = sampling->time.uncertainty_ms;
    }
    if (sampling->has_last && now->at_ms < sampling->last_ms) {
        now->at_ms = sampling->last_ms;
    }
    now->snapshot.taken_at_ms = now->at_ms;
}

/*
 * All tables came whole that the first look could read, or a sample did. Of
 * one that never could be read nothing is lost: the first look has said so.
 */
static void judge_tables(struct sampling *sampling)
{
    unsigned came = 0;

    for (size_t i = 0; i < SECTIONS_TABLE_COUNT; i++) {
        const struct section *table = &sampling->sections.tables[i];

        if (table->is_done && table->status == 0 && table->has_lines &&
            !table->is_cut) {
            came |= 1u << i;
        }
    }
    sampling->tables |= came;
    if (came != 0 && (sampling->tables & ~came) == 0) {
        sampling->now->parts |= SAMPLE_SOCKETS;
    }
    if ((sampling->tables & TABLE_TCP6) == 0) {
        sampling->others |= OTHER_RAW6;
    }
    if (sampling->others == ALL_OTHERS) {
        sampling->now->parts |= SAMPLE_RAW_SOCKETS;
    }
}

static int add_packet_rows(struct snapshot *out)
{
    int rc = 0;

    for (size_t i = 0; i < out->local_sockets.len && rc == 0; i++) {
        const struct local_socket *socket = snapshot_local(out, i);
        struct sock_row row;

        if (socket->proto == LOCAL_PACKET) {
            local_packet_row(socket, &row);
            rc = vec_push(&out->rows, &row);
        }
    }
    return rc;
}

/* What of the phone's start is new, once it is known. */
static void judge_boot(struct sampling *sampling)
{
    if (sampling->boot_now.is_known || sampling->boot_now.id[0] != '\0') {
        sampling->is_reboot |=
            sampling_boot_is_other(&sampling->boot, &sampling->boot_now);
        sampling->boot = sampling->boot_now;
        memset(&sampling->boot_now, 0, sizeof(sampling->boot_now));
    }
}

static int tell_gap(struct sampling *sampling, int64_t to_ms)
{
    struct gap gap = {
        .from_ms = sampling->has_last ? sampling->last_ms : to_ms,
        .to_ms = to_ms,
        .ticks = sampling->skipped,
        .why = sampling->why != NULL    ? sampling->why
               : sampling->late != NULL ? sampling->late
                                        : "the phone did not keep up",
        .is_reboot = sampling->is_reboot,
    };
    bool is_gap = sampling->why != NULL || sampling->skipped > 0;

    sampling->why = NULL;
    sampling->late = NULL;
    sampling->skipped = 0;
    sampling->is_reboot = false;
    return is_gap ? sampling->options.events->gap(sampling->options.ctx, &gap)
                  : 0;
}

static int learn(struct sampling *sampling)
{
    struct sample *now = sampling->now;
    unsigned parts = 0;
    int rc = sampling_known_learn(&sampling->known, &now->snapshot, now->parts);

    if (rc == 0) {
        rc = sampling_known_look(&sampling->known, &now->snapshot, now->at_ms,
                                 sampling->options.is_root, &parts);
    }
    sampling_ask(sampling, parts);
    return rc;
}

static int on_end(void *ctx, int64_t phone_us)
{
    struct sampling *sampling = ctx;
    struct sample *now = sampling->now;
    int rc;

    (void)phone_us;
    if (!framing_is_complete(&sampling->framing)) {
        return ERR_PROTO;
    }
    set_times(sampling);
    judge_tables(sampling);
    judge_boot(sampling);
    rc = add_packet_rows(&now->snapshot);
    if (rc == 0) {
        rc = dedupe_rows(&now->snapshot);
    }
    if (rc == 0) {
        rc = learn(sampling);
    }
    if (rc == 0) {
        rc = tell_gap(sampling, now->at_ms);
    }
    if (rc < 0) {
        return rc;
    }
    now->number = ++sampling->number;
    sampling->answered++;
    sampling->last_ms = now->at_ms;
    sampling->has_last = true;
    sampling->now = NULL;
    framing_next(&sampling->framing);
    return sampling->options.events->sample(sampling->options.ctx, now);
}

const struct framing_events sampling_framing_events = {
    .begin = on_begin,
    .section = on_section,
    .line = on_line,
    .done = on_done,
    .end = on_end,
};

int sampling_feed(struct sampling *sampling, int64_t wall_ms, const char *bytes,
                  size_t len, struct err *err)
{
    struct err own = {.code = 0};
    int rc;

    sampling->feed_ms = wall_ms;
    rc = framing_feed(&sampling->framing, bytes, len, &own);
    if (rc < 0 && own.code != 0) {
        return err_set(err, own.code, "%s", own.text);
    }
    if (rc == ERR_PROTO) {
        return err_set(err, rc,
                       "the phone's answer is garbled: samples are missing "
                       "or too many");
    }
    return rc;
}

int sampling_end(struct sampling *sampling, int64_t wall_ms)
{
    if (sampling->has_last && wall_ms < sampling->last_ms) {
        wall_ms = sampling->last_ms;
    }
    return tell_gap(sampling, wall_ms);
}
