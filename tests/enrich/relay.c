/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bad road between a program and a name server, by a plan that a seed
 * determines: packets are delayed, lost, doubled and overtake each other.
 * UDP goes packet by packet; TCP is only delayed, one connection at a time.
 *
 *   relay PORT SERVER_PORT DELAY_MS LOSS DOUBLE JITTER_MS SEED
 *
 * LOSS and DOUBLE in thousandths of all packets, each way counted alone.
 * JITTER_MS is added at random, so that packets change places. On loopback.
 * Says "ready", ends when its standard input does, and then prints how many
 * questions came and how many of them were passed on.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PACKETS_MAX 65536
#define PACKET_CAP 4096
/* A forwarder takes a new port for each question. */
#define CLIENTS 512

struct packet {
    int64_t due_us;
    size_t len;
    int from; /* index of the client, or -1: goes to it */
    int client;
    unsigned char bytes[];
};

/* Each client has a socket of its own towards the server. */
struct client {
    struct sockaddr_in addr;
    int fd;
    long used; /* the question it had last */
};

static struct packet *heap[PACKETS_MAX];
static size_t heap_len;
static struct client clients[CLIENTS];
static int client_count;
static uint64_t seed;
static long plan[5]; /* delay, loss, double, jitter */
static long questions;
static long passed;

static int64_t now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static long dice(long sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (long)((seed >> 33) % (uint64_t)sides);
}

static void push(struct packet *packet)
{
    size_t at = heap_len++;

    while (at > 0 && heap[(at - 1) / 2]->due_us > packet->due_us) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = packet;
}

static struct packet *pop(void)
{
    struct packet *first = heap[0];
    struct packet *last = heap[--heap_len];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= heap_len) {
            break;
        }
        if (child + 1 < heap_len &&
            heap[child + 1]->due_us < heap[child]->due_us) {
            child++;
        }
        if (heap[child]->due_us >= last->due_us) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

/* Half of the delay each way. */
static void send_later(const unsigned char *bytes, size_t len, int client,
                       int from)
{
    int copies = 1 + (dice(1000) < plan[2]);

    if (dice(1000) < plan[1]) {
        return;
    }
    passed += from >= 0;
    while (copies-- > 0 && heap_len < PACKETS_MAX) {
        struct packet *packet = malloc(sizeof(*packet) + len);

        if (packet == NULL) {
            return;
        }
        packet->due_us =
            now_us() + plan[0] * 500 + (plan[3] > 0 ? dice(plan[3] * 1000) : 0);
        packet->len = len;
        packet->client = client;
        packet->from = from;
        memcpy(packet->bytes, bytes, len);
        push(packet);
    }
}

static struct sockaddr_in loopback(long port)
{
    struct sockaddr_in addr;

    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_port = htons((uint16_t)port);
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return addr;
}

