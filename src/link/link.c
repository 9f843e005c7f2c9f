/* SPDX-License-Identifier: Apache-2.0 */
/* Choosing the phone and the way. See link.h. */
#include "link/link.h"

#include "base/format.h"
#include "link/live.h"

int link_error(const struct adb_err *from, struct err *to)
{
    return err_set(to, from->code, "%s", from->text);
}

/* A log of ours behind adb_options.log; ctx is the struct log. */
static void write_log(void *ctx, int level, const char *text)
{
    log_msg(ctx, (enum log_level)level, "%s", text);
}

struct adb_options link_library_options(const struct link_options *options)
{
    struct adb_options out = {
        .cancel = options->cancel,
        .keys = options->keys,
        .on_owner_asked = options->on_owner_asked,
        .on_owner_asked_ctx = options->on_owner_asked_ctx,
        .auth_timeout_ms = options->wait_auth_ms,
    };

    if (options->log != NULL) {
        out.log = write_log;
        out.log_ctx = options->log;
        out.log_level = (int)options->log->level;
    }
    return out;
}

static int finish(const struct link_options *options, struct adb_device *device,
                  struct link *out, struct err *err)
{
    (void)format_text(out->serial, sizeof(out->serial), "%s",
                      adb_device_name(device));
    out->runner = live_new(device, options->clock);
    if (out->runner == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    return 0;
}

static int open_tcp(const struct link_options *options, const char *host,
                    uint16_t port, struct link *out, struct err *err)
{
    struct adb_options library = link_library_options(options);
    struct adb_endpoint laptop;
    struct adb_endpoint phone;
    struct adb_device *device;
    struct adb_err adb_err;

    if (adb_connect_tcp(host, port, &library, &device, &adb_err) < 0) {
        return link_error(&adb_err, err);
    }
    out->via = "tcp";
    if (adb_device_endpoints(device, &laptop, &phone) == 0 &&
        addr_parse(str_from(laptop.addr), &out->own_laptop) &&
        addr_parse(str_from(phone.addr), &out->own_phone)) {
        out->own_laptop_port = laptop.port;
        out->own_phone_port = phone.port;
    }
    return finish(options, device, out, err);
}

/*
 * The server keeps the connection to a phone on TCP; its serial is where
 * that leads to, so the phone's end of it is known.
 */
static void guess_own(const char *serial, struct link *out)
{
    char host[ADB_SERVER_HOST_CAP];
    uint16_t port;

    if (adb_split_host_port(serial, host, sizeof(host), &port, NULL) == 0 &&
        port != 0) {
        out->own_phone_port = port;
        (void)addr_parse(str_from(host), &out->own_phone);
    }
}

static bool is_meant(const struct link_options *options,
                     const struct adb_device_entry *entry)
{
    bool is_usb = strncmp(entry->devpath, "usb:", 4) == 0;

    return options->select == ADB_SELECT_ANY ||
           (options->select == ADB_SELECT_USB ? is_usb : !is_usb);
}

/* As many as a sentence has room for. */
#define NAMED_MAX 4

/* Whoever has to choose is shown between which. */
static int say_which(const struct link_options *options,
                     const struct adb_device_list *list, struct err *err)
{
    char names[ERR_TEXT_CAP / 2] = "";
    size_t named = 0;
    size_t count = 0;
    size_t i;

    for (i = 0; i < list->count; i++) {
        const struct adb_device_entry *entry = &list->entries[i];
        size_t used = strlen(names);

        if (!is_meant(options, entry)) {
            continue;
        }
        count++;
        if (named < NAMED_MAX &&
            used + strlen(entry->serial) + 3 < sizeof(names)) {
            (void)format_text(names + used, sizeof(names) - used, "%s%s",
                              used > 0 ? ", " : "", entry->serial);
            named++;
        }
    }
    if (named == 0) {
        return err->code;
    }
    return err_set(err, ERR_AMBIGUOUS,
                   "several phones are connected: %s%s; choose one with -s "
                   "SERIAL",
                   names, named < count ? " ..." : "");
}

/* The serial of the phone that "the only one" means, or "". */
static void find_only(const struct link_options *options,
                      const struct adb_device_list *list,
                      char out[LINK_SERIAL_CAP])
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < list->count; i++) {
        if (is_meant(options, &list->entries[i])) {
            (void)format_text(out, LINK_SERIAL_CAP, "%s",
                              list->entries[i].serial);
            count++;
        }
    }
    if (count != 1) {
        out[0] = '\0';
    }
}

/*
 * "The only one" was not to be had, and the server did not say which it
 * means: its list does. Returns true when out_serial is worth another try,
 * whose failure then has a name.
 */
static bool ask_which(const struct link_options *options,
                      char out_serial[LINK_SERIAL_CAP], struct err *err)
{
    struct adb_options library = link_library_options(options);
    struct adb_device_list *list;

    out_serial[0] = '\0';
    if (options->select == ADB_SELECT_SERIAL ||
        (err->code != ERR_AMBIGUOUS && err->code != ERR_UNAUTHORIZED &&
         err->code != ERR_OFFLINE && err->code != ERR_PERM) ||
        adb_server_devices(&options->server, &library, &list, NULL) < 0) {
        return false;
    }
    if (err->code == ERR_AMBIGUOUS) {
        (void)say_which(options, list, err);
    } else {
        find_only(options, list, out_serial);
    }
    adb_device_list_free(list);
    return out_serial[0] != '\0';
}

static int reach_server(const struct link_options *options, struct link *out,
                        struct err *err)
{
    struct adb_options library = link_library_options(options);
    struct adb_select select = {.kind = options->select,
                                .serial = options->serial};
    struct adb_device *device;
    struct adb_err adb_err;
    char serial[LINK_SERIAL_CAP];
    int rc = adb_connect_server(&options->server, &select, &library, &device,
                                &adb_err);

