/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From "the phone on USB" to a device: choosing, opening, claiming, and the
 * second try. See <adb/usb.h>.
 *
 * Neither a reset nor clearing a halt is part of opening: the first kicks
 * other users of the phone out and left adbd 34 without a connection, the
 * second makes bulk transfers of some phones fail (AOSP commit e1f4fe87).
 */
#include <adb/usb.h>

#include "adb_limits.h"
#include "direct.h"
#include "fail.h"
#include "usb_find.h"

#include "base/log.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define RULES "src/dist/51-adbnet.rules"

/* One call of adb_connect_usb(). */
struct dial {
    struct adb_device *device;
    const char *which;       /* NULL: the only one */
    char path[USB_PATH_CAP]; /* of the one it was; "": not chosen yet */
    uint8_t address;
    struct budget budget; /* of the call */
    bool has_met_stale;   /* bytes for an earlier host, on the last try */
};

/* ---- choosing --------------------------------------------------------- */

/* Phones of the same serial are told apart by where they are. */
static int say_which(const struct usb_phones *found, const char *which,
                     struct adb_err *err)
{
    char names[ADB_ERR_TEXT_CAP / 2] = "";
    size_t i;

    for (i = 0; i < found->count; i++) {
        const struct usb_phone *phone = &found->phones[i];
        const char *name = which != NULL ? phone->path : usb_phone_name(phone);
        size_t used = strlen(names);

        if (usb_phone_is(phone, which)) {
            (void)snprintf(names + used, sizeof(names) - used, "%s%s",
                           used > 0 ? ", " : "", name);
        }
    }
    return fail_with(err, ADB_ERR_AMBIGUOUS,
                     "several phones are connected: %s; choose one with -s "
                     "SERIAL",
                     names);
}

static int choose(const struct usb_phones *found, const char *which,
                  struct usb_phone **out, struct adb_err *err)
{
    size_t count = 0;
    size_t i;

    *out = found->phones;
    for (i = 0; i < found->count; i++) {
        if (usb_phone_is(&found->phones[i], which)) {
            *out = &found->phones[i];
            count++;
        }
    }
    if (count > 1) {
        return say_which(found, which, err);
    }
    if (count == 0 && which == NULL) {
        return fail_with(err, ADB_ERR_NO_DEVICE,
                         "no phone on USB: plug one in and turn on USB "
                         "debugging (Settings, Developer options)");
    }
    if (count == 0) {
        return fail_with(err, ADB_ERR_NO_DEVICE,
                         "%s: no phone of this name is on USB with USB "
                         "debugging turned on",
                         which);
    }
    return 0;
}

/* ---- opening ---------------------------------------------------------- */

static int forbidden(const struct usb_phone *phone, struct adb_err *err)
{
    char owner[USB_HOST_TEXT_CAP];

    usb_host_owner(phone->node, owner);
    return fail_with(err, ADB_ERR_PERM,
                     "%s: this user may not open %s (%s): copy " RULES
                     " to /etc/udev/rules.d/ and plug the phone in again",
                     usb_phone_name(phone),
                     phone->node[0] != '\0' ? phone->node : phone->path, owner);
}

static int busy(const struct usb_phone *phone, struct adb_err *err)
{
    char holder[USB_HOST_TEXT_CAP];

    usb_host_holder("/proc", phone->node, holder);
    return fail_with(err, ADB_ERR_BUSY,
                     "%s: its USB interface is in use by %s; use the phone "
                     "through that adb server, or end the program",
                     usb_phone_name(phone),
                     holder[0] != '\0' ? holder : "another program");
}

static int explain(const struct usb_phone *phone, int code, struct adb_err *err)
{
    switch (code) {
    case LIBUSB_ERROR_ACCESS:
        return forbidden(phone, err);
    case LIBUSB_ERROR_BUSY:
        return busy(phone, err);
    case LIBUSB_ERROR_NO_MEM:
        return fail_nomem(err);
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return fail_with(err, ADB_ERR_CLOSED,
                         "%s: the phone was unplugged, or its USB debugging "
                         "was switched off",
                         usb_phone_name(phone));
    default:
        return fail_with(err, ADB_ERR_IO, "%s: cannot be opened on USB: %s",
                         usb_phone_name(phone), libusb_strerror(code));
    }
}

