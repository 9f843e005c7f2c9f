# SPDX-License-Identifier: Apache-2.0
"""A name server of Debian's (nsd) with zones made here, behind a bad road
(relay.c), in a network namespace of its own; and a responder that says what
no real server would."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
BUILD = os.environ.get("ADBNET_BUILD", TOP + "/build/dev")
RELAY = BUILD + "/tests/enrich/relay"
NSD_PORT = 5301
GLOBAL = []
for prefix in ("198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24",
               "203.0.113.0/24", "2001:db8::/32"):  # fmt: skip
    GLOBAL += ["--treat-as-global", prefix]
SOA = "300 IN SOA ns.example.test. h.example.test. 1 60 60 60 300"


def enter_namespace(*programs):
    """Starts this program again where there is nothing but loopback."""
    if os.environ.get("ADBNET_NAMESPACE") != "1":
        missing = [
            name
            for name in ("nsd", "dnsmasq", "strace", "ip", "unshare", *programs)
            if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") is None
        ]
        if missing or not os.path.exists(RELAY):
            print("missing:", *missing, RELAY)
            sys.exit(77)
        os.environ["ADBNET_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "-n", sys.executable, *sys.argv])
    os.environ["PATH"] += ":/usr/sbin"
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def bulk_name(index):
    return f"host-{index}.example.test"


def bulk_address(index):
    return f"198.18.{index >> 8}.{index & 255}"


def zones(count):
    """Name of each zone and its lines; what is odd is in 19.198."""
    bulk, odd, names = [], [], ["ns 300 IN A 127.0.0.1"]
    for i in range(count):
        bulk.append(f"{i & 255}.{i >> 8} 300 IN PTR {bulk_name(i)}.")
        names.append(f"host-{i} 300 IN A {bulk_address(i)}")
    odd.append("1.0 300 IN PTR liar.example.test.")
    names.append("liar 300 IN A 198.18.0.1")
    odd += [f"3.0 300 IN PTR many-{i:03}.example.test." for i in range(200)]
    odd.append("4.0 300 IN CNAME 4.sub.0")
    odd.append("4.sub.0 300 IN PTR alias.example.test.")
    names.append("alias 300 IN A 198.19.0.4")
    odd += ["5.0 300 IN PTR a.example.test.", "5.0 300 IN PTR b.example.test."]
    names += ["a 300 IN A 198.18.0.1", "b 300 IN A 198.19.0.5"]
    odd.append("6.0 300 IN PTR h\\027\\091\\051\\049m.example.test.")
    odd.append("7.0 300 IN PTR gone.example.test.")
    six = "7.0.0.0." + "0.0.0.0." * 5 + "8.b.d.0.1.0.0.2.ip6.arpa."
    sixes = [f"{six} 300 IN PTR six.example.test."]
    names.append("six 300 IN AAAA 2001:db8::7")
    documents = ["10.113.0.203.in-addr.arpa. 300 IN PTR doc.example.test."]
    names.append("doc 300 IN A 203.0.113.10")
    return {
        "18.198.in-addr.arpa": bulk,
        "19.198.in-addr.arpa": odd,
        "8.b.d.0.1.0.0.2.ip6.arpa": sixes,
        "113.0.203.in-addr.arpa": documents,
        "100.51.198.in-addr.arpa": [],
        "2.0.192.in-addr.arpa": [],
        "example.test": names,
    }


class Rig:
    def __init__(self, count):
        self.dir = tempfile.mkdtemp(prefix="adbnet-dns.")
        self.children = []
        self.ports = 5310
        os.environ["XDG_CACHE_HOME"] = self.dir + "/cache"
        config = [
            "server:", f' ip-address: 127.0.0.1@{NSD_PORT}', ' username: ""',
            f' zonesdir: "{self.dir}"', ' database: ""', ' chroot: ""',
            f' pidfile: "{self.dir}/pid"', f' xfrdfile: "{self.dir}/xfrd"',
            f' zonelistfile: "{self.dir}/list"', " rrl-ratelimit: 0",
            " server-count: 1", "remote-control:", " control-enable: no",
        ]  # fmt: skip
        for name, lines in zones(count).items():
            text = [f"$ORIGIN {name}.", "@ " + SOA,
                    "@ 300 IN NS ns.example.test.", *lines]  # fmt: skip
            with open(f"{self.dir}/{name}", "w") as file:
                file.write("\n".join(text) + "\n")
            config += ["zone:", f" name: {name}", f" zonefile: {name}"]
        with open(self.dir + "/nsd.conf", "w") as file:
            file.write("\n".join(config) + "\n")
        self.start(["nsd", "-d", "-c", self.dir + "/nsd.conf"])
        self.wait_for(NSD_PORT)

    def start(self, words, **more):
        log = open(self.dir + "/log", "a")
        child = subprocess.Popen(words, stderr=log, **more)
        self.children.append(child)
        return child

    def wait_for(self, port):
        """A TCP connection is taken: it has come up."""
        for _ in range(100):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"nothing answers on port {port}")

    def relay(self, delay=0, loss=0, double=0, jitter=0, seed=7):
        """Another road to nsd; gives its port and what to stop it by."""
        self.ports += 1
        words = [RELAY, self.ports, NSD_PORT, delay, loss, double, jitter, seed]
        child = self.start(
            [str(word) for word in words], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout.readline() == "ready\n"
        return self.ports, child

    def stop_relay(self, child):
        """Questions that came, and those that were passed on."""
        child.stdin.close()
        numbers = child.stdout.read().split()
        child.wait()
        return [int(number) for number in numbers]

    def dnsmasq(self, upstream):
        self.ports += 1
        self.start(
            ["dnsmasq", "-k", "-p", str(self.ports), "-R", "-h", "-c", "0",
             "--listen-address=127.0.0.1", "--bind-interfaces", "-u", "root",
             f"--server=127.0.0.1#{upstream}", "--pid-file", "-C", "/dev/null"]
        )  # fmt: skip
        self.wait_for(self.ports)
        return self.ports

    def stop(self):
        for child in self.children:
            if child.poll() is None:
                child.terminate()
                child.wait()
        shutil.rmtree(self.dir)


class Responder:
    """A UDP server; answer(query, name) gives the bytes to send, or a list
    of them. The name is that of the question, in labels."""

    def __init__(self, answer, address="127.0.0.1"):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((address, 0))
        self.port = self.sock.getsockname()[1]
        self.answer = answer
        self.questions = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            query, peer = self.sock.recvfrom(4096)
            self.questions += 1
            answers = self.answer(query, labels(query))
            for packet in answers if isinstance(answers, list) else [answers]:
                if packet:
                    self.sock.sendto(packet, peer)


def labels(query):
    at, found = 12, []
    while query[at]:
        found.append(query[at + 1 : at + 1 + query[at]])
        at += 1 + query[at]
    return found


def question(query):
    at = 12
    while query[at]:
        at += 1 + query[at]
    return query[12 : at + 5]


def reply(query, records=(), rcode=0, flags=0x8180, count=1, ident=None):
    """records: (type, data) of the name that was asked for."""
    ident = query[:2] if ident is None else ident
    head = ident + struct.pack(">HHHHH", flags | rcode, count, len(records), 0, 0)
    body = question(query) if count else b""
    for kind, data in records:
        body += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
    return head + body


def wire_name(*parts):
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
