/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library against genuine programs: one check per call, run by e2e.py
 * inside the rig. Says "ok" or what is wrong; exit status 0 or 1.
 *
 *   e2e tcp HOST:PORT CHECK [ARGUMENT]
 *   e2e server PORT SERIAL CHECK [ARGUMENT]     SERIAL "-": the only one
 */
#include <adb/adb.h>

#include <dirent.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIME_MS 20000
#define MIB (1024u * 1024u)

struct way {
    const char *host_port; /* NULL: through a server */
    const char *serial;
    struct adb_server_addr server;
    struct adb_options options;
};

/* ---- tools ------------------------------------------------------------ */

static struct adb_err err;

static void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void die(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)vprintf(fmt, args);
    va_end(args);
    (void)printf("\n");
    exit(1);
}

/* Ends the program with the library's sentence unless the call went well. */
static void must(int rc, const char *what)
{
    if (rc != 0) {
        die("%s: %d %s", what, rc, err.text);
    }
}

static void check(bool good, const char *what)
{
    if (!good) {
        die("%s", what);
    }
}

static int connect_way(const struct way *way, struct adb_device **out)
{
    struct adb_select select = {ADB_SELECT_SERIAL, way->serial, 0};
    char host[256];
    uint16_t port;

    if (way->host_port != NULL) {
        must(adb_split_host_port(way->host_port, host, sizeof(host), &port,
                                 &err),
             "address");
        return adb_connect_tcp(host, port, &way->options, out, &err);
    }
    if (strcmp(way->serial, "-") == 0) {
        select.kind = ADB_SELECT_ANY;
    }
    return adb_connect_server(&way->server, &select, &way->options, out, &err);
}

static struct adb_device *must_connect(const struct way *way)
{
    struct adb_device *device;

    must(connect_way(way, &device), "connect");
    return device;
}

static struct adb_shell *must_start(struct adb_device *device,
                                    const char *command)
{
    struct adb_shell *shell;

    must(adb_shell_open(device, command, TIME_MS, &shell, &err), command);
    return shell;
}

/* Reads up to the exit; stdout goes into out (cut at cap) or is only
 * counted. Returns the status. */
static int finish(struct adb_shell *shell, char *out, size_t cap,
                  size_t *out_len, size_t *err_len)
{
    static char buf[65536];
    enum adb_shell_event event = ADB_SHELL_STDOUT;
    int status = -1;

    *out_len = 0;
    *err_len = 0;
    for (;;) {
        size_t len;

        must(adb_shell_read(shell, buf, sizeof(buf), TIME_MS, &event, &len,
                            &status, &err),
             "read");
        if (event == ADB_SHELL_EXIT) {
            return status;
        }
        if (event == ADB_SHELL_STDERR) {
            *err_len += len;
            continue;
        }
        if (out != NULL && *out_len + len <= cap) {
            memcpy(out + *out_len, buf, len);
        }
        *out_len += len;
    }
}

static int run(struct adb_device *device, const char *command)
{
    struct adb_shell *shell = must_start(device, command);
    size_t len;
    int status = finish(shell, NULL, 0, &len, &len);

    adb_shell_close(shell);
    return status;
}

static size_t number(const char *text)
{
    size_t value = 0;

    check(text[0] != '\0', "a number is missing");
    for (; *text != '\0'; text++) {
        check(*text >= '0' && *text <= '9', "not a number");
        value = value * 10 + (size_t)(*text - '0');
    }
    return value;
}

static void *must_alloc(size_t len)
{
    void *bytes = calloc(len, 1);

    if (bytes == NULL) {
        die("out of memory");
        exit(1); /* what an analyzer does not see of die() */
    }
    return bytes;
}

static unsigned char pattern(size_t i)
{
    return (unsigned char)(i * 2654435761u >> 13);
}

/* ---- checks ----------------------------------------------------------- */

static void check_version(const struct way *way, const char *argument)
{
    int version;

    must(adb_server_version(&way->server, &way->options, &version, &err),
         "version");
    (void)argument;
    (void)printf("%d\n", version);
}

static void check_devices(const struct way *way, const char *argument)
{
    struct adb_device_list *list;
    size_t i;

    must(adb_server_devices(&way->server, &way->options, &list, &err),
         "devices");
    (void)argument;
    for (i = 0; i < list->count; i++) {
        (void)printf("%s|%s\n", list->entries[i].serial,
                     list->entries[i].state_text);
    }
    check(list->bad_count == 0, "lines not understood");
    adb_device_list_free(list);
}

/* Standard output as it is. */
static void check_run(const struct way *way, const char *argument)
{
    struct adb_device *device = must_connect(way);
    struct adb_shell *shell = must_start(device, argument);
    static char buf[65536];
    enum adb_shell_event event = ADB_SHELL_STDOUT;
    int status = 0;

    while (event != ADB_SHELL_EXIT) {
        size_t len;

        must(adb_shell_read(shell, buf, sizeof(buf), TIME_MS, &event, &len,
                            &status, &err),
             "read");
        (void)fwrite(buf, 1, len, event == ADB_SHELL_STDERR ? stderr : stdout);
    }
    adb_shell_close(shell);
    adb_device_close(device);
    (void)fflush(stdout);
    exit(status);
}

