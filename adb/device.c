/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices and streams as users see them: arguments, handles, who belongs to
 * whom. What happens on the way is direct.c's and served.c's.
 */
#include "device.h"

#include "fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- handles ---------------------------------------------------------- */

int device_new(const struct adb_options *options, const struct clock *clock,
               struct adb_device **out, struct adb_err *err)
{
    struct adb_device *device = calloc(1, sizeof(*device));
    int rc;

    *out = NULL;
    if (device == NULL) {
        return fail_nomem(err);
    }
    rc = caller_init(&device->caller, options, clock, err);
    if (rc < 0) {
        free(device);
        return rc;
    }
    *out = device;
    return 0;
}

void device_free(struct adb_device *device)
{
    free(device);
}

static void attach(struct adb_device *device, struct adb_stream *stream)
{
    stream->next = device->streams;
    if (stream->next != NULL) {
        stream->next->prev = stream;
    }
    device->streams = stream;
}

static void detach(struct adb_stream *stream)
{
    if (stream->next != NULL) {
        stream->next->prev = stream->prev;
    }
    if (stream->prev != NULL) {
        stream->prev->next = stream->next;
    } else {
        stream->device->streams = stream->next;
    }
    stream->next = NULL;
    stream->prev = NULL;
    stream->device = NULL;
}

static struct adb_stream *stream_new(struct adb_device *device,
                                     const char *service)
{
    struct adb_stream *stream = calloc(1, sizeof(*stream));
    int name_len = (int)strcspn(service, ":");

    if (stream != NULL) {
        stream->device = device;
        (void)snprintf(stream->what, sizeof(stream->what), "%s: %.*s",
                       device->name, name_len < 24 ? name_len : 24, service);
    }
    return stream;
}

int device_stream_gone(const struct adb_stream *stream, struct adb_err *err)
{
    return fail_with(err, ADB_ERR_CLOSED, "%s: closed by the phone",
                     stream->what);
}

/* ---- streams ---------------------------------------------------------- */

int device_open(struct adb_device *device, const char *service,
                const struct budget *budget, struct adb_stream **out,
                struct adb_err *err)
{
    size_t len = strlen(service);
    struct adb_stream *stream;
    int rc;

    *out = NULL;
    if (len == 0 || len > ADB_SERVICE_MAX) {
        return fail_with(err, len == 0 ? ADB_ERR_ARG : ADB_ERR_LIMIT,
                         "%s: the name of the service has %zu bytes, only 1 "
                         "to %d are ever sent",
                         device->name, len, ADB_SERVICE_MAX);
    }
    stream = stream_new(device, service);
    if (stream == NULL) {
        return fail_nomem(err);
    }
    rc = device->ops->open(stream, service, budget, err);
    if (rc < 0) {
        free(stream);
        return rc;
    }
    attach(device, stream);
    *out = stream;
    return 0;
}

int adb_open(struct adb_device *device, const char *service, int timeout_ms,
             struct adb_stream **out, struct adb_err *err)
{
    struct budget budget = caller_budget(&device->caller, timeout_ms);

    return device_open(device, service, &budget, out, err);
}

int device_stream_budget(const struct adb_stream *stream, int timeout_ms,
                         struct budget *out, struct adb_err *err)
{
    if (stream->device == NULL) {
        return fail_with(err, ADB_ERR_CLOSED, "%s: the device was closed",
                         stream->what);
    }
    *out = caller_budget(&stream->device->caller, timeout_ms);
    return 0;
}

int adb_read(struct adb_stream *stream, void *buf, size_t cap, int timeout_ms,
             size_t *out_len, struct adb_err *err)
{
    struct budget budget;
    int rc = device_stream_budget(stream, timeout_ms, &budget, err);

    *out_len = 0;
    if (rc < 0) {
        return rc;
    }
    if (cap == 0) {
        return fail_with(err, ADB_ERR_ARG, "%s: no room to read into",
                         stream->what);
    }
    return stream->device->ops->read(stream, buf, cap, &budget, out_len, err);
}

int adb_write(struct adb_stream *stream, const void *buf, size_t len,
              int timeout_ms, struct adb_err *err)
{
    struct budget budget;
    int rc = device_stream_budget(stream, timeout_ms, &budget, err);

    if (rc < 0) {
        return rc;
    }
    return stream->device->ops->write(stream, buf, len, &budget, err);
}

void adb_stream_close(struct adb_stream *stream)
{
    if (stream == NULL) {
        return;
    }
    if (stream->device != NULL) {
        stream->device->ops->stream_close(stream);
        detach(stream);
    }
    free(stream);
}

/* ---- devices ---------------------------------------------------------- */

void adb_device_close(struct adb_device *device)
{
    if (device == NULL) {
        return;
    }
    while (device->streams != NULL) {
        device->ops->stream_close(device->streams);
        detach(device->streams);
    }
    device->ops->close(device);
    device_free(device);
}

const char *adb_device_name(const struct adb_device *device)
{
    return device->name;
}

const char *adb_device_type(const struct adb_device *device)
{
    return device->ops->type(device);
}

const char *adb_device_prop(const struct adb_device *device, const char *key)
{
    return device->ops->prop(device, key);
}

bool adb_device_has_feature(const struct adb_device *device,
                            const char *feature)
{
    return device->ops->has_feature(device, feature);
}

uint32_t adb_device_max_payload(const struct adb_device *device)
{
    return device->ops->max_payload(device);
}

int adb_device_endpoints(const struct adb_device *device,
                         struct adb_endpoint *out_local,
                         struct adb_endpoint *out_peer)
{
    return device->ops->endpoints(device, out_local, out_peer);
}
