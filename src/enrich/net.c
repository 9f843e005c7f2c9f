/* SPDX-License-Identifier: Apache-2.0 */
/*
 * c-ares carries the questions, one packet each: repeating and choosing
 * among servers is query.c's, because 1.18 cannot learn how long to wait.
 * So each server has channels of its own, with one try and a time-out that
 * is never reached by a question that still matters. UDP has several, for
 * as many source ports. Nothing is told to others from inside of c-ares:
 * what comes is kept in a list.
 */
#include "enrich/net.h"

#include "enrich/net_web.h"
#include "model/addr.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/select.h>

#include <ares.h>

#define SERVERS_MAX 3
/* Source ports to each server; see c-ares issue 444. */
#define UDP_PORTS 4
#define CHANNELS (UDP_PORTS + 1)
/* Longer than QUERY_TOTAL_MS: c-ares only cleans up. */
#define CLEAN_UP_MS 6000
#define CLEAN_EVERY_MS 1000
/* RFC 8020 and the flag day of 2020: no fragments. */
#define EDNS_SIZE 1232
#define HEADER_LEN 12
#define RCODE_FORMERR 1
#define SOCKET_BUFFER (1024 * 1024)
/* One for each channel and transport, twice that while one is replaced. */
#define FDS_MAX (SERVERS_MAX * CHANNELS * 4)

struct watched {
    int fd;
    short events;
    ares_channel channel;
};

struct channel {
    struct net *net;
    ares_channel handle; /* NULL until the first question */
};

struct server {
    struct ares_addr_port_node node;
    bool is_plain;                     /* does not know EDNS */
    struct channel channels[CHANNELS]; /* the last is for TCP */
};

struct net {
    struct server servers[SERVERS_MAX];
    size_t server_count;
    struct watched watched[FDS_MAX];
    size_t watched_count;
    struct web *web; /* NULL: offline, or not wanted */
    struct net_answer *first;
    struct net_answer *last;
    bool is_initialised;
    uint64_t id_key; /* nobody's but ours */
    int idle_ms;     /* waited since c-ares cleaned up */
};

struct asked {
    struct net *net;
    struct server *server;
    uint64_t tag;
    bool has_edns;
};

static bool parse_server(struct str text, struct ares_addr_port_node *out)
{
    struct cursor cursor = cursor_from(text);
    struct str host = text;
    struct addr addr;
    uint64_t port = 53;
    bool has_port = false;

    if (cursor_char(&cursor, '[')) {
        if (!cursor_until(&cursor, ']', &host)) {
            return false;
        }
        has_port = !cursor_is_end(&cursor);
        if (has_port && !cursor_char(&cursor, ':')) {
            return false;
        }
    } else if (!addr_parse(text, &addr)) {
        has_port = true;
        if (!cursor_until(&cursor, ':', &host)) {
            return false;
        }
    }
    if (!addr_parse(host, &addr) ||
        (has_port && !str_to_u64(cursor_rest(&cursor), UINT16_MAX, &port))) {
        return false;
    }
    memset(out, 0, sizeof(*out));
    out->family = addr.family == ADDR_V4 ? AF_INET : AF_INET6;
    memcpy(&out->addr, addr.bytes, addr.family == ADDR_V4 ? 4 : 16);
    out->udp_port = (int)port;
    out->tcp_port = (int)port;
    return port > 0;
}

static int use_named(struct net *net, const char *servers, struct err *err)
{
    struct cursor cursor = cursor_from(str_from(servers));

    do {
        struct str word;

        if (!cursor_until(&cursor, ',', &word)) {
            word = cursor_rest(&cursor);
            cursor.at = cursor.end;
        }
        if (net->server_count == SERVERS_MAX ||
            !parse_server(word, &net->servers[net->server_count].node)) {
            return err_set(err, ERR_USAGE,
                           "--dns %s: up to %d addresses, each with or "
                           "without :PORT",
                           servers, SERVERS_MAX);
        }
        net->server_count++;
    } while (!cursor_is_end(&cursor));
    return 0;
}