static int open_socket(int type, long port, int is_listening)
{
    struct sockaddr_in addr = loopback(port);
    int fd = socket(AF_INET, type, 0);
    int size = 4 * 1024 * 1024;
    int on = 1;
    int rc;

    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
    if (is_listening && type == SOCK_STREAM) {
        /* With UDP two clients would be given one port. */
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    }
    rc = is_listening ? bind(fd, (struct sockaddr *)&addr, sizeof(addr))
                      : connect(fd, (struct sockaddr *)&addr, sizeof(addr));
    if (rc == 0 && is_listening && type == SOCK_STREAM) {
        rc = listen(fd, 16);
    }
    if (fd < 0 || rc < 0) {
        perror("relay");
        exit(1);
    }
    if (type == SOCK_DGRAM) {
        (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    return fd;
}

/* Whose last answer has come long ago. */
static int longest_unused(void)
{
    int found = 0;
    int i;

    for (i = 1; i < CLIENTS; i++) {
        found = clients[i].used < clients[found].used ? i : found;
    }
    return found;
}

static int client_of(const struct sockaddr_in *addr, long server_port)
{
    int i;

    for (i = 0; i < client_count; i++) {
        if (clients[i].addr.sin_port == addr->sin_port) {
            return i;
        }
    }
    if (client_count == CLIENTS) {
        i = longest_unused();
        (void)close(clients[i].fd);
    } else {
        client_count++;
    }
    clients[i].addr = *addr;
    clients[i].fd = open_socket(SOCK_DGRAM, server_port, 0);
    return i;
}

static void from_program(int fd, long server_port)
{
    unsigned char bytes[PACKET_CAP];
    struct sockaddr_in addr;
    socklen_t size = sizeof(addr);
    ssize_t len;

    while ((len = recvfrom(fd, bytes, sizeof(bytes), 0,
                           (struct sockaddr *)&addr, &size)) >= 0) {
        int client = client_of(&addr, server_port);

        clients[client].used = ++questions;
        send_later(bytes, (size_t)len, client, client);
        size = sizeof(addr);
    }
}

static void from_server(int client)
{
    unsigned char bytes[PACKET_CAP];
    ssize_t len;

    while ((len = recv(clients[client].fd, bytes, sizeof(bytes), 0)) > 0) {
        send_later(bytes, (size_t)len, client, -1);
    }
}

static int deliver(int fd)
{
    while (heap_len > 0) {
        int64_t left = heap[0]->due_us - now_us();
        struct packet *packet;

        if (left > 0) {
            return (int)(left / 1000) + 1;
        }
        packet = pop();
        if (packet->from >= 0) {
            (void)send(clients[packet->client].fd, packet->bytes, packet->len,
                       0);
        } else {
            (void)sendto(fd, packet->bytes, packet->len, 0,
                         (struct sockaddr *)&clients[packet->client].addr,
                         sizeof(clients[0].addr));
        }
        free(packet);
    }
    return -1;
}

/* Both ways until one side ends; nothing else moves meanwhile. */
static void relay_tcp(int listener, long server_port)
{
    int ends[2] = {accept(listener, NULL, NULL), -1};
    unsigned char bytes[PACKET_CAP];
    ssize_t len = 1;

    questions++;
    passed++;
    ends[1] = open_socket(SOCK_STREAM, server_port, 0);
    while (len > 0) {
        struct pollfd fds[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}};
        int from;

        if (poll(fds, 2, 300) <= 0) {
            break;
        }
        from = fds[0].revents != 0 ? 0 : 1;
        len = recv(ends[from], bytes, sizeof(bytes), 0);
        if (len > 0) {
            len = send(ends[1 - from], bytes, (size_t)len, MSG_NOSIGNAL);
        }
    }
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void loop(int udp, int tcp, long server_port)
{
    for (;;) {
        struct pollfd fds[CLIENTS + 3];
        int timeout = deliver(udp);
        int i;

        fds[0] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
        fds[1] = (struct pollfd){udp, POLLIN, 0};
        fds[2] = (struct pollfd){tcp, POLLIN, 0};
        for (i = 0; i < client_count; i++) {
            fds[3 + i] = (struct pollfd){clients[i].fd, POLLIN, 0};
        }
        if (poll(fds, 3 + (nfds_t)client_count, timeout) < 0 ||
            fds[0].revents != 0) {
            return;
        }
        for (i = client_count - 1; i >= 0; i--) {
            if (fds[3 + i].revents != 0) {
                from_server(i);
            }
        }
        if (fds[1].revents != 0) {
            from_program(udp, server_port);
        }
        if (fds[2].revents != 0) {
            relay_tcp(tcp, server_port);
        }
    }
}

int main(int argc, char **argv)
{
    long numbers[7];
    int i;

    if (argc != 8) {
        (void)fputs("relay PORT SERVER_PORT DELAY_MS LOSS DOUBLE JITTER_MS "
                    "SEED\n",
                    stderr);
        return 2;
    }
    for (i = 0; i < 7; i++) {
        numbers[i] = strtol(argv[1 + i], NULL, 10);
    }
    memcpy(plan, numbers + 2, 4 * sizeof(plan[0]));
    seed = (uint64_t)numbers[6];
    i = open_socket(SOCK_DGRAM, numbers[0], 1);
    (void)puts("ready");
    (void)fflush(stdout);
    loop(i, open_socket(SOCK_STREAM, numbers[0], 1), numbers[1]);
    (void)printf("%ld %ld\n", questions, passed);
    return 0;
}
