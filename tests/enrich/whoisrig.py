# SPDX-License-Identifier: Apache-2.0
"""Team Cymru, the five registries' RDAP (TLS, a CA of the test's own) and
their whois servers under their real names and ports, in a network and mount
namespace of the test's own. They count what they are asked."""

import gzip
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ADBNET = os.path.abspath(os.environ.get("ADBNET", TOP + "/build/adbnet"))
CA_FILE = "/etc/ssl/certs/ca-certificates.crt"
CYMRU = ("whois.cymru.com", "192.0.2.10")
RDAP = {
    "arin": ("rdap.arin.net", "192.0.2.21"),
    "ripencc": ("rdap.db.ripe.net", "192.0.2.22"),
    "apnic": ("rdap.apnic.net", "192.0.2.23"),
    "lacnic": ("rdap.lacnic.net", "192.0.2.24"),
    "afrinic": ("rdap.afrinic.net", "192.0.2.25"),
}
WHOIS = {
    "arin": ("whois.arin.net", "192.0.2.31"),
    "ripencc": ("whois.ripe.net", "192.0.2.32"),
    "apnic": ("whois.apnic.net", "192.0.2.33"),
    "lacnic": ("whois.lacnic.net", "192.0.2.34"),
    "afrinic": ("whois.afrinic.net", "192.0.2.35"),
}
GLOBAL = []
for prefix in ("198.18.0.0/15", "192.0.2.0/24", "203.0.113.0/24"):
    GLOBAL += ["--treat-as-global", prefix]


failed = []


def check(is_true, text):
    print("ok  " if is_true else "FAIL", text)
    if not is_true:
        failed.append(text)


def run(rig, *tests):
    """Ends the program with what became of them."""
    try:
        for test in tests:
            print(f"--- {test.__name__}", flush=True)
            test()
    finally:
        rig.stop()
    print(f"{len(failed)} failed")
    sys.exit(1 if failed else 0)


def need_programs(*more):
    missing = [
        name
        for name in ("openssl", "strace", "ip", "unshare", "mount", *more)
        if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") is None
    ]
    if not os.path.exists(CA_FILE):
        missing.append(CA_FILE)
    if missing:
        print("missing:", *missing)
        sys.exit(77)


def make_mounts_private():
    """In a plain chroot "/" is no mount point, and this fails: then what is
    mounted may be seen outside until Rig.stop()."""
    os.environ["PATH"] += ":/usr/sbin"
    subprocess.run(["mount", "--make-rprivate", "/"], stderr=subprocess.DEVNULL)


def enter_namespaces():
    """Starts this program again where there is nothing but loopback."""
    if os.environ.get("ADBNET_NAMESPACE") != "1":
        need_programs()
        os.environ["ADBNET_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "-n", "-m", "--propagation", "unchanged",
                              sys.executable, *sys.argv])  # fmt: skip
    make_mounts_private()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def network(low, high, name, org, country, registry):
    """An object in the shape that this registry gives it."""
    found = {
        "rdapConformance": ["rdap_level_0", "cidr0"],
        "objectClassName": "ip network",
        "handle": f"NET-{low}",
        "startAddress": low,
        "endAddress": high,
        "ipVersion": "v4",
        "name": name,
        "status": ["active"],
        "notices": [{"title": "Terms", "description": ["of use"]}],
    }

    def entity(handle, role, kind, fn):
        card = [
            ["version", {}, "text", "4.0"],
            ["fn", {}, "text", fn],
            ["kind", {}, "text", kind],
        ]
        return {
            "objectClassName": "entity",
            "handle": handle,
            "roles": [role],
            "vcardArray": ["vcard", card],
        }

    if registry != "arin":
        found["country"] = country
    if registry == "arin":
        found["entities"] = [entity("O-1", "registrant", "org", org)]
    elif registry == "ripencc":
        found["entities"] = [
            entity("EX-MNT", "registrant", "org", "EX-MNT"),
            entity("ORG-1", "registrant", "org", org),
        ]
    elif registry == "lacnic":
        holder = entity("BR-1", "registrant", "org", org)
        found["entities"] = [
            {**entity("P", "abuse", "individual", "A"), "entities": [holder]}
        ]
    else:
        found["entities"] = [entity("P", "technical", "individual", "A")]
        found["remarks"] = [{"title": "description", "description": [org, "x"]}]
    return found