static int fail(int rc, struct err *err)
{
    return err_set(err, rc == ARES_ENOMEM ? ERR_NOMEM : ERR_IO,
                   "name servers: %s", ares_strerror(rc));
}

_Static_assert(FDS_MAX < NET_FDS_MAX, "one more for who wakes us");

/* As resolv.conf has them. */
static int use_system(struct net *net, struct err *err)
{
    struct ares_addr_port_node *list = NULL;
    struct ares_addr_port_node *node;
    ares_channel channel;
    int rc = ares_init(&channel);

    if (rc == ARES_SUCCESS) {
        rc = ares_get_servers_ports(channel, &list);
        ares_destroy(channel);
    }
    for (node = list; node != NULL && net->server_count < SERVERS_MAX;
         node = node->next) {
        net->servers[net->server_count++].node = *node;
    }
    if (list != NULL) {
        ares_free_data(list);
    }
    return rc == ARES_SUCCESS ? 0 : fail(rc, err);
}

int net_new(const struct net_options *options, struct net **out,
            struct err *err)
{
    struct net *net = calloc(1, sizeof(*net));
    int rc = 0;
    size_t i;

    *out = NULL;
    if (net == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    if (!options->is_offline) {
        rc = ares_library_init(ARES_LIB_INIT_ALL);
        net->is_initialised = rc == ARES_SUCCESS;
        rc = rc != ARES_SUCCESS ? fail(rc, err)
             : getrandom(&net->id_key, sizeof(net->id_key), 0) < 0
                 ? err_set(err, ERR_IO, "no random numbers")
             : options->dns_servers != NULL
                 ? use_named(net, options->dns_servers, err)
                 : use_system(net, err);
    }
    if (rc == 0 && !options->is_offline && options->web != NULL) {
        rc = web_new(options->web, options->clock, &net->web, err);
    }
    if (rc < 0) {
        net_free(net);
        return rc;
    }
    for (i = 0; i < net->server_count; i++) {
        net->servers[i].node.next = NULL;
    }
    *out = net;
    return 0;
}

void net_free(struct net *net)
{
    struct net_answer *answer;
    size_t i;

    if (net == NULL) {
        return;
    }
    for (i = 0; i < net->server_count * CHANNELS; i++) {
        ares_channel handle =
            net->servers[i / CHANNELS].channels[i % CHANNELS].handle;

        if (handle != NULL) {
            ares_destroy(handle);
        }
    }
    while ((answer = net_next(net)) != NULL) {
        free(answer);
    }
    web_free(net->web);
    if (net->is_initialised) {
        ares_library_cleanup();
    }
    free(net);
}

size_t net_dns_count(const struct net *net)
{
    return net->server_count;
}

static void keep_answer(struct net *net, uint64_t tag,
                        const unsigned char *bytes, size_t len)
{
    struct net_answer *answer = malloc(sizeof(*answer) + len);

    if (answer == NULL) {
        return; /* as if it had been lost on its way */
    }
    answer->next = NULL;
    answer->tag = tag;
    answer->len = len;
    answer->bytes = NULL;
    if (bytes != NULL) {
        memcpy(answer + 1, bytes, len);
        answer->bytes = (const unsigned char *)(answer + 1);
    }
    if (net->last == NULL) {
        net->first = answer;
    } else {
        net->last->next = answer;
    }
    net->last = answer;
}

struct net_answer *net_next(struct net *net)
{
    struct net_answer *answer = net->first;

