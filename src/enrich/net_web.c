/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcurl's multi interface. Redirects are not followed here: who asked is
 * told where it was sent. Port 43 is a connection that curl makes (happy
 * eyeballs, proxy, guard) and that is written to and read from here.
 * Sizes are counted as bytes come, after decompression: libcurl's own
 * limits are not applied to running transfers before 8.4.
 */
#include "enrich/net_web.h"

#include "base/buf.h"
#include "base/format.h"
#include "enrich/curl_calls.h"
#include "enrich/special.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS 5000
#define FETCH_MS 15000
#define FETCH_MAX ((size_t)256 * 1024)
/* One for each server we know, and some that are being closed. */
#define TRANSFERS_MAX 24
#define WAIT_MAX_MS 1000

struct transfer {
    struct transfer *next;
    struct web *web;
    struct net_reply *reply; /* made before it is needed: it must come */
    CURL *easy;
    uint64_t tag;
    int64_t deadline_ms; /* of a talk: curl knows those of a fetch */
    bool is_talk;
    bool is_connected;
    bool is_over; /* too many bytes */
    struct buf body;
    struct buf text; /* what is still to be sent */
    char error[CURL_ERROR_SIZE];
    const char *label; /* of an address that was refused */
    struct addr refused;
};

struct web {
    const struct curl_calls *curl;
    const struct clock *clock;
    struct net_web_options options;
    CURLM *multi;
    struct curl_slist *headers;
    struct transfer *transfers;
    size_t transfer_count;
    struct net_reply *first;
    struct net_reply *last;
};

int web_new(const struct net_web_options *options, const struct clock *clock,
            struct web **out, struct err *err)
{
    const struct curl_calls *curl;
    struct web *web;
    int rc = curl_calls(&curl, err);

    *out = NULL;
    if (rc < 0) {
        return rc;
    }
    web = calloc(1, sizeof(*web));
    if (web == NULL || curl->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(web);
        return err_set(err, ERR_NOMEM, "libcurl did not start");
    }
    web->curl = curl;
    web->clock = clock;
    web->options = *options;
    web->multi = curl->multi_init();
    web->headers = curl->slist_append(
        NULL, "Accept: application/rdap+json, application/json");
    if (web->multi == NULL || web->headers == NULL) {
        web_free(web);
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    *out = web;
    return 0;
}

static void free_transfer(struct transfer *transfer)
{
    struct web *web = transfer->web;

    if (transfer->easy != NULL) {
        (void)web->curl->multi_remove_handle(web->multi, transfer->easy);
        web->curl->easy_cleanup(transfer->easy);
    }
    buf_fini(&transfer->body);
    buf_fini(&transfer->text);
    free(transfer->reply);
    free(transfer);
}

void web_free(struct web *web)
{
    struct transfer *transfer;
    struct net_reply *reply;

    if (web == NULL) {
        return;
    }
    while ((transfer = web->transfers) != NULL) {
        web->transfers = transfer->next;
        free_transfer(transfer);
    }
    while ((reply = web_next(web)) != NULL) {
        net_reply_free(reply);
    }
    web->curl->multi_cleanup(web->multi);
    web->curl->slist_free_all(web->headers);
    web->curl->global_cleanup();
    free(web);
}

bool web_is_idle(const struct web *web)
{
    return web->transfers == NULL && web->first == NULL;
}

/* ---- what curl calls ---------------------------------------------------- */

static struct addr addr_of(const struct curl_sockaddr *address)
{
    struct addr addr = {.family = ADDR_NONE};
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address->family == AF_INET && address->addrlen >= sizeof(v4)) {
        memcpy(&v4, &address->addr, sizeof(v4));
        addr = addr_v4((const uint8_t *)&v4.sin_addr);
    } else if (address->family == AF_INET6 && address->addrlen >= sizeof(v6)) {
        memcpy(&v6, &address->addr, sizeof(v6));
        addr = addr_v6((const uint8_t *)&v6.sin6_addr, NULL);
    }
    return addr;
}

static curl_socket_t on_open(void *ctx, curlsocktype purpose,
                             struct curl_sockaddr *address)
{
    struct transfer *transfer = ctx;
    struct addr addr = addr_of(address);
    struct special special;
    int fd;

