/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One phone by one way, and the streams to its services.
 *
 * A `struct adb_device` is either a connection of our own to the phone's
 * adbd, or a place at a running adb server. Everything below works the same
 * on both.
 *
 * Time. Every call that can wait has one budget, `timeout_ms`, for the whole
 * of it, however many packets that takes: negative waits without end, 0 does
 * not wait at all (what is at hand is still taken). A call that runs out of
 * time returns ADB_ERR_TIMEOUT and harms nothing: it may be repeated, except
 * that after a failed adb_write() it is not known how much arrived.
 * adb_cancel() ends every call at once but adb_stream_close() and
 * adb_device_close(), which have their own short limits.
 *
 * Threads. A device and all its streams belong to one thread at a time; two
 * devices are independent of each other. SIGPIPE is never raised.
 *
 * Streams. A wait on one stream moves the whole connection, so that data of
 * the others goes into buffers of their own, 1 MiB and a packet each. A
 * stream nobody reads is not acknowledged any more when its buffer is full:
 * the phone then waits with that stream alone.
 *
 * Errors. When the connection breaks, every call on the device and on its
 * streams returns the same code and sentence from then on; data that had
 * arrived before can still be read.
 */
#ifndef ADB_DEVICE_H
#define ADB_DEVICE_H

#include <adb/error.h>
#include <adb/export.h>
#include <adb/options.h>
#include <adb/server.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

ADB_BEGIN

/* The port adbd listens on after `adb tcpip 5555`. */
#define ADB_TCP_PORT_DEFAULT 5555

/*
 * The longest service string that is ever sent, to any phone by any way. A
 * phone that takes 4096 bytes per packet (Android 6 and older, some
 * third-party daemons) could not take more, the server does not say which
 * phones those are, and a genuine adb server aborts, for all its users, when
 * it is given more for one of them. What is longer travels on the service's
 * standard input.
 */
#define ADB_SERVICE_MAX 4064

/* The room for a command within it, behind the service's own name. */
#define ADB_COMMAND_MAX 4000

struct adb_device;
struct adb_stream;

enum adb_select_kind {
    ADB_SELECT_ANY = 0,     /* the only one there is */
    ADB_SELECT_SERIAL,      /* the one with this serial */
    ADB_SELECT_USB,         /* the only one on USB */
    ADB_SELECT_LOCAL,       /* the only one over TCP (and emulators) */
    ADB_SELECT_TRANSPORT_ID /* the server's own number for it */
};

/* Which of the server's devices. A zeroed object: the only one there is. */
struct adb_select {
    enum adb_select_kind kind;
    const char *serial;    /* for SERIAL; borrowed during the call */
    uint64_t transport_id; /* for TRANSPORT_ID */
};

/*
 * A phone through a running adb server. addr NULL: the default address;
 * select NULL: the only device there is. Asks the server for its version
 * and for the features of both sides, so that a missing, ambiguous,
 * unauthorized or offline device is found out here. The caller closes *out
 * with adb_device_close(); on failure *out is NULL.
 */
ADB_API int adb_connect_server(const struct adb_server_addr *addr,
                               const struct adb_select *select,
                               const struct adb_options *options,
                               struct adb_device **out, struct adb_err *err);

/*
 * A phone directly over TCP. host: a name, an IPv4 or an IPv6 address (the
 * latter without brackets); all addresses of a name are tried in turn
 * within the time. port 0: ADB_TCP_PORT_DEFAULT. The connection is not
 * encrypted. As above for *out.
 */
ADB_API int adb_connect_tcp(const char *host, uint16_t port,
                            const struct adb_options *options,
                            struct adb_device **out, struct adb_err *err);

/*
 * Takes "HOST", "HOST:PORT", "V4", "V4:PORT", "V6" (bare), "[V6]" and
 * "[V6]:PORT" apart, without looking anything up. host gets the part
 * without brackets, terminated; port 0 if none was given. ADB_ERR_ARG for
 * all else, among it a port that is not 1 to 65535.
 */
ADB_API int adb_split_host_port(const char *text, char *host, size_t host_cap,
                                uint16_t *out_port, struct adb_err *err);

/*
 * Ends every stream that is still open, gives the phone up to one second to
 * take note, closes the connection and frees the device. NULL is fine.
 * Handles of streams and shells that were not closed before stay valid for
 * their own close call only, so the order of closing does not matter.
 */
ADB_API void adb_device_close(struct adb_device *device);

/* What the sentences call the device: its serial, or HOST:PORT. Lives as
 * long as the device, as do all strings below. */
ADB_API const char *adb_device_name(const struct adb_device *device);

/*
 * "device", "recovery" and so on as the phone's greeting has it; "" through
 * a server, which does not pass the greeting on.
 */
ADB_API const char *adb_device_type(const struct adb_device *device);

/*
 * A property of the greeting, e.g. "ro.product.model"; NULL if it has none
 * of that name, and always through a server.
 */
ADB_API const char *adb_device_prop(const struct adb_device *device,
                                    const char *key);

/* Whether both sides (and the server between them) have the feature. */
ADB_API bool adb_device_has_feature(const struct adb_device *device,
                                    const char *feature);

/* The largest payload agreed upon, bytes; 0 through a server. */
ADB_API uint32_t adb_device_max_payload(const struct adb_device *device);

/* One end of a TCP connection: a numeric address without zone and brackets,
 * and a port. */
struct adb_endpoint {
    char addr[46];
    uint16_t port;
};

/*
 * The two ends of our own connection to the phone, as they are here. (The
 * phone sees the same pair the other way round, unless addresses are
 * translated in between.) ADB_ERR_ARG when the connection is not ours, that
 * is through a server, or not TCP.
 */
ADB_API int adb_device_endpoints(const struct adb_device *device,
                                 struct adb_endpoint *out_local,
                                 struct adb_endpoint *out_peer);

/*
 * Opens a service of the phone, e.g. "shell,v2,raw:id". Bytes of the string
 * go out as they are; quoting is the caller's. ADB_ERR_REFUSED when the
 * phone does not want it, ADB_ERR_LIMIT when the string is longer than
 * ADB_SERVICE_MAX or too many streams are open. The caller closes *out with
 * adb_stream_close(); on failure *out is NULL.
 */
ADB_API int adb_open(struct adb_device *device, const char *service,
                     int timeout_ms, struct adb_stream **out,
                     struct adb_err *err);

/*
 * Waits for at least one byte and gives what is there, at most cap (which
 * must not be 0). 0 bytes: the phone closed the stream in order and all was
 * read. A connection that breaks is an error, not an end; but an adb server
 * ends a stream the same way whatever the reason, so there a phone that is
 * unplugged looks like an end.
 */
ADB_API int adb_read(struct adb_stream *stream, void *buf, size_t cap,
                     int timeout_ms, size_t *out_len, struct adb_err *err);

/*
 * Gives all len bytes on their way. Returns when the last of them has been
 * handed to the system, not when it was read over there. ADB_ERR_CLOSED when
 * the phone has closed the stream. A service that waits for its own output
 * to be read does not take input: read in between, or set a time.
 */
ADB_API int adb_write(struct adb_stream *stream, const void *buf, size_t len,
                      int timeout_ms, struct adb_err *err);

/*
 * Tells the phone and frees the handle; what was not read is lost. Does not
 * wait. NULL is fine.
 */
ADB_API void adb_stream_close(struct adb_stream *stream);

ADB_END

#endif