    if (answer != NULL) {
        net->first = answer->next;
        if (net->first == NULL) {
            net->last = NULL;
        }
    }
    return answer;
}

/* "I do not understand the question", with what RFC 6891 adds to it. */
static bool is_edns_refused(const struct asked *asked,
                            const unsigned char *bytes, int len)
{
    return asked->has_edns && bytes != NULL && len >= HEADER_LEN &&
           (bytes[3] & 15) == RCODE_FORMERR;
}

static void on_answer(void *arg, int status, int timeouts, unsigned char *bytes,
                      int len)
{
    struct asked *asked = arg;

    (void)timeouts;
    if (is_edns_refused(asked, bytes, len)) {
        /* c-ares asks the first one again itself; the others that are on
         * their way are asked again as if they had not gone. */
        asked->server->is_plain = true;
        keep_answer(asked->net, asked->tag, NULL, 0);
    } else if (bytes != NULL && len > 0) {
        keep_answer(asked->net, asked->tag, bytes, (size_t)len);
    } else if (status != ARES_ETIMEOUT && status != ARES_EDESTRUCTION &&
               status != ARES_ECANCELLED) {
        keep_answer(asked->net, asked->tag, NULL, 0);
    }
    free(asked);
}

static void on_socket(void *arg, ares_socket_t fd, int is_read, int is_write)
{
    struct channel *channel = arg;
    struct net *net = channel->net;
    short events = (short)((is_read ? POLLIN : 0) | (is_write ? POLLOUT : 0));
    size_t i = 0;

    while (i < net->watched_count &&
           (net->watched[i].fd != fd ||
            net->watched[i].channel != channel->handle)) {
        i++;
    }
    if (events == 0) {
        if (i < net->watched_count) {
            net->watched[i] = net->watched[--net->watched_count];
        }
    } else if (i < FDS_MAX) {
        net->watched_count += i == net->watched_count;
        net->watched[i].fd = fd;
        net->watched[i].events = events;
        net->watched[i].channel = channel->handle;
    }
}

static int open_channel(struct server *server, struct channel *channel,
                        bool is_tcp)
{
    struct ares_options options = {
        /* EDNS: else c-ares takes no more than 512 bytes. */
        .flags = ARES_FLAG_EDNS | ARES_FLAG_STAYOPEN | ARES_FLAG_NOCHECKRESP |
                 ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_PRIMARY,
        .timeout = CLEAN_UP_MS,
        .tries = 1,
        .ednspsz = EDNS_SIZE,
        .socket_send_buffer_size = SOCKET_BUFFER,
        .socket_receive_buffer_size = SOCKET_BUFFER,
        .sock_state_cb = on_socket,
        .sock_state_cb_data = channel,
    };
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
               ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_SNDBUF | ARES_OPT_SOCK_RCVBUF |
               ARES_OPT_SOCK_STATE_CB;
    int rc;

    /* What came of a truncated answer is used; query.c asks again by TCP. */
    options.flags |= is_tcp ? ARES_FLAG_USEVC : ARES_FLAG_IGNTC;
    rc = ares_init_options(&channel->handle, &options, mask);
    if (rc == ARES_SUCCESS) {
        rc = ares_set_servers_ports(channel->handle, &server->node);
        if (rc != ARES_SUCCESS) {
            ares_destroy(channel->handle);
        }
    }
    if (rc != ARES_SUCCESS) {
        channel->handle = NULL;
        return ERR_NOMEM;
    }
    return 0;
}

/*
 * A number that others cannot guess, and the same each time a question is
 * repeated: a forwarder (dnsmasq) goes and asks again only for who asked
 * before, by that number; any other has to wait.
 */
static unsigned short id_of(const struct net *net, uint64_t tag)
{
    uint64_t bits = tag ^ net->id_key;
    int i;

    for (i = 0; i < 3; i++) {
        bits = (bits ^ bits >> 31) * 0x9e3779b97f4a7c15u + net->id_key;
    }
    return (unsigned short)(bits >> 48);
}

static int send_packet(ares_channel handle, const char *name, unsigned type,
                       struct asked *asked)
{
    unsigned char *bytes = NULL;
    int len = 0;
    int rc =
        ares_create_query(name, 1, (int)type, id_of(asked->net, asked->tag), 1,
                          &bytes, &len, asked->has_edns ? EDNS_SIZE : 0);