static int open_phone(const struct usb_phone *phone, libusb_device_handle **out,
                      struct adb_err *err)
{
    int rc = libusb_open(phone->device, out);

    if (rc < 0) {
        return explain(phone, rc, err);
    }
    rc = libusb_claim_interface(*out, phone->pipes.interface);
    if (rc == 0 && phone->alternate != 0) {
        rc = libusb_set_interface_alt_setting(*out, phone->pipes.interface,
                                              phone->alternate);
    }
    if (rc < 0) {
        libusb_close(*out);
        return explain(phone, rc, err);
    }
    return 0;
}

/* A phone that was opened and claimed. */
struct grip {
    libusb_context *context;
    libusb_device_handle *handle;
    struct usb_pipes pipes;
};

static int take_hold(struct dial *dial, struct grip *out, struct adb_err *err)
{
    const char *which = dial->path[0] != '\0' ? dial->path : dial->which;
    struct usb_phones found = {.count = 0};
    struct usb_phone *phone;
    int rc = usb_find(&found, caller_log(&dial->device->caller), err);

    if (rc < 0) {
        return rc;
    }
    rc = choose(&found, which, &phone, err);
    if (rc == 0) {
        (void)snprintf(dial->path, sizeof(dial->path), "%s", phone->path);
        (void)snprintf(dial->device->name, sizeof(dial->device->name), "%s",
                       usb_phone_name(phone));
        dial->address = phone->address;
        out->pipes = phone->pipes;
        rc = open_phone(phone, &out->handle, err);
    }
    if (rc == 0) {
        out->context = found.context;
        found.context = NULL; /* stays with the handle */
    }
    usb_find_end(&found);
    return rc;
}

static int try_once(struct dial *dial, const struct budget *budget,
                    struct adb_err *err)
{
    const struct caller *caller = &dial->device->caller;
    struct adb_transport *transport;
    struct grip grip = {.context = NULL};
    int rc = take_hold(dial, &grip, err);

    if (rc < 0) {
        return rc;
    }
    transport =
        transport_usb_new(grip.context, grip.handle, &grip.pipes, caller->clock,
                          caller_log(caller), &dial->has_met_stale);
    return transport == NULL
               ? fail_nomem(err)
               : direct_start(dial->device, transport, budget, err);
}

/* ---- the second try --------------------------------------------------- */

/* Once both went wrong, or the first did and it is not worth another. */
static bool is_worth_another(int code)
{
    return code == ADB_ERR_TIMEOUT || code == ADB_ERR_OFFLINE ||
           code == ADB_ERR_CLOSED || code == ADB_ERR_IO;
}

enum presence { IS_GONE, IS_SAME, IS_NEW };

static enum presence look_for(const struct dial *dial)
{
    enum presence presence = IS_GONE;
    struct usb_phones found;
    size_t i;

    if (usb_find(&found, NULL, NULL) < 0) {
        return IS_GONE;
    }
    for (i = 0; i < found.count; i++) {
        const struct usb_phone *phone = &found.phones[i];

        /* Rights to a new node come a moment after it. */
        if (strcmp(phone->path, dial->path) == 0 &&
            !usb_host_is_forbidden(phone->node)) {
            presence = phone->address == dial->address ? IS_SAME : IS_NEW;
        }
    }
    usb_find_end(&found);
    return presence;
}

/*
 * 0: it came anew, or it had its moment to. ADB_ERR_CLOSED: it has gone. One
 * that has a reason to come back, because an earlier host left it in a state
 * that it had to leave, may take all the time there is.
 */
static int wait_for_return(const struct dial *dial, bool has_reason,
                           struct adb_err *err)
{
    const struct clock *clock = dial->device->caller.clock;
    struct deadline moment = deadline_in(clock, LIMIT_USB_RETURN_MS);
    struct deadline gone = dial->budget.deadline;
    enum presence presence = IS_SAME;

