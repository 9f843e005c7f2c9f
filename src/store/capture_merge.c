/* SPDX-License-Identifier: Apache-2.0 */
/* See capture_merge.h. */
#include "store/capture_merge.h"

#include "base/format.h"
#include "store/capture_again.h"
#include "store/capture_alike.h"
#include "store/capture_copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX_CAP 16
#define PATH_CAP 4096
#define TEXTS_MAX ((size_t)64 * 1024 * 1024)
#define NOT_TAKEN UINT32_MAX
/* What a scan was to do, and which part of it; of cmd/scanning_*.c. */
#define LIST_SETTING "packages"
#define SHARD_SETTING "scan_shard"

/* One watching of one phone. */
struct watched {
    size_t input; /* in the order of their starts */
    const char *serial;
    int64_t from_ms;
    int64_t samples;
    size_t runs;
    bool is_twice;
};

struct input {
    const char *path;
    int64_t started_ms;
    size_t first; /* of its devices, in watched */
    size_t count;
};

struct merge {
    struct vec inputs;    /* struct input */
    struct vec watched;   /* struct watched */
    struct vec arguments; /* const char *, each once */
    bool is_of_all;       /* one of them was of whatever there was */
    struct buf lists;     /* of scans */
    struct again again;
    struct capture_reader *first;
    struct pool texts;
    struct capture_writer *writer;
    struct db_stmt *old_setting;
    struct capture_merged *out;
};

static int no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, "out of memory");
}

/* ---- what is there ----------------------------------------------------- */

static const char *keep(struct merge *merge, const char *text)
{
    return pool_add(&merge->texts, str_from(text == NULL ? "" : text));
}

static int take_count(struct capture_reader *reader, struct row_out *row,
                      void *ctx, struct err *err)
{
    (void)reader;
    (void)err;
    *(int64_t *)ctx = row_int(row, 0, 0, INT64_MAX);
    return 0;
}

static int note_device(struct merge *merge, struct capture_reader *reader,
                       size_t input, uint32_t device, struct err *err)
{
    struct watched watched = {
        .input = input,
        .serial = keep(merge, capture_device(reader, device)->serial),
    };
    size_t i;
    int rc = capture_start(reader, device, &watched.from_ms, err);

    if (rc == 0) {
        rc = rows_each(reader, "SELECT count(*) FROM sample WHERE device=?1",
                       "sample", device, take_count, &watched.samples, err);
    }
    for (i = 0; i < capture_run_count(reader); i++) {
        watched.runs += capture_run(reader, i)->device == device;
    }
    if (rc == 0 &&
        (watched.serial == NULL || vec_push(&merge->watched, &watched) < 0)) {
        rc = no_memory(err);
    }
    return rc;
}

static int note_arguments(struct merge *merge, const struct capture_head *head,
                          struct err *err)
{
    size_t i;
    size_t k;

    merge->is_of_all = merge->is_of_all || head->argument_count == 0;
    for (i = 0; i < head->argument_count; i++) {
        const char *text = head->arguments[i];

        for (k = 0; k < merge->arguments.len; k++) {
            if (strcmp(*(const char **)vec_at(&merge->arguments, k), text) ==
                0) {
                break;
            }
        }
        if (k < merge->arguments.len) {
            continue;
        }
        text = keep(merge, text);
        if (text == NULL || vec_push(&merge->arguments, &text) < 0) {
            return err_set(err, ERR_LIMIT, "more arguments than one has");
        }
    }
    return 0;
}

/* The first one stays, to compare the others with. */
static int note_reading(struct merge *merge, struct capture_reader *reader,
                        struct err *err)
{
    const char *list = capture_setting(reader, LIST_SETTING);
    const char *option;

    if (merge->first == NULL) {
        merge->first = reader;
    }
    option = capture_unlike(merge->first, reader);
    if (option != NULL) {
        return err_set(err, ERR_USAGE,
                       "it shows something else than %s (option: %s): report "
                       "takes several captures as they are",
                       ((const struct input *)vec_at(&merge->inputs, 0))->path,
                       option);
    }
    return list == NULL || capture_add_list(&merge->lists, list) == 0
               ? 0
               : no_memory(err);
}