/* As many bytes as the argument says, in and out of `cat`. */
static void check_echo(const struct way *way, const char *argument)
{
    size_t len = number(argument);
    struct adb_device *device = must_connect(way);
    struct adb_shell *shell = must_start(device, "cat");
    unsigned char *bytes = must_alloc(len);
    char *got = must_alloc(len);
    size_t got_len;
    size_t err_len;
    size_t i;

    for (i = 0; i < len; i++) {
        bytes[i] = pattern(i);
    }
    must(adb_shell_write(shell, bytes, len, TIME_MS, &err), "write");
    must(adb_shell_close_stdin(shell, TIME_MS, &err), "close stdin");
    check(finish(shell, got, len, &got_len, &err_len) == 0, "status");
    check(got_len == len && err_len == 0, "length");
    check(memcmp(bytes, got, len) == 0, "bytes");
    adb_shell_close(shell);
    adb_device_close(device);
    free(bytes);
    free(got);
}

/*
 * Three streams: one that nobody reads, which must not stop the others, and
 * which still has everything in order when it is read at last.
 */
static void check_three(const struct way *way, const char *argument)
{
    struct adb_device *device = must_connect(way);
    struct adb_shell *unread = must_start(device, "seq 1 1000000");
    struct adb_shell *cat = must_start(device, "cat");
    char *got = must_alloc(8 * MIB);
    size_t len;
    size_t err_len;
    size_t i;
    size_t at = 0;

    (void)argument;
    for (i = 0; i < 100; i++) {
        enum adb_shell_event event;
        char byte = 0;

        check(run(device, "exit 3") == 3, "third stream");
        must(adb_shell_write(cat, "x", 1, TIME_MS, &err), "write");
        must(adb_shell_read(cat, &byte, 1, TIME_MS, &event, &len, NULL, &err),
             "read");
        check(len == 1 && byte == 'x', "echo");
    }
    check(finish(unread, got, 8 * MIB, &len, &err_len) == 0, "status");
    check(len == 6888896, "length of the unread stream");
    for (i = 1; i <= 1000000; i++) {
        char want[16];
        int want_len = snprintf(want, sizeof(want), "%zu\n", i);

        check(memcmp(got + at, want, (size_t)want_len) == 0, "order");
        at += (size_t)want_len;
    }
    adb_shell_close(cat);
    adb_shell_close(unread);
    adb_device_close(device);
    free(got);
}

static size_t count_fds(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    if (dir == NULL) {
        die("/proc/self/fd");
        exit(1);
    }
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

static void check_connects(const struct way *way, const char *argument)
{
    size_t before = count_fds();
    size_t i;

    for (i = 0; i < number(argument); i++) {
        struct adb_device *device = must_connect(way);

        /* Some are left with a command that runs, some with one unread. */
        if (i % 4 == 0) {
            adb_shell_close(must_start(device, "sleep 1000"));
        } else if (i % 4 == 1) {
            struct adb_shell *shell = must_start(device, "seq 1 100000");

            adb_device_close(device);
            adb_shell_close(shell);
            continue;
        } else {
            check(run(device, "exit 9") == 9, "status");
        }
        adb_device_close(device);
    }
    check(count_fds() == before, "descriptors were lost");
}

static void check_statuses(const struct way *way, const char *argument)
{
    static const struct {
        const char *command;
        int status;
    } rows[] = {
        {"true", 0},          {"exit 255", 255}, {"kill -9 $$", 137},
        {"no-such-cmd", 127}, {"exit 256", 0},
    };
    struct adb_device *device = must_connect(way);
    size_t out_len;
    size_t err_len;
    size_t i;
    struct adb_shell *shell;

    (void)argument;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int status = run(device, rows[i].command);

        if (status != rows[i].status) {
            die("%s: status %d", rows[i].command, status);
        }
    }
    shell = must_start(device, "echo out; echo error >&2; exit 4");
    check(finish(shell, NULL, 0, &out_len, &err_len) == 4, "status");
    check(out_len == 4 && err_len == 6, "output and error apart");
    adb_shell_close(shell);
    adb_device_close(device);
}

