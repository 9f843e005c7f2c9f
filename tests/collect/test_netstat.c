/* SPDX-License-Identifier: Apache-2.0 */
/* Whole outputs of every netstat, and pages that quote them. */
#include "netstat_text.h"

#include "base/failmalloc.h"

/* The facts a text shows about the netstat that printed it. */
struct about {
    enum netstat_flavour flavour;
    enum netstat_listing listing;
    bool hides_ports;
    bool lacks_pids;
    size_t garbled;
};

static const struct {
    const char *why;
    const char *text;
    const char *want;
    struct about about;
} outputs[] = {
    {"toolbox: Android 5 and before",
     "Proto Recv-Q Send-Q Local Address          Foreign Address        State\n"
     " tcp       0      0 192.0.2.17:47919       203.0.113.10:443       "
     "ESTABLISHED\n"
     " tcp       0      1 0.0.0.0:5037           0.0.0.0:*              "
     "LISTEN\n"
     " udp       0      0 0.0.0.0:5353           0.0.0.0:*              CLOSE\n"
     "tcp6       3      0 ::ffff:192.0.2.17:48217 ::ffff:203.0.113.10:443 "
     "ESTABLISHED\n"
     "tcp6       0      0 :::8080                :::*                   "
     "LISTEN\n",
     "tcp ipv4 192.0.2.17 47919 203.0.113.10 443 ESTABLISHED 0/0 - -\n"
     "tcp ipv4 0.0.0.0 5037 0.0.0.0 0 LISTEN 0/1 - -\n"
     "udp ipv4 0.0.0.0 5353 0.0.0.0 0 UNCONNECTED 0/0 - -\n"
     "tcp ipv4-mapped 192.0.2.17 48217 203.0.113.10 443 ESTABLISHED 3/0 - -\n"
     "tcp ipv6 :: 8080 :: 0 LISTEN 0/0 - -\n",
     {.flavour = NETSTAT_TOOLBOX}},
    {"toybox 0.5.2 (Android 6): IPv6 is called tcp, nothing is cut or hidden",
     "Active Internet connections (w/o servers)\n"
     "Proto Recv-Q Send-Q Local Address           Foreign Address         "
     "State     \n"
     "tcp        0      0 192.0.2.17:47368        203.0.113.10:443        "
     "ESTABLISHED \n"
     "tcp        0      0 2001:db8::5c1f:22:55557 2001:db8:4:81f::200e:443 "
     "ESTABLISHED \n"
     "tcp        0      0 ::ffff:192.0.2.17:48217 ::ffff:203.0.113.10:443 "
     "CLOSE_WAIT  \n"
     "udp        0      0 192.0.2.17:36050        203.0.113.10:443        "
     "ESTABLISHED \n",
     "tcp ipv4 192.0.2.17 47368 203.0.113.10 443 ESTABLISHED 0/0 - -\n"
     "tcp ipv6 2001:db8::5c1f:22 55557 2001:db8:4:81f::200e 443 ESTABLISHED "
     "0/0 - -\n"
     "tcp ipv4-mapped 192.0.2.17 48217 203.0.113.10 443 CLOSE_WAIT 0/0 - -\n"
     "udp ipv4 192.0.2.17 36050 203.0.113.10 443 CONNECTED 0/0 - -\n",
     {.flavour = NETSTAT_TOYBOX, .listing = NETSTAT_CONNECTED}},
    {"toybox 0.7.0 (Android 7): what is 23 wide has lost its port, too",
     INET_TITLE
     "(servers and established)\n" HEADER "\n"
     "tcp        0      0 192.0.2.17:47368        203.0.113.10:443        "
     "ESTABLISHED \n"
     "tcp        0      0 2001:db8::5c1f:22ab:555 2001:db8:4:81f::200e:44 "
     "ESTABLISHED \n"
     "tcp        0      0 192.0.2.17:38480        lb-f100.edge.example.ne "
     "ESTABLISHED \n"
     "tcp        0      0 192.0.2.17:38481        lb-f10.edge.example:htt "
     "ESTABLISHED \n"
     "tcp        0      0 :::8080                 :::*                    "
     "LISTEN      \n"
     "udp        0      0 :::5353                 :::*                    "
     "            \n",
     "tcp ipv4 192.0.2.17 47368 203.0.113.10 443 ESTABLISHED 0/0 - -\n"
     "tcp ipv6 \"2001:db8::5c1f:22ab:555\"~ 0 \"2001:db8:4:81f::200e:44\"~ 0 "
     "ESTABLISHED 0/0 - -\n"
     "tcp ipv4 192.0.2.17 38480 \"lb-f100.edge.example.ne\"~ 0 ESTABLISHED "
     "0/0 - -\n"
     "tcp ipv4 192.0.2.17 38481 \"lb-f10.edge.example:htt\"~ 0 ESTABLISHED "
     "0/0 - -\n"
     "tcp ipv6 :: 8080 :: 0 LISTEN 0/0 - -\n"
     "udp ipv6 :: 5353 :: 0 UNCONNECTED 0/0 - -\n",
     {.flavour = NETSTAT_TOYBOX, .listing = NETSTAT_ALL}},
    {"toybox 0.7.3 to 0.8.4, -a: the title the other way round",
     INET_TITLE
     "(established and servers)\n" HEADER
     " User       Inode       PID/Program Name\n"
     "tcp        0      0 0.0.0.0:8443            0.0.0.0:*               "
     "LISTEN      10211      42781       9123/com.example.dbg\n"
     "tcp6       0      0 :::4430                 :::*                    "
     "LISTEN      1010093    4294967296  -\n"
     "udp6       0      0 :::5353                 :::*                    "
     "            1020       42793       -\n"
     "raw        0      0 0.0.0.0:1               0.0.0.0:*               "
     "7           0          42800       77/ping\n"
     "Active UNIX domain sockets (established and servers)\n"
     "Proto RefCnt Flags\t Type\t    State\t    I-Node PID/Program Name Path\n"
     "unix  2      [ ACC ]     STREAM     LISTENING        42794 "
     "24934/com.google.an@x.y\n",
     "tcp ipv4 0.0.0.0 8443 0.0.0.0 0 LISTEN 0/0 10211/42781 "
     "9123/com.example.dbg\n"
     "tcp ipv6 :: 4430 :: 0 LISTEN 0/0 1010093/4294967296 -\n"
     "udp ipv6 :: 5353 :: 0 UNCONNECTED 0/0 1020/42793 -\n"
     "raw ipv4 0.0.0.0 1 0.0.0.0 0 CLOSE 0/0 0/42800 77/ping\n"
     "unix\n",
     {.flavour = NETSTAT_TOYBOX, .listing = NETSTAT_ALL}},
    {"toybox from 0.8.5, -p: names cut before their port",
     INET_TITLE
     "(w/o servers)\n" HEADER " PID/Program Name\n"
     "tcp        0      0 192.0.2.17:47368        203.0.113.10:https      "
     "CLOSE_WAIT  24685/com.example.video\n"
     "tcp        0      0 192.0.2.17:38480        lb-f100.edge.exam:https "
     "ESTABLISHED 24685/com.example.video\n"
     "tcp        0      0 192.0.2.17:38482        cdn.example.net:https   "
     "ESTABLISHED 24685/com.example.video\n"
     "tcp6       0      0 2001:db8::5c1f:22:55557 2001:db8:4:81f::2:https "
     "ESTABLISHED 24685/com.example.video:remote\n"
     "tcp6       0      0 ::ffff:192.0.2.17:48217 ::ffff:203.0.113.10:443 "
     "ESTABLISHED 24685/\n"
     "udp        0      0 192.0.2.17:36050        203.0.113.10:443        "
     "ESTABLISHED -\n",
     "tcp ipv4 192.0.2.17 47368 203.0.113.10 443 CLOSE_WAIT 0/0 - "
     "24685/com.example.video\n"
     "tcp ipv4 192.0.2.17 38480 \"lb-f100.edge.exam\"~ 443 ESTABLISHED 0/0 - "
     "24685/com.example.video\n"
     "tcp ipv4 192.0.2.17 38482 \"cdn.example.net\" 443 ESTABLISHED 0/0 - "
     "24685/com.example.video\n"
     "tcp ipv6 \"2001:db8::5c1f:22\"~ 55557 \"2001:db8:4:81f::2\"~ 443 "
     "ESTABLISHED 0/0 - 24685/com.example.video:remote\n"
     "tcp ipv4-mapped \"::ffff:192.0.2.17\"~ 48217 \"::ffff:203.0.113.10\"~ "
     "443 ESTABLISHED 0/0 - 24685/\n"
     "udp ipv4 192.0.2.17 36050 203.0.113.10 443 CONNECTED 0/0 - -\n",
     {.flavour = NETSTAT_TOYBOX,
      .listing = NETSTAT_CONNECTED,
      .hides_ports = true}},
    {"toybox -e without -n: users by name",
     INET_TITLE
     "(only servers)\n" HEADER " User       Inode      \n"
     "tcp        0      0 127.0.0.1:8080          0.0.0.0:*               "
     "LISTEN      u0_a93     1           \n"
     "tcp        0      0 127.0.0.1:8081          0.0.0.0:*               "
     "LISTEN      u10_a93    2           \n"
     "tcp        0      0 127.0.0.1:8082          0.0.0.0:*               "
     "LISTEN      u0_i9001   3           \n"
     "tcp        0      0 127.0.0.1:8083          0.0.0.0:*               "
     "LISTEN      system     4           \n"
     "tcp        0      0 127.0.0.1:8084          0.0.0.0:*               "
     "LISTEN      vendor_qti 5           \n"
     "tcp        0      0 127.0.0.1:8085          0.0.0.0:*               "
     "LISTEN      -2         6           \n"
     "udp        0      0 127.0.0.1:8086          0.0.0.0:*               "
     "            root       7           \n",
     "tcp ipv4 127.0.0.1 8080 0.0.0.0 0 LISTEN 0/0 10093/1 -\n"
     "tcp ipv4 127.0.0.1 8081 0.0.0.0 0 LISTEN 0/0 1010093/2 -\n"
     "tcp ipv4 127.0.0.1 8082 0.0.0.0 0 LISTEN 0/0 99001/3 -\n"
     "tcp ipv4 127.0.0.1 8083 0.0.0.0 0 LISTEN 0/0 1000/4 -\n"
     "tcp ipv4 127.0.0.1 8084 0.0.0.0 0 LISTEN 0/0 vendor_qti/5 -\n"
     "tcp ipv4 127.0.0.1 8085 0.0.0.0 0 LISTEN 0/0 4294967294/6 -\n"
     "udp ipv4 127.0.0.1 8086 0.0.0.0 0 UNCONNECTED 0/0 0/7 -\n",
     {.flavour = NETSTAT_TOYBOX, .listing = NETSTAT_SERVERS}},
    {"toybox 0.8.9 -W: whole",
     INET_TITLE
     "(servers and established)\n" HEADER_WIDE "\n"
     "tcp6       4      0 [::]:443                                            "
     "[::]:*                                              LISTEN     \n"
     "tcp6       0      0 2001:db8::5c1f:22ab:55557                           "
     "2001:db8:4:81f::200e:443                            ESTABLISHED\n"
     "tcp6       0      0 2001:db8::5c1f:22:55557                             "
     "a-name-that-is-cut-even-here.static.example.n:https ESTABLISHED\n"
     "raw6       0      0 [::]:58                                             "
     "[::]:*                                              7          \n",
     "tcp ipv6 :: 443 :: 0 LISTEN 4/0 - -\n"
     "tcp ipv6 2001:db8::5c1f:22ab 55557 2001:db8:4:81f::200e 443 ESTABLISHED "
     "0/0 - -\n"
     "tcp ipv6 2001:db8::5c1f:22 55557 "
     "\"a-name-that-is-cut-even-here.static.example.n\"~ 443 ESTABLISHED 0/0 "
     "- -\n"
     "raw ipv6 :: 58 :: 0 CLOSE 0/0 - -\n",
     {.flavour = NETSTAT_TOYBOX, .listing = NETSTAT_ALL}},
    {"toybox from 0.8.5 that finds no names shows those of other rows",
     INET_TITLE
     "(servers and established)\n" HEADER "\n"
     "tcp        1      0 v:8443:9090             0.0.0.0:*               "
     "LISTEN     \n"
     "tcp        0      0 v:8443:9090:9090:47369  0.0.0.0:*:47369:9090    "
     "ESTABLISHED\n"
     "tcp        0      0 :443                    203.0.113.10:443        "
     "ESTABLISHED\n"
     "tcp        0      0 \x01\xca\x7f:443                 203.0.113.10:443    "
     "    "
     "ESTABLISHED\n"
     "tcp        0      0 192.0.2.17:47368        203.0.113.10:\xca          "
     "ESTABLISHED\n"
     "tcp6       0      0 [::]:https:40000::48217 [::]:*:https:http:https "
     "ESTABLISHED\n",
     "tcp ipv4 \"v:8443\"~ 9090 0.0.0.0 0 LISTEN 1/0 - - garbled\n"
     "tcp ipv4 \"v:8443:9090:9090\"~ 47369 \"0.0.0.0:*:47369\"~ 9090 "
     "ESTABLISHED 0/0 - - garbled\n"
     "tcp ipv4 \":443\"~ 443 203.0.113.10 443 ESTABLISHED 0/0 - - garbled\n"
     "tcp ipv4 \"\x01\xca\x7f\"~ 443 203.0.113.10 443 ESTABLISHED 0/0 - - "
     "garbled\n"
     "bad\n"
     "tcp ipv6 \"[::]:https:40000:\"~ 48217 \"[::]:*:https:http\"~ 443 "
     "ESTABLISHED 0/0 - - garbled\n",
     {.flavour = NETSTAT_TOYBOX, .listing = NETSTAT_ALL, .garbled = 5}},
    {"toybox: queues of seven digits leave no blank",
     HEADER
     "\n"
     "tcp        01234567 192.0.2.17:47368        203.0.113.10:443        "
     "ESTABLISHED\n"
     "tcp   12345612345678 192.0.2.17:47369        203.0.113.10:443        "
     "ESTABLISHED\n"
     "tcp6  1234567      8 192.0.2.17:47370        203.0.113.10:443        "
     "ESTABLISHED\n",
     "tcp ipv4 192.0.2.17 47368 203.0.113.10 443 ESTABLISHED 0/1234567 - -\n"
     "tcp ipv4 192.0.2.17 47369 203.0.113.10 443 ESTABLISHED 123456/12345678 "
     "- -\n"
     "tcp ipv4-mapped 192.0.2.17 47370 203.0.113.10 443 ESTABLISHED "
     "1234567/8 - -\n",
     {.flavour = NETSTAT_NET_TOOLS}},
    {"busybox: IPv6 is called tcp and shifts the columns",
     INET_TITLE
     "(servers and established)\n" HEADER " \n"
     "tcp        0      0 0.0.0.0:8443            0.0.0.0:*               "
     "LISTEN      \n"
     "tcp        4      0 :::443                  :::*                    "
     "LISTEN      \n"
     "tcp        0      0 2001:db8::5c1f:22:55557 2001:db8:4:81f::200e:443 "
     "ESTABLISHED \n"
     "tcp        0      0 ::ffff:203.0.113.10:443 ::ffff:192.0.2.17:48217 "
     "ESTABLISHED \n"
     "udp        0      0 127.0.0.1:5354          0.0.0.0:*               "
     "            \n"
     "udp        0      0 ::1:5353                :::*                    "
     "            \n"
     "raw        0      0 ::%641546909:58         ::%32:*                 "
     "58          \n"
     "Active UNIX domain sockets (servers and established)\n"
     "Proto RefCnt Flags       Type       State         I-Node Path\n"
     "unix  3      [ ]         STREAM     CONNECTED     859138 \n"
     "unix  2      [ ACC ]     STREAM     LISTENING     858112 @jdwp control\n",
     "tcp ipv4 0.0.0.0 8443 0.0.0.0 0 LISTEN 0/0 - -\n"
     "tcp ipv6 :: 443 :: 0 LISTEN 4/0 - -\n"
     "tcp ipv6 2001:db8::5c1f:22 55557 2001:db8:4:81f::200e 443 ESTABLISHED "
     "0/0 - -\n"
     "tcp ipv4-mapped 203.0.113.10 443 192.0.2.17 48217 ESTABLISHED 0/0 - -\n"
     "udp ipv4 127.0.0.1 5354 0.0.0.0 0 UNCONNECTED 0/0 - -\n"
     "udp ipv6 ::1 5353 :: 0 UNCONNECTED 0/0 - -\n"
     "raw ipv6 :: 58 :: 0 UNKNOWN(0x3a) 0/0 - -\n"
     "unix\nunix\n",
     {.flavour = NETSTAT_BUSYBOX, .listing = NETSTAT_ALL}},
    {"net-tools -p: v4-mapped as plain IPv4, programs cut to 19",
     "(Not all processes could be identified, non-owned process info\n"
     " will not be shown, you would have to be root to see it "
     "all.)\n" INET_TITLE "(w/o servers)\n" HEADER " PID/Program name    \n"
     "tcp        0      0 192.0.2.17:47369        203.0.113.10:9090       "
     "ESTABLISHED 1869/python3        \n"
     "tcp6       0      0 2001:db8::1:40000       2001:db8:4:81f::2:https "
     "ESTABLISHED 24685/com.example.a \n"
     "tcp6       0      0 203.0.113.10:https      192.0.2.17:47368        "
     "ESTABLISHED -                   \n"
     "tcp6       0      0 192.0.2.17:8443         :::*                    "
     "LISTEN      30640/sshd: user@pt \n"
     "udpl       0      0 192.0.2.17:7            0.0.0.0:*               "
     "            30640/a b           \n",
     "tcp ipv4 192.0.2.17 47369 203.0.113.10 9090 ESTABLISHED 0/0 - "
     "1869/python3\n"
     "tcp ipv6 2001:db8::1 40000 \"2001:db8:4:81f::2\"~ 443 ESTABLISHED 0/0 - "
     "24685/com.example.a~\n"
     "tcp ipv4-mapped 203.0.113.10 443 192.0.2.17 47368 ESTABLISHED 0/0 - -\n"
     "tcp ipv4-mapped 192.0.2.17 8443 0.0.0.0 0 LISTEN 0/0 - "
     "30640/sshd: user@pt~\n"
     "udplite ipv4 192.0.2.17 7 0.0.0.0 0 CLOSE 0/0 - 30640/a b\n",
     {.flavour = NETSTAT_NET_TOOLS,
      .listing = NETSTAT_CONNECTED,
      .lacks_pids = true}},
    {"net-tools -aneopW: timers, and nothing is cut",
     INET_TITLE
     "(servers and established)\n" HEADER
     " User       Inode      PID/Program name     Timer\n"
     "tcp        0      0 192.0.2.17:47369        203.0.113.10:9090       "
     "ESTABLISHED 0          858104     1869/python3         "
     "keepalive (7199.00/0/0)\n"
     "tcp6       0      0 2001:db8::5c1f:22ab:55557 2001:db8:4:81f::200e:443 "
     "ESTABLISHED 0          0          -                    off (0.00/0/0)\n"
     "tcp6       0      0 2001:db8::5c1f:22:55557 2001:db8:4:81f::200:443 "
     "ESTABLISHED 0          0          30640/a (0.1)        off (0.00/0/0)\n",
     "tcp ipv4 192.0.2.17 47369 203.0.113.10 9090 ESTABLISHED 0/0 0/858104 "
     "1869/python3\n"
     "tcp ipv6 2001:db8::5c1f:22ab 55557 2001:db8:4:81f::200e 443 ESTABLISHED "
     "0/0 0/0 -\n"
     "tcp ipv6 2001:db8::5c1f:22 55557 2001:db8:4:81f::200 443 ESTABLISHED "
     "0/0 0/0 30640/a (0.1)\n",
     {.flavour = NETSTAT_NET_TOOLS, .listing = NETSTAT_ALL}},
    {"net-tools -e, without programs",
     HEADER
     " User       Inode     \n"
     "tcp        0      0 192.0.2.17:47369        203.0.113.10:9090       "
     "ESTABLISHED 0          858104    \n",
     "tcp ipv4 192.0.2.17 47369 203.0.113.10 9090 ESTABLISHED 0/0 0/858104 -\n",
     {.flavour = NETSTAT_NET_TOOLS}},
    {"net-tools -o alone",
     HEADER
     " Timer\n"
     "tcp        0      0 192.0.2.17:47369        203.0.113.10:9090       "
     "TIME_WAIT   timewait (51.30/0/0)\n",
     "tcp ipv4 192.0.2.17 47369 203.0.113.10 9090 TIME_WAIT 0/0 - -\n",
     {.flavour = NETSTAT_NET_TOOLS}},
    {"an unknown service keeps its text, a known one does not",
     HEADER
     "\n"
     "tcp        0      0 192.0.2.17:47369        203.0.113.10:x-odd      "
     "ESTABLISHED\n"
     "tcp        0      0 192.0.2.17:x-odd        edge.example:x-odd      "
     "ESTABLISHED\n"
     "tcp        0      0 192.0.2.17:www          *:*                     "
     "LISTEN\n"
     "raw        0      0 0.0.0.0:icmp            0.0.0.0:*               "
     "7\n",
     "tcp ipv4 192.0.2.17 47369 203.0.113.10\"203.0.113.10:x-odd\" 0 "
     "ESTABLISHED 0/0 - -\n"
     "tcp ipv4 192.0.2.17\"192.0.2.17:x-odd\" 0 \"edge.example:x-odd\" 0 "
     "ESTABLISHED 0/0 - -\n"
     "tcp ipv4 192.0.2.17 80 0.0.0.0 0 LISTEN 0/0 - -\n"
     "raw ipv4 0.0.0.0 1 0.0.0.0 0 CLOSE 0/0 - -\n",
     {.flavour = NETSTAT_TOYBOX}},
    {"every state, and one that netstat has no name for",
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 SYN_SENT\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 SYN_RECV\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 FIN_WAIT1\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 FIN_WAIT2\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 TIME_WAIT\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 CLOSE\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 LAST_ACK\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 CLOSING\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 UNKNOWN\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 SYN_SENT 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 SYN_RECV 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 FIN_WAIT1 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 FIN_WAIT2 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 TIME_WAIT 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 LAST_ACK 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSING 0/0 - -\n"
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 UNKNOWN(0x00) 0/0 - -\n",
     {.flavour = NETSTAT_UNKNOWN}},
    {"routes and Bluetooth are no rows, nor bad ones",
     "Kernel IP routing table\n"
     "Destination\tGateway \tGenmask \tFlags   MSS Window  irtt Iface\n"
     "192.0.2.0       0.0.0.0         255.255.255.0   U         0 0          0 "
     "wlan0\n" INET_TITLE "(w/o servers)\n"
     "tcp 0 0 192.0.2.1:1 192.0.2.2:2 CLOSE\n"
     "Active Bluetooth connections (w/o servers)\n"
     "Proto  Destination       Source            State\n"
     "l2cap  00:00:5E:00:53:01 00:00:5E:00:53:02 CONNECTED\n",
     "tcp ipv4 192.0.2.1 1 192.0.2.2 2 CLOSE 0/0 - -\n",
     {.flavour = NETSTAT_UNKNOWN, .listing = NETSTAT_CONNECTED}},
};

