/* SPDX-License-Identifier: Apache-2.0 */
/* The user's adb keys. See keys.h. */
#include "cmd/keys.h"

#include "base/format.h"
#include "cmd/terminal.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* DESIGN's table of limits: people can be seen to read, or not. */
#define WAIT_TERMINAL_MS 60000
#define WAIT_MS 10000

#define PASSWD_CAP 16384
#define HOST_CAP 256

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* As adb: the environment's, else what the system knows of the user. */
void keys_find(const struct settings *settings, struct keys_of_user *out)
{
    const char *login = or_empty(settings->login);
    const char *home = or_empty(settings->home);
    char bytes[PASSWD_CAP];
    char host[HOST_CAP];
    struct passwd entry;
    struct passwd *user = NULL;

    /* Not needlessly: that may be a question to a server far away. */
    if ((login[0] == '\0' || home[0] == '\0') &&
        getpwuid_r(getuid(), &entry, bytes, sizeof(bytes), &user) == 0 &&
        user != NULL) {
        login = login[0] == '\0' ? or_empty(user->pw_name) : login;
        home = home[0] == '\0' ? or_empty(user->pw_dir) : home;
    }
    if (gethostname(host, sizeof(host)) < 0) {
        host[0] = '\0';
    }
    host[sizeof(host) - 1] = '\0';
    (void)format_text(out->owner, sizeof(out->owner), "%s@%s", login, host);
    (void)format_text(out->home, sizeof(out->home), "%s", home);
    out->places.home = out->home;
    out->places.owner = out->owner;
    out->places.vendor_keys = settings->vendor_keys;
}

int keys_wait_ms(const struct settings *settings)
{
    if (settings->wait_auth_ms > 0) {
        return settings->wait_auth_ms;
    }
    return terminal_width(STDERR_FILENO) > 0 ? WAIT_TERMINAL_MS : WAIT_MS;
}
