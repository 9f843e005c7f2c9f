/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the file of an app, or a plan of connections: see README.md. It plays
 * nothing.
 */
#define _GNU_SOURCE

#include "app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"
#include "standin.h"
#include "util.h"

struct reading {
    struct app_file *app;
    enum play_when when;
    size_t line;
    const char *file;
};

static void wrong(const struct reading *r, const char *what)
{
    fprintf(stderr, "rig: %s:%zu: %s\n", r->file, r->line, what);
    exit(1);
}

static int64_t big(const struct reading *r, const char *text)
{
    int64_t value = 0;

    if (*text == '\0') {
        wrong(r, "no number");
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || value > INT64_MAX / 20) {
            wrong(r, "not a number");
        }
        value = value * 10 + (*text - '0');
    }
    return value;
}

static int choose(const struct reading *r, const char *word,
                  const char *const *names)
{
    int i;

    for (i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], word) == 0) {
            return i;
        }
    }
    wrong(r, word);
    return 0;
}

static void add_row(struct reading *r, const struct play_row *row)
{
    struct app_file *app = r->app;

    if (app->row_count == APP_ROWS) {
        wrong(r, "too many rows");
    }
    if ((app->row_count & (app->row_count - 1)) == 0) {
        size_t cap = app->row_count == 0 ? 1 : app->row_count * 2;
        void *more = realloc(app->rows, cap * sizeof(*app->rows));

        if (more == NULL) {
            die("memory");
        }
        app->rows = more;
    }
    app->rows[app->row_count++] = *row;
}

static void read_option(struct reading *r, struct play_row *row, char *word,
                        int64_t *times, int64_t *every)
{
    char *value = strchr(word, '=');

    if (strcmp(word, "unread") == 0) {
        row->unread = 1;
        return;
    }
    if (value == NULL) {
        wrong(r, "option without a value");
    }
    *value++ = '\0';
    if (strcmp(word, "out") == 0) {
        row->out = (uint32_t)big(r, value);
    } else if (strcmp(word, "in") == 0) {
        row->in = (uint32_t)big(r, value);
    } else if (strcmp(word, "port") == 0) {
        row->local_port = (int)big(r, value);
    } else if (strcmp(word, "times") == 0) {
        *times = big(r, value);
    } else if (strcmp(word, "every") == 0) {
        *every = big(r, value);
    } else {
        wrong(r, "unknown option");
    }
}

/* AT LIFE KIND FAMILY ADDRESS PORT END [OPTION...] */
static void read_row(struct reading *r, char **word, size_t count)
{
    static const char *const kinds[] = {"tcp",     "refused", "silent", "udp",
                                        "udp-any", "listen",  NULL};
    static const char *const ends[] = {"phone", "peer", "phone-reset",
                                       "peer-reset", NULL};
    struct play_row row = {.line = r->line, .when = r->when};
    int64_t times = 1;
    int64_t every = 0;
    size_t i;

    if (count < 7 || strlen(word[4]) >= sizeof(row.address)) {
        wrong(r, "not a row");
    }
    row.at_us = big(r, word[0]);
    row.life_us = big(r, word[1]);
    row.kind = (enum play_kind)choose(r, word[2], kinds);
    row.family = (int)big(r, word[3]);
    if (row.family != F4 && row.family != F6 && row.family != FM) {
        wrong(r, "family is 4, 6, or 46");
    }
    snprintf(row.address, sizeof(row.address), "%s", word[4]);
    row.port = (int)big(r, word[5]);
    row.end = (enum play_end)choose(r, word[6], ends);
    for (i = 7; i < count; i++) {
        read_option(r, &row, word[i], &times, &every);
    }
    for (; times > 0; times--) {
        add_row(r, &row);
        row.at_us += every;
    }
}

static void read_word(struct reading *r, char **word, size_t count)
{
    static const char *const whens[] = {"on-start", "on-command", "on-fresh",
                                        "on-view", NULL};
    struct app_file *app = r->app;
    const char *value = count > 1 ? word[1] : "";

    if (strncmp(word[0], "on-", 3) == 0) {
        r->when = (enum play_when)choose(r, word[0], whens);
    } else if (strcmp(word[0], "activity") == 0) {
        snprintf(app->activity, sizeof(app->activity), "%s",
                 strcmp(value, "-") == 0 ? "" : value);
    } else if (strcmp(word[0], "view") == 0 && count == 3 &&
               app->view_count < APP_VIEWS) {
        snprintf(app->view[app->view_count][0], APP_NAME, "%s", value);
        snprintf(app->view[app->view_count++][1], APP_NAME, "%s", word[2]);
    } else if (strcmp(word[0], "home") == 0) {
        app->is_home = 1;
    } else if (strcmp(word[0], "draw") == 0) {
        app->draw_ms = (long)big(r, value);
    } else if (strcmp(word[0], "crash") == 0) {
        app->crash_ms = (long)big(r, value);
    } else if (strcmp(word[0], "package") != 0) {
        wrong(r, "unknown word"); /* package is for `rig install` */
    }
}

int app_read(const char *file, struct app_file *out)
{
    char line[LINE_CAP];
    char *word[24];
    struct reading r = {.app = out, .file = file};
    FILE *f = fopen(file, "re");

    memset(out, 0, sizeof(*out));
    if (f == NULL) {
        return -1;
    }
    snprintf(out->activity, sizeof(out->activity), ".MainActivity");
    out->draw_ms = 20;
    while (fgets(line, sizeof(line), f) != NULL) {
        size_t count = 0;
        char *rest = line;
        char *one;

        r.line++;
        while ((one = strsep(&rest, " \t\n")) != NULL && count < 24) {
            word[count] = one;
            count += one[0] != '\0';
        }
        if (count == 0 || word[0][0] == '#') {
            continue;
        }
        if (word[0][0] >= '0' && word[0][0] <= '9') {
            read_row(&r, word, count);
        } else {
            read_word(&r, word, count);
        }
    }
    fclose(f);
    return 0;
}

int app_of(const char *package, int is_third, struct app_file *out)
{
    char file[APP_NAME + 16];

    snprintf(file, sizeof(file), "/rig/apps/%s", package);
    if (strchr(package, '/') == NULL && app_read(file, out) == 0) {
        return 0;
    }
    memset(out, 0, sizeof(*out));
    if (!is_third) {
        return -1;
    }
    snprintf(out->activity, sizeof(out->activity), ".MainActivity");
    out->draw_ms = 20;
    return 0;
}
