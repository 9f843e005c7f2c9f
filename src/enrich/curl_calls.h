/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcurl, loaded when it is first used. Linked it would be loaded by every
 * command, with some thirty libraries of its own: 5 ms and 6 MB for those
 * that want nothing of it.
 *
 * The constants, types and macros are those of <curl/curl.h>; a function
 * curl_NAME() is called as curl->NAME().
 */
#ifndef ADBNET_ENRICH_CURL_CALLS_H
#define ADBNET_ENRICH_CURL_CALLS_H

#include "base/err.h"

#include <curl/curl.h>

struct curl_calls {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    curl_version_info_data *(*version_info)(CURLversion age);
    void (*free)(void *text);
    struct curl_slist *(*slist_append)(struct curl_slist *list,
                                       const char *text);
    void (*slist_free_all)(struct curl_slist *list);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *easy);
    CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *easy, CURLINFO what, ...);
    const char *(*easy_strerror)(CURLcode code);
    CURLcode (*easy_recv)(CURL *easy, void *to, size_t cap, size_t *len);
    CURLcode (*easy_send)(CURL *easy, const void *bytes, size_t len,
                          size_t *sent);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *multi);
    CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
    CURLMcode (*multi_perform)(CURLM *multi, int *running);
    CURLMcode (*multi_poll)(CURLM *multi, struct curl_waitfd *fds,
                            unsigned count, int timeout_ms, int *ready);
    CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
    CURLU *(*url)(void);
    void (*url_cleanup)(CURLU *parts);
    CURLUcode (*url_get)(CURLU *parts, CURLUPart what, char **out,
                         unsigned flags);
    CURLUcode (*url_set)(CURLU *parts, CURLUPart what, const char *text,
                         unsigned flags);
};

/*
 * Loads libcurl, the first time. 0, or a negative code with its sentence if
 * there is none or one that is too old. Any thread; it stays until the end.
 */
int curl_calls(const struct curl_calls **out, struct err *err);

/* The same with a library of this file name: 0 or a negative code. */
int curl_calls_load(const char *library, struct curl_calls *out,
                    struct err *err);

#endif