static void netstat_reads_every_flavour(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        const struct about *about = &outputs[i].about;
        struct netstat_reader reader;

        print_message("%s\n", outputs[i].why);
        netstat_text_gives(&reader, outputs[i].text, outputs[i].want);
        assert_int_equal(reader.flavour, about->flavour);
        assert_int_equal(reader.listing, about->listing);
        assert_int_equal(netstat_hides_ports(&reader), about->hides_ports);
        assert_int_equal(reader.has_all_pids, !about->lacks_pids);
        assert_int_equal(reader.garbled, about->garbled);
    }
}

/* OWASP MASTG, "Get Open Connections", as it stands on the page. */
static void netstat_reads_the_page_that_started_it_all(void **state)
{
    static const char page[] =
        "```bash\n"
        "# netstat -p | grep 24685\n"
        "Active Internet connections (w/o servers)\n"
        "Proto Recv-Q Send-Q Local Address           Foreign Address         "
        "State       PID/Program Name\n"
        "tcp        0      0 192.168.1.17:47368      172.217.194.103:https   "
        "CLOSE_WAIT  24685/com.google.android.youtube\n"
        "tcp        0      0 192.168.1.17:47233      172.217.194.94:https    "
        "CLOSE_WAIT  24685/com.google.android.youtube\n"
        "tcp        0      0 192.168.1.17:38480      sc-in-f100.1e100.:https "
        "ESTABLISHED 24685/com.google.android.youtube\n"
        "tcp        0      0 192.168.1.17:44833      74.125.24.91:https      "
        "ESTABLISHED 24685/com.google.android.youtube\n"
        "tcp        0      0 192.168.1.17:38481      sc-in-f100.1e100.:https "
        "ESTABLISHED 24685/com.google.android.youtube\n"
        "...\n"
        "```\n";
    static const char want[] =
        "tcp ipv4 192.168.1.17 47368 172.217.194.103 443 CLOSE_WAIT 0/0 - "
        "24685/com.google.android.youtube\n"
        "tcp ipv4 192.168.1.17 47233 172.217.194.94 443 CLOSE_WAIT 0/0 - "
        "24685/com.google.android.youtube\n"
        "tcp ipv4 192.168.1.17 38480 \"sc-in-f100.1e100.\"~ 443 ESTABLISHED "
        "0/0 - 24685/com.google.android.youtube\n"
        "tcp ipv4 192.168.1.17 44833 74.125.24.91 443 ESTABLISHED 0/0 - "
        "24685/com.google.android.youtube\n"
        "tcp ipv4 192.168.1.17 38481 \"sc-in-f100.1e100.\"~ 443 ESTABLISHED "
        "0/0 - 24685/com.google.android.youtube\n";
    struct netstat_reader reader;

    (void)state;
    netstat_text_gives(&reader, page, want);
    assert_int_equal(reader.flavour, NETSTAT_TOYBOX);
    assert_true(netstat_hides_ports(&reader));
}