    (void)purpose;
    special_look(&addr, transfer->web->options.exceptions, &special);
    if (special.label != NULL && transfer->web->options.proxy == NULL) {
        transfer->label = special.label;
        transfer->refused = addr;
        return CURL_SOCKET_BAD;
    }
    fd = socket(address->family, address->socktype, address->protocol);
    if (fd >= 0) {
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return fd;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;

    if (buf_append(&transfer->body, bytes, size * count) < 0) {
        transfer->is_over = true;
        return 0; /* ends it */
    }
    return size * count;
}

/* ---- beginning ---------------------------------------------------------- */

static struct transfer *add(struct web *web, size_t max, uint64_t tag)
{
    struct transfer *transfer;

    if (web->transfer_count >= TRANSFERS_MAX) {
        return NULL;
    }
    transfer = calloc(1, sizeof(*transfer));
    if (transfer == NULL) {
        return NULL;
    }
    transfer->reply = calloc(1, sizeof(*transfer->reply));
    transfer->easy = web->curl->easy_init();
    if (transfer->easy == NULL || transfer->reply == NULL) {
        web->curl->easy_cleanup(transfer->easy);
        free(transfer->reply);
        free(transfer);
        return NULL;
    }
    transfer->web = web;
    transfer->tag = tag;
    transfer->deadline_ms = INT64_MAX;
    buf_init(&transfer->body, max);
    buf_init(&transfer->text, NET_TALK_MAX);
    transfer->next = web->transfers;
    web->transfers = transfer;
    web->transfer_count++;
    return transfer;
}

static void take_out(struct transfer *transfer)
{
    struct transfer **at = &transfer->web->transfers;

    while (*at != transfer) {
        at = &(*at)->next;
    }
    *at = transfer->next;
    transfer->web->transfer_count--;
    free_transfer(transfer);
}

/* curl's options are variadic: a wrong type is not seen by the compiler. */
#define SET(transfer, option, value)                           \
    (rc = rc != CURLE_OK ? rc                                  \
                         : (transfer)->web->curl->easy_setopt( \
                               (transfer)->easy, (option), (value)))

static CURLcode prepare(struct transfer *transfer, const char *url)
{
    const char *proxy = transfer->web->options.proxy;
    CURLcode rc = CURLE_OK;

    SET(transfer, CURLOPT_URL, url);
    /* "": that of the environment is not used either. */
    SET(transfer, CURLOPT_PROXY, proxy == NULL ? "" : proxy);
    SET(transfer, CURLOPT_HTTPPROXYTUNNEL, 1L);
    SET(transfer, CURLOPT_NOSIGNAL, 1L);
    SET(transfer, CURLOPT_QUICK_EXIT, 1L);
    SET(transfer, CURLOPT_FOLLOWLOCATION, 0L);
    SET(transfer, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    SET(transfer, CURLOPT_OPENSOCKETFUNCTION, on_open);
    SET(transfer, CURLOPT_OPENSOCKETDATA, (void *)transfer);
    SET(transfer, CURLOPT_ERRORBUFFER, transfer->error);
    SET(transfer, CURLOPT_PRIVATE, (void *)transfer);
    return rc;
}

static CURLcode prepare_fetch(struct transfer *transfer)
{
    CURLcode rc = CURLE_OK;

    SET(transfer, CURLOPT_PROTOCOLS_STR, "https");
    SET(transfer, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    SET(transfer, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(transfer, CURLOPT_SSL_VERIFYHOST, 2L);
    SET(transfer, CURLOPT_TIMEOUT_MS, (long)FETCH_MS);
    SET(transfer, CURLOPT_LOW_SPEED_LIMIT, 100L);
    SET(transfer, CURLOPT_LOW_SPEED_TIME, 10L);
    SET(transfer, CURLOPT_HTTPHEADER, transfer->web->headers);
    SET(transfer, CURLOPT_USERAGENT, "adbnet/" ADBNET_VERSION);
    SET(transfer, CURLOPT_ACCEPT_ENCODING, "gzip");
    SET(transfer, CURLOPT_WRITEFUNCTION, on_body);
    SET(transfer, CURLOPT_WRITEDATA, (void *)transfer);
    return rc;
}

static int start(struct transfer *transfer, CURLcode rc)
{
    struct web *web = transfer->web;

    if (rc == CURLE_OK &&
        web->curl->multi_add_handle(web->multi, transfer->easy) == CURLM_OK) {
        return 0;
    }
    take_out(transfer);
    return ERR_NOMEM;
}

int web_fetch(struct web *web, const char *url, uint64_t tag)
{
    struct transfer *transfer = add(web, FETCH_MAX, tag);
    CURLcode rc;

    if (transfer == NULL) {
        return ERR_NOMEM;
    }
    rc = prepare(transfer, url);
    return start(transfer, rc == CURLE_OK ? prepare_fetch(transfer) : rc);
}

#define URL_CAP 320

int web_talk(struct web *web, const struct net_talk *talk, uint64_t tag)
{
    struct transfer *transfer = add(web, talk->max, tag);
    char url[URL_CAP];
    CURLcode rc;

    if (transfer == NULL) {
        return ERR_NOMEM;
    }
    transfer->is_talk = true;
    transfer->deadline_ms = clock_mono_ms(web->clock) + talk->timeout_ms;
    if (buf_append(&transfer->text, talk->text, talk->len) < 0) {
        take_out(transfer);
        return ERR_NOMEM;
    }
    (void)format_text(url, sizeof(url), "http://%s:%s/", talk->host,
                      talk->port);
    rc = prepare(transfer, url);
    SET(transfer, CURLOPT_PROTOCOLS_STR, "http");
    SET(transfer, CURLOPT_CONNECT_ONLY, 1L);
    return start(transfer, rc);
}

/* ---- going on ----------------------------------------------------------- */

static void say_why(const struct transfer *transfer, CURLcode code,
                    struct net_reply *reply)
{
    char text[ADDR_TEXT_CAP];

    if (transfer->label != NULL) {
        (void)format_text(
            reply->why, sizeof(reply->why), "leads to %s (%s), refused",
            addr_format(&transfer->refused, text), transfer->label);
    } else if (transfer->is_over) {
        (void)format_text(reply->why, sizeof(reply->why), "answers too much");
    } else {
        (void)format_text(reply->why, sizeof(reply->why), "%s",
                          transfer->error[0] != '\0'
                              ? transfer->error
                              : transfer->web->curl->easy_strerror(code));
    }
}

static void say_http(struct transfer *transfer, struct net_reply *reply)
{
    const struct curl_calls *curl = transfer->web->curl;
    char *location = NULL;
    curl_off_t wait = 0;
    size_t len;

    (void)curl->easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE,
                             &reply->status);
    (void)curl->easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &wait);
    (void)curl->easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &location);
    reply->retry_after_s = wait > 0 ? (int64_t)wait : -1;
    len = location == NULL ? 0 : strlen(location);
    if (len < sizeof(reply->location)) {
        memcpy(reply->location, location == NULL ? "" : location, len + 1);
    }
}

/* Completes the reply, and forgets the transfer. */
static void finish(struct transfer *transfer, enum net_end end, CURLcode code)
{
    struct web *web = transfer->web;
    struct net_reply *reply = transfer->reply;

    transfer->reply = NULL;
    reply->tag = transfer->tag;
    reply->end = end;
    reply->retry_after_s = -1;
    reply->bytes = (char *)transfer->body.data;
    reply->len = transfer->body.len;
    buf_init(&transfer->body, 0); /* the bytes are the reply's now */
    if (end != NET_DONE) {
        say_why(transfer, code, reply);
    }
    if (!transfer->is_talk) {
        say_http(transfer, reply);
    }
    if (web->last == NULL) {
        web->first = reply;
    } else {
        web->last->next = reply;
    }
    web->last = reply;
    take_out(transfer);
}

struct net_reply *web_next(struct web *web)
{
    struct net_reply *reply = web->first;

