/* SPDX-License-Identifier: Apache-2.0 */
/* See curl_calls.h. */
#include "enrich/curl_calls.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The name is that of the interface, the same since 2006. */
#define LIBRARY "libcurl.so.4"
/* CURLOPT_PROTOCOLS_STR: without it redirects could lead to any protocol. */
#define VERSION_MIN 0x075500u
#define VERSION_MIN_TEXT "7.85"

/* Does not compile where a type is not that of the header. */
#define CALL(name)                                          \
    {                                                       \
        "curl_" #name, offsetof(struct curl_calls, name),   \
            sizeof(true ? &curl_##name : loaded.calls.name) \
    }

static struct {
    pthread_once_t once;
    struct curl_calls calls;
    struct err err; /* why there are none */
    int rc;
} loaded = {.once = PTHREAD_ONCE_INIT};

static const struct {
    const char *name;
    size_t at;
    size_t size;
} rows[] = {
    CALL(global_init),
    CALL(global_cleanup),
    CALL(version_info),
    CALL(free),
    CALL(slist_append),
    CALL(slist_free_all),
    CALL(easy_init),
    CALL(easy_cleanup),
    CALL(easy_setopt),
    CALL(easy_getinfo),
    CALL(easy_strerror),
    CALL(easy_recv),
    CALL(easy_send),
    CALL(multi_init),
    CALL(multi_cleanup),
    CALL(multi_add_handle),
    CALL(multi_remove_handle),
    CALL(multi_perform),
    CALL(multi_poll),
    CALL(multi_info_read),
    CALL(url),
    CALL(url_cleanup),
    CALL(url_get),
    CALL(url_set),
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) * sizeof(void *) ==
                   sizeof(struct curl_calls),
               "each function has its row");

int curl_calls_load(const char *library, struct curl_calls *out,
                    struct err *err)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    const curl_version_info_data *info;
    size_t i;

    if (handle == NULL) {
        return err_set(err, ERR_IO,
                       "--whois needs libcurl (Debian: libcurl4): %s",
                       dlerror());
    }
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        void *symbol = dlsym(handle, rows[i].name);

        if (symbol == NULL) {
            (void)dlclose(handle);
            return err_set(err, ERR_IO, "%s has no %s()", library,
                           rows[i].name);
        }
        /* POSIX, dlsym(): a pointer to a function fits and stays one. */
        memcpy((char *)out + rows[i].at, &symbol, rows[i].size);
    }
    info = out->version_info(CURLVERSION_FIRST);
    if (info->version_num < VERSION_MIN) {
        (void)err_set(err, ERR_IO,
                      "libcurl %s is too old: " VERSION_MIN_TEXT " at least",
                      info->version);
        (void)dlclose(handle);
        return ERR_IO;
    }
    return 0;
}

static void load(void)
{
    loaded.rc = curl_calls_load(LIBRARY, &loaded.calls, &loaded.err);
}

int curl_calls(const struct curl_calls **out, struct err *err)
{
    (void)pthread_once(&loaded.once, load);
    *out = &loaded.calls;
    return loaded.rc < 0 ? err_set(err, loaded.rc, "%s", loaded.err.text) : 0;
}
