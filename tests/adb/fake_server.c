/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of an adb server by a table. See fake_server.h. */
#include "fake_server.h"

#include "base/cursor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the thread: no assertions here, they jump ------------------------ */

static bool read_all(int fd, char *buf, size_t len)
{
    while (len > 0) {
        ssize_t got = recv(fd, buf, len, 0);

        if (got <= 0) {
            return false;
        }
        buf += got;
        len -= (size_t)got;
    }
    return true;
}

static void send_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);

        if (sent <= 0) {
            return;
        }
        bytes += sent;
        len -= (size_t)sent;
    }
}

static bool read_request(struct fake_server *server, int fd, char *text,
                         size_t cap)
{
    struct pollfd more = {.fd = fd, .events = POLLIN};
    char word[4];
    struct str digits = {word, sizeof(word)};
    struct cursor cursor = cursor_from(digits);
    uint64_t len = 0;

    if (!read_all(fd, word, sizeof(word)) || !cursor_hex(&cursor, 4, &len) ||
        len >= cap || !read_all(fd, text, (size_t)len)) {
        return false;
    }
    text[len] = '\0';
    if (poll(&more, 1, 0) > 0 && recv(fd, word, 1, MSG_PEEK) > 0) {
        server->has_pipelined = true;
    }
    if (server->asked_len + len + 2 < sizeof(server->asked)) {
        memcpy(server->asked + server->asked_len, text, (size_t)len);
        server->asked_len += (size_t)len;
        server->asked[server->asked_len++] = '\n';
    }
    return true;
}

static const struct fake_answer *find_answer(const struct fake_server *server,
                                             const char *text)
{
    const struct fake_answer *answer = server->answers;

    while (answer->request != NULL && strcmp(answer->request, text) != 0) {
        answer++;
    }
    return answer;
}

static void talk(struct fake_server *server, int fd)
{
    char text[8192];

    while (read_request(server, fd, text, sizeof(text))) {
        const struct fake_answer *answer = find_answer(server, text);

        send_all(fd, answer->bytes, answer->len);
        if (answer->then == THEN_HOLD &&
            server->held_count < sizeof(server->held) / sizeof(int)) {
            server->held[server->held_count++] = fd;
            return;
        }
        if (answer->then == THEN_READ) {
            char byte[4096];
            ssize_t got;

            while ((got = recv(fd, byte, sizeof(byte), 0)) > 0) {
                server->read_len += (size_t)got;
            }
        }
        if (answer->then != THEN_LISTEN) {
            break;
        }
    }
    (void)close(fd);
}

static void *run(void *ctx)
{
    struct fake_server *server = ctx;
    int fd;

    while ((fd = accept(server->listen_fd, NULL, NULL)) >= 0) {
        talk(server, fd);
    }
    return NULL;
}

/* ---- the test's thread ------------------------------------------------ */

void fake_server_start(struct fake_server *server,
                       const struct fake_answer *answers, bool small_buffers)
{
    struct sockaddr_in addr;
    socklen_t len = sizeof(addr);
    int little = 4096;

    memset(server, 0, sizeof(*server));
    memset(&addr, 0, sizeof(addr));
    server->answers = answers;
    server->listen_fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(server->listen_fd >= 0);
    if (small_buffers) {
        assert_int_equal(setsockopt(server->listen_fd, SOL_SOCKET, SO_RCVBUF,
                                    &little, sizeof(little)),
                         0);
        assert_int_equal(setsockopt(server->listen_fd, SOL_SOCKET, SO_SNDBUF,
                                    &little, sizeof(little)),
                         0);
    }
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(
        bind(server->listen_fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
    assert_int_equal(listen(server->listen_fd, 8), 0);
    assert_int_equal(
        getsockname(server->listen_fd, (struct sockaddr *)&addr, &len), 0);
    server->addr.port = ntohs(addr.sin_port);
    if (answers != NULL) {
        assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
        server->has_thread = true;
    }
}

void fake_server_stop(struct fake_server *server)
{
    (void)shutdown(server->listen_fd, SHUT_RDWR);
    if (server->has_thread) {
        assert_int_equal(pthread_join(server->thread, NULL), 0);
    }
    while (server->held_count > 0) {
        server->held_count--;
        (void)close(server->held[server->held_count]);
    }
    (void)close(server->listen_fd);
}