/* Reads all of it, so that nothing damaged is found half way. */
static int look_at(struct merge *merge, size_t at, struct err *err)
{
    struct input *input = vec_at(&merge->inputs, at);
    struct capture_reader *reader = NULL;
    uint32_t i;
    int rc = capture_open(input->path, &reader, err);

    if (rc < 0) {
        return rc;
    }
    input->first = merge->watched.len;
    input->count = capture_device_count(reader);
    rc = capture_skip(reader, INT64_MAX, err);
    for (i = 0; i < input->count && rc == 0; i++) {
        rc = note_device(merge, reader, at, i, err);
    }
    if (rc == 0) {
        rc = note_arguments(merge, capture_head(reader), err);
    }
    if (rc == 0) {
        rc = again_note(&merge->again, reader, at, input->first, err);
    }
    if (rc == 0) {
        rc = note_reading(merge, reader, err);
    }
    if (merge->first != reader) {
        capture_free(reader);
    }
    return rc < 0 ? err_prefix(err, "%s", input->path) : 0;
}

static int compare_starts(const void *a, const void *b)
{
    const struct input *x = a;
    const struct input *y = b;

    if (x->started_ms != y->started_ms) {
        return x->started_ms < y->started_ms ? -1 : 1;
    }
    /* first is the place on the command line until they are looked at. */
    return (x->first > y->first) - (x->first < y->first);
}

static int list_inputs(struct merge *merge, const char *const *in, size_t count,
                       struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < count && rc == 0; i++) {
        struct input input = {.path = in[i], .first = i};
        struct capture_reader *reader = NULL;

        rc = capture_open(in[i], &reader, err);
        if (rc == 0) {
            input.started_ms = capture_head(reader)->started_ms;
            if (vec_push(&merge->inputs, &input) < 0) {
                rc = err_set(err, ERR_LIMIT, "more than %zu captures",
                             CAPTURE_MERGE_MAX);
            }
        }
        capture_free(reader);
    }
    vec_sort(&merge->inputs, compare_starts);
    return rc;
}

static void find_twice(struct merge *merge)
{
    size_t i;
    size_t k;

    for (i = 0; i < merge->watched.len; i++) {
        struct watched *late = vec_at(&merge->watched, i);

        for (k = 0; k < i && !late->is_twice; k++) {
            struct watched *early = vec_at(&merge->watched, k);

            if (!early->is_twice && early->from_ms == late->from_ms &&
                early->input != late->input &&
                strcmp(early->serial, late->serial) == 0) {
                early->is_twice = early->samples < late->samples;
                late->is_twice = !early->is_twice;
            }
        }
    }
}

static void count(struct merge *merge)
{
    size_t i;
    size_t k;

    for (i = 0; i < merge->watched.len; i++) {
        const struct watched *one = vec_at(&merge->watched, i);
        bool is_new = true;

        if (one->is_twice) {
            merge->out->twice_devices++;
            merge->out->twice_runs += one->runs;
            again_drop(&merge->again, i);
            continue;
        }
        merge->out->devices++;
        merge->out->runs += one->runs;
        for (k = 0; k < i; k++) {
            const struct watched *other = vec_at(&merge->watched, k);

            is_new = is_new && (other->is_twice ||
                                strcmp(other->serial, one->serial) != 0);
        }
        merge->out->phones += is_new;
    }
    again_count(&merge->again, merge->out);
}

/* ---- settings ---------------------------------------------------------- */

/* "own.3" is of the input's device 3. False: it is of all of them. */
static bool split_name(const char *name, struct str *out_stem, uint64_t *out)
{
    const char *dot = strrchr(name, '.');
    struct cursor cursor;

    if (dot == NULL) {
        return false;
    }
    out_stem->ptr = name;
    out_stem->len = (size_t)(dot - name);
    cursor = cursor_from(str_from(dot + 1));
    return cursor_u64(&cursor, UINT32_MAX, out) && cursor_is_end(&cursor);
}