/* The longest command that is ever sent, and one byte more. */
static void check_longest(const struct way *way, const char *argument)
{
    static char command[ADB_COMMAND_MAX + 2] = "echo ";
    static char out[ADB_COMMAND_MAX];
    struct adb_device *device = must_connect(way);
    struct adb_shell *shell;
    size_t len;
    size_t err_len;

    (void)argument;
    memset(command + 5, 'x', ADB_COMMAND_MAX - 5);
    shell = must_start(device, command);
    check(finish(shell, out, sizeof(out), &len, &err_len) == 0, "status");
    check(len == ADB_COMMAND_MAX - 5 + 1, "length");
    adb_shell_close(shell);
    command[ADB_COMMAND_MAX] = 'x';
    check(adb_shell_open(device, command, TIME_MS, &shell, &err) ==
              ADB_ERR_LIMIT,
          "one more was sent");
    adb_device_close(device);
}

static void check_refused(const struct way *way, const char *argument)
{
    struct adb_device *device = must_connect(way);
    struct adb_stream *stream;

    (void)argument;
    check(adb_open(device, "nosuch:x", TIME_MS, &stream, &err) ==
              ADB_ERR_REFUSED,
          "not refused");
    check(run(device, "exit 2") == 2, "the connection goes on");
    adb_device_close(device);
}

/* Prints the code and the sentence of a failure to connect. */
static void check_fails(const struct way *way, const char *argument)
{
    struct adb_device *device;

    (void)argument;
    check(connect_way(way, &device) != 0, "it connects");
    (void)printf("%d %s\n", err.code, err.text);
}

/* Starts a command, says so, and reads until something breaks. */
static void check_breaks(const struct way *way, const char *argument)
{
    struct adb_device *device = must_connect(way);
    struct adb_shell *shell = must_start(device, "echo ready; sleep 1000");
    enum adb_shell_event event;
    char buf[64];
    size_t len;
    int rc;

    (void)argument;
    do {
        rc = adb_shell_read(shell, buf, sizeof(buf), TIME_MS, &event, &len,
                            NULL, &err);
        (void)printf("%.*s", rc == 0 ? (int)len : 0, buf);
        (void)fflush(stdout);
    } while (rc == 0);
    (void)printf("%d %s\n", err.code, err.text);
    adb_shell_close(shell);
    adb_device_close(device);
}

static void *cancel_it(void *cancel)
{
    adb_cancel(cancel);
    return NULL;
}

static void check_cancel(const struct way *way, const char *argument)
{
    struct way own = *way;
    struct adb_device *device;
    struct adb_shell *shell;
    enum adb_shell_event event;
    pthread_t thread;
    char byte;
    size_t len;

    (void)argument;
    own.options.cancel = adb_cancel_new();
    check(own.options.cancel != NULL, "cancel");
    device = must_connect(&own);
    shell = must_start(device, "sleep 1000");
    check(pthread_create(&thread, NULL, cancel_it, own.options.cancel) == 0,
          "thread");
    check(adb_shell_read(shell, &byte, 1, -1, &event, &len, NULL, &err) ==
              ADB_ERR_CANCELED,
          "not canceled");
    check(pthread_join(thread, NULL) == 0, "thread");
    adb_device_close(device);
    adb_shell_close(shell);
    adb_cancel_free(own.options.cancel);
}

/* The ends of our own connection, for comparison with the system's. */
static void check_ends(const struct way *way, const char *argument)
{
    struct adb_device *device = must_connect(way);
    struct adb_endpoint local;
    struct adb_endpoint peer;

    (void)argument;
    must(adb_device_endpoints(device, &local, &peer), "endpoints");
    check(run(device, "true") == 0, "run");
    (void)printf("%s %u %s %u\n", local.addr, local.port, peer.addr, peer.port);
    adb_device_close(device);
}

/* ---- which ------------------------------------------------------------ */

static const struct {
    const char *name;
    void (*run)(const struct way *way, const char *argument);
} checks[] = {
    {"version", check_version},   {"devices", check_devices},
    {"run", check_run},           {"echo", check_echo},
    {"three", check_three},       {"connects", check_connects},
    {"statuses", check_statuses}, {"longest", check_longest},
    {"refused", check_refused},   {"fails", check_fails},
    {"breaks", check_breaks},     {"cancel", check_cancel},
    {"ends", check_ends},
};

int main(int argc, char **argv)
{
    struct way way = {.options = {.timeout_ms = 3000}};
    const char *payload = getenv("E2E_MAX_PAYLOAD");
    int at = 3;
    size_t i;

    if (argc > 4 && strcmp(argv[1], "server") == 0) {
        must(adb_server_addr_from(NULL, argv[2], &way.server, &err), "port");
        way.serial = argv[3];
        at = 4;
    } else if (argc > 3 && strcmp(argv[1], "tcp") == 0) {
        way.host_port = argv[2];
    } else {
        die("see the head of e2e.c");
    }
    if (payload != NULL) {
        way.options.max_payload = (uint32_t)number(payload);
    }
    for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (strcmp(checks[i].name, argv[at]) == 0) {
            checks[i].run(&way, argc > at + 1 ? argv[at + 1] : "");
            (void)printf("ok\n");
            return 0;
        }
    }
    die("no check is called %s", argv[at]);
    return 1;
}