class Rig:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="adbnet-whois.")
        os.environ["XDG_CACHE_HOME"] = self.dir + "/cache"
        self.hosts = {"localhost": "127.0.0.1"}
        self.mounts = []
        self.made = None  # /etc/hosts, of which a minimal Debian has none
        for number in (10, *range(21, 26), *range(31, 36)):
            subprocess.run(
                ["ip", "addr", "add", f"192.0.2.{number}/32", "dev", "lo"], check=True
            )
        for host, address in [CYMRU, *RDAP.values(), *WHOIS.values()]:
            self.hosts[host] = address
        self.make_ca()
        self.write_hosts()
        for name, over in ((self.dir + "/hosts", "/etc/hosts"),
                           (self.dir + "/ca.pem", CA_FILE)):  # fmt: skip
            if not os.path.exists(over):
                self.made = over
                open(over, "x").close()
            subprocess.run(["mount", "--bind", name, over], check=True)
            self.mounts.append(over)

    def write_hosts(self, **other):
        """host=address with _ for . and __ for -; else the real places."""
        hosts = dict(self.hosts)
        hosts.update({name.replace("_", "."): ip for name, ip in other.items()})
        with open(self.dir + "/hosts", "w") as file:
            for host, address in hosts.items():
                file.write(f"{address} {host}\n")

    def openssl(self, *words):
        subprocess.run(
            ["openssl", *words], check=True, cwd=self.dir, capture_output=True
        )

    def make_ca(self):
        key = ["-newkey", "rsa:2048", "-nodes"]
        self.openssl("req", "-x509", *key, "-subj", "/CN=Test CA", "-days", "2",
                     "-keyout", "ca.key", "-out", "ca.pem")  # fmt: skip
        names = [host for host, _ in RDAP.values()]
        for file, hosts in (("good", names), ("wrong", ["other.example"])):
            with open(f"{self.dir}/{file}.ext", "w") as ext:
                ext.write("subjectAltName=" + ",".join("DNS:" + n for n in hosts))
            self.openssl("req", *key, "-subj", "/CN=rdap", "-keyout",
                         file + ".key", "-out", file + ".csr")  # fmt: skip
            self.openssl("x509", "-req", "-in", file + ".csr", "-CA", "ca.pem",
                         "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                         "-extfile", file + ".ext", "-out", file + ".pem")  # fmt: skip

    def fresh(self):
        """Forgets what earlier runs found out."""
        shutil.rmtree(self.dir + "/cache", ignore_errors=True)

    def stop(self):
        for over in self.mounts:
            subprocess.run(["umount", over])
        if self.made:
            os.unlink(self.made)
        shutil.rmtree(self.dir, ignore_errors=True)


class RdapServer:
    """answer(path) gives (status, headers, body): body bytes, or a dict."""

    def __init__(self, rig, registry, answer, cert="good"):
        self.asked = []
        self.times = []
        self.connected = []  # when, before the TLS handshake
        self.answer = answer
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.asked.append(self.path)
                outer.times.append(time.monotonic())
                status, headers, body = outer.answer(self.path)
                if isinstance(body, dict):
                    body = json.dumps(body).encode()
                    headers = {"Content-Type": "application/rdap+json", **headers}
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{rig.dir}/{cert}.pem", f"{rig.dir}/{cert}.key")
        address = (RDAP[registry][1], 443)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self):
                sock, peer = super().get_request()
                outer.connected.append(time.monotonic())
                sock.settimeout(20)
                return context.wrap_socket(sock, server_side=True), peer

            def handle_error(self, *_):
                pass

        self.server = Server(address, Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class TextServer:
    """answer(sock, lines) speaks, then the connection is closed, unless it
    says True. lines: up to the end that until() sees."""

    def __init__(self, address, answer, until=lambda text: b"\n" in text):
        self.connections = 0
        self.asked = []
        self.answer = answer
        self.until = until
        self.sock = socket.create_server((address, 43))
        self.is_over = False
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while not self.is_over:
            try:
                sock, _ = self.sock.accept()
            except OSError:
                return
            if self.is_over:
                sock.close()
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        text = b""
        sock.settimeout(30)
        try:
            while not self.until(text):
                part = sock.recv(65536)
                if not part:
                    break
                text += part
            lines = text.decode().split("\n")
            self.asked.append(lines)
            if self.answer(sock, lines):
                time.sleep(30)
        except OSError:
            pass
        finally:
            sock.close()

    def stop(self):
        self.is_over = True
        self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


def cymru(rows):
    """rows(address) gives the row without its address, or None."""

    def answer(sock, lines):
        out = ["Bulk mode; whois.cymru.com [2026-07-01 10:00:00 +0000]"]
        for line in lines:
            row = rows(line) if line[:1].isdigit() else None
            if row is not None:
                out.append(row)
        sock.sendall(("\n".join(out) + "\n").encode())

    return TextServer(CYMRU[1], answer, lambda text: text.endswith(b"end\n"))


def cymru_row(asn, address, prefix, country, registry, name):
    return f"{asn:<8}| {address:<16} | {prefix:<19} | {country} | {registry:<8} | 2001-01-02 | {name}"


def packed(body):
    return gzip.compress(body)


def adbnet(*words, timeout=150, **more):
    return subprocess.run(
        [ADBNET, *words, *GLOBAL], capture_output=True, text=True, timeout=timeout,
        **more
    )  # fmt: skip


def lookup(*words, addresses=(), **more):
    """The results of `lookup --whois --json`, by address; and the run."""
    done = adbnet(
        "lookup", "-n", "--whois", "--json", *words, "-",
        input="".join(address + "\n" for address in addresses), **more
    )  # fmt: skip
    results = json.loads(done.stdout)["results"] if done.stdout else []
    return {result["addr"]: result for result in results}, done


def one(registry="ripencc"):
    return cymru(lambda a: cymru_row(64500, a, a.rsplit(".", 1)[0] + ".0/24", "DE",
                                     registry, "EX-AS"))  # fmt: skip


def good(path="", registry="ripencc", org="Example GmbH"):
    del path
    return 200, {}, network("198.18.0.0", "198.18.0.255", "EX", org, "DE", registry)


RPSL = (
    b"% This is the RIPE Database\n\ninetnum: 198.18.0.0 - 198.18.0.255\n"
    b"netname: EX\ndescr: M\xfcller & Co\ncountry: DE\n\n\n"
)


def say(text):
    return lambda sock, lines: sock.sendall(text)


def ask(*words, **more):
    found, done = lookup("-v", *words, addresses=["198.18.0.9"], **more)
    return found["198.18.0.9"]["network"], done


def drip(text, pause):
    def answer(sock, lines):
        for i in range(len(text)):
            sock.sendall(text[i : i + 1])
            time.sleep(pause)

    return answer


def stop_all(servers):
    for server in servers:
        server.stop()