static bool is_of_head(const char *name)
{
    static const char *const names[] = {"made_by", "command_line",
                                        "utc_offset_minutes", "started_ms"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The first file that says something is believed. */
static int put_common(struct merge *merge, const struct setting *setting,
                      struct err *err)
{
    struct db_stmt *old = merge->old_setting;
    bool is_shard = strcmp(setting->name, SHARD_SETTING) == 0;
    bool is_other = false;
    const char *value;
    int rc;

    db_bind_text(old, 1, setting->name);
    rc = db_step(old, err);
    if (rc == 1) {
        value = db_column_text(old, 0);
        is_other = value == NULL || strcmp(value, setting->value) != 0;
    }
    db_reset(old);
    if (is_other && is_shard) {
        /* The parts together are the whole. */
        return capture_put_setting(merge->writer, setting->name, "", err);
    }
    merge->out->settings += is_other;
    return rc == 0  ? capture_put_setting(merge->writer, setting->name,
                                          setting->value, err)
           : rc < 0 ? rc
                    : 0;
}

static int put_settings(struct merge *merge, struct capture_reader *reader,
                        const uint32_t *devices, struct err *err)
{
    char name[128];
    size_t i;
    int rc = 0;

    for (i = 0; i < reader->settings.len && rc == 0; i++) {
        const struct setting *setting = vec_at(&reader->settings, i);
        struct str stem;
        uint64_t device;

        if (is_of_head(setting->name) ||
            strcmp(setting->name, LIST_SETTING) == 0) {
            continue;
        }
        if (!split_name(setting->name, &stem, &device) ||
            device >= reader->devices.len) {
            rc = put_common(merge, setting, err);
        } else if (devices[device] != NOT_TAKEN) {
            (void)format_text(name, sizeof(name), "%.*s.%u", (int)stem.len,
                              stem.ptr, (unsigned)devices[device]);
            rc = capture_put_setting(merge->writer, name, setting->value, err);
        }
    }
    return rc;
}

/* ---- one capture into the other ---------------------------------------- */

static int put_device(struct merge *merge, struct capture_reader *reader,
                      uint32_t from, uint32_t *out_to,
                      struct capture_shift *shift, struct err *err)
{
    const struct capture_device *device = capture_device(reader, from);
    int rc = capture_put_device(merge->writer, device->serial, device->via,
                                out_to, err);

    if (rc == 0 && device->has_end) {
        rc = capture_put_end(merge->writer, *out_to, device->to_ms,
                             device->ticks, err);
    }
    return rc < 0 ? rc
                  : capture_copy_device(reader, from, merge->writer, *out_to,
                                        shift, err);
}

static int put_lookups(struct merge *merge, const struct capture_reader *reader,
                       struct err *err)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < reader->lookups.len && rc == 0; i++) {
        rc =
            capture_put_lookup(merge->writer, vec_at(&reader->lookups, i), err);
    }
    return rc;
}

static int put_all(struct merge *merge, const struct input *input,
                   struct capture_reader *reader, uint32_t *devices,
                   struct err *err)
{
    struct capture_writer *writer = merge->writer;
    struct capture_shift shift = {writer->seq, writer->socket_id, writer->seq,
                                  writer->socket_id};
    uint32_t i;
    int rc = 0;

    for (i = 0; i < input->count && rc == 0; i++) {
        const struct watched *watched =
            vec_at(&merge->watched, input->first + i);

        devices[i] = NOT_TAKEN;
        if (!watched->is_twice) {
            rc = put_device(merge, reader, i, &devices[i], &shift, err);
        }
    }
    writer->seq = shift.max_seq;
    writer->socket_id = shift.max_socket;
    if (rc == 0) {
        rc = put_settings(merge, reader, devices, err);
    }
    if (rc == 0) {
        rc = put_lookups(merge, reader, err);
    }
    return rc < 0 ? rc : capture_commit(writer, err);
}

static int add(struct merge *merge, const struct input *input, struct err *err)
{
    struct capture_reader *reader = NULL;
    uint32_t *devices = calloc(input->count + 1, sizeof(*devices));
    int rc;

    if (devices == NULL) {
        return no_memory(err);
    }
    rc = capture_open(input->path, &reader, err);
    if (rc == 0) {
        if (capture_device_count(reader) == input->count) {
            rc = put_all(merge, input, reader, devices, err);
        } else {
            rc = err_set(err, ERR_BUSY, "it has more phones than just now");
        }
        if (rc < 0) {
            (void)err_prefix(err, "%s", input->path);
        }
    }
    capture_free(reader);
    free(devices);
    return rc;
}

/* ---- the file ---------------------------------------------------------- */

