/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rig's stand-in for Android's `ip`, which is iproute2's: `ip -o addr`,
 * one address a line, from the kernel. Lifetimes are said to be endless, and
 * scopes are those of the address. Nothing else.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static int bits(const unsigned char *mask, size_t size)
{
    int count = 0;
    size_t i;

    for (i = 0; i < size * 8; i++) {
        count += mask[i / 8] >> (7 - i % 8) & 1;
    }
    return count;
}

static void print_v4(const struct ifaddrs *one)
{
    const struct sockaddr_in *at = (const void *)one->ifa_addr;
    const struct sockaddr_in *mask = (const void *)one->ifa_netmask;
    const struct sockaddr_in *other = (const void *)one->ifa_ifu.ifu_broadaddr;
    int is_local = (ntohl(at->sin_addr.s_addr) >> 24) == 127;
    char text[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, &at->sin_addr, text, sizeof(text));
    printf("inet %s/%d", text, bits((const void *)&mask->sin_addr, 4));
    if ((one->ifa_flags & IFF_BROADCAST) != 0 && other != NULL &&
        other->sin_addr.s_addr != at->sin_addr.s_addr) {
        inet_ntop(AF_INET, &other->sin_addr, text, sizeof(text));
        printf(" brd %s", text);
    }
    printf(" scope %s %s", is_local ? "host" : "global", one->ifa_name);
}

static void print_v6(const struct ifaddrs *one)
{
    const struct sockaddr_in6 *at = (const void *)one->ifa_addr;
    const struct sockaddr_in6 *mask = (const void *)one->ifa_netmask;
    char text[INET6_ADDRSTRLEN];

    inet_ntop(AF_INET6, &at->sin6_addr, text, sizeof(text));
    printf("inet6 %s/%d scope %s ", text,
           bits((const void *)&mask->sin6_addr, 16),
           IN6_IS_ADDR_LOOPBACK(&at->sin6_addr)    ? "host"
           : IN6_IS_ADDR_LINKLOCAL(&at->sin6_addr) ? "link"
                                                   : "global");
}

int main(int argc, char **argv)
{
    struct ifaddrs *all;
    const struct ifaddrs *one;

    if (argc != 3 || strcmp(argv[1], "-o") != 0 ||
        strcmp(argv[2], "addr") != 0) {
        fprintf(stderr, "Option \"%s\" is unknown, try \"ip -help\".\n",
                argc > 1 ? argv[1] : "");
        return 255;
    }
    if (getifaddrs(&all) < 0) {
        perror("Cannot open netlink socket");
        return 1;
    }
    for (one = all; one != NULL; one = one->ifa_next) {
        int family = one->ifa_addr == NULL ? 0 : one->ifa_addr->sa_family;

        if (family != AF_INET && family != AF_INET6) {
            continue;
        }
        printf("%u: %s    ", if_nametoindex(one->ifa_name), one->ifa_name);
        if (family == AF_INET) {
            print_v4(one);
        } else {
            print_v6(one);
        }
        printf("\\       valid_lft forever preferred_lft forever\n");
    }
    freeifaddrs(all);
    return 0;
}