    if (rc < 0) {
        (void)link_error(&adb_err, err);
        if (!ask_which(options, serial, err)) {
            return err->code;
        }
        select.kind = ADB_SELECT_SERIAL;
        select.serial = serial;
        rc = adb_connect_server(&options->server, &select, &library, &device,
                                &adb_err);
    }
    if (rc < 0) {
        return link_error(&adb_err, err);
    }
    out->via = "server";
    guess_own(adb_device_name(device), out);
    return finish(options, device, out, err);
}

/* The library does not know what its user is called. */
static int open_server(const struct link_options *options, struct link *out,
                       struct err *err)
{
    int rc = reach_server(options, out, err);
    size_t len = rc == ERR_NO_DEVICE ? strlen(err->text) : 0;

    if (len > 0 && options->select == ADB_SELECT_SERIAL) {
        (void)format_text(err->text + len, sizeof(err->text) - len,
                          "; `adbnet devices` lists the phones that are");
    }
    return rc;
}

/* -s HOST:PORT, as far as its shape goes. */
static bool is_host_port(const struct link_options *options, char *host,
                         size_t host_cap, uint16_t *out_port,
                         struct adb_err *err)
{
    if (options->select != ADB_SELECT_SERIAL) {
        (void)format_text(err->text, sizeof(err->text),
                          "it needs to know where: -s HOST:PORT");
        return false;
    }
    return adb_split_host_port(options->serial, host, host_cap, out_port,
                               err) == 0;
}

static int open_usb(const struct link_options *options, struct link *out,
                    struct err *err)
{
    const char *which =
        options->select == ADB_SELECT_SERIAL ? options->serial : NULL;
    struct adb_options library = link_library_options(options);
    struct adb_device *device;
    struct adb_err adb_err;
    int rc;

    if (adb_connect_usb(which, &library, &device, &adb_err) < 0) {
        return link_error(&adb_err, err);
    }
    out->via = "usb";
    rc = finish(options, device, out, err);
    if (rc == 0 && options->on_held != NULL) {
        live_on_held(out->runner, options->on_held, options->on_held_ctx);
    }
    return rc;
}

bool link_is_server_named(const struct link_options *options)
{
    const struct adb_server_addr *server = &options->server;

    return server->host[0] != '\0' || server->path[0] != '\0' ||
           (server->port != 0 && server->port != ADB_SERVER_PORT_DEFAULT);
}

/*
 * The server has no such phone, so USB has it or nobody. from_server says
 * why it has none, which is the better sentence when USB has none either.
 */
static int open_usb_instead(const struct link_options *options,
                            struct link *out, struct err *err)
{
    struct err from_server = *err;
    int rc;

    log_info(options->log, "%s; trying USB", from_server.text);
    rc = open_usb(options, out, err);
    if (rc == ERR_NO_DEVICE &&
        (from_server.code != ERR_NO_SERVER || link_is_server_named(options))) {
        *err = from_server;
        return err->code;
    }
    if (rc == ERR_NO_DEVICE && options->select == ADB_SELECT_ANY) {
        size_t len = strlen(err->text);

        (void)format_text(err->text + len, sizeof(err->text) - len,
                          "; one on TCP is named: -s HOST:PORT");
    }
    if (rc == ERR_BUSY) {
        struct err from_usb = *err;

        /* An adb server that has begun in the meantime, or found it just
         * now. */
        log_info(options->log, "%s; asking the adb server", from_usb.text);
        rc = open_server(options, out, err);
        if (rc == ERR_NO_SERVER || rc == ERR_NO_DEVICE) {
            *err = from_usb;
            rc = err->code;
        }
    }
    return rc;
}

static int open_auto(const struct link_options *options, struct link *out,
                     struct err *err)
{
    char host[ADB_SERVER_HOST_CAP];
    struct adb_err unused;
    uint16_t port;
    int rc = open_server(options, out, err);

    if (rc != ERR_NO_SERVER && rc != ERR_NO_DEVICE && rc != ERR_PERM) {
        return rc;
    }
    if (is_host_port(options, host, sizeof(host), &port, &unused) &&
        port != 0) {
        log_info(options->log, "%s; connecting to %s directly", err->text,
                 options->serial);
        return open_tcp(options, host, port, out, err);
    }
    return options->select == ADB_SELECT_LOCAL
               ? rc
               : open_usb_instead(options, out, err);
}

int link_open(const struct link_options *options, struct link *out,
              struct err *err)
{
    char host[ADB_SERVER_HOST_CAP];
    struct adb_err why;
    uint16_t port;
    int rc;

    memset(out, 0, sizeof(*out));
    if (options->via == LINK_SERVER) {
        rc = open_server(options, out, err);
    } else if (options->via == LINK_AUTO) {
        rc = open_auto(options, out, err);
    } else if (options->via == LINK_USB &&
               options->select == ADB_SELECT_LOCAL) {
        rc = err_set(err, ERR_USAGE,
                     "--via usb: -e is for phones that are not "
                     "on USB");
    } else if (options->via == LINK_USB) {
        rc = open_usb(options, out, err);
    } else if (!is_host_port(options, host, sizeof(host), &port, &why)) {
        rc = err_set(err, ERR_USAGE, "--via tcp: %s", why.text);
    } else {
        rc = open_tcp(options, host, port, out, err);
    }
    if (rc < 0) {
        memset(out, 0, sizeof(*out));
    }
    return rc;
}

void link_close(struct link *link)
{
    runner_close(link->runner);
    link->runner = NULL;
}