    if (rc != ARES_SUCCESS) {
        free(asked);
        return rc == ARES_ENOMEM ? ERR_NOMEM : ERR_ARG;
    }
    ares_send(handle, bytes, len, on_answer, asked);
    ares_free_string(bytes);
    return 0;
}

int net_dns_send(void *ctx, size_t server, bool is_tcp, const char *name,
                 unsigned type, uint64_t tag)
{
    struct net *net = ctx;
    size_t port = is_tcp ? UDP_PORTS : (size_t)(tag % UDP_PORTS);
    struct channel *channel;
    struct asked *asked;

    if (server >= net->server_count) {
        return ERR_OFFLINE;
    }
    channel = &net->servers[server].channels[port];
    channel->net = net;
    if (channel->handle == NULL &&
        open_channel(&net->servers[server], channel, is_tcp) < 0) {
        return ERR_NOMEM;
    }
    asked = malloc(sizeof(*asked));
    if (asked == NULL) {
        return ERR_NOMEM;
    }
    asked->net = net;
    asked->server = &net->servers[server];
    asked->tag = tag;
    asked->has_edns = !asked->server->is_plain;
    return send_packet(channel->handle, name, type, asked);
}

int net_fetch(struct net *net, const char *url, uint64_t tag)
{
    return net->web == NULL ? ERR_OFFLINE : web_fetch(net->web, url, tag);
}

int net_talk(struct net *net, const struct net_talk *talk, uint64_t tag)
{
    return net->web == NULL ? ERR_OFFLINE : web_talk(net->web, talk, tag);
}

struct net_reply *net_next_reply(struct net *net)
{
    return net->web == NULL ? NULL : web_next(net->web);
}

void net_reply_free(struct net_reply *reply)
{
    free(reply->bytes);
    free(reply);
}

/* How many are ready, as poll(2) says it. */
static int wait_for(struct net *net, struct pollfd *fds, size_t count,
                    int timeout_ms)
{
    int ready = 0;
    size_t i;

    if (net->web == NULL || web_is_idle(net->web)) {
        return poll(fds, (nfds_t)count, timeout_ms);
    }
    web_wait(net->web, fds, count, timeout_ms);
    web_run(net->web);
    for (i = 0; i < count; i++) {
        ready += fds[i].revents != 0;
    }
    return ready;
}

/* Without a packet c-ares does not notice that time passes. */
static void clean_up(struct net *net, int waited_ms)
{
    size_t i;

    net->idle_ms += waited_ms;
    if (net->idle_ms < CLEAN_EVERY_MS) {
        return;
    }
    net->idle_ms = 0;
    for (i = 0; i < net->server_count * CHANNELS; i++) {
        ares_channel handle =
            net->servers[i / CHANNELS].channels[i % CHANNELS].handle;

        if (handle != NULL) {
            ares_process_fd(handle, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        }
    }
}

void net_wait(struct net *net, int wake_fd, int timeout_ms)
{
    struct pollfd fds[FDS_MAX + 1];
    struct watched watched[FDS_MAX];
    size_t count = net->watched_count;
    size_t i;

    /* c-ares opens and closes while it is being told. */
    memcpy(watched, net->watched, count * sizeof(watched[0]));
    for (i = 0; i < count; i++) {
        fds[i].fd = watched[i].fd;
        fds[i].events = watched[i].events;
        fds[i].revents = 0;
    }
    fds[count].fd = wake_fd;
    fds[count].events = POLLIN;
    fds[count].revents = 0;
    if (net->first != NULL) {
        timeout_ms = 0;
    } else if (count > 0 && (timeout_ms < 0 || timeout_ms > CLEAN_EVERY_MS)) {
        timeout_ms = CLEAN_EVERY_MS;
    }
    if (wait_for(net, fds, count + 1, timeout_ms) <= 0) {
        clean_up(net, timeout_ms);
        return;
    }
    for (i = 0; i < count; i++) {
        if (fds[i].revents != 0) {
            bool is_write = (fds[i].revents & POLLOUT) != 0;
            bool is_read = (fds[i].revents & ~POLLOUT) != 0;

            ares_process_fd(watched[i].channel,
                            is_read ? fds[i].fd : ARES_SOCKET_BAD,
                            is_write ? fds[i].fd : ARES_SOCKET_BAD);
        }
    }
}