    if (!has_reason) {
        gone = deadline_in(clock, LIMIT_USB_GONE_MS);
    }
    while (presence != IS_NEW &&
           !(presence == IS_SAME && deadline_is_over(&moment))) {
        struct budget step = dial->budget;
        struct pollfd none[1];
        int rc;

        step.deadline = deadline_in(clock, LIMIT_USB_LOOK_MS);
        rc = budget_wait_any(&step, none, 1, dial->device->name, err);
        if (rc != ADB_ERR_TIMEOUT) {
            return rc;
        }
        if (deadline_is_over(&gone)) {
            return ADB_ERR_CLOSED;
        }
        presence = look_for(dial);
    }
    return 0;
}

/*
 * A phone whose last host died in the middle of a payload waits for the rest
 * of it, and takes whatever comes for that: our CNXN, too. More bytes than a
 * payload can have make its adbd give the connection up and begin anew. What
 * it may make of them meanwhile goes to a stream of the dead host.
 */
static void upset(struct dial *dial)
{
    const struct log *log = caller_log(&dial->device->caller);
    struct deadline end =
        deadline_in(dial->device->caller.clock, LIMIT_USB_UPSET_MS);
    unsigned char nothing[LIMIT_USB_UPSET_STEP] = {0};
    size_t sent = 0;
    struct grip grip = {.context = NULL};
    int rc = take_hold(dial, &grip, NULL);

    if (rc < 0) {
        return;
    }
    while (rc == 0 && sent <= LIMIT_PAYLOAD_MAX && !deadline_is_over(&end)) {
        int len = 0;

        rc = libusb_bulk_transfer(grip.handle, grip.pipes.out, nothing,
                                  (int)sizeof(nothing), &len,
                                  LIMIT_USB_UPSET_STEP_MS);
        sent += (size_t)len;
        if (rc == 0) {
            rc = budget_check(&dial->budget, dial->device->name, NULL);
        }
    }
    log_info(log, "%s: %zu bytes sent to make adbd begin anew",
             dial->device->name, sent);
    (void)libusb_release_interface(grip.handle, grip.pipes.interface);
    libusb_close(grip.handle);
    libusb_exit(grip.context);
}

/*
 * A phone answers at once or not at all, so the first try has a fifth of
 * the time. Beginning anew takes a phone a second or two, so that the second
 * one may last a little longer than it all should.
 */
static struct budget share(const struct dial *dial, int tenths)
{
    int ms = dial->device->caller.options.timeout_ms;

    return caller_budget(&dial->device->caller,
                         ms < 0 ? ms : (int)((int64_t)ms * tenths / 10));
}

static int dial_twice(struct dial *dial, struct adb_err *err)
{
    const struct log *log = caller_log(&dial->device->caller);
    struct budget first = share(dial, 2);
    struct adb_err why;
    bool has_reason;
    int rc;

    if (first.timeout_ms < 0) {
        first = caller_budget(&dial->device->caller, ADB_TIMEOUT_DEFAULT_MS);
    }
    dial->budget = share(dial, 12);
    rc = try_once(dial, &first, &why);
    if (!is_worth_another(rc)) {
        return rc < 0 ? fail_again(err, &why) : rc;
    }
    log_info(log, "%s; trying once more", why.text);
    if (rc == ADB_ERR_OFFLINE) {
        upset(dial);
    }
    has_reason = rc == ADB_ERR_OFFLINE || dial->has_met_stale;
    rc = wait_for_return(dial, has_reason, err);
    if (rc == ADB_ERR_CLOSED) {
        return fail_again(err, &why);
    }
    return rc < 0 ? rc : try_once(dial, &dial->budget, err);
}

int adb_connect_usb(const char *which, const struct adb_options *options,
                    struct adb_device **out, struct adb_err *err)
{
    struct dial dial = {.which = which};
    int rc = device_new(options, clock_system(), &dial.device, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    rc = dial_twice(&dial, err);
    if (rc < 0) {
        device_free(dial.device);
        return rc;
    }
    *out = dial.device;
    return 0;
}
