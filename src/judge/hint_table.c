/* SPDX-License-Identifier: Apache-2.0 */
/* See hint_table.h. */
#include "judge/hint_table.h"

#include "judge/hints.h"

#define SETTING_UP_A_PROXY                                    \
    {                                                         \
        "MASTG-TECH-0011", "Setting Up an Interception Proxy" \
    }

static const struct hint_reference none[] = {{NULL, NULL}};
/* Those of other collections have no title here. */
static const struct hint_reference plain[] = {
    {"MASTG-TEST-0236", "Cleartext Traffic Observed on the Network"},
    {"MASWE-0050", NULL},
    {"MASVS-NETWORK-1", NULL},
    {NULL, NULL},
};
static const struct hint_reference proxy[] = {
    SETTING_UP_A_PROXY,
    {"MASTG-TECH-0109", "Intercepting Flutter HTTPS Traffic"},
    {"MASTG-TECH-0125", "Intercepting Xamarin Traffic"},
    {NULL, NULL},
};
static const struct hint_reference path[] = {SETTING_UP_A_PROXY, {NULL, NULL}};
static const struct hint_reference raw[] = {
    {"MASTG-TEST-0239",
     "Using low-level APIs (e.g. Socket) to set up a custom HTTP connection"},
    {NULL, NULL},
};
static const struct hint_reference open_connections[] = {
    {"MASTG-TECH-0028", "Get Open Connections"},
    {NULL, NULL},
};

static const struct hint_words words[HINT_KINDS] = {
    [HINT_OFF_PATH] =
        {"off-path", "content, encryption, requested host name",
         "an app, a host or a kind of traffic that the set-up leaves out", NULL,
         path},
    [HINT_PLAIN_PORT] = {"plain-port",
                         "content, encryption, requested host name", NULL,
                         "static: MASTG-TEST-0233, -0235, -0237", plain},
    [HINT_BYPASSES_PROXY] =
        {"bypasses-proxy", "content, encryption, requested host name",
         "a framework that ignores the proxy of the system; a host that the "
         "proxy's settings exclude; UDP, which no HTTP proxy takes",
         "redirect it below the app (MASTG-TECH-0011)", proxy},
    [HINT_OUTSIDE_VPN] =
        {"outside-vpn", "content, encryption, requested host name",
         "an app or a network that the VPN's settings exclude; opened before "
         "the VPN was up",
         NULL, none},
    [HINT_OPEN_LISTENER] = {"open-listener",
                            "whether it can be reached: that was not tested",
                            "behind a firewall or NAT; for a short time only",
                            "try to connect from the same network",
                            open_connections},
    [HINT_RAW_SOCKET] = {"raw-socket", "what is sent or read through it",
                         "a program for diagnosis; a VPN",
                         "look which permission or right gave it", raw},
    [HINT_NEW] = {"new", "content, encryption, requested host name",
                  "another address of a service that was there before; "
                  "something that was not exercised then",
                  NULL, none},
    [HINT_NO_ANSWER] = {"no-answer", "why nobody answered",
                        "a firewall; a service that is down or gone", NULL,
                        none},
    [HINT_TEST_LISTENER] =
        {"test-listener", "what was sent",
         "an app that looks for tools of testers; the tool itself, inside "
         "the app",
         NULL, none},
};

const struct hint_words *hint_words(enum hint_kind kind)
{
    return &words[kind];
}

const char *hints_edition(void)
{
    return "OWASP MASTG, commit " HINT_MASTG_COMMIT " of 2025-07-29";
}