    if (reply != NULL) {
        web->first = reply->next;
        if (web->first == NULL) {
            web->last = NULL;
        }
    }
    return reply;
}

static void take_messages(struct web *web)
{
    CURLMsg *message;
    int left;

    while ((message = web->curl->multi_info_read(web->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        struct transfer *transfer = NULL;
        char *pointer = NULL;

        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        (void)web->curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
                                      &pointer);
        transfer = (void *)pointer;
        if (transfer->is_talk && code == CURLE_OK) {
            transfer->is_connected = true;
        } else {
            finish(transfer, code == CURLE_OK ? NET_DONE : NET_FAILED, code);
        }
    }
}

/* CURLE_AGAIN: more later; CURLE_OK: all has come; else it is broken. */
static CURLcode go_on(struct transfer *transfer)
{
    const struct curl_calls *curl = transfer->web->curl;
    CURLcode code = CURLE_OK;
    size_t count = 1;

    while (code == CURLE_OK && transfer->text.len > 0) {
        code = curl->easy_send(transfer->easy, transfer->text.data,
                               transfer->text.len, &count);
        buf_drop(&transfer->text, code == CURLE_OK ? count : 0);
    }
    while (code == CURLE_OK && count > 0) {
        unsigned char *to;

        if (buf_reserve(&transfer->body, 1, &to) < 0) {
            transfer->is_over = true;
            return CURLE_WRITE_ERROR;
        }
        code = curl->easy_recv(transfer->easy, to,
                               transfer->body.cap - transfer->body.len, &count);
        transfer->body.len += code == CURLE_OK ? count : 0;
    }
    return code;
}

static void run_talks(struct web *web)
{
    int64_t now_ms = clock_mono_ms(web->clock);
    struct transfer *transfer = web->transfers;

    while (transfer != NULL) {
        struct transfer *next = transfer->next;
        CURLcode code = transfer->is_connected ? go_on(transfer) : CURLE_AGAIN;

        if (code == CURLE_AGAIN && transfer->deadline_ms <= now_ms) {
            finish(transfer, NET_CUT, CURLE_OPERATION_TIMEDOUT);
        } else if (code != CURLE_AGAIN) {
            finish(transfer, code == CURLE_OK ? NET_DONE : NET_CUT, code);
        }
        transfer = next;
    }
}

void web_run(struct web *web)
{
    int running;

    if (web->transfers != NULL) {
        (void)web->curl->multi_perform(web->multi, &running);
        take_messages(web);
        run_talks(web);
    }
}

static size_t add_talks(struct web *web, struct curl_waitfd *out)
{
    struct transfer *transfer;
    size_t count = 0;

    for (transfer = web->transfers; transfer != NULL;
         transfer = transfer->next) {
        curl_socket_t fd = CURL_SOCKET_BAD;

        if (transfer->is_connected &&
            web->curl->easy_getinfo(transfer->easy, CURLINFO_ACTIVESOCKET,
                                    &fd) == CURLE_OK &&
            fd != CURL_SOCKET_BAD) {
            out[count].fd = fd;
            out[count].events = CURL_WAIT_POLLIN;
            if (transfer->text.len > 0) {
                out[count].events |= CURL_WAIT_POLLOUT;
            }
            out[count].revents = 0;
            count++;
        }
    }
    return count;
}

void web_wait(struct web *web, struct pollfd *fds, size_t count, int timeout_ms)
{
    struct curl_waitfd waits[TRANSFERS_MAX + NET_FDS_MAX];
    size_t talks = add_talks(web, waits);
    size_t used = talks;
    size_t i;

    for (i = 0; i < count; i++) {
        if (fds[i].fd >= 0) {
            waits[used].fd = fds[i].fd;
            waits[used].events =
                (short)(((fds[i].events & POLLIN) ? CURL_WAIT_POLLIN : 0) |
                        ((fds[i].events & POLLOUT) ? CURL_WAIT_POLLOUT : 0));
            waits[used++].revents = 0;
        }
    }
    if (timeout_ms < 0 || timeout_ms > WAIT_MAX_MS) {
        timeout_ms = WAIT_MAX_MS;
    }
    (void)web->curl->multi_poll(web->multi, waits, (unsigned)used,
                                web->first != NULL ? 0 : timeout_ms, NULL);
    used = talks;
    for (i = 0; i < count; i++) {
        if (fds[i].fd >= 0) {
            short got = waits[used++].revents;

            fds[i].revents = (short)(((got & CURL_WAIT_POLLIN) ? POLLIN : 0) |
                                     ((got & CURL_WAIT_POLLOUT) ? POLLOUT : 0));
        }
    }
}
