/* SPDX-License-Identifier: Apache-2.0 */
/* Wiring: a look at each phone, checks of each look. See check.h. */
#include "cmd/check.h"

#include "cmd/look.h"
#include "collect/brief.h"
#include "model/device.h"

#include <string.h>

static bool is_wanted(const struct settings *settings,
                      const struct device *device)
{
    return strcmp(device->state, "ready") == 0 &&
           (settings->select != ADB_SELECT_SERIAL ||
            strcmp(settings->serial, device->serial) == 0);
}

static int keep(struct checks *checks, const char *text, const char **out)
{
    if (text != NULL && *out == NULL) {
        *out = pool_add(&checks->strings, str_from(text));
        return *out == NULL ? ERR_NOMEM : 0;
    }
    return 0;
}

/* What the list did not know: it asks no phone on USB, and has none on TCP. */
static int know(struct checks *checks, const struct snapshot *snapshot,
                struct device *device)
{
    const struct phone *phone = &snapshot->phone;
    int rc = keep(checks, phone->model, &device->model);

    if (rc == 0) {
        rc = keep(checks, phone->android, &device->android);
    }
    if (device->root == NULL) {
        device->root = brief_root(phone->shell_uid,
                                  (snapshot->tools & (unsigned)TOOL_SU) != 0);
    }
    return rc;
}

static int check_one(const struct settings *settings, struct device *device,
                     struct checks *out, struct err *err)
{
    struct settings mine = *settings;
    struct look look;
    int rc;

    mine.select = ADB_SELECT_SERIAL;
    mine.serial = device->serial;
    rc = look_prepare(&look, &mine);
    if (rc == 0) {
        rc = look_run(&look);
    }
    if (rc == 0) {
        rc = checks_make(out, &look.snapshot);
        rc = rc == 0 ? know(out, &look.snapshot, device) : rc;
    } else if (rc != ERR_CANCELED && rc != ERR_NOMEM &&
               strcmp(device->via, "tcp") != 0) {
        rc = checks_add(out, "answer", false, look.err.text, NULL);
    } else {
        *err = look.err;
    }
    look_fini(&look);
    return rc;
}

int check_devices(const struct settings *settings, struct device *devices,
                  size_t count, struct checks *out, struct err *err)
{
    const struct check *at;
    size_t i;
    int rc = 0;

    for (i = 0; i < count && rc == 0; i++) {
        size_t before = out->all.len;

        if (is_wanted(settings, &devices[i])) {
            rc = check_one(settings, &devices[i], out, err);
            devices[i].is_checked = true;
            devices[i].check_count = out->all.len - before;
        }
    }
    /* They moved while there came more. */
    at = out->all.items;
    for (i = 0; i < count && rc == 0; i++) {
        devices[i].checks = devices[i].is_checked ? at : NULL;
        at = devices[i].is_checked ? at + devices[i].check_count : at;
    }
    if (rc < 0 && err->code == 0) {
        (void)err_set(err, rc, "out of memory");
    }
    return rc;
}
