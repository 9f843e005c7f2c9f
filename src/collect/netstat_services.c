/* SPDX-License-Identifier: Apache-2.0 */
/* See netstat_services.h. */
#include "collect/netstat_services.h"

#include <stddef.h>

struct service {
    const char *name;
    uint16_t number;
};

/*
 * The names that /etc/services gives ports that apps use (Debian's netbase
 * 6.4; a phone's list comes from an older one), and of IANA's registry, as
 * of 2024-04-30, those that stand in neither. "www" is what old lists call
 * port 80, "imap2" and "snmp-trap" are theirs to this day. Of http-alt's
 * three ports the one in these lists. Sorted as bytes.
 */
static const struct service services[] = {
    {"amqp", 5672},
    {"amqps", 5671},
    {"auth", 113},
    {"bgp", 179},
    {"bootpc", 68},
    {"bootps", 67},
    {"chargen", 19},
    {"daytime", 13},
    {"dict", 2628},
    {"discard", 9},
    {"domain", 53},
    {"domain-s", 853},
    {"echo", 7},
    {"epmap", 135},
    {"finger", 79},
    {"ftp", 21},
    {"ftp-data", 20},
    {"ftps", 990},
    {"git", 9418},
    {"gopher", 70},
    {"hkp", 11371},
    {"hpvroom", 5228},
    {"http", 80},
    {"http-alt", 8080},
    {"https", 443},
    {"imap", 143},
    {"imap2", 143},
    {"imap3", 220},
    {"imaps", 993},
    {"ipp", 631},
    {"ipsec-nat-t", 4500},
    {"irc", 194},
    {"ircd", 6667},
    {"ircs-u", 6697},
    {"isakmp", 500},
    {"kerberos", 88},
    {"l2f", 1701},
    {"ldap", 389},
    {"ldaps", 636},
    {"mdns", 5353},
    {"microsoft-ds", 445},
    {"mqtt", 1883},
    {"ms-wbt-server", 3389},
    {"mysql", 3306},
    {"netbios-dgm", 138},
    {"netbios-ns", 137},
    {"netbios-ssn", 139},
    {"nfs", 2049},
    {"nntp", 119},
    {"ntp", 123},
    {"openvpn", 1194},
    {"pcsync-https", 8443},
    {"pop3", 110},
    {"pop3s", 995},
    {"postgresql", 5432},
    {"radius", 1812},
    {"redis", 6379},
    {"rsync", 873},
    {"rtsp", 554},
    {"secure-mqtt", 8883},
    {"sip", 5060},
    {"sip-tls", 5061},
    {"smtp", 25},
    {"snmp", 161},
    {"snmp-trap", 162},
    {"socks", 1080},
    {"ssdp", 1900},
    {"ssh", 22},
    {"stun", 3478},
    {"submission", 587},
    {"submissions", 465},
    {"sunrpc", 111},
    {"syslog", 514},
    {"telnet", 23},
    {"tftp", 69},
    {"www", 80},
    {"x11", 6000},
    {"xmpp-client", 5222},
    {"xmpp-server", 5269},
};

/* IANA, Assigned Internet Protocol Numbers; those seen on raw sockets. */
static const struct service protocols[] = {
    {"icmp", 1}, {"igmp", 2}, {"ipv6-icmp", 58}, {"tcp", 6}, {"udp", 17},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static int compare(struct str name, const char *other)
{
    struct str b = str_from(other);
    size_t len = name.len < b.len ? name.len : b.len;
    int order = len == 0 ? 0 : memcmp(name.ptr, b.ptr, len);

    if (order != 0) {
        return order;
    }
    return name.len < b.len ? -1 : name.len > b.len;
}

static bool find(const struct service *table, size_t count, struct str name,
                 uint16_t *out)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(name, table[middle].name);

        if (order == 0) {
            *out = table[middle].number;
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

bool netstat_service_port(struct str name, uint16_t *out)
{
    return find(services, COUNT(services), name, out);
}

bool netstat_protocol_number(struct str name, uint16_t *out)
{
    return find(protocols, COUNT(protocols), name, out);
}