/*
 * Half a line is never more than the whole: what is read from it, it has. A
 * cut in a number or a name cannot be seen, framing and files see to it.
 */
static void netstat_reads_nothing_into_half_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        size_t len = strlen(outputs[i].text);

        for (size_t cut = 0; cut < len; cut++) {
            /* Exactly as long as it is, so that ASan sees a step too far. */
            char *copy = test_malloc(cut + 1);
            struct str half = {copy, cut};
            struct cursor cursor = cursor_from(half);
            struct netstat_reader reader;
            struct str line;

            memcpy(copy, outputs[i].text, cut);
            netstat_init(&reader);
            while (cursor_line(&cursor, &line)) {
                struct netstat_row row;

                if (netstat_line(&reader, line, &row) == NETSTAT_INET) {
                    assert_true(row.process.len < line.len);
                    assert_true(row.row.proto != SOCK_TCP ||
                                row.row.state != 0 ||
                                strstr(outputs[i].text, "UNKNOWN") != NULL);
                }
            }
            test_free(copy);
        }
    }
}

static void netstat_asks_for_no_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        struct cursor cursor = cursor_from(str_from(outputs[i].text));
        struct netstat_reader reader;
        struct netstat_row row;
        struct str line;

        (void)failmalloc_total();
        netstat_init(&reader);
        while (cursor_line(&cursor, &line)) {
            (void)netstat_line(&reader, line, &row);
            (void)netstat_looks_like(line);
        }
        assert_int_equal(failmalloc_total(), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netstat_reads_every_flavour),
        cmocka_unit_test(netstat_reads_the_page_that_started_it_all),
        cmocka_unit_test(netstat_reads_nothing_into_half_a_line),
        cmocka_unit_test(netstat_asks_for_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
