/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The phone's own addresses and those of the world as the kernel wants them.
 * No socket is opened here: that is gen.c.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "gen.h"
#include "util.h"

#define PHONE4 "192.0.2.17"
#define PHONE6 "2001:db8:1::17"
#define PHONE6_FULL "2001:db8:1111:2222:3333:4444:5555:6666"

socklen_t fill_address(struct sockaddr_storage *out, enum family family,
                       const char *text, int port)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    char mapped[INET6_ADDRSTRLEN + 8];

    memset(out, 0, sizeof(*out));
    if (family == F4) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        if (text != NULL && inet_pton(AF_INET, text, &v4->sin_addr) != 1) {
            die(text);
        }
        return sizeof(*v4);
    }
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    if (text != NULL) {
        snprintf(mapped, sizeof(mapped), "%s%s",
                 strchr(text, ':') == NULL ? "::ffff:" : "", text);
        if (inet_pton(AF_INET6, mapped, &v6->sin6_addr) != 1) {
            die(mapped);
        }
    }
    return sizeof(*v6);
}

const char *own_address(enum family family, const char *remote)
{
    if (family != F6) {
        return PHONE4;
    }
    return strncmp(remote, "2001:db8:aaaa:bbbb:", 19) == 0 ? PHONE6_FULL
                                                           : PHONE6;
}
