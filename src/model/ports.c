/* SPDX-License-Identifier: Apache-2.0 */
/* Two small tables of port numbers. See ports.h. */
#include "model/ports.h"

#include "model/sock.h"

#include <stddef.h>

#define ON_TCP (1u << SOCK_TCP)
#define ON_UDP (1u << SOCK_UDP)
#define ON_BOTH (ON_TCP | ON_UDP)

struct port {
    uint16_t number;
    uint16_t protos;
    const char *name;
};

/*
 * IANA, Service Name and Transport Protocol Port Number Registry, as of
 * 2024-04-30; of several names for a port the first. Only ports that
 * testers of apps meet, sorted.
 */
static const struct port services[] = {
    {21, ON_TCP, "ftp"},
    {22, ON_TCP, "ssh"},
    {23, ON_TCP, "telnet"},
    {25, ON_TCP, "smtp"},
    {53, ON_BOTH, "domain"},
    {67, ON_UDP, "bootps"},
    {68, ON_UDP, "bootpc"},
    {69, ON_UDP, "tftp"},
    {80, ON_BOTH, "http"},
    {110, ON_TCP, "pop3"},
    {123, ON_UDP, "ntp"},
    {137, ON_UDP, "netbios-ns"},
    {143, ON_TCP, "imap"},
    {161, ON_UDP, "snmp"},
    {389, ON_BOTH, "ldap"},
    {443, ON_BOTH, "https"},
    {445, ON_TCP, "microsoft-ds"},
    {500, ON_UDP, "isakmp"},
    {546, ON_UDP, "dhcpv6-client"},
    {547, ON_UDP, "dhcpv6-server"},
    {554, ON_BOTH, "rtsp"},
    {587, ON_TCP, "submission"},
    {631, ON_TCP, "ipp"},
    {636, ON_TCP, "ldaps"},
    {853, ON_BOTH, "domain-s"},
    {990, ON_TCP, "ftps"},
    {993, ON_TCP, "imaps"},
    {995, ON_TCP, "pop3s"},
    {1080, ON_TCP, "socks"},
    {1194, ON_BOTH, "openvpn"},
    {1433, ON_TCP, "ms-sql-s"},
    {1883, ON_TCP, "mqtt"},
    {1900, ON_UDP, "ssdp"},
    {1935, ON_TCP, "macromedia-fcs"},
    {3306, ON_TCP, "mysql"},
    {3389, ON_BOTH, "ms-wbt-server"},
    {3478, ON_BOTH, "stun"},
    {3702, ON_UDP, "ws-discovery"},
    {4500, ON_UDP, "ipsec-nat-t"},
    {5060, ON_BOTH, "sip"},
    {5061, ON_BOTH, "sips"},
    {5222, ON_TCP, "xmpp-client"},
    {5269, ON_TCP, "xmpp-server"},
    {5349, ON_BOTH, "stuns"},
    {5353, ON_UDP, "mdns"},
    {5355, ON_UDP, "llmnr"},
    {5432, ON_TCP, "postgresql"},
    {5671, ON_TCP, "amqps"},
    {5672, ON_TCP, "amqp"},
    {5683, ON_BOTH, "coap"},
    {5684, ON_BOTH, "coaps"},
    {5900, ON_TCP, "rfb"},
    {6379, ON_TCP, "redis"},
    {6697, ON_TCP, "ircs-u"},
    {7275, ON_BOTH, "oma-ulp"},
    {8008, ON_BOTH, "http-alt"},
    {8080, ON_BOTH, "http-alt"},
    {8443, ON_TCP, "pcsync-https"},
    {8883, ON_TCP, "secure-mqtt"},
    {27017, ON_TCP, "mongodb"},
};

/*
 * Ports whose usual protocol does not encrypt unless both ends agree on it
 * later or are set up to. Own choice by the protocols' specifications;
 * 2026-08. Sorted.
 */
static const struct port plain[] = {
    {21, ON_TCP, "FTP"},
    {23, ON_TCP, "Telnet"},
    {25, ON_TCP, "SMTP"},
    {53, ON_BOTH, "DNS"},
    {69, ON_UDP, "TFTP"},
    {80, ON_TCP, "HTTP"},
    {110, ON_TCP, "POP3"},
    {123, ON_UDP, "NTP"},
    {143, ON_TCP, "IMAP"},
    {161, ON_UDP, "SNMP"},
    {389, ON_BOTH, "LDAP"},
    {554, ON_BOTH, "RTSP"},
    {1883, ON_TCP, "MQTT"},
    {1935, ON_TCP, "RTMP"},
    {3306, ON_TCP, "MySQL"},
    {5060, ON_BOTH, "SIP"},
    {5222, ON_TCP, "XMPP"},
    {5432, ON_TCP, "PostgreSQL"},
    {5672, ON_TCP, "AMQP"},
    {5683, ON_BOTH, "CoAP"},
    {6379, ON_TCP, "Redis"},
    {6667, ON_TCP, "IRC"},
    {8000, ON_TCP, "HTTP"},
    {8008, ON_TCP, "HTTP"},
    {8080, ON_TCP, "HTTP"},
    {8081, ON_TCP, "HTTP"},
    {8888, ON_TCP, "HTTP"},
    {9092, ON_TCP, "Kafka"},
    {9200, ON_TCP, "Elasticsearch"},
    {27017, ON_TCP, "MongoDB"},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct port *find(const struct port *table, size_t count,
                               unsigned proto, uint16_t number)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (table[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || table[low].number != number ||
        (table[low].protos >> proto & 1) == 0) {
        return NULL;
    }
    return &table[low];
}

const char *ports_service(unsigned proto, uint16_t port)
{
    const struct port *found = find(services, COUNT(services), proto, port);

    return found == NULL ? NULL : found->name;
}

bool ports_is_plain(unsigned proto, uint16_t port)
{
    return find(plain, COUNT(plain), proto, port) != NULL;
}
