/* SPDX-License-Identifier: Apache-2.0 */
/* See servers.h. */
#include "enrich/servers.h"

#include "base/buf.h"
#include "base/format.h"
#include "enrich/rdap.h"
#include "enrich/whois.h"

#include <stdlib.h>

#define CYMRU_HOST "whois.cymru.com"
#define CYMRU_MS 20000
#define CYMRU_MAX ((size_t)1024 * 1024)
#define WHOIS_MS 20000
#define URL_CAP 1024

static const struct manners cymru_manners = {5000, 1, 60000};

void job_free(struct job *job)
{
    if (job != NULL) {
        free(job->url);
        free(job);
    }
}

void jobs_append(struct jobs *jobs, struct job *job)
{
    job->next = NULL;
    if (jobs->last == NULL) {
        jobs->first = job;
    } else {
        jobs->last->next = job;
    }
    jobs->last = job;
    jobs->count++;
}

void jobs_prepend(struct jobs *jobs, struct job *job)
{
    job->next = jobs->first;
    jobs->first = job;
    if (jobs->last == NULL) {
        jobs->last = job;
    }
    jobs->count++;
}

struct job *jobs_take(struct jobs *jobs)
{
    struct job *job = jobs->first;

    if (job != NULL) {
        jobs->first = job->next;
        jobs->count--;
        if (jobs->first == NULL) {
            jobs->last = NULL;
        }
    }
    return job;
}

static void set_host(struct server *server, const char *host)
{
    (void)format_text(server->host, sizeof(server->host), "%s", host);
}

static int set_own_rdap(struct server *server, const char *url, struct err *err)
{
    server->url = url;
    server->manners = &manners_default;
    if (strlen(url) > URL_CAP - 64) {
        return err_set(err, ERR_USAGE, "--rdap-url is too long");
    }
    return referral_own_host(url, server->host, err) < 0
               ? err_prefix(err, "--rdap-url")
               : 0;
}

static bool is_host(struct str host)
{
    size_t i;

    for (i = 0; i < host.len; i++) {
        char c = host.ptr[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
              (c >= 'A' && c <= 'Z') || c == '.' || c == '-')) {
            return false;
        }
    }
    return host.len > 0 && host.len < REFERRAL_HOST_CAP;
}

/* HOST or HOST:PORT. An IPv6 address would need brackets: no names do. */
static int set_own_whois(struct server *server, const char *text,
                         struct err *err)
{
    struct cursor cursor = cursor_from(str_from(text));
    struct str host = str_from(text);
    uint64_t port = 43;

    server->manners = &manners_default;
    server->port = "43";
    if (cursor_until(&cursor, ':', &host)) {
        server->port = cursor.at;
        if (!str_to_u64(cursor_rest(&cursor), UINT16_MAX, &port)) {
            port = 0;
        }
    }
    if (!is_host(host) || port == 0) {
        return err_set(err, ERR_USAGE,
                       "--whois-server %.100s: HOST or HOST:PORT", text);
    }
    memcpy(server->host, host.ptr, host.len);
    server->host[host.len] = '\0';
    return 0;
}

int servers_init(struct servers *servers, const char *rdap_url,
                 const char *whois_server, struct err *err)
{
    struct server *list = servers->list;
    int rc = 0;
    size_t i;

    for (i = 0; i < REGISTRY_COUNT; i++) {
        list[SERVER_RDAP + i].manners = &registries[i].manners;
        list[SERVER_RDAP + i].url = registries[i].rdap_url;
        set_host(&list[SERVER_RDAP + i], registries[i].rdap_host);
        list[SERVER_WHOIS + i].manners = &registries[i].manners;
        list[SERVER_WHOIS + i].port = "43";
        set_host(&list[SERVER_WHOIS + i], registries[i].whois_host);
    }
    list[SERVER_CYMRU].manners = &cymru_manners;
    list[SERVER_CYMRU].port = "43";
    set_host(&list[SERVER_CYMRU], CYMRU_HOST);
    if (rdap_url != NULL) {
        rc = set_own_rdap(&list[SERVER_OWN_RDAP], rdap_url, err);
    }
    if (rc == 0 && whois_server != NULL) {
        rc = set_own_whois(&list[SERVER_OWN_WHOIS], whois_server, err);
    }
    return rc;
}

