/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a command on a phone: run HOST[:PORT] COMMAND. */
#include <adb/adb.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    struct adb_err err = {0};
    struct adb_device *device = NULL;
    struct adb_shell *shell = NULL;
    enum adb_shell_event event = ADB_SHELL_STDOUT;
    char host[256], bytes[4096];
    uint16_t port;
    size_t len;
    int status = 1;

    if (argc == 3 &&
        adb_split_host_port(argv[1], host, sizeof(host), &port, &err) == 0 &&
        adb_connect_tcp(host, port, NULL, &device, &err) == 0 &&
        adb_shell_open(device, argv[2], 5000, &shell, &err) == 0) {
        while (event != ADB_SHELL_EXIT &&
               adb_shell_read(shell, bytes, sizeof(bytes), -1, &event, &len,
                              &status, &err) == 0) {
            (void)fwrite(bytes, 1, len,
                         event == ADB_SHELL_STDERR ? stderr : stdout);
        }
    }
    (void)fputs(err.text, stderr);
    adb_shell_close(shell);
    adb_device_close(device);
    return status;
}
