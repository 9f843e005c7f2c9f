/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command on the phone, with standard input, standard output, standard
 * error and exit status kept apart (the "shell protocol", Android 7 and
 * later), or as far as older phones can. Time, threads and errors as in
 * <adb/device.h>.
 *
 * Source of the protocol: AOSP packages/modules/adb, shell_protocol.h and
 * daemon/shell_service.cpp.
 */
#ifndef ADB_SHELL_H
#define ADB_SHELL_H

#include <adb/device.h>
#include <adb/error.h>
#include <adb/export.h>

#include <stdbool.h>
#include <stddef.h>

ADB_BEGIN

struct adb_shell;

enum adb_shell_event {
    ADB_SHELL_STDOUT = 1, /* bytes of standard output */
    ADB_SHELL_STDERR = 2, /* bytes of standard error */
    ADB_SHELL_EXIT = 3    /* the command ended; nothing follows */
};

/* What is known of the command beside what it prints. */
enum adb_shell_kind {
    /* Everything: the shell protocol. */
    ADB_SHELL_PROTOCOL = 1,

    /*
     * Android 5 and 6 (and whatever is reached through an adb server of
     * their time): standard output and error are one, there is no exit
     * status, and standard input has no end.
     */
    ADB_SHELL_RAW = 2,

    /*
     * Older: as RAW, and through a terminal. Lines come with "\r\n", what
     * is written comes back too, and control characters do what they do on
     * a terminal.
     */
    ADB_SHELL_TERMINAL = 3
};

#define ADB_SHELL_STATUS_UNKNOWN (-1)

/*
 * Starts the command with the phone's `sh -c`, in the best way the phone and
 * the server between have, see adb_shell_kind(). The text goes there as it
 * is: quote every argument. At most ADB_COMMAND_MAX bytes (else
 * ADB_ERR_LIMIT, and nothing is sent); longer scripts belong on standard
 * input. The caller closes *out with adb_shell_close(); on failure *out is
 * NULL.
 */
ADB_API int adb_shell_open(struct adb_device *device, const char *command,
                           int timeout_ms, struct adb_shell **out,
                           struct adb_err *err);

/* Which way it was; known once it is open. */
ADB_API enum adb_shell_kind adb_shell_kind(const struct adb_shell *shell);

/*
 * Whether it will be ADB_SHELL_PROTOCOL, for those whose command depends on
 * it.
 */
ADB_API bool adb_device_has_shell_protocol(const struct adb_device *device);

/*
 * Waits for output or the end. STDOUT and STDERR: *out_len bytes, at least
 * one, at most cap (not 0), in buf. EXIT: *out_len is 0 and *out_status is
 * 0 to 255: the exit status, 128 + number for a command that a signal ended,
 * 127 for one that was not found; the same again if it is asked again. A
 * stream that ends without the phone having told a status is
 * ADB_ERR_CLOSED: the command may have been cut. Where there is no shell
 * protocol it may have been cut too, but that cannot be told: EXIT, and
 * *out_status is ADB_SHELL_STATUS_UNKNOWN. out_status may be NULL.
 */
ADB_API int adb_shell_read(struct adb_shell *shell, void *buf, size_t cap,
                           int timeout_ms, enum adb_shell_event *out_event,
                           size_t *out_len, int *out_status,
                           struct adb_err *err);

/*
 * All len bytes to the command's standard input; see adb_write(). Read in
 * between if the command may answer with more than a few hundred KiB before
 * all of its input is there: adbd 34 was seen to be left with the command
 * for ever when a client gave up while both directions were full.
 */
ADB_API int adb_shell_write(struct adb_shell *shell, const void *buf,
                            size_t len, int timeout_ms, struct adb_err *err);

/*
 * The command's standard input ends here. ADB_ERR_REFUSED without the shell
 * protocol: such a command has to know how much it reads.
 */
ADB_API int adb_shell_close_stdin(struct adb_shell *shell, int timeout_ms,
                                  struct adb_err *err);

/*
 * Frees the handle. A command that still runs gets SIGHUP from adbd at
 * once; one that ignores it runs on. NULL is fine.
 */
ADB_API void adb_shell_close(struct adb_shell *shell);

ADB_END

#endif
