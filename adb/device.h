/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a device and of its streams, and the door between them and
 * the two ways to a phone: direct.c (a session of our own) and served.c (an
 * adb server).
 */
#ifndef ADB_DEVICE_IMPL_H
#define ADB_DEVICE_IMPL_H

#include "address.h"
#include "caller.h"

#include <adb/device.h>

/* Each slot does what the public function of its name promises; arguments
 * that concern no way in particular were checked before. */
struct route_ops {
    int (*open)(struct adb_stream *stream, const char *service,
                const struct budget *budget, struct adb_err *err);
    int (*read)(struct adb_stream *stream, void *buf, size_t cap,
                const struct budget *budget, size_t *out_len,
                struct adb_err *err);
    int (*write)(struct adb_stream *stream, const void *buf, size_t len,
                 const struct budget *budget, struct adb_err *err);
    /* Of a stream that open() was successful for. */
    void (*stream_close)(struct adb_stream *stream);

    const char *(*type)(const struct adb_device *device);
    const char *(*prop)(const struct adb_device *device, const char *key);
    bool (*has_feature)(const struct adb_device *device, const char *name);
    uint32_t (*max_payload)(const struct adb_device *device);
    int (*endpoints)(const struct adb_device *device,
                     struct adb_endpoint *local, struct adb_endpoint *peer);

    /* Ends the way and frees route; the streams were told before. */
    void (*close)(struct adb_device *device);
};

struct adb_device {
    const struct route_ops *ops;
    void *route; /* owned by ops */
    char name[ADDRESS_TEXT_CAP];
    struct caller caller;
    struct adb_stream *streams; /* the open ones */
    bool has_no_exec;           /* the service was refused before */
};

struct adb_stream {
    struct adb_device *device; /* NULL: the device was closed first */
    struct adb_stream *next;
    struct adb_stream *prev;
    char what[ADDRESS_TEXT_CAP + 32]; /* device and service, for sentences */
    uint32_t id;                      /* direct.c */
    void *route;                      /* served.c */
};

/*
 * A device with neither way nor name. ADB_ERR_ARG when options are wrong.
 * device_free() undoes it before a way was set.
 */
int device_new(const struct adb_options *options, const struct clock *clock,
               struct adb_device **out, struct adb_err *err);
void device_free(struct adb_device *device);

/* adb_open() within the budget of a call that does more. */
int device_open(struct adb_device *device, const char *service,
                const struct budget *budget, struct adb_stream **out,
                struct adb_err *err);

/* The budget of a call on the stream; ADB_ERR_CLOSED: it has no device. */
int device_stream_budget(const struct adb_stream *stream, int timeout_ms,
                         struct budget *out, struct adb_err *err);

/* The sentence for a stream the phone closed; returns ADB_ERR_CLOSED. */
int device_stream_gone(const struct adb_stream *stream, struct adb_err *err);

#endif
