/* SPDX-License-Identifier: Apache-2.0 */
/* URLs are taken apart by who fetches them: two readers could differ. */
#include "enrich/referral.h"

#include "enrich/curl_calls.h"
#include "enrich/registry.h"

#include <string.h>

/* A part of the URL, or "" if it has none. False: no memory, too long. */
static bool part(const struct curl_calls *curl, CURLU *parts, CURLUPart what,
                 char out[REFERRAL_HOST_CAP])
{
    char *text = NULL;
    size_t len;
    bool is_fine;

    out[0] = '\0';
    if (curl->url_get(parts, what, &text, 0) != CURLUE_OK) {
        return true;
    }
    len = strlen(text);
    is_fine = len < REFERRAL_HOST_CAP;
    if (is_fine) {
        memcpy(out, text, len + 1);
    }
    curl->free(text);
    return is_fine;
}

static int check(const struct curl_calls *curl, CURLU *parts, const char *url,
                 char host[REFERRAL_HOST_CAP], struct err *err)
{
    char text[REFERRAL_HOST_CAP];

    if (curl->url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
        !part(curl, parts, CURLUPART_SCHEME, text)) {
        return err_set(err, ERR_USAGE, "%.100s is no URL", url);
    }
    if (strcmp(text, "https") != 0) {
        return err_set(err, ERR_USAGE, "%.100s is not https", url);
    }
    if (!part(curl, parts, CURLUPART_USER, text) || text[0] != '\0' ||
        !part(curl, parts, CURLUPART_PASSWORD, text) || text[0] != '\0') {
        return err_set(err, ERR_USAGE, "%.100s names a user", url);
    }
    if (!part(curl, parts, CURLUPART_HOST, host) || host[0] == '\0') {
        return err_set(err, ERR_USAGE, "%.100s has no host", url);
    }
    return 0;
}

static int take_apart(const char *url, char host[REFERRAL_HOST_CAP],
                      char port[REFERRAL_HOST_CAP], struct err *err)
{
    const struct curl_calls *curl;
    CURLU *parts;
    int rc = curl_calls(&curl, err);

    if (rc < 0) {
        return rc;
    }
    parts = curl->url();
    if (parts == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    rc = check(curl, parts, url, host, err);
    if (rc == 0 && !part(curl, parts, CURLUPART_PORT, port)) {
        rc = err_set(err, ERR_USAGE, "%.100s has no such port", url);
    }
    curl->url_cleanup(parts);
    return rc;
}

int referral_own_host(const char *url, char out[REFERRAL_HOST_CAP],
                      struct err *err)
{
    char port[REFERRAL_HOST_CAP] = "";

    return take_apart(url, out, port, err);
}

int referral_of_url(const char *url, const char *own_host, struct err *err)
{
    char host[REFERRAL_HOST_CAP];
    char port[REFERRAL_HOST_CAP] = "";
    int rc = take_apart(url, host, port, err);

    if (rc < 0) {
        return rc;
    }
    if (own_host != NULL && strcmp(host, own_host) == 0) {
        return REFERRAL_OWN;
    }
    rc = registry_of_rdap(str_from(host));
    if (rc < 0 || (port[0] != '\0' && strcmp(port, "443") != 0)) {
        return err_set(err, ERR_REFUSED, "%.100s is no registry", url);
    }
    return rc;
}