int64_t servers_claim(struct servers *servers, size_t which, int64_t now_ms)
{
    struct server *server = &servers->list[which];
    int64_t wait_ms;

    known_get_budget(servers->known, server->host, &server->budget);
    wait_ms = budget_claim(&server->budget, server->manners, now_ms);
    if (wait_ms == 0) {
        known_put_budget(servers->known, server->host, &server->budget);
    } else {
        known_end(servers->known);
    }
    return wait_ms;
}

void servers_refused(struct servers *servers, size_t which,
                     int64_t retry_after_s, int64_t now_ms)
{
    struct server *server = &servers->list[which];

    known_get_budget(servers->known, server->host, &server->budget);
    budget_refused(&server->budget, server->manners, retry_after_s, now_ms);
    known_put_budget(servers->known, server->host, &server->budget);
    log_info(servers->log, "%s: asked too often; not again for %d s",
             server->host,
             (int)((server->budget.not_before_ms - now_ms) / 1000));
}

void servers_failed(struct servers *servers, size_t which, const char *why,
                    int64_t now_ms)
{
    struct server *server = &servers->list[which];

    known_get_budget(servers->known, server->host, &server->budget);
    budget_failed(&server->budget, now_ms);
    known_put_budget(servers->known, server->host, &server->budget);
    server->is_down = server->budget.fails >= 2;
    log_info(servers->log, "%s: %s", server->host, why);
}

void servers_succeeded(struct servers *servers, size_t which)
{
    struct server *server = &servers->list[which];

    if (server->budget.fails > 0) {
        known_get_budget(servers->known, server->host, &server->budget);
        budget_succeeded(&server->budget);
        known_put_budget(servers->known, server->host, &server->budget);
    }
}

static int ask_rdap(struct servers *servers, size_t which,
                    const struct job *job)
{
    const char *base = servers->list[which].url;
    char text[ADDR_TEXT_CAP];
    char url[URL_CAP];
    size_t len = strlen(base);

    if (job->url != NULL) {
        return net_fetch(servers->net, job->url, which);
    }
    /* A base may or may not end in a slash. */
    (void)format_text(url, sizeof(url), "%s%sip/%s", base,
                      len > 0 && base[len - 1] == '/' ? "" : "/",
                      addr_format(&job->addr, text));
    return net_fetch(servers->net, url, which);
}

static int ask_whois(struct servers *servers, size_t which,
                     const struct job *job)
{
    struct server *server = &servers->list[which];
    const char *flags = which == SERVER_OWN_WHOIS
                            ? ""
                            : registries[which - SERVER_WHOIS].whois_flags;
    char address[ADDR_TEXT_CAP];
    char text[128];
    struct net_talk talk = {
        .host = server->host,
        .port = server->port,
        .text = text,
        .max = WHOIS_SIZE_MAX,
        .timeout_ms = WHOIS_MS,
    };

    (void)format_text(text, sizeof(text), "%s%s\r\n", flags,
                      addr_format(&job->addr, address));
    talk.len = strlen(text);
    return net_talk(servers->net, &talk, which);
}

int servers_ask(struct servers *servers, size_t which, const struct job *job)
{
    return server_is_whois(which) ? ask_whois(servers, which, job)
                                  : ask_rdap(servers, which, job);
}

int servers_ask_many(struct servers *servers, const struct jobs *jobs)
{
    struct server *server = &servers->list[SERVER_CYMRU];
    struct net_talk talk = {
        .host = server->host,
        .port = server->port,
        .max = CYMRU_MAX,
        .timeout_ms = CYMRU_MS,
    };
    const struct job *job;
    struct buf text;
    int rc;

    buf_init(&text, NET_TALK_MAX);
    rc = buf_puts(&text, "begin\nverbose\n");
    for (job = jobs->first; job != NULL && rc == 0; job = job->next) {
        char address[ADDR_TEXT_CAP];

        rc = buf_printf(&text, "%s\n", addr_format(&job->addr, address));
    }
    if (rc == 0) {
        rc = buf_puts(&text, "end\n");
    }
    if (rc == 0) {
        talk.text = (const char *)text.data;
        talk.len = text.len;
        rc = net_talk(servers->net, &talk, SERVER_CYMRU);
    }
    buf_fini(&text);
    return rc;
}
