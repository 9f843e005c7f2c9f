/* SPDX-License-Identifier: Apache-2.0 */
/* The list of phones as JSON and as a table. See devices.h. */
#include "sink/devices.h"

#include "sink/pen.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COLUMNS 6
#define CHECK_TEXT_AT 18

/* null: was not asked. */
static void put_json_checks(struct json_writer *json,
                            const struct device *device)
{
    size_t i;

    if (!device->is_checked) {
        json_null(json, "checks");
        return;
    }
    json_open_array(json, "checks", JSON_INLINE);
    for (i = 0; i < device->check_count; i++) {
        const struct check *check = &device->checks[i];

        json_open_object(json, NULL, JSON_INLINE);
        json_text(json, "name", check->name);
        json_bool(json, "good", check->is_good);
        json_text(json, "text", check->text);
        json_text(json, "next", check->next);
        json_close(json);
    }
    json_close(json);
}

static void put_next(struct out *out, size_t width, size_t indent,
                     const char *text)
{
    struct para para;

    para_begin(&para, out, width, indent, indent, NULL);
    para_puts(&para, "next:");
    para_text(&para, text);
    para_end(&para);
}

static void put_table_checks(struct out *out, size_t width,
                             const struct device *device)
{
    size_t i;

    for (i = 0; i < device->check_count; i++) {
        const struct check *check = &device->checks[i];
        struct pen pen = {.out = out};
        struct para para;

        pen_puts(&pen, check->is_good ? "  ok " : "  !  ");
        pen_puts(&pen, check->name);
        pen_pad(&pen, CHECK_TEXT_AT - 1);
        para_resume(&para, out, width, pen.width, CHECK_TEXT_AT);
        para_text(&para, check->text);
        para_end(&para);
        if (check->next != NULL) {
            put_next(out, width, CHECK_TEXT_AT, check->next);
        }
    }
}

void devices_put_json(struct json_writer *json, const struct device *device)
{
    json_text(json, "serial", device->serial);
    json_text(json, "via", device->via);
    json_text(json, "state", device->state);
    json_text(json, "state_text", device->state_text);
    json_text(json, "model", device->model);
    json_text(json, "product", device->product);
    json_text(json, "next", device->next);
    json_text(json, "android", device->android);
    json_text(json, "root", device->root);
    json_text(json, "avd", device->avd);
    put_json_checks(json, device);
}

static void put_cells(struct out *out, const char *const cells[COLUMNS],
                      const size_t ends[COLUMNS])
{
    struct pen pen = {.out = out};
    size_t i;

    for (i = 0; i < COLUMNS && cells[i] != NULL; i++) {
        if (i > 0) {
            pen_pad(&pen, ends[i - 1]);
        }
        pen_text(&pen, cells[i], TEXT_VISIBLE);
    }
    out_char(out, '\n');
}

/*
 * What is not known of a phone that is ready is "-"; of others nothing could
 * be, and their lines end with what is.
 */
static void cells_of(const struct device *device, const char *out[COLUMNS])
{
    const char *unknown = strcmp(device->state, "ready") == 0 ? "-" : NULL;
    size_t i;

    out[0] = device->serial;
    out[1] = device->via;
    out[2] = device->state;
    out[3] = device->avd != NULL ? device->avd : device->model;
    out[4] = device->android;
    out[5] = device->root;
    for (i = COLUMNS; i > 0; i--) {
        if (out[i - 1] != NULL) {
            unknown = "-";
        } else {
            out[i - 1] = unknown;
        }
    }
}

/* Where each column ends, two blanks included. */
static void find_ends(const struct device_list *list,
                      const char *const titles[COLUMNS], size_t ends[COLUMNS])
{
    size_t i;
    size_t k;
    size_t end = 0;

    for (k = 0; k < COLUMNS; k++) {
        size_t widest = text_width(str_from(titles[k]), TEXT_VISIBLE);

        for (i = 0; i < list->count; i++) {
            const char *cells[COLUMNS];
            size_t width = 0;

            cells_of(&list->devices[i], cells);
            if (cells[k] != NULL) {
                width = text_width(str_from(cells[k]), TEXT_VISIBLE);
            }
            widest = width > widest ? width : widest;
        }
        end += widest + 2;
        ends[k] = end;
    }
}

void devices_put_table(struct out *out, unsigned columns,
                       const struct device_list *list)
{
    static const char *const titles[COLUMNS] = {"SERIAL", "OVER",    "STATE",
                                                "MODEL",  "ANDROID", "ROOT"};
    size_t width = columns == 0 ? SIZE_MAX : columns;
    size_t ends[COLUMNS];
    size_t i;

    find_ends(list, titles, ends);
    put_cells(out, titles, ends);
    for (i = 0; i < list->count; i++) {
        const struct device *device = &list->devices[i];
        const char *cells[COLUMNS];

        cells_of(device, cells);
        put_cells(out, cells, ends);
        if (device->next != NULL) {
            put_next(out, width, ends[0], device->next);
        }
        put_table_checks(out, width, device);
    }
}