static int check_path(const char *path, bool is_forced, const char *const *in,
                      size_t in_count, struct err *err)
{
    struct stat info;
    struct stat other;
    size_t i;

    if (lstat(path, &info) < 0) {
        return 0;
    }
    if (!S_ISREG(info.st_mode)) {
        return err_set(err, ERR_IO,
                       "%s: not a file, so no capture is put there", path);
    }
    for (i = 0; i < in_count; i++) {
        if (stat(in[i], &other) == 0 && other.st_dev == info.st_dev &&
            other.st_ino == info.st_ino) {
            return err_set(err, ERR_USAGE,
                           "%s is one of the captures that are merged", path);
        }
    }
    return is_forced
               ? capture_check_unused(path, err)
               : err_set(err, ERR_IO, "%s exists; --force overwrites it", path);
}

static int put_lists(struct merge *merge, struct err *err)
{
    return buf_putc(&merge->lists, '\0') < 0
               ? no_memory(err)
               : capture_put_setting(merge->writer, LIST_SETTING,
                                     (const char *)merge->lists.data, err);
}

static int fill(struct merge *merge, const char *part,
                const struct capture_head *head, struct err *err)
{
    struct capture_head made = *head;
    size_t i;
    int rc;

    made.started_ms =
        ((const struct input *)vec_at(&merge->inputs, 0))->started_ms;
    made.arguments = merge->arguments.items;
    made.argument_count = merge->is_of_all ? 0 : merge->arguments.len;
    rc = capture_create(part, false, &made, &merge->writer, err);
    if (rc == 0) {
        rc = db_prepare(merge->writer->db,
                        "SELECT value FROM meta WHERE name=?1",
                        &merge->old_setting, err);
    }
    for (i = 0; i < merge->inputs.len && rc == 0; i++) {
        rc = add(merge, vec_at(&merge->inputs, i), err);
    }
    db_finish(merge->old_setting);
    if (rc == 0 && merge->lists.len > 0) {
        rc = put_lists(merge, err);
    }
    if (rc < 0) {
        (void)capture_close(merge->writer, NULL);
    } else {
        rc = capture_close(merge->writer, err);
    }
    return rc;
}

static void forget(const char *part)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[PATH_CAP + SUFFIX_CAP];
    size_t i;

    for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        (void)unlink(
            format_text(name, sizeof(name), "%s%s", part, suffixes[i]));
    }
}

static int make(struct merge *merge, const char *path,
                const struct capture_head *head, struct err *err)
{
    char part[PATH_CAP];
    int rc;

    if (strlen(path) + SUFFIX_CAP > sizeof(part)) {
        return err_set(err, ERR_LIMIT, "the name of the file is too long");
    }
    (void)format_text(part, sizeof(part), "%s.%ld.part", path, (long)getpid());
    rc = fill(merge, part, head, err);
    if (rc == 0 && rename(part, path) < 0) {
        rc = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
    }
    if (rc < 0) {
        forget(part);
    }
    return rc;
}

int capture_merge(const char *path, bool is_forced,
                  const struct capture_head *head, const char *const *in,
                  size_t in_count, struct capture_merged *out, struct err *err)
{
    struct merge merge = {.out = out};
    size_t i;
    int rc = check_path(path, is_forced, in, in_count, err);

    memset(out, 0, sizeof(*out));
    vec_init(&merge.inputs, sizeof(struct input), CAPTURE_MERGE_MAX);
    vec_init(&merge.watched, sizeof(struct watched),
             CAPTURE_MERGE_MAX * CAPTURE_DEVICES_MAX);
    vec_init(&merge.arguments, sizeof(char *), CAPTURE_LIST_MAX);
    pool_init(&merge.texts, TEXTS_MAX);
    again_init(&merge.again, &merge.texts);
    buf_init(&merge.lists, TEXTS_MAX);
    if (rc == 0) {
        rc = list_inputs(&merge, in, in_count, err);
    }
    for (i = 0; i < merge.inputs.len && rc == 0; i++) {
        rc = look_at(&merge, i, err);
    }
    if (rc == 0) {
        find_twice(&merge);
        count(&merge);
        rc = make(&merge, path, head, err);
    }
    vec_fini(&merge.inputs);
    vec_fini(&merge.watched);
    vec_fini(&merge.arguments);
    again_fini(&merge.again);
    pool_fini(&merge.texts);
    buf_fini(&merge.lists);
    capture_free(merge.first);
    return rc;
}
